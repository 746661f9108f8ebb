import { randomUUID } from 'node:crypto';
import { type ContactCalendar, weekdays } from '../../domain/contact-calendar.ts';
import { emailProblem } from '../../domain/email-address.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, lookupToken, seal } from '../store/sealing.ts';
import { keepNameTokens } from '../store/search-tokens.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { personOf } from './directory.ts';
import { findPlace, type PlaceRef } from './directory-place.ts';

/** Somebody of the directory, or somebody who is not in it yet. */
export type ChosenPerson = { contactId: string } | { name: string; email: string };

const longestName = 120;

export function nameProblems(name: string): FieldProblem[] {
  return textProblems('name', name, { missing: 'Enter their name.', longest: longestName });
}

export type FoundPerson = { contactId: string; added: boolean } | { problems: FieldProblem[] };

/**
 * Finds somebody of the directory, or adds them at an agency or, without one, for a group or the
 * business unit. An address that somebody has already is refused, but of who comes back.
 */
export async function findOrAddPerson(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; agencyId: string | null; person: ChosenPerson },
  { by, now }: { by: Actor; now: Date },
): Promise<FoundPerson> {
  const { partnershipId, agencyId, person } = given;
  if ('contactId' in person) {
    const where = { id: person.contactId, partnershipId, leftAt: null };
    const known = await tx.contact.findFirst({ where, select: { id: true } });
    if (known) return { contactId: known.id, added: false };
    return { problems: [{ field: 'contactId', message: 'Choose somebody of the list.' }] };
  }
  const name = person.name.trim();
  const email = person.email.trim();
  const wrong = emailProblem(email);
  const problems = nameProblems(name);
  if (wrong) problems.push({ field: 'email', message: wrong });
  if (problems.length > 0) return { problems };
  const key = await records.keyring.partnership(tx, partnershipId);
  const emailToken = lookupToken(key, 'email', email);
  const known = await tx.contact.findUnique({
    where: { partnershipId_emailToken: { partnershipId, emailToken } },
  });
  if (known && (await isSame(records, tx, { known, name, agencyId }))) {
    return { contactId: known.id, added: false };
  }
  const back = known !== null && known.leftAt !== null && known.agencyId === agencyId;
  if (known && !back) return { problems: [await whoHasIt(records, tx, known)] };
  const id = known?.id ?? randomUUID();
  const nameSealed = seal(key, `Contact.nameSealed/${id}`, name);
  if (known) {
    const here = { leftAt: null, leftReasonSealed: null, replacedById: null };
    await tx.contact.update({ where: { id }, data: { ...here, nameSealed } });
  } else {
    const emailSealed = seal(key, `Contact.emailSealed/${id}`, email);
    const data = { id, partnershipId, agencyId, nameSealed, emailSealed, emailToken };
    await tx.contact.create({ data });
  }
  await keepNameTokens(tx, key, { partnershipId, people: [{ id, name }] });
  await appendEvent(tx, {
    partnershipId,
    chain: partnershipId,
    kind: known ? 'contact.came-back' : 'contact.added',
    ids: { contact: id, agency: agencyId },
    digests: { name: digest(key, name), email: digest(key, email) },
    by,
    now,
  });
  return { contactId: id, added: true };
}

/** The same form sent twice. */
async function isSame(
  records: Records,
  tx: Transaction,
  given: {
    known: { id: string; agencyId: string | null; leftAt: Date | null };
    name: string;
    agencyId: string | null;
  },
): Promise<boolean> {
  const { known, name, agencyId } = given;
  if (known.leftAt || known.agencyId !== agencyId) return false;
  return (await personOf(records, tx, known.id)).name === name;
}

async function whoHasIt(
  records: Records,
  tx: Transaction,
  known: { id: string; agencyId: string | null; leftAt: Date | null },
): Promise<FieldProblem> {
  const { name } = await personOf(records, tx, known.id);
  const agency = known.agencyId
    ? await tx.agency.findUnique({ where: { id: known.agencyId }, select: { name: true } })
    : null;
  const who = agency ? `${name} of ${agency.name}` : name;
  const message = known.leftAt
    ? `${who} had this address and has left. Use another address.`
    : `${who} has this address already. Choose them from the list.`;
  return { field: 'email', message };
}

export type PersonAdded =
  | { kind: 'added'; contactId: string }
  | { kind: 'not-found' }
  | { kind: 'refused'; problems: FieldProblem[] };

/** Adds somebody to an agency, without any role yet. */
export async function addPerson(
  records: Records,
  input: { partnershipId: string; place: PlaceRef; name: string; email: string },
  by: Actor,
  now: Date,
): Promise<PersonAdded> {
  return transaction(records, async (tx) => {
    const place = await findPlace(tx, input);
    if (!place?.agencyId) return { kind: 'not-found' };
    const { partnershipId, name, email } = input;
    const person = { partnershipId, agencyId: place.agencyId, person: { name, email } };
    const found = await findOrAddPerson(records, tx, person, { by, now });
    if ('problems' in found) return { kind: 'refused', problems: found.problems };
    return { kind: 'added', contactId: found.contactId };
  });
}

export type PersonChanged =
  | { kind: 'changed' | 'not-found' }
  | { kind: 'refused'; problems: FieldProblem[] };

/** Another name, or other working days. */
export async function changePerson(
  records: Records,
  input: { partnershipId: string; contactId: string; name: string } & ContactCalendar,
  by: Actor,
  now: Date,
): Promise<PersonChanged> {
  const { partnershipId, contactId, termTimeOnly } = input;
  const name = input.name.trim();
  const worksOn = weekdays.flatMap((_, at) => (input.worksOn.includes(at + 1) ? [at + 1] : []));
  return transaction(records, async (tx) => {
    const where = { id: contactId, partnershipId, leftAt: null };
    const known = await tx.contact.findFirst({ where, select: { id: true } });
    if (!known) return { kind: 'not-found' };
    const problems = nameProblems(name);
    if (worksOn.length === 0) {
      problems.push({ field: 'worksOn', message: 'Choose at least one day on which they work.' });
    }
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.partnership(tx, partnershipId);
    const nameSealed = seal(key, `Contact.nameSealed/${contactId}`, name);
    const data = { nameSealed, worksOn, termTimeOnly };
    await tx.contact.update({ where: { id: contactId }, data });
    await keepNameTokens(tx, key, { partnershipId, people: [{ id: contactId, name }] });
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'contact.changed',
      ids: { contact: contactId, days: worksOn.join(' '), termTimeOnly },
      digests: { name: digest(key, name) },
      by,
      now,
    });
    return { kind: 'changed' };
  });
}
