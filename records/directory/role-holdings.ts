import { randomUUID } from 'node:crypto';
import { addDays, dateOf, formatDate } from '../../domain/calendar.ts';
import { findRole } from '../../domain/directory-roles.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { readTypedDate } from '../../domain/typed-date.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { personOf } from './directory.ts';
import { type ChosenPerson, findOrAddPerson } from './directory-people.ts';
import { findPlace, heldAt, type Place, type PlaceRef } from './directory-place.ts';

export type Appointed =
  | { kind: 'appointed'; contactId: string }
  | { kind: 'not-found' }
  | { kind: 'refused'; problems: FieldProblem[] };

/**
 * Gives somebody a role from a day on. Whoever had it, where one person has it at a time, has it until
 * the day before; nothing of what they held is deleted.
 */
export async function appoint(
  records: Records,
  input: {
    partnershipId: string;
    place: PlaceRef;
    role: string;
    person: ChosenPerson;
    from: string;
  },
  by: Actor,
  now: Date,
): Promise<Appointed> {
  const { partnershipId, role, person } = input;
  return transaction(records, async (tx) => {
    const place = await findPlace(tx, input);
    const known = findRole(input.place.kind, role);
    if (!place || !known || place.endedOn) return { kind: 'not-found' };
    await lockDirectory(tx, partnershipId);
    const from = readTypedDate(input.from);
    const problems: FieldProblem[] = from ? [] : [{ field: 'fromDay', message: dayMessage }];
    const before = from && known.single ? await holdersFrom(tx, place, input, from) : [];
    for (const holding of before) {
      if ('contactId' in person && person.contactId === holding.contactId) continue;
      if (from && holding.fromDate >= from) problems.push(await tooEarly(records, tx, holding));
    }
    if (!from || problems.length > 0) return { kind: 'refused', problems };
    const wanted = { partnershipId, agencyId: place.agencyId, person };
    const found = await findOrAddPerson(records, tx, wanted, { by, now });
    if ('problems' in found) return { kind: 'refused', problems: found.problems };
    const { contactId } = found;
    const elsewhere = await atAnotherAgency(tx, place, contactId);
    if (elsewhere) return { kind: 'refused', problems: [elsewhere] };
    const own = await holdersFrom(tx, place, { ...input, contactId }, from);
    // The same form sent twice, or somebody who has the role: nothing changes.
    if (own.length > 0) return { kind: 'appointed', contactId };
    for (const { id } of before) await endOn(tx, id, addDays(from, -1));
    await beginRole(tx, { partnershipId, place, role, contactId, from }, { by, now });
    return { kind: 'appointed', contactId };
  });
}

const dayMessage = 'Enter a day, such as 1 4 2027.';

/** Of two who change the directory at once, the later sees what the first has done. */
export async function lockDirectory(tx: Transaction, partnershipId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Partnership" WHERE id = ${partnershipId} FOR NO KEY UPDATE`;
}

interface HeldFrom {
  id: string;
  contactId: string;
  fromDate: string;
  toDate: string | null;
}

/** Who has a role there on a day or gets it later. */
async function holdersFrom(
  tx: Transaction,
  place: Place,
  of: { partnershipId: string; role: string; contactId?: string },
  from: string,
): Promise<HeldFrom[]> {
  const { partnershipId, role, contactId } = of;
  return tx.roleHolding.findMany({
    where: {
      ...heldAt(place),
      partnershipId,
      role,
      ...(contactId ? { contactId } : {}),
      OR: [{ toDate: null }, { toDate: { gte: from } }],
      contact: { leftAt: null },
    },
    select: { id: true, contactId: true, fromDate: true, toDate: true },
  });
}

async function tooEarly(
  records: Records,
  tx: Transaction,
  holding: HeldFrom,
): Promise<FieldProblem> {
  const { name } = await personOf(records, tx, holding.contactId);
  const message = `${name} has this role from ${formatDate(holding.fromDate)}. Enter a later day, or end that first.`;
  return { field: 'fromDay', message };
}

/** An agency's roles are for its own people. */
async function atAnotherAgency(
  tx: Transaction,
  place: Place,
  contactId: string,
): Promise<FieldProblem | null> {
  if (!place.agencyId) return null;
  const { agencyId } = await tx.contact.findUniqueOrThrow({ where: { id: contactId } });
  if (agencyId === place.agencyId) return null;
  const message = `Choose somebody of ${place.name}, or add somebody new.`;
  return { field: 'contactId', message };
}

async function endOn(tx: Transaction, id: string, lastDay: string): Promise<void> {
  await tx.roleHolding.update({ where: { id }, data: { toDate: lastDay } });
}

