import type { Answers, Tool } from '../../domain/tool.ts';
import {
  type AuditFacts,
  auditFacts,
  findOwnAsk,
  type OwnAsk,
  type ReaderIds,
} from '../asks/contact-view.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { returnTool } from '../returns/return-tool.ts';
import { type Key, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { toReconsider } from './reconsider.ts';

/** What somebody may look at again after the discussion. */
export interface ReconsiderView {
  ask: OwnAsk;
  audit: AuditFacts;
  tools: { id: string; number: number; revised: boolean }[];
}

export async function reconsiderView(
  records: Records,
  reader: ReaderIds,
  askId: string,
): Promise<ReconsiderView | null> {
  return transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    if (ask?.step !== 'reconsider') return null;
    const context = await auditContext(tx, ask.auditId);
    const tools = await toReconsider(tx, context, reader.contactId);
    return { ask, audit: await auditFacts(records, tx, context), tools };
  });
}

/** A tool that was revised after the discussion: what was discussed, and what stands now (SO-22). */
export interface RevisedReturn {
  returnId: string;
  number: number;
  agency: string;
  service: string | null;
  tool: Tool;
  discussed: { version: number; answers: Answers };
  stands: { version: number; answers: Answers; at: Date };
}

export async function revisedReturns(
  tx: Transaction,
  context: AuditContext,
  key: Key,
): Promise<RevisedReturn[]> {
  const rows = await tx.return.findMany({
    where: {
      auditId: context.auditId,
      state: { not: 'withdrawn' },
      case: { heldAt: null, state: { in: ['drawn', 'identified'] } },
      versions: { some: { afterMeeting: true } },
    },
    select: {
      id: true,
      part: true,
      case: { select: { number: true, stratum: true } },
      service: { select: { name: true } },
      request: {
        select: { stageKey: true, agency: { select: { key: true, name: true } } },
      },
      versions: { orderBy: { version: 'asc' } },
    },
    orderBy: [{ case: { number: 'asc' } }, { id: 'asc' }],
  });
  return rows.flatMap((row) => {
    const before = row.versions.findLast(({ afterMeeting }) => !afterMeeting);
    const after = row.versions.at(-1);
    if (!before || !after) return [];
    const answersOf = ({ id, answersSealed }: typeof before) =>
      openJson<Answers>(key, `ReturnVersion.answersSealed/${id}`, answersSealed);
    return [
      {
        returnId: row.id,
        number: row.case.number,
        agency: row.request.agency.name,
        service: row.service?.name ?? null,
        tool: returnTool(context, row),
        discussed: { version: before.version, answers: answersOf(before) },
        stands: { version: after.version, answers: answersOf(after), at: after.submittedAt },
      },
    ];
  });
}
