import { randomUUID } from 'node:crypto';
import { addDays } from '../../domain/calendar.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { fold } from '../../domain/folded-text.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { findPlace, type PlaceRef } from './directory-place.ts';
import { endHolding, lockDirectory, todayOf } from './role-holdings.ts';

export type PlaceChanged =
  | { kind: 'done'; key: string }
  | { kind: 'not-found' }
  | { kind: 'refused'; problems: FieldProblem[] };

interface TypedPlace {
  name: string;
  /** Of an agency: one on each line. */
  mailDomains: string;
}

/** An agency or a group, without anybody in it yet. */
export async function addPlace(
  records: Records,
  input: { partnershipId: string; kind: 'agency' | 'body' } & TypedPlace,
  by: Actor,
  now: Date,
): Promise<PlaceChanged> {
  const { partnershipId, kind } = input;
  return transaction(records, async (tx) => {
    await lockDirectory(tx, partnershipId);
    const problems = await placeProblems(tx, input, null);
    if (problems.length > 0) return { kind: 'refused', problems };
    const mailDomains = domainsIn(input.mailDomains);
    const key = await addPlaceRow(tx, { partnershipId, kind, name: input.name, mailDomains });
    await tellOf(tx, { partnershipId, kind: `${kind}.added`, key }, { by, now });
    return { kind: 'done', key };
  });
}

/** Writes the row under a key that nothing else of its kind has, and returns it. */
export async function addPlaceRow(
  tx: Transaction,
  given: { partnershipId: string; kind: 'agency' | 'body'; name: string; mailDomains: string[] },
): Promise<string> {
  const { partnershipId, kind, mailDomains } = given;
  const name = given.name.trim();
  const where = { partnershipId };
  const select = { key: true };
  const rows =
    kind === 'agency'
      ? await tx.agency.findMany({ where, select })
      : await tx.body.findMany({ where, select });
  const key = freeKey(name, new Set(rows.map((row) => row.key)), kind);
  const data = { id: randomUUID(), partnershipId, key, name };
  if (kind === 'agency') await tx.agency.create({ data: { ...data, mailDomains } });
  else await tx.body.create({ data });
  return key;
}

/** Another name, or other mail domains; its key stands in what is on record and stays. */
export async function changePlace(
  records: Records,
  input: { partnershipId: string; place: PlaceRef } & TypedPlace,
  by: Actor,
  now: Date,
): Promise<PlaceChanged> {
  const { partnershipId } = input;
  return transaction(records, async (tx) => {
    const place = await findPlace(tx, input);
    const id = place?.agencyId ?? place?.bodyId;
    if (!place || !id) return { kind: 'not-found' };
    await lockDirectory(tx, partnershipId);
    const problems = await placeProblems(tx, { ...input, kind: place.kind }, place.key);
    if (problems.length > 0) return { kind: 'refused', problems };
    const name = input.name.trim();
    const mailDomains = domainsIn(input.mailDomains);
    if (place.agencyId) await tx.agency.update({ where: { id }, data: { name, mailDomains } });
    else await tx.body.update({ where: { id }, data: { name } });
    await tellOf(tx, { partnershipId, kind: `${place.kind}.changed`, key: place.key }, { by, now });
    return { kind: 'done', key: place.key };
  });
}

/** A part of an agency that answers for itself: midwifery, a school. */
export async function addService(
  records: Records,
  input: { partnershipId: string; place: PlaceRef; name: string },
  by: Actor,
  now: Date,
): Promise<PlaceChanged> {
  const { partnershipId } = input;
  return transaction(records, async (tx) => {
    const place = await findPlace(tx, input);
    if (!place?.agencyId) return { kind: 'not-found' };
    await lockDirectory(tx, partnershipId);
    const { agencyId } = place;
    const name = input.name.trim();
    const problems = textProblems('name', name, { missing: 'Enter its name.', longest: 120 });
    const services = await tx.service.findMany({ where: { agencyId } });
    if (services.some((each) => same(each.name, name))) {
      problems.push({
        field: 'name',
        message: `${place.name} has a service of this name already.`,
      });
    }
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = freeKey(name, new Set(services.map((each) => each.key)), 'service');
    await tx.service.create({ data: { id: randomUUID(), partnershipId, agencyId, key, name } });
    const event = { partnershipId, kind: 'service.added', key: place.key, service: key };
    await tellOf(tx, event, { by, now });
    return { kind: 'done', key: place.key };
  });
}

/**
 * An agency or a group takes part in nothing that begins later, and the roles held there end with
 * today. What is running goes on, and everything stays on record.
 */
