import { randomUUID } from 'node:crypto';
import { readDirectoryCsv } from '../../domain/directory-csv.ts';
import {
  type DirectoryChange,
  type DirectoryPlan,
  type PersonRef,
  planDirectory,
} from '../../domain/directory-import.ts';
import { type Actor, appendEvent, canonical } from '../store/events.ts';
import { digest, type Key, lookupToken, open, seal, sha256 } from '../store/sealing.ts';
import { keepNameTokens } from '../store/search-tokens.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { addPlaceRow } from './directory-agencies.ts';
import { findOrAddPerson } from './directory-people.ts';
import { directorySnapshot } from './directory-snapshot.ts';
import { sendAgain } from './mend-address.ts';
import { beginRole, endHolding, lockDirectory } from './role-holdings.ts';

interface OfImport {
  partnershipId: string;
  importId: string;
}

/** Keeps an uploaded list; nothing of the directory changes yet. */
export async function uploadDirectory(
  records: Records,
  input: { partnershipId: string; text: string },
  by: { contactId: string },
  now: Date,
): Promise<string> {
  const { partnershipId, text } = input;
  return transaction(records, async (tx) => {
    const id = randomUUID();
    const key = await records.keyring.partnership(tx, partnershipId);
    const textSealed = seal(key, `DirectoryImport.textSealed/${id}`, text);
    const data = { id, partnershipId, textSealed, uploadedAt: now, uploadedById: by.contactId };
    await tx.directoryImport.create({ data });
    return id;
  });
}

export interface ImportView {
  appliedAt: Date | null;
  counts: Counts | null;
  plan: DirectoryPlan;
  /** The same as long as the list would change the same. */
  fingerprint: string;
}

export interface Counts {
  added: number;
  changed: number;
  ended: number;
}

/** What an uploaded list would change now; null for an unknown one. */
export async function importView(
  records: Records,
  given: OfImport,
  now: Date,
): Promise<ImportView | null> {
  return transaction(records, (tx) => viewOf(records, tx, given, now));
}

async function viewOf(
  records: Records,
  tx: Transaction,
  { partnershipId, importId }: OfImport,
  now: Date,
): Promise<ImportView | null> {
  const where = { id: importId, partnershipId };
  const row = await tx.directoryImport.findFirst({ where });
  if (!row) return null;
  const { appliedAt } = row;
  const counts = row.counts as unknown as Counts | null;
  const nothing = { changes: [], problems: [], same: 0 };
  if (appliedAt) return { appliedAt, counts, plan: nothing, fingerprint: '' };
  const key = await records.keyring.partnership(tx, partnershipId);
  const read = readDirectoryCsv(
    open(key, `DirectoryImport.textSealed/${importId}`, row.textSealed),
  );
  if (!read.ok) {
    return { appliedAt, counts, plan: { ...nothing, problems: read.problems }, fingerprint: '' };
  }
  const snapshot = await directorySnapshot(records, tx, partnershipId, now);
  const plan = planDirectory(read.lines, snapshot);
  const fingerprint = sha256(canonical(plan.changes)).slice(0, 24);
  return { appliedAt, counts, plan, fingerprint };
}

export type ImportApplied =
  | { kind: 'applied' | 'not-found' }
  /** The list would change something else by now, or cannot be understood whole. */
  | { kind: 'stale' | 'not-understood' | 'too-many' };

const changesAtMost = 500;

/** Applies an uploaded list in one go, as it was shown, or not at all. */
export async function applyImport(
  records: Records,
  input: OfImport & { fingerprint: string },
  by: Actor,
  now: Date,
): Promise<ImportApplied> {
  const { partnershipId, importId, fingerprint } = input;
  return transaction(records, async (tx) => {
    await lockDirectory(tx, partnershipId);
    const view = await viewOf(records, tx, input, now);
    if (!view) return { kind: 'not-found' };
    // The same form sent twice.
    if (view.appliedAt) return { kind: 'applied' };
    const { plan } = view;
    if (plan.problems.length > 0) return { kind: 'not-understood' };
    if (view.fingerprint !== fingerprint || plan.changes.length === 0) return { kind: 'stale' };
    if (plan.changes.length > changesAtMost) return { kind: 'too-many' };
    const key = await records.keyring.partnership(tx, partnershipId);
    for (const change of inOrder(plan.changes.map((each) => each.change))) {
      await apply(records, tx, { partnershipId, key, change }, { by, now });
    }
    const count = (shown: string) => plan.changes.filter((each) => each.shown === shown).length;
    const counts = { added: count('added'), changed: count('changed'), ended: count('ended') };
    await tx.directoryImport.update({
      where: { id: importId },
      data: { appliedAt: now, appliedById: by.contactId, counts },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'directory.imported',
      ids: { import: importId, ...counts },
      by,
      now,
    });
    return { kind: 'applied' };
  });
}

const order: DirectoryChange['kind'][] = [
  'add-agency',
  'add-group',
  'change-domains',
  'change-person',
  'add-person',
  'end-role',
  'begin-role',
];

