import { type CaseSlot, ownStretches, type Stretch } from '../../domain/meeting-slots.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { takingPart } from '../audits/taking-part.ts';
import type { Transaction } from '../store/transaction.ts';
import { casesDiscussed } from './discussed-cases.ts';
import type { PackEntry } from './pack-participants.ts';
import { type Pair, pairsOf } from './pairs-stage.ts';

/** When each case is talked about, as far as that was set. */
export async function slotsOf(tx: Transaction, meetingId: string): Promise<CaseSlot[]> {
  return tx.meetingSlot.findMany({
    where: { meetingId },
    select: { caseId: true, from: true, minutes: true },
    orderBy: [{ from: 'asc' }, { id: 'asc' }],
  });
}

/** These slots stand from now on. */
export async function keepSlots(
  tx: Transaction,
  given: { partnershipId: string; meetingId: string; slots: readonly CaseSlot[] },
): Promise<void> {
  const { partnershipId, meetingId, slots } = given;
  await tx.meetingSlot.deleteMany({ where: { meetingId } });
  await tx.meetingSlot.createMany({
    data: slots.map((slot) => ({ ...slot, partnershipId, meetingId })),
  });
}

/** Somebody expected at a discussion, as far as it says for which cases they come. */
export interface Comer {
  contactId: string | null;
  agencyId: string | null;
  serviceId: string | null;
}

/**
 * Tells of each person for which cases they come; none for whoever comes for no case, such as a chair.
 * `own` leaves out what they come for only in the place of somebody of their agency.
 */
export async function casesByComer(
  tx: Transaction,
  context: AuditContext,
  meeting: { chairId: string | null },
  now: Date,
): Promise<(comer: Comer, which?: 'own' | 'any') => Set<string>> {
  const { auditId } = context;
  const entries = await takingPart(tx, context, now);
  const pairs = await pairsOf(tx, auditId);
  const practitioners = await tx.practitioner.findMany({
    where: { auditId },
    select: { caseId: true, contactId: true },
  });
  return ({ contactId, agencyId, serviceId }, which = 'any') => {
    if (contactId === meeting.chairId) return new Set();
    const own = new Set([
      ...entries.filter((each) => isOf(each, contactId)).map(({ caseId }) => caseId),
      ...pairs.filter((each) => isPairOf(each, contactId)).map(({ caseId }) => caseId),
      ...practitioners.flatMap((each) => (each.contactId === contactId ? each.caseId : [])),
    ]);
    if (own.size > 0 || !agencyId || which === 'own') return own;
    // Whoever has taken somebody's place comes for what their agency or service comes for.
    const ofService = (each: PackEntry) => serviceId === null || each.serviceId === serviceId;
    const ofAgency = entries.filter((each) => each.agencyId === agencyId && ofService(each));
    return new Set(ofAgency.map(({ caseId }) => caseId));
  };
}

function isOf({ authorId, leadId }: PackEntry, contactId: string | null): boolean {
  return authorId === contactId || leadId === contactId;
}

function isPairOf({ contactIds }: Pair, contactId: string | null): boolean {
  return contactIds.some((each) => each === contactId);
}

/**
 * Writes down for which stretches of the discussion each person's invitation is now; returns those
 * whose stretches have changed. Call it after anything that says who comes for which case, or when.
 */
export async function settleSlots(
  tx: Transaction,
  context: AuditContext,
  meeting: { id: string; chairId: string | null },
  now: Date,
): Promise<Set<string>> {
  const slots = await slotsOf(tx, meeting.id);
  const expected = await tx.attendance.findMany({
    where: { meetingId: meeting.id, contactId: { not: null }, withdrawnAt: null },
    orderBy: { id: 'asc' },
  });
  const changed = new Set<string>();
  if (slots.length === 0 && expected.every((each) => stretchesIn(each.slots).length === 0))
    return changed;
  const all = (await casesDiscussed(tx, context)).map(({ id }) => id);
  const casesOf = await casesByComer(tx, context, meeting, now);
  for (const each of expected) {
    const own = ownStretches(slots, casesOf(each), all);
    if (!each.contactId || same(own, stretchesIn(each.slots))) continue;
    changed.add(each.contactId);
    await tx.attendance.update({
      where: { id: each.id },
      data: { slots: own.map((stretch) => ({ ...stretch })) },
    });
  }
  return changed;
}

/** The column `Attendance.slots` as it was written. */
export function stretchesIn(column: unknown): Stretch[] {
  return column as Stretch[];
}

function same(a: readonly Stretch[], b: readonly Stretch[]): boolean {
  return (
    a.length === b.length && a.every(({ from, to }, at) => from === b[at]?.from && to === b[at]?.to)
  );
}

/** A case of somebody's own, and when it is talked about. */
export interface OwnCase extends Stretch {
  number: number;
}

/** The cases of somebody who is needed for a part of the discussion only, as they follow one another. */
export async function ownCasesOf(
  tx: Transaction,
  context: AuditContext,
  given: { meeting: { id: string; chairId: string | null }; own: Comer & { slots: unknown } },
  now: Date,
): Promise<OwnCase[]> {
  const { meeting, own } = given;
  if (stretchesIn(own.slots).length === 0) return [];
  const slots = await slotsOf(tx, meeting.id);
  const cases = (await casesByComer(tx, context, meeting, now))(own);
  const discussed = await casesDiscussed(tx, context);
  return slots.flatMap(({ caseId, from, minutes }) => {
    const number = discussed.find(({ id }) => id === caseId)?.number;
    return number && cases.has(caseId) ? [{ number, from, to: from + minutes }] : [];
  });
}
