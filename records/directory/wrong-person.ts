import { emailProblem } from '../../domain/email-address.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { lockContacts } from '../access/links.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { digest, type Key, open, openJson, seal, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { personOf } from './directory.ts';

/** Whom somebody names who is not the right person, as far as they know. */
export interface RightPerson {
  name: string;
  email: string;
  remark: string;
}

export type WrongPersonSaid =
  | { kind: 'said' }
  /** It has been said several times, and nobody has looked at it yet. */
  | { kind: 'enough' }
  | { kind: 'refused'; problems: FieldProblem[] };

/** Nobody has confirmed who they are, so there is an end to what one link can write. */
const openAtMost = 5;

/** Whoever holds a link says that they are not the right person: it waits for the business unit. */
export async function sayWrongPerson(
  records: Records,
  input: { partnershipId: string; contactId: string; key: string; said: RightPerson },
  now: Date,
): Promise<WrongPersonSaid> {
  const { partnershipId, contactId, key: id } = input;
  const said = {
    name: input.said.name.replace(/\s+/g, ' ').trim(),
    email: input.said.email.trim(),
    remark: input.said.remark.replace(/\r\n?/g, '\n').trim(),
  };
  const problems = problemsOf(said);
  if (problems.length > 0) return { kind: 'refused', problems };
  return transaction(records, async (tx) => {
    await lockContacts(tx, [contactId]);
    if (await tx.wrongPerson.findUnique({ where: { id } })) return { kind: 'said' };
    const waiting = await tx.wrongPerson.count({ where: { contactId, settledAt: null } });
    if (waiting >= openAtMost) return { kind: 'enough' };
    const key = await records.keyring.partnership(tx, partnershipId);
    const saidSealed = sealJson(key, `WrongPerson.saidSealed/${id}`, said);
    await tx.wrongPerson.create({
      data: { id, partnershipId, contactId, saidSealed, saidAt: now },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'wrong-person.said',
      ids: { contact: contactId, said: id },
      digests: { said: digest(key, JSON.stringify(said)) },
      by: theClock,
      now,
    });
    return { kind: 'said' };
  });
}

function problemsOf({ name, email, remark }: RightPerson): FieldProblem[] {
  const wrong = email === '' ? null : emailProblem(email);
  return [
    ...textProblems('name', name, { longest: 200 }),
    ...(wrong ? [{ field: 'email', message: wrong }] : []),
    ...textProblems('remark', remark, { longest: 2000 }),
  ];
}

/** What has been said about one contact and waits for somebody to look at it. */
export interface WrongPersonView {
  id: string;
  name: string;
  agency: string | null;
  /** The newest first. */
  said: (RightPerson & { at: Date })[];
}

/** Null where nothing of the sort has been said, or somebody has dealt with it. */
export async function wrongPersonView(
  records: Records,
  given: { partnershipId: string; contactId: string },
): Promise<WrongPersonView | null> {
  const { partnershipId, contactId } = given;
  return transaction(records, async (tx) => {
    const rows = await tx.wrongPerson.findMany({
      where: { partnershipId, contactId, settledAt: null, contact: { leftAt: null } },
      orderBy: [{ saidAt: 'desc' }, { id: 'asc' }],
      include: { contact: { select: { agency: { select: { name: true } } } } },
    });
    if (rows.length === 0) return null;
    const key = await records.keyring.partnership(tx, partnershipId);
    const { id, name } = await personOf(records, tx, contactId);
    const said = rows.map((row) => {
      const place = `WrongPerson.saidSealed/${row.id}`;
      return { ...openJson<RightPerson>(key, place, row.saidSealed), at: row.saidAt };
    });
    return { id, name, agency: rows[0]?.contact.agency?.name ?? null, said };
  });
}

export type WrongPersonStays =
  | { kind: 'stays' }
  | { kind: 'not-found' }
  | { kind: 'refused'; problems: FieldProblem[] };

/** The business unit has looked at it, and they are asked as before; why. */
export async function keepPerson(
  records: Records,
  input: { partnershipId: string; contactId: string; reason: string },
  by: Actor,
  now: Date,
): Promise<WrongPersonStays> {
  const { partnershipId, contactId } = input;
  const reason = input.reason.replace(/\r\n?/g, '\n').trim();
  const missing = 'Say why they are asked as before.';
  const problems = textProblems('reason', reason, { missing, longest: 2000 });
  return transaction(records, async (tx) => {
    const known = await tx.wrongPerson.count({ where: { partnershipId, contactId } });
    if (known === 0) return { kind: 'not-found' };
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.partnership(tx, partnershipId);
    const rows = await openRows(tx, contactId);
    if (rows.length === 0) return { kind: 'stays' };
    for (const { id } of rows) {
      const reasonSealed = seal(key, `WrongPerson.reasonSealed/${id}`, reason);
      const settled = { outcome: 'stays', reasonSealed, settledAt: now, settledById: by.contactId };
      await tx.wrongPerson.update({ where: { id }, data: settled });
    }
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'wrong-person.stays',
      ids: { contact: contactId },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    return { kind: 'stays' };
  });
}

/** Somebody else is asked instead. */
export async function settleWrongPerson(
  tx: Transaction,
  contactId: string,
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const ids = (await openRows(tx, contactId)).map(({ id }) => id);
  await tx.wrongPerson.updateMany({
    where: { id: { in: ids } },
    data: { outcome: 'replaced', settledAt: now, settledById: by.contactId },
  });
}

async function openRows(tx: Transaction, contactId: string): Promise<{ id: string }[]> {
  await lockContacts(tx, [contactId]);
  return tx.wrongPerson.findMany({ where: { contactId, settledAt: null }, select: { id: true } });
}

/** What became of it that somebody was said not to be the right person. */
export interface WrongPersonLines {
  /** Nobody has dealt with it yet. */
  open: boolean;
  /** Why they are asked as before, the newest first. */
  stays: { reason: string; at: Date }[];
}

export async function wrongPersonLines(
  tx: Transaction,
  key: Key,
  contactId: string,
): Promise<WrongPersonLines> {
  const rows = await tx.wrongPerson.findMany({
    where: { contactId },
    orderBy: [{ settledAt: 'desc' }, { id: 'asc' }],
  });
  const stays = rows.flatMap(({ id, reasonSealed, settledAt }) => {
    if (!reasonSealed || !settledAt) return [];
    return [{ reason: open(key, `WrongPerson.reasonSealed/${id}`, reasonSealed), at: settledAt }];
  });
  const once = stays.filter(({ at }, place) => stays[place - 1]?.at.getTime() !== at.getTime());
  return { open: rows.some(({ settledAt }) => settledAt === null), stays: once };
}