/** Writes that somebody has a role from a day on; the caller has looked that nobody is in the way. */
export async function beginRole(
  tx: Transaction,
  given: {
    partnershipId: string;
    place: Pick<Place, 'agencyId' | 'bodyId'>;
    serviceId?: string | null;
    /** The one audit that they chair. */
    auditId?: string | null;
    role: string;
    contactId: string;
    from: string;
  },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { partnershipId, place, role, contactId, from, serviceId = null, auditId = null } = given;
  const { agencyId, bodyId } = place;
  const id = randomUUID();
  await tx.roleHolding.create({
    data: {
      id,
      partnershipId,
      contactId,
      role,
      agencyId,
      bodyId,
      serviceId,
      auditId,
      fromDate: from,
    },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: partnershipId,
    kind: 'role.begun',
    ids: { holding: id, contact: contactId, role, agency: agencyId, group: bodyId, from },
    by,
    now,
  });
}

/** A role that somebody holds, as it is asked about before it is ended. */
export interface HeldRole {
  id: string;
  role: string;
  contactId: string;
  name: string;
  place: string;
  fromDate: string;
  toDate: string | null;
  /** Where it is held, for the way back. */
  agency: string | null;
  body: string | null;
}

export async function heldRole(
  records: Records,
  { partnershipId, holdingId }: { partnershipId: string; holdingId: string },
): Promise<HeldRole | null> {
  return transaction(records, async (tx) => {
    const row = await tx.roleHolding.findFirst({
      where: { id: holdingId, ...notOfStaff(partnershipId) },
      include: {
        agency: { select: { key: true, name: true } },
        body: { select: { key: true, name: true } },
        service: { select: { name: true } },
      },
    });
    if (!row) return null;
    const { id, role, contactId, fromDate, toDate, agency, body, service } = row;
    const { name } = await personOf(records, tx, contactId);
    const place = service?.name ?? agency?.name ?? body?.name ?? 'the business unit';
    const at = { agency: agency?.key ?? null, body: body?.key ?? null };
    return { id, role, contactId, name, place, fromDate, toDate, ...at };
  });
}

export type RoleEnded =
  | { kind: 'ended' | 'not-found' }
  | { kind: 'refused'; problems: FieldProblem[] };

/** Ends a role on a day, with a reason; it stays on record. */
export async function endRole(
  records: Records,
  input: { partnershipId: string; holdingId: string; lastDay: string; reason: string },
  by: Actor,
  now: Date,
): Promise<RoleEnded> {
  const { partnershipId, holdingId } = input;
  return transaction(records, async (tx) => {
    const where = { id: holdingId, ...notOfStaff(partnershipId) };
    const holding = await tx.roleHolding.findFirst({ where });
    if (!holding) return { kind: 'not-found' };
    await lockDirectory(tx, partnershipId);
    const lastDay = readTypedDate(input.lastDay);
    const problems: FieldProblem[] = [];
    if (!lastDay) problems.push({ field: 'lastDay', message: dayMessage });
    else if (lastDay < holding.fromDate) {
      const message = `The role began on ${formatDate(holding.fromDate)}. Enter that day or a later one.`;
      problems.push({ field: 'lastDay', message });
    }
    const missing = 'Say why. The reason is kept with the role.';
    problems.push(...textProblems('reason', input.reason, { missing, longest: 2000 }));
    if (!lastDay || problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.partnership(tx, partnershipId);
    await endHolding(tx, { key, holding, lastDay, reason: input.reason }, { by, now });
    return { kind: 'ended' };
  });
}

/** Writes the last day of a role and why. */
export async function endHolding(
  tx: Transaction,
  given: {
    key: Buffer;
    holding: { id: string; partnershipId: string; contactId: string; role: string };
    lastDay: string;
    reason: string;
  },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { key, holding, lastDay } = given;
  const reason = given.reason.trim();
  const { id, partnershipId, contactId, role } = holding;
  const endReasonSealed = seal(key, `RoleHolding.endReasonSealed/${id}`, reason);
  await tx.roleHolding.update({ where: { id }, data: { toDate: lastDay, endReasonSealed } });
  await appendEvent(tx, {
    partnershipId,
    chain: partnershipId,
    kind: 'role.ended',
    ids: { holding: id, contact: contactId, role, on: lastDay },
    digests: { reason: digest(key, reason) },
    by,
    now,
  });
}

/** The roles of the business unit's own staff are given and ended on a page of their own. */
function notOfStaff(partnershipId: string) {
  return { partnershipId, OR: [{ agencyId: { not: null } }, { bodyId: { not: null } }] };
}

/** Today in the partnership. */
export async function todayOf(tx: Transaction, partnershipId: string, now: Date): Promise<string> {
  const { zone } = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
  return dateOf(now, zone);
}
