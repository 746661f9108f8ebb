import { toolMinutes } from '../../domain/ask-times.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { openReturnStates, type ReturnState } from '../returns/own-return.ts';
import { returnPlace, returnTool } from '../returns/return-tool.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { aboutOf, aboutRows } from './about.ts';

/** How far what is asked stands, for asks that are answered with tools. */
export interface AskProgress {
  /** Which one it is, where the ask is for one alone: "C3, Midwifery". */
  which: string | null;
  tools: number;
  sent: number;
  /** Something has been saved in one of those that are still open. */
  begun: boolean;
  /** About how long one of them takes; the longest where they differ. */
  minutes: number;
}

interface AskRow {
  id: string;
  auditId: string | null;
  step: string;
  requestId: string | null;
  returnId: string | null;
}

/** How far each of these asks is, by their ids; nothing for those without a tool. */
export async function progressOfAsks(
  records: Records,
  tx: Transaction,
  asks: AskRow[],
): Promise<Map<string, AskProgress>> {
  const rows = await toolsBehind(tx, asks);
  const contexts = new Map<string, AuditContext>();
  for (const id of new Set(rows.map(({ auditId }) => auditId))) {
    contexts.set(id, await auditContext(tx, id));
  }
  const found = new Map<string, AskProgress>();
  for (const ask of asks) {
    const own = rows.filter((row) => row.id === oneOf(ask) || isOf(ask, row.requestId));
    const context = contexts.get(own[0]?.auditId ?? '');
    if (!context) continue;
    const open = own.filter(({ state }) => openReturnStates.includes(state as ReturnState));
    found.set(ask.id, {
      which: oneOf(ask) && own[0] ? await whichOne(records, tx, own[0]) : null,
      tools: own.length,
      sent: own.length - open.length,
      begun: open.some(({ _count }) => _count.drafts > 0),
      minutes: Math.max(...own.map((row) => toolMinutes(returnTool(context, row)))),
    });
  }
  return found;
}

/** The one tool that an ask is for; a check of one takes another time, and is not counted here. */
function oneOf({ step, returnId }: AskRow): string | null {
  return step === 'allocated' || step === 'revise' ? returnId : null;
}

function isOf(ask: AskRow, requestId: string): boolean {
  return ask.step === 'returns' && ask.requestId === requestId;
}

type ToolRow = Awaited<ReturnType<typeof toolsBehind>>[number];

async function toolsBehind(tx: Transaction, asks: AskRow[]) {
  const requests = asks.flatMap((ask) => (ask.step === 'returns' ? (ask.requestId ?? []) : []));
  const returns = asks.flatMap((ask) => oneOf(ask) ?? []);
  return tx.return.findMany({
    where: {
      state: { not: 'withdrawn' },
      case: { heldAt: null },
      OR: [{ requestId: { in: requests } }, { id: { in: returns } }],
    },
    select: {
      id: true,
      auditId: true,
      requestId: true,
      state: true,
      ...returnPlace,
      case: { select: { ...aboutRows.case.select, stratum: true } },
      service: { select: { name: true } },
      _count: { select: { drafts: true } },
    },
  });
}

async function whichOne(records: Records, tx: Transaction, row: ToolRow): Promise<string> {
  const key = await records.keyring.audit(tx, row.auditId);
  const { kind, label } = aboutOf(key, row.case);
  return kind === 'child' && row.service ? `${label}, ${row.service.name}` : label;
}
