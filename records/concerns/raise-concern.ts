import { randomUUID } from 'node:crypto';
import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  checkConcern,
  type RaisedConcern,
  type TypedConcern,
} from '../../domain/raised-concern.ts';
import { coversAt } from '../access/cover.ts';
import { holdersOf } from '../directory/directory.ts';
import { type Actor, appendEvent, lockChain } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { openStep, tell } from './concern-asks.ts';
import { concernChoices, formChoices } from './concern-choices.ts';
import {
  type ConcernContext,
  type ConcernInPartnership,
  keptFrom,
  lockConcern,
  nudgeConcern,
  rulingProfile,
} from './concern-context.ts';

export type ConcernRaised =
  | { kind: 'raised'; number: string; letters: string[] }
  | { kind: 'raised-before'; number: string }
  | { kind: 'refused'; problems: FieldProblem[] };

/** Who reports: a contact who came in by link, or a member of the business unit. */
export interface Reporter {
  partnershipId: string;
  contactId: string;
  staff: boolean;
}

/**
 * Raises an urgent concern: the agency's lead, or whoever else may hear of it, is told in the same
 * transaction, and from then on its clock runs in hours. No audit waits for it. The same form, sent
 * twice, raises one.
 */
export async function raiseConcern(
  records: Records,
  input: { reporter: Reporter; raiseKey: string; typed: TypedConcern },
  now: Date,
): Promise<ConcernRaised> {
  const { reporter, typed } = input;
  const { partnershipId } = reporter;
  const offered = formChoices(await concernChoices(records, reporter));
  return transaction(records, async (tx) => {
    // Numbers are taken one after the other, and a second click waits for the first.
    await lockChain(tx, partnershipId);
    const raiseKey = `${partnershipId}/${reporter.contactId}/${input.raiseKey}`;
    const before = await tx.urgentConcern.findUnique({ where: { raiseKey } });
    if (before) return { kind: 'raised-before', number: before.number };
    const { zone } = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
    const checked = checkConcern(typed, offered, { now, zone });
    if (!checked.ok) return { kind: 'refused', problems: checked.problems };

    const number = await nextNumber(tx, partnershipId, dateOf(now, zone).slice(0, 4));
    const given = { number, raiseKey, reporter, concern: checked.concern };
    const context = await writeConcern(records, tx, given, now);
    const letters = [
      ...(await openStep(tx, context, { step: 'acknowledge', by: null }, now)),
      ...(await copyToOfficer(tx, context, now)),
    ];
    const seq = await tellChains(tx, context, checked.concern, now);
    await nudgeConcern(tx, context.row, { step: 'acknowledge', word: 'concern-raised', seq, now });
    return { kind: 'raised', number, letters };
  });
}

/** Notes when somebody phoned who had not phoned when they raised it. */
export async function notePhoned(
  records: Records,
  concern: ConcernInPartnership,
  by: Actor,
  now: Date,
): Promise<'noted' | 'noted-before' | 'not-found'> {
  return transaction(records, async (tx) => {
    const context = await lockConcern(records, tx, concern);
    if (!context) return 'not-found';
    const { row } = context;
    if (row.raisedById !== by.contactId) return 'not-found';
    const { count } = await tx.urgentConcern.updateMany({
      where: { id: row.id, phonedAt: null },
      data: { phonedAt: now },
    });
    if (count === 0) return 'noted-before';
    await appendEvent(tx, {
      partnershipId: row.partnershipId,
      chain: row.partnershipId,
      kind: 'concern.phoned',
      ids: { concern: row.number },
      by: reporterAs(row),
      now,
    });
    return 'noted';
  });
}

async function nextNumber(tx: Transaction, partnershipId: string, year: string): Promise<string> {
  const rows = await tx.urgentConcern.findMany({
    where: { partnershipId, number: { startsWith: `${year}-c` } },
    select: { number: true },
  });
  const last = Math.max(0, ...rows.map((row) => Number(row.number.slice(6))));
  return `${year}-c${String(last + 1).padStart(2, '0')}`;
}

