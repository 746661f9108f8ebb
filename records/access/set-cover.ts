import { randomUUID } from 'node:crypto';
import { letterLeavesAt } from '../../domain/ask-moments.ts';
import { dateOf, instantAt } from '../../domain/calendar.ts';
import { checkCover, type TypedCover } from '../../domain/cover.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { workingCalendar } from '../audits/audit-context.ts';
import { todayIn } from '../directory/held-roles.ts';
import { namesOf } from '../directory/people-names.ts';
import { queueLetters } from '../letters/letters.ts';
import { lettersLeave } from '../programme/offer-planned.ts';
import { type Actor, appendEvent, lockChain } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { coverRows, lineOn } from './cover.ts';

export type CoverSet =
  | { kind: 'set' }
  | { kind: 'refused'; problems: FieldProblem[] }
  /** The days were changed or taken back by somebody else meanwhile. */
  | { kind: 'not-found' };

interface OfPerson {
  partnershipId: string;
  contactId: string;
}

/**
 * Sets the days on which somebody of the business unit is away and who covers, or changes them. From
 * the first day on whoever covers gets what they would get; no reason is asked, since it is theirs.
 */
export async function setCover(
  records: Records,
  input: OfPerson & { coverId: string | null; typed: TypedCover },
  by: Actor,
  now: Date,
): Promise<CoverSet> {
  const { partnershipId, contactId, coverId, typed } = input;
  return transaction(records, async (tx) => {
    await lockChain(tx, partnershipId);
    const today = await todayIn(tx, partnershipId, now);
    const line = await lineOn(tx, partnershipId, today);
    const rows = await coverRows(tx, { partnershipId, contactId, from: today });
    const changed = rows.find(({ id }) => id === coverId);
    if (!line.includes(contactId) || (coverId && !changed)) return { kind: 'not-found' };
    const able = line.filter((id) => id !== contactId);
    const people = await namesOf(records, tx, { partnershipId, contactIds: able });
    const others = rows.filter(({ id }) => id !== coverId);
    const began = changed?.from ?? null;
    const checked = checkCover(typed, { today, began, others: [], people });
    if (!checked.ok) return { kind: 'refused', problems: checked.problems };
    const { from, to, coveredById } = checked;
    // The same form sent twice.
    const same = rows.some(
      (each) => each.from === from && each.to === to && each.coveredById === coveredById,
    );
    if (same) return { kind: 'set' };
    const overlaps = checkCover(typed, { today, began, others, people });
    if (!overlaps.ok) return { kind: 'refused', problems: overlaps.problems };
    if (changed) await endRow(tx, changed.id, { by, now });
    const id = randomUUID();
    await tx.cover.create({
      data: {
        id,
        partnershipId,
        contactId,
        coveredById,
        fromDate: from,
        toDate: to,
        setAt: now,
        setById: by.contactId,
        changesId: changed?.id ?? null,
      },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: changed ? 'cover.changed' : 'cover.set',
      ids: { contact: contactId, cover: id, coveredBy: coveredById, from, to },
      by,
      now,
    });
    const begun = { id, partnershipId, coveredById, from, to };
    // Whoever sets it for today themselves knows.
    const knows = from <= today && coveredById === by.contactId;
    if (!knows) await tellWhoCovers(tx, begun, today, now);
    const goesOn = from <= today && coveredById === changed?.coveredById;
    if (changed && !goesOn) await tellWhoCovered(tx, { partnershipId, ...changed }, { by, now });
    return { kind: 'set' };
  });
}

/** Takes days back that are to come, or ends those that have begun: from now on they are there. */
export async function endCover(
  records: Records,
  input: OfPerson & { coverId: string },
  by: Actor,
  now: Date,
): Promise<'ended' | 'ended-before' | 'not-found'> {
  const { partnershipId, contactId, coverId } = input;
  return transaction(records, async (tx) => {
    await lockChain(tx, partnershipId);
    const where = { id: coverId, partnershipId, contactId };
    const row = await tx.cover.findFirst({ where });
    if (!row) return 'not-found';
    const today = await todayIn(tx, partnershipId, now);
    if (row.endedAt || row.toDate < today) return 'ended-before';
    await endRow(tx, row.id, { by, now });
    const { coveredById, fromDate: from, toDate: to } = row;
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'cover.ended',
      ids: { contact: contactId, cover: row.id, coveredBy: coveredById, from, to },
      by,
      now,
    });
    await tellWhoCovered(tx, { ...row, from }, { by, now });
    return 'ended';
  });
}

async function endRow(
  tx: Transaction,
  id: string,
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  await tx.cover.update({ where: { id }, data: { endedAt: now, endedById: by.contactId } });
}

/** On the first morning that they cover; what is open is said as it is then. */
async function tellWhoCovers(
  tx: Transaction,
  cover: { id: string; partnershipId: string; coveredById: string; from: string; to: string },
  today: string,
  now: Date,
): Promise<void> {
  const { id, partnershipId, coveredById, from, to } = cover;
  const partnership = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
  const calendar = workingCalendar(partnership, now);
  const begins = from > today ? instantAt(from, '00:00', calendar.zone) : now.toISOString();
  const leavesAt = letterLeavesAt(begins, {
    calendar,
    lettersLeave,
    closeOfDay: '17:00',
    dates: {},
  });
  // Days on which nobody works are over before anybody reads of them.
  if (dateOf(leavesAt, calendar.zone) > to) return;
  await queueLetters(tx, [
    {
      partnershipId,
      key: `${partnershipId}/cover/${id}`,
      kind: 'cover/begins',
      contactId: coveredById,
      ids: { cover: id },
      leavesAt: new Date(leavesAt),
      now,
    },
  ]);
}

/**
 * That what comes from now on goes to its owner again. Nothing to whoever has not been told that they
 * cover, or ends it themselves.
 */
async function tellWhoCovered(
  tx: Transaction,
  cover: { id: string; partnershipId: string; coveredById: string; from: string },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { id, partnershipId, coveredById, from } = cover;
  if (coveredById === by.contactId) return;
  const key = `${partnershipId}/cover/${id}`;
  const begins = await tx.letter.findUnique({ where: { key }, select: { state: true } });
  const today = await todayIn(tx, partnershipId, now);
  // Whoever set it for the same day themselves got no letter.
  const knows = begins ? begins.state !== 'pending' : from <= today;
  if (!knows) return;
  const letter = { kind: 'cover/ended', contactId: coveredById, ids: { cover: id }, now };
  await queueLetters(tx, [{ ...letter, partnershipId, key: `${key}/ended` }]);
}
