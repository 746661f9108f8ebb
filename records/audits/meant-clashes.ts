import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { auditsOf } from '../overview/office-tasks.ts';
import { type Actor, appendEvent, lockChain } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { allClashesAhead, type ClashTask } from './date-clashes.ts';

interface OfClash {
  partnershipId: string;
  clash: string;
}

/** One clash in the weeks to come, meant or not; null once a date of it was moved. */
export async function clashAhead(
  records: Records,
  { partnershipId, clash }: OfClash,
  now: Date,
): Promise<ClashTask | null> {
  return transaction(records, (tx) => findClash(records, tx, { partnershipId, clash }, now));
}

async function findClash(
  records: Records,
  tx: Transaction,
  { partnershipId, clash }: OfClash,
  now: Date,
): Promise<ClashTask | null> {
  const audits = await auditsOf(tx, partnershipId);
  const clashes = await allClashesAhead(records, tx, { partnershipId, audits, now });
  return clashes.find(({ id }) => id === clash) ?? null;
}

export type ClashMeant =
  | { kind: 'meant' | 'not-found' }
  | { kind: 'refused'; problems: FieldProblem[] };

/**
 * Somebody has looked at dates that clash and leaves them as they are, for a reason. The history of
 * each of their audits tells of it, and of what is only planned the partnership's.
 */
export async function leaveClash(
  records: Records,
  input: OfClash & { reason: string },
  by: Actor,
  now: Date,
): Promise<ClashMeant> {
  const { partnershipId, clash: id } = input;
  const reason = input.reason.replace(/\r\n?/g, '\n').trim();
  return transaction(records, async (tx) => {
    await lockChain(tx, partnershipId);
    if (await tx.meantClash.findFirst({ where: { id, partnershipId } })) return { kind: 'meant' };
    const found = await findClash(records, tx, { partnershipId, clash: id }, now);
    if (!found) return { kind: 'not-found' };
    const missing = 'Say why the dates stay as they are.';
    const problems = textProblems('reason', reason, { missing, longest: 2000 });
    if (problems.length > 0) return { kind: 'refused', problems };
    const { kind } = found.clash;
    const dates = found.clash.dates.map(({ audit, key, day }) => ({ audit, key, day }));
    await tx.meantClash.create({
      data: { id, partnershipId, kind, dates, meantAt: now, meantById: by.contactId },
    });
    const audits = await tx.audit.findMany({
      where: { partnershipId, number: { in: dates.map(({ audit }) => audit) } },
      select: { id: true, number: true },
    });
    const told = dates.map(({ audit, key, day }) => {
      const auditId = audits.find(({ number }) => number === audit)?.id ?? null;
      const others = new Set(dates.map((each) => each.audit).filter((each) => each !== audit));
      const running = audits.filter(({ number }) => others.has(number));
      const ids = {
        clash: kind,
        date: key,
        day,
        audits: running.map(({ number }) => number).join(' '),
        planned: auditId ? null : audit,
      };
      return { auditId, ids };
    });
    // Every chain in one order, as others who leave another clash of the same audits take them.
    for (const { auditId, ids } of told.sort((a, b) => order(a.auditId, b.auditId))) {
      const chain = auditId ?? partnershipId;
      const key = auditId
        ? await records.keyring.audit(tx, auditId)
        : await records.keyring.partnership(tx, partnershipId);
      const digests = { reason: digest(key, reason) };
      const event = { partnershipId, chain, kind: 'dates.meant', ids, digests, by, now };
      const seq = await appendEvent(tx, event);
      await keepReason(records, tx, { partnershipId, auditId, seq, reason });
    }
    return { kind: 'meant' };
  });
}

function order(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