async function writeConcern(
  records: Records,
  tx: Transaction,
  given: { number: string; raiseKey: string; reporter: Reporter; concern: RaisedConcern },
  now: Date,
): Promise<ConcernContext> {
  const { number, raiseKey, reporter, concern } = given;
  const { partnershipId, contactId } = reporter;
  const key = await records.keyring.partnership(tx, partnershipId);
  const id = randomUUID();
  const { auditId, ...about } = await aboutColumns(tx, concern);
  await tx.urgentConcern.create({
    data: {
      id,
      partnershipId,
      number,
      raiseKey,
      profileVersionId: await rulingProfile(tx, { partnershipId, auditId }),
      auditId,
      ...about,
      kind: concern.kind,
      textSealed: seal(key, `UrgentConcern.textSealed/${id}`, concern.text),
      raisedById: contactId,
      fromSealed:
        reporter.staff && concern.from
          ? seal(key, `UrgentConcern.fromSealed/${id}`, concern.from)
          : null,
      nameWithheld: concern.withheld,
      route: concern.route,
      kept: await whomItIsAbout(tx, { partnershipId, concern }, now),
      phonedAt: concern.phonedAt,
      raisedAt: now,
      state: 'raised',
      round: 1,
    },
  });
  const context = await lockConcern(records, tx, { partnershipId, number });
  if (!context) throw new Error(`the concern ${number} was not written`);
  return context;
}

async function aboutColumns(tx: Transaction, { agencyId, auditId, caseId }: RaisedConcern) {
  if (!caseId) return { agencyId, auditId, caseId };
  const found = await tx.case.findUniqueOrThrow({ where: { id: caseId } });
  return { agencyId, auditId: found.auditId, caseId };
}

/** The contacts who must never hear of it. */
async function whomItIsAbout(
  tx: Transaction,
  { partnershipId, concern }: { partnershipId: string; concern: RaisedConcern },
  now: Date,
): Promise<string[]> {
  if (concern.route === 'about-manager') return concern.managerId ? [concern.managerId] : [];
  if (concern.route === 'usual') return [];
  const { agencyId } = concern;
  return holdersOf(tx, { partnershipId, role: 'safeguarding-lead', agencyId, on: now });
}

/** On the usual way the business unit's officer gets one copy, to know of it and not to act yet. */
async function copyToOfficer(
  tx: Transaction,
  context: ConcernContext,
  now: Date,
): Promise<string[]> {
  const { row } = context;
  if (row.route !== 'usual') return [];
  const asked = await tx.ask.findMany({ where: { concernId: row.id } });
  const knows = new Set([...asked.map((ask) => ask.contactId), row.raisedById, ...keptFrom(row)]);
  const { standIn } = await coversAt(tx, row.partnershipId, now);
  for (const role of ['officer', 'officer-deputy', 'manager'] as const) {
    const held = await holdersOf(tx, { partnershipId: row.partnershipId, role, on: now });
    const officer = held.map((id) => standIn(id, knows)).find((id) => !knows.has(id));
    if (!officer) continue;
    return tell(tx, context, { step: null, what: 'copy-to-officer', people: [officer] }, now);
  }
  return [];
}

/** In the partnership's chain, and mentioned in that of the audit in which it came up. */
async function tellChains(
  tx: Transaction,
  { row, key }: ConcernContext,
  { text }: RaisedConcern,
  now: Date,
): Promise<number> {
  const { partnershipId, auditId, number: concern, agencyId, kind, nameWithheld } = row;
  const event = { partnershipId, kind: 'concern.raised', by: reporterAs(row), now };
  const withheld = nameWithheld ? { withheld: true } : {};
  const seq = await appendEvent(tx, {
    ...event,
    chain: partnershipId,
    ids: { concern, agency: agencyId, of: kind, case: row.caseId, ...withheld },
    digests: { text: digest(key, text), reporter: digest(key, row.raisedById) },
  });
  if (auditId) await appendEvent(tx, { ...event, chain: auditId, ids: { concern, ...withheld } });
  return seq;
}

/** As whom the log names the reporter: nobody, where the name is withheld. */
function reporterAs(row: { raisedById: string; nameWithheld: boolean }): Actor {
  return { contactId: row.nameWithheld ? null : row.raisedById };
}
