import { isMeant, type MeantClash } from '../../domain/date-clashes.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { namesOf } from '../directory/people-names.ts';
import { auditsOf } from '../overview/office-tasks.ts';
import { type Actor, appendEvent, lockChain } from '../store/events.ts';
import { keepReason, reasonsOf } from '../store/reasons.ts';
import { digest } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { allClashesAhead, type ClashTask, clashesAhead, leftAsMeant } from './date-clashes.ts';

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

/** Somebody has looked at dates that clash and leaves them as they are, for a reason. */
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
    const known = await tx.meantClash.findFirst({ where: { id, partnershipId } });
    if (known && !known.takenBackAt) return { kind: 'meant' };
    const found = await findClash(records, tx, { partnershipId, clash: id }, now);
    if (!found) return { kind: 'not-found' };
    const missing = 'Say why the dates stay as they are.';
    const problems = textProblems('reason', reason, { missing, longest: 2000 });
    if (problems.length > 0) return { kind: 'refused', problems };
    const { kind } = found.clash;
    const dates = found.clash.dates.map(({ audit, key, day }) => ({ audit, key, day }));
    const left = { meantAt: now, meantById: by.contactId };
    await tx.meantClash.upsert({
      where: { id },
      update: { ...left, takenBackAt: null, takenBackById: null },
      create: { id, partnershipId, kind, dates, ...left },
    });
    await tellOfClash(
      records,
      tx,
      { partnershipId, kind, dates, reason },
      { by, now },
      'dates.meant',
    );
    return { kind: 'meant' };
  });
}

export type ClashTakenUp =
  | { kind: 'taken-up' | 'not-found' }
  | { kind: 'refused'; problems: FieldProblem[] };

/**
 * What was left as it is stands again among what is to be settled, for a reason; so does every
 * greater clash by which it was left.
 */
export async function takeUpClash(
  records: Records,
  input: OfClash & { reason: string },
  by: Actor,
  now: Date,
): Promise<ClashTakenUp> {
  const { partnershipId, clash: id } = input;
  const reason = input.reason.replace(/\r\n?/g, '\n').trim();
  return transaction(records, async (tx) => {
    await lockChain(tx, partnershipId);
    const found = await findClash(records, tx, { partnershipId, clash: id }, now);
    if (!found) return { kind: 'not-found' };
    const left = (await leftAsMeant(tx, partnershipId)).filter((row) =>
      isMeant(found.clash, [row]),
    );
    if (left.length === 0) return { kind: 'taken-up' };
    const missing = 'Say why it is to be looked at again.';
    const problems = textProblems('reason', reason, { missing, longest: 2000 });
    if (problems.length > 0) return { kind: 'refused', problems };
    await tx.meantClash.updateMany({
      where: { id: { in: left.map((row) => row.id) } },
      data: { takenBackAt: now, takenBackById: by.contactId },
    });
    const { kind } = found.clash;
    const dates = found.clash.dates.map(({ audit, key, day }) => ({ audit, key, day }));
    const told = { partnershipId, kind, dates, reason };
    await tellOfClash(records, tx, told, { by, now }, 'dates.taken-up');
    return { kind: 'taken-up' };
  });
}

/** Who has left a clash as it is, when and why; null where nobody has. */
export interface ClashLeft {
  by: string;
  at: Date;
  reason: string;
}

export async function whyLeft(
  records: Records,
  { partnershipId, task }: { partnershipId: string; task: ClashTask },
): Promise<ClashLeft | null> {
  return transaction(records, async (tx) => {
    const left = await leftAsMeant(tx, partnershipId);
    const row = left.find((each) => isMeant(task.clash, [each]));
    if (!row) return null;
    const names = await namesOf(records, tx, { partnershipId, contactIds: [row.by] });
    const numbers = row.dates.map(({ audit }) => audit);
    const audit = await tx.audit.findFirst({
      where: { partnershipId, number: { in: numbers } },
      orderBy: { number: 'asc' },
      select: { id: true },
    });
    const chain = audit?.id ?? partnershipId;
    const event = await tx.event.findFirst({
      where: { chain, kind: 'dates.meant', at: row.at },
      orderBy: { seq: 'desc' },
    });
    const key = audit
      ? await records.keyring.audit(tx, audit.id)
      : await records.keyring.partnership(tx, partnershipId);
    const seqs = event ? [event.seq] : [];
    const reasons = await reasonsOf(tx, key, { auditId: chain, seqs });
    const reason = reasons.get(event?.seq ?? -1) ?? '';
    return { by: names.get(row.by ?? '') ?? '', at: row.at, reason };
  });
}

/** The history of each of its audits tells of it, and of what is only planned the partnership's. */
async function tellOfClash(
  records: Records,
  tx: Transaction,
  told: { partnershipId: string; kind: string; dates: MeantClash['dates']; reason: string },
  { by, now }: { by: Actor; now: Date },
  kind: 'dates.meant' | 'dates.taken-up',
): Promise<void> {
  const { partnershipId, dates, reason } = told;
  const audits = await tx.audit.findMany({
    where: { partnershipId, number: { in: dates.map(({ audit }) => audit) } },
    select: { id: true, number: true },
  });
  const lines = dates.map(({ audit, key, day }) => {
    const auditId = audits.find(({ number }) => number === audit)?.id ?? null;
    const others = new Set(dates.map((each) => each.audit).filter((each) => each !== audit));
    const running = audits.filter(({ number }) => others.has(number));
    const ids = {
      clash: told.kind,
      date: key,
      day,
      audits: running.map(({ number }) => number).join(' '),
      planned: auditId ? null : audit,
    };
    return { auditId, ids };
  });
  // Every chain in one order, as others who leave another clash of the same audits take them.
  for (const { auditId, ids } of lines.sort((a, b) => order(a.auditId, b.auditId))) {
    const chain = auditId ?? partnershipId;
    const key = auditId
      ? await records.keyring.audit(tx, auditId)
      : await records.keyring.partnership(tx, partnershipId);
    const digests = { reason: digest(key, reason) };
    const seq = await appendEvent(tx, { partnershipId, chain, kind, ids, digests, by, now });
    await keepReason(records, tx, { partnershipId, auditId, seq, reason });
  }
}

/** Every clash in the weeks to come that is left as it is. */
export async function clashesLeft(
  records: Records,
  partnershipId: string,
  now: Date,
): Promise<ClashTask[]> {
  return transaction(records, async (tx) => {
    const audits = await auditsOf(tx, partnershipId);
    return (await clashesAhead(records, tx, { partnershipId, audits, now })).meant;
  });
}

function order(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