/** Places before people, and what ends before what begins in its stead. */
function inOrder(changes: DirectoryChange[]): DirectoryChange[] {
  return [...changes].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

async function apply(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; key: Key; change: DirectoryChange },
  acted: { by: Actor; now: Date },
): Promise<void> {
  const { partnershipId, key, change } = given;
  const { by, now } = acted;
  const event = { partnershipId, chain: partnershipId, by, now };
  switch (change.kind) {
    case 'add-agency':
    case 'add-group': {
      const kind = change.kind === 'add-agency' ? 'agency' : 'body';
      const mailDomains = change.kind === 'add-agency' ? change.mailDomains : [];
      const slug = await addPlaceRow(tx, { partnershipId, kind, name: change.name, mailDomains });
      await appendEvent(tx, { ...event, kind: `${kind}.added`, ids: { key: slug } });
      return;
    }
    case 'change-domains': {
      const { key: slug, mailDomains } = change;
      const where = { partnershipId_key: { partnershipId, key: slug } };
      await tx.agency.update({ where, data: { mailDomains } });
      await appendEvent(tx, { ...event, kind: 'agency.changed', ids: { key: slug } });
      return;
    }
    case 'change-person':
      return changePerson(tx, { partnershipId, key, change }, acted);
    case 'add-person': {
      const { name, email, agency } = change;
      const agencyId = agency ? await agencyIdOf(tx, partnershipId, agency) : null;
      const person = { partnershipId, agencyId, person: { name, email } };
      const found = await findOrAddPerson(records, tx, person, acted);
      if ('problems' in found) throw new Error('somebody of a list that was checked was refused');
      return;
    }
    case 'end-role': {
      const where = { id: change.holding, partnershipId };
      const holding = await tx.roleHolding.findFirstOrThrow({ where });
      const reason = change.why || usualReason;
      await endHolding(tx, { key, holding, lastDay: change.to, reason }, acted);
      return;
    }
    case 'begin-role':
      return begin(tx, { partnershipId, key, change }, acted);
  }
}

const usualReason = 'By an uploaded list.';

async function changePerson(
  tx: Transaction,
  given: {
    partnershipId: string;
    key: Key;
    change: Extract<DirectoryChange, { kind: 'change-person' }>;
  },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { partnershipId, key, change } = given;
  const { id, name, email } = change;
  const emailToken = lookupToken(key, 'email', email);
  const before = await tx.contact.findFirstOrThrow({ where: { id, partnershipId } });
  const mended = before.emailToken === emailToken ? {} : { bouncedAt: null, bounceReason: null };
  await tx.contact.update({
    where: { id },
    data: {
      nameSealed: seal(key, `Contact.nameSealed/${id}`, name),
      emailSealed: seal(key, `Contact.emailSealed/${id}`, email),
      emailToken,
      ...mended,
    },
  });
  await keepNameTokens(tx, key, { partnershipId, people: [{ id, name }] });
  if (before.emailToken !== emailToken) {
    await sendAgain(tx, { partnershipId, contactId: id, now });
  }
  await appendEvent(tx, {
    partnershipId,
    chain: partnershipId,
    kind: 'contact.changed',
    ids: { contact: id },
    digests: { name: digest(key, name), email: digest(key, email) },
    by,
    now,
  });
}

async function begin(
  tx: Transaction,
  given: {
    partnershipId: string;
    key: Key;
    change: Extract<DirectoryChange, { kind: 'begin-role' }>;
  },
  acted: { by: Actor; now: Date },
): Promise<void> {
  const { partnershipId, key, change } = given;
  const { person, role, at, place: name, from, to, why } = change;
  const contactId = await contactIdOf(tx, { partnershipId, key, person });
  const place = {
    agencyId: at === 'agency' ? await agencyIdOf(tx, partnershipId, name) : null,
    bodyId: at === 'body' ? await bodyIdOf(tx, partnershipId, name) : null,
  };
  await beginRole(tx, { partnershipId, place, role, contactId, from }, acted);
  if (to === null) return;
  const holding = await tx.roleHolding.findFirstOrThrow({
    where: { partnershipId, contactId, role, ...place, fromDate: from, toDate: null },
  });
  await endHolding(tx, { key, holding, lastDay: to, reason: why || usualReason }, acted);
}

async function contactIdOf(
  tx: Transaction,
  given: { partnershipId: string; key: Key; person: PersonRef },
): Promise<string> {
  const { partnershipId, key, person } = given;
  if ('id' in person) return person.id;
  const emailToken = lookupToken(key, 'email', person.email);
  const where = { partnershipId_emailToken: { partnershipId, emailToken } };
  return (await tx.contact.findUniqueOrThrow({ where })).id;
}

async function agencyIdOf(tx: Transaction, partnershipId: string, name: string): Promise<string> {
  return (await tx.agency.findFirstOrThrow({ where: { partnershipId, name } })).id;
}

async function bodyIdOf(tx: Transaction, partnershipId: string, name: string): Promise<string> {
  return (await tx.body.findFirstOrThrow({ where: { partnershipId, name } })).id;
}
