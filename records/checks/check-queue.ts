import type { About } from '../../domain/about-words.ts';
import { aboutOf, aboutRows } from '../asks/about.ts';
import { profileOf } from '../audits/audit-context.ts';
import type { Records, Transaction } from '../store/transaction.ts';

/** A return that waits for the business unit to check it. */
export interface ReturnToCheck {
  returnId: string;
  audit: string;
  /** What the audit's process calls a return. */
  word: string;
  number: number;
  about: About;
  agency: string;
  service: string | null;
  version: number;
  dueDate: string;
  overdue: boolean;
}

/** Everything that waits to be checked, what is due first before the rest; of one audit or of all. */
export async function checkQueue(
  records: Pick<Records, 'database' | 'keyring'>,
  given: { partnershipId: string; audit?: string | undefined },
  now: Date,
): Promise<ReturnToCheck[]> {
  const { partnershipId, audit: number } = given;
  const { database: tx } = records;
  const asks = await tx.ask.findMany({
    where: {
      partnershipId,
      step: 'check',
      outcome: null,
      audit: { state: { in: ['open', 'paused'] }, ...(number ? { number } : {}) },
      return: { case: { heldAt: null } },
    },
    select: {
      dueDate: true,
      dueAt: true,
      audit: { select: { id: true, number: true, profileVersionId: true } },
      return: {
        select: {
          id: true,
          version: true,
          ...aboutRows,
          service: { select: { name: true } },
          request: { select: { agency: { select: { name: true } } } },
        },
      },
    },
  });
  const waiting: ReturnToCheck[] = [];
  for (const { dueDate, dueAt, audit, return: row } of asks) {
    if (!audit || !row) continue;
    waiting.push({
      returnId: row.id,
      audit: audit.number,
      word: await wordOf(tx, audit.profileVersionId),
      number: row.case.number,
      about: aboutOf(await records.keyring.audit(tx, audit.id), row.case),
      agency: row.request.agency.name,
      service: row.service?.name ?? null,
      version: row.version,
      dueDate,
      overdue: dueAt < now,
    });
  }
  return waiting.sort(inOrder);
}

/** Who is next in the queue after this one, whether it is still in it or not. */
export function nextToCheck(
  queue: readonly ReturnToCheck[],
  current: ReturnToCheck,
): ReturnToCheck | null {
  const others = queue.filter(({ returnId }) => returnId !== current.returnId);
  return others.find((each) => inOrder(each, current) > 0) ?? others[0] ?? null;
}

async function wordOf(tx: Transaction, profileVersionId: string): Promise<string> {
  return (await profileOf(tx, profileVersionId)).words.return;
}

/** By date, then the agencies of one child together: who reads one has the others in mind. */
function inOrder(a: ReturnToCheck, b: ReturnToCheck): number {
  return (
    compare(a.dueDate, b.dueDate) ||
    compare(a.audit, b.audit) ||
    a.number - b.number ||
    compare(`${a.agency} ${a.service ?? ''}`, `${b.agency} ${b.service ?? ''}`)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
