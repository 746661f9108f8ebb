import { type CellState, cellState } from '../../domain/grid-cell.ts';
import { subjectOf } from '../../domain/profile.ts';
import type { Subject } from '../../domain/stages/return-subjects.ts';
import { aboutOf, aboutRows } from '../asks/about.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Key, open } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { leftSubjects } from './left-subjects.ts';
import { isTimeOver } from './withdraw-subject.ts';

/** One return that is not about a child, as the business unit sees how it stands. */
export interface AnswerLine {
  returnId: string;
  /** The number of what it is about: the two returns of one attendance share it. */
  number: number;
  /** "Aldermere Police", "Hollin Primary School", "“Safe sleep” on 3 March 2027". */
  label: string;
  agency: string;
  part: string;
  /** Who is asked. */
  who: string;
  state: CellState;
  dueDate: string | null;
  overdue: boolean;
  /** Whether something is still to come from them. */
  open: boolean;
  /** Keys of the partnerships that it serves. */
  serves: string[];
  /** Why it was withdrawn; empty where it was not. */
  because: string;
}

export interface AnswersOverview {
  subject: Exclude<Subject, 'case'>;
  lines: AnswerLine[];
  /** Whether one of them can still be withdrawn: answers are gathered, and another is left. */
  mayLeave: boolean;
  /** Whether an attendance that left can be added again. */
  mayRejoin: boolean;
}

/**
 * Who has answered and who has not, where nobody is asked about children; null where they are. As
 * many queries for a hundred schools as for one.
 */
export async function answersOverview(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<AnswersOverview | null> {
  const subject = subjectOf(context.profile);
  if (subject === 'case') return null;
  const { auditId, partnershipId } = context;
  const key = await records.keyring.audit(tx, auditId);
  const left = await leftSubjects(tx, auditId);
  const rows = await tx.return.findMany({
    where: { auditId, OR: [{ state: { not: 'withdrawn' } }, { caseId: { in: [...left] } }] },
    orderBy: [{ case: { number: 'asc' } }, { part: 'asc' }],
    select: {
      id: true,
      part: true,
      state: true,
      serves: true,
      assigneeId: true,
      case: { select: { ...aboutRows.case.select, replacedReasonSealed: true } },
      request: {
        select: {
          responsibleId: true,
          agency: { select: { name: true } },
          asks: {
            where: { outcome: null, step: { in: ['returns', 'revise'] } },
            orderBy: { dueAt: 'asc' },
            take: 1,
            select: { dueDate: true, dueAt: true },
          },
        },
      },
      _count: { select: { drafts: true } },
    },
  });
  const contactIds = rows.map(({ assigneeId, request }) => assigneeId ?? request.responsibleId);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  const lines = rows.map((row): AnswerLine => {
    const { request } = row;
    const [ask] = request.asks;
    const own = { state: row.state, begun: row._count.drafts > 0 };
    const involvement = row.state === 'withdrawn' ? 'withdrawn' : null;
    return {
      returnId: row.id,
      number: row.case.number,
      label: aboutOf(key, row.case).label,
      agency: request.agency.name,
      part: row.part,
      who: names.get(row.assigneeId ?? request.responsibleId) ?? '',
      state: cellState({ involvement, return: own }),
      dueDate: ask?.dueDate ?? null,
      overdue: ask !== undefined && ask.dueAt < now,
      open: row.state === 'asked' || row.state === 'sent-back',
      serves: (row.serves ?? []) as string[],
      because: reasonOf(key, row.case),
    };
  });
  const staying = lines.filter(({ state }) => state !== 'withdrawn');
  const several = new Set(staying.map(({ number }) => number)).size > 1;
  const running = context.state === 'open' || context.state === 'paused';
  const gathering = !(await isTimeOver(tx, context));
  const mayRejoin = subject === 'person' && context.state === 'open' && gathering;
  return { subject, lines, mayLeave: several && running && gathering, mayRejoin };
}

function reasonOf(
  key: Key,
  { id, replacedReasonSealed }: { id: string; replacedReasonSealed: Uint8Array | null },
): string {
  return replacedReasonSealed
    ? open(key, `Case.replacedReasonSealed/${id}`, replacedReasonSealed)
    : '';
}