export async function endPlace(
  records: Records,
  input: { partnershipId: string; place: PlaceRef; reason: string },
  by: Actor,
  now: Date,
): Promise<PlaceChanged> {
  const { partnershipId } = input;
  return transaction(records, async (tx) => {
    const place = await findPlace(tx, input);
    const id = place?.agencyId ?? place?.bodyId;
    if (!place || !id) return { kind: 'not-found' };
    await lockDirectory(tx, partnershipId);
    const missing = 'Say why. The reason is kept.';
    const problems = textProblems('reason', input.reason, { missing, longest: 2000 });
    if (place.bodyId && (await hasOpenWork(tx, place.bodyId))) {
      const message = `Actions of ${place.name} are open. Its work plan has to be complete first.`;
      problems.push({ field: 'reason', message });
    }
    if (problems.length > 0) return { kind: 'refused', problems };
    if (place.endedOn) return { kind: 'done', key: place.key };
    const today = await todayOf(tx, partnershipId, now);
    const key = await records.keyring.partnership(tx, partnershipId);
    await endHoldings(tx, { key, id, place, today, reason: input.reason }, { by, now });
    const model = place.agencyId ? 'Agency' : 'Body';
    const reason = input.reason.trim();
    const endReasonSealed = seal(key, `${model}.endReasonSealed/${id}`, reason);
    const data = { endedOn: today, endReasonSealed };
    if (place.agencyId) await tx.agency.update({ where: { id }, data });
    else await tx.body.update({ where: { id }, data });
    const digests = { reason: digest(key, reason) };
    const event = { partnershipId, kind: `${place.kind}.ended`, key: place.key, digests };
    await tellOf(tx, event, { by, now });
    return { kind: 'done', key: place.key };
  });
}

async function hasOpenWork(tx: Transaction, bodyId: string): Promise<boolean> {
  const state = { in: ['open', 'blocked', 'reported-complete'] };
  return (await tx.action.count({ where: { bodyId, state } })) > 0;
}

async function endHoldings(
  tx: Transaction,
  given: {
    key: Buffer;
    id: string;
    place: { agencyId: string | null };
    today: string;
    reason: string;
  },
  acted: { by: Actor; now: Date },
): Promise<void> {
  const { key, id, place, today, reason } = given;
  const holdings = await tx.roleHolding.findMany({
    where: {
      ...(place.agencyId ? { agencyId: id } : { bodyId: id }),
      OR: [{ toDate: null }, { toDate: { gt: today } }],
    },
    orderBy: { id: 'asc' },
  });
  for (const holding of holdings) {
    // What was to begin later never does: it ends the day before.
    const lastDay = holding.fromDate > today ? addDays(holding.fromDate, -1) : today;
    await endHolding(tx, { key, holding, lastDay, reason }, acted);
  }
}

async function placeProblems(
  tx: Transaction,
  given: { partnershipId: string; kind: PlaceRef['kind'] } & TypedPlace,
  own: string | null,
): Promise<FieldProblem[]> {
  const { partnershipId, kind, name } = given;
  const missing = kind === 'agency' ? 'Enter the agency’s name.' : 'Enter the group’s name.';
  const problems = textProblems('name', name, { missing, longest: 120 });
  const select = { key: true, name: true };
  const where = { partnershipId };
  const rows =
    kind === 'agency'
      ? await tx.agency.findMany({ where, select })
      : await tx.body.findMany({ where, select });
  if (rows.some((row) => row.key !== own && same(row.name, name))) {
    problems.push({ field: 'name', message: 'There is one of this name already.' });
  }
  if (kind !== 'agency') return problems;
  const wrong = domainsIn(given.mailDomains).find((domain) => !mailDomain.test(domain));
  if (wrong) {
    const message = `“${wrong.slice(0, 60)}” is no mail domain. Enter what stands behind the @, such as police.example, one on each line.`;
    problems.push({ field: 'mailDomains', message });
  }
  return problems;
}

export const mailDomain =
  /^(?=.{3,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;

/** "police.example, @council.example" or one on each line. */
export function domainsIn(typed: string): string[] {
  const parts = typed.split(/[\s,;]+/).map((each) => each.replace(/^.*@/, '').toLowerCase());
  return [...new Set(parts.filter((each) => each !== ''))];
}

function same(a: string, b: string): boolean {
  return fold(a.trim()).folded === fold(b.trim()).folded;
}

function freeKey(name: string, taken: ReadonlySet<string>, usual: string): string {
  const words = fold(name)
    .folded.replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 34)
    .replace(/-+$/, '');
  const wanted = words || usual;
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(key)) return key;
  }
}

async function tellOf(
  tx: Transaction,
  event: {
    partnershipId: string;
    kind: string;
    key: string;
    service?: string;
    digests?: Record<string, string>;
  },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { partnershipId, kind, key, service, digests } = event;
  const ids = { key, ...(service ? { service } : {}) };
  const told = { partnershipId, chain: partnershipId, kind, ids, by, now };
  await appendEvent(tx, { ...told, ...(digests ? { digests } : {}) });
}
