import { randomUUID } from 'node:crypto';
import { addDays } from '../../domain/calendar.ts';
import { emailProblem } from '../../domain/email-address.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { askedRoles, editingRoles, isGivenRole } from '../../domain/staff-roles.ts';
import { heldOn, todayIn } from '../directory/held-roles.ts';
import { type Actor, appendEvent, lockChain } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { lookupToken, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

export type StaffOutcome =
  | { kind: 'done'; contactId: string }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' };

export interface NewStaff {
  name: string;
  email: string;
  role: string;
  /** The number of the audit that they are to chair. */
  audit: string;
}

/** Gives somebody a place in the console; whoever is in the directory already keeps their name. */
export async function addStaff(
  records: Records,
  input: { partnershipId: string } & NewStaff,
  by: Actor,
  now: Date,
): Promise<StaffOutcome> {
  const { partnershipId, role } = input;
  const name = input.name.trim();
  const email = input.email.trim();
  const problems = textProblems('name', name, { missing: 'Enter their name.', longest: 200 });
  const wrong = emailProblem(email);
  if (wrong) problems.push({ field: 'email', message: wrong });
  if (!isGivenRole(role)) problems.push({ field: 'role', message: 'Choose what they may do.' });
  if (problems.length > 0 || !isGivenRole(role)) return { kind: 'refused', problems };
  return transaction(records, async (tx) => {
    await lockChain(tx, partnershipId);
    const auditId = role === 'audit-chair' ? await runningAuditId(tx, input) : null;
    if (role === 'audit-chair' && !auditId) return refused('audit', 'Choose the audit.');
    const found = await contactFor(records, tx, { partnershipId, name, email });
    if ('problem' in found) return refused('email', found.problem);
    const { contactId } = found;
    const today = await todayIn(tx, partnershipId, now);
    const held = await heldBy(tx, { partnershipId, contactId, today });
    const again =
      role === 'audit-chair' ? held.some((each) => each.auditId === auditId) : held.some(isOffice);
    if (again) return refused('email', 'They are on the list already. Change their role there.');
    await tx.roleHolding.create({
      data: { partnershipId, contactId, role, auditId, fromDate: today },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'staff.added',
      ids: { contact: contactId, role, audit: auditId },
      by,
      now,
    });
    return { kind: 'done', contactId };
  });
}

export interface StaffChanges {
  /** The role from now on; "none" ends it, and the role that they have keeps it. */
  role: string;
  /** Ids of the roles as chair of one audit that end. */
  ends: string[];
  /** Whether the account with which they sign in is released, so that another can take its place. */
  releases: boolean;
  reason: string;
}

/** Changes or ends what somebody may do, at once. Somebody who edits, and somebody who is asked, stays. */
export async function changeStaff(
  records: Records,
  input: { partnershipId: string; contactId: string } & StaffChanges,
  by: Actor,
  now: Date,
): Promise<StaffOutcome> {
  const { partnershipId, contactId, role, ends, releases, reason } = input;
  return transaction(records, async (tx) => {
    await lockChain(tx, partnershipId);
    if ((await tx.contact.count({ where: { id: contactId, partnershipId } })) === 0) {
      return { kind: 'not-found' };
    }
    const today = await todayIn(tx, partnershipId, now);
    const held = await heldBy(tx, { partnershipId, contactId, today });
    const office = held.filter(isOffice);
    const ended = held.filter(({ id, auditId }) => auditId !== null && ends.includes(id));
    const changes = role !== mainRole(office);
    if (role !== 'none' && (role === 'audit-chair' || !isGivenRole(role))) {
      return refused('role', 'Choose what they may do from now on.');
    }
    const problems = textProblems('reason', reason, {
      missing: 'Say why. The reason is kept.',
      longest: 2000,
    });
    const bound = releases
      ? await tx.staffAccount.findMany({ where: { contactId, releasedAt: null } })
      : [];
    if (!changes && ended.length === 0 && bound.length === 0) {
      problems.unshift({ field: 'role', message: 'Nothing is changed yet.' });
    }
    const last = changes ? await wouldBeLast(tx, { partnershipId, contactId, today, role }) : null;
    if (last) problems.unshift({ field: 'role', message: last });
    if (problems.length > 0) return { kind: 'refused', problems };
    await endRoles(tx, [...(changes ? office : []), ...ended], today);
    if (changes && role !== 'none') {
      await tx.roleHolding.create({ data: { partnershipId, contactId, role, fromDate: today } });
    }
    await tx.staffAccount.updateMany({
      where: { id: { in: bound.map(({ id }) => id) } },
      data: { releasedAt: now },
    });
    if ((changes && role === 'none') || bound.length > 0) {
      const where = { contactId, kind: 'staff', revokedAt: null };
      await tx.session.updateMany({ where, data: { revokedAt: now } });
    }
    const event = { partnershipId, chain: partnershipId, by, now };
    if (changes || ended.length > 0) {
      const from = inOrder.filter((each) => office.some((own) => own.role === each)).join(',');
      const ids = { contact: contactId, from, to: role, chairs: ended.length };
      const seq = await appendEvent(tx, { ...event, kind: 'staff.changed', ids });
      await keepReason(records, tx, { partnershipId, auditId: null, seq, reason });
    }
    for (const { id: account } of bound) {
      const ids = { contact: contactId, account };
      const seq = await appendEvent(tx, { ...event, kind: 'staff-account.released', ids });
      await keepReason(records, tx, { partnershipId, auditId: null, seq, reason });
    }
    return { kind: 'done', contactId };
  });
}

const inOrder: readonly string[] = [...editingRoles, 'reader', 'operator'];

/** The role by which somebody is shown who holds several; "none" where they hold none. */
export function mainRole(roles: readonly { role: string }[]): string {
  return inOrder.find((role) => roles.some((each) => each.role === role)) ?? 'none';
}

interface Held {
  id: string;
  role: string;
  auditId: string | null;
}

function isOffice({ role, auditId }: Held): boolean {
  return auditId === null && isGivenRole(role) && role !== 'audit-chair';
}

async function heldBy(
  tx: Transaction,
  given: { partnershipId: string; contactId?: string; today: string },
): Promise<(Held & { contactId: string; fromDate: string })[]> {
  const { today, ...where } = given;
  return tx.roleHolding.findMany({
    where: { ...heldOn(today), ...where, bodyId: null },
    select: { id: true, role: true, auditId: true, contactId: true, fromDate: true },
  });
}

async function wouldBeLast(
  tx: Transaction,
  given: { partnershipId: string; contactId: string; today: string; role: string },
): Promise<string | null> {
  const { partnershipId, contactId, today, role } = given;
  const others = (await heldBy(tx, { partnershipId, today })).filter(
    (each) => each.contactId !== contactId && each.auditId === null,
  );
  const left = (roles: readonly string[]) =>
    roles.includes(role) || others.some((each) => roles.includes(each.role));
  if (!left(editingRoles))
    return 'They are the last who may change things here. Add another editor first.';
  if (left(askedRoles)) return null;
  return 'They are the last of officer, deputy and manager, on whom the business unit’s own tasks fall. Give one of these roles to somebody else first.';
}

async function endRoles(
  tx: Transaction,
  roles: readonly { id: string }[],
  today: string,
): Promise<void> {
  // The last day counts, so that a role that ends now ended yesterday.
  await tx.roleHolding.updateMany({
    where: { id: { in: roles.map(({ id }) => id) } },
    data: { toDate: addDays(today, -1) },
  });
}

async function runningAuditId(
  tx: Transaction,
  { partnershipId, audit }: { partnershipId: string; audit: string },
): Promise<string | null> {
  const found = await tx.audit.findFirst({
    where: { partnershipId, number: audit, state: { in: ['open', 'paused'] } },
  });
  return found?.id ?? null;
}

async function contactFor(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; name: string; email: string },
): Promise<{ contactId: string } | { problem: string }> {
  const { partnershipId, name, email } = given;
  const key = await records.keyring.partnership(tx, partnershipId);
  const emailToken = lookupToken(key, 'email', email);
  const known = await tx.contact.findUnique({
    where: { partnershipId_emailToken: { partnershipId, emailToken } },
  });
  if (known?.leftAt)
    return { problem: 'Somebody with this address has left. Use another address.' };
  if (known) return { contactId: known.id };
  const id = randomUUID();
  await tx.contact.create({
    data: {
      id,
      partnershipId,
      nameSealed: seal(key, `Contact.nameSealed/${id}`, name),
      emailSealed: seal(key, `Contact.emailSealed/${id}`, email),
      emailToken,
    },
  });
  return { contactId: id };
}

function refused(field: string, message: string): StaffOutcome {
  return { kind: 'refused', problems: [{ field, message }] };
}
