import { addDays } from '../../domain/calendar.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import type { Moment } from '../../domain/waits.ts';
import type { Words } from '../../domain/words.ts';
import { endLink } from '../access/links.ts';
import { settleAsk } from '../asks/asks.ts';
import { keepOwnTools } from '../asks/hand-over.ts';
import { askNextMorning, passAsk } from '../asks/pass-ask.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { askWhetherComing } from '../discussion/invitations.ts';
import { stretchesIn } from '../discussion/meeting-slots.ts';
import { queueLetters } from '../letters/letters.ts';
import { lockRequest } from '../returns/own-return.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest, type Key, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type ChosenPerson, findOrAddPerson } from './directory-people.ts';
import { passConcerns } from './replace-in-concerns.ts';
import {
  type AuditShare,
  type Holding,
  type ReplacementPlan,
  replacementPlan,
  successorsOf,
  wordsOfAudits,
} from './replacement-plan.ts';
import { beginRole, endHolding, lockDirectory, todayOf } from './role-holdings.ts';
import { settleWrongPerson } from './wrong-person.ts';

/** What would pass to somebody else, before it does. */
export interface ReplacementPreview {
  plan: ReplacementPlan;
  successors: { contactId: string; name: string }[];
  /** By audit. */
  words: Map<string, Words>;
}

/** All that hangs on somebody who leaves, and who can take over; null for nobody and who has left. */
export async function previewReplacement(
  records: Records,
  given: { partnershipId: string; contactId: string },
  now: Date,
): Promise<ReplacementPreview | null> {
  return transaction(records, async (tx) => {
    const plan = await replacementPlan(records, tx, given, now);
    if (!plan) return null;
    const { partnershipId } = given;
    const successors = await successorsOf(records, tx, { partnershipId, plan });
    const words = await wordsOfAudits(
      tx,
      plan.audits.map(({ auditId }) => auditId),
    );
    return { plan, successors, words };
  });
}

/** Whether anything at all would have to pass to somebody. */
export function hangsNothingOn({ holdings, audits, concerns, issues }: ReplacementPlan): boolean {
  return holdings.length + audits.length + concerns.length + issues.length === 0;
}

export type ContactReplaced =
  | { kind: 'replaced'; to: string | null }
  /** The same form sent twice. */
  | { kind: 'left-before' }
  | { kind: 'not-found' | 'stale' }
  | { kind: 'refused'; problems: FieldProblem[] };

/**
 * Somebody leaves, and somebody else takes over at once all that hangs on them: their roles, and what
 * they are asked for in every audit, with the same dates. Their link ends, and the new person is told
 * once. `person` is null where nothing hangs on them and nobody needs to take over.
 */
export async function replaceContact(
  records: Records,
  input: {
    partnershipId: string;
    contactId: string;
    person: ChosenPerson | null;
    reason: string;
    fingerprint: string;
  },
  by: Actor,
  now: Date,
): Promise<ContactReplaced> {
  const { partnershipId, contactId, reason } = input;
  return transaction(records, async (tx) => {
    await lockDirectory(tx, partnershipId);
    // Whoever changes one of these audits meanwhile is waited for, and then seen.
    const before = await replacementPlan(records, tx, input, now);
    if (!before) return { kind: 'not-found' };
    if (before.person.leftAt) return { kind: 'left-before' };
    for (const { auditId, requests, returns } of before.audits) {
      await lockAudit(tx, auditId);
      const ids = [...requests.map(({ id }) => id), ...returns.map(({ requestId }) => requestId)];
      for (const id of [...new Set(ids)].sort()) await lockRequest(tx, id);
    }
    const plan = (await replacementPlan(records, tx, input, now)) ?? before;
    const problems = refusals(plan, input, by);
    if (problems.length > 0) return { kind: 'refused', problems };
    if (plan.fingerprint !== input.fingerprint) return { kind: 'stale' };
    const chosen = await successor(records, tx, { plan, input }, { by, now });
    if ('problems' in chosen) return { kind: 'refused', problems: chosen.problems };
    const { to } = chosen;
    const key = await records.keyring.partnership(tx, partnershipId);
    await tx.contact.update({
      where: { id: contactId },
      data: {
        leftAt: now,
        replacedById: to,
        leftReasonSealed: seal(key, `Contact.leftReasonSealed/${contactId}`, reason.trim()),
      },
    });
    await endLink(tx, { contactId, why: 'left', now });
    await settleWrongPerson(tx, contactId, { by, now });
    if (to) await passAll(tx, { key, plan, to, reason }, { by, now });
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: to ? 'contact.replaced' : 'contact.left',
      ids: { contact: contactId, to, roles: plan.holdings.length, audits: plan.audits.length },
      digests: { reason: digest(key, reason.trim()) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId: null, seq, reason });
    if (to) await passConcerns(records, tx, { asks: plan.concerns, to, seq }, now);
    return { kind: 'replaced', to };
  });
}

function refusals(
  plan: ReplacementPlan,
  input: { contactId: string; person: ChosenPerson | null; reason: string },
  by: Actor,
): FieldProblem[] {
  const missing = 'Say why. The reason is kept.';
  const problems = textProblems('reason', input.reason, { missing, longest: 2000 });
  if (by.contactId === input.contactId) {
    const message = 'You cannot do this for yourself. Ask a colleague.';
    problems.push({ field: 'who', message });
  }
  if (!input.person && !hangsNothingOn(plan)) {
    const message = 'Something still hangs on them. Choose who takes over.';
    problems.push({ field: 'who', message });
  }
  return problems;
}

async function successor(
  records: Records,
  tx: Transaction,
  given: {
    plan: ReplacementPlan;
    input: { partnershipId: string; person: ChosenPerson | null };
  },
  acted: { by: Actor; now: Date },
): Promise<{ to: string | null } | { problems: FieldProblem[] }> {
  const { plan, input } = given;
  const { partnershipId, person } = input;
  if (!person) return { to: null };
  if ('contactId' in person) {
    const able = await successorsOf(records, tx, { partnershipId, plan });
    if (able.some(({ contactId }) => contactId === person.contactId)) {
      return { to: person.contactId };
    }
    return { problems: [{ field: 'contactId', message: 'Choose somebody of the list.' }] };
  }
  const { agencyId } = plan.person;
  const found = await findOrAddPerson(records, tx, { partnershipId, agencyId, person }, acted);
  return 'problems' in found ? found : { to: found.contactId };
}

interface Passed {
  key: Key;
  plan: ReplacementPlan;
  to: string;
  reason: string;
}

async function passAll(
  tx: Transaction,
  { key, plan, to, reason }: Passed,
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const from = plan.person.id;
  const acted = { by, now };
  for (const holding of plan.holdings) await passRole(tx, { key, holding, to, reason }, acted);
  for (const share of plan.audits) await passShare(tx, share, { from, to }, acted);
  await tx.qualityIssue.updateMany({
    where: { id: { in: plan.issues.map(({ id }) => id) }, repliedAt: null },
    data: { contactId: to },
  });
  const row = await tx.contact.findUniqueOrThrow({ where: { id: from } });
  const { partnershipId } = row;
  const [only, ...others] = plan.audits;
  await queueLetters(tx, [
    {
      partnershipId,
      key: `${partnershipId}/taken-over/${from}/${to}/${now.toISOString()}`,
      kind: 'taken-over',
      contactId: to,
      // The calendar invitation of its discussion can go with it.
      auditId: only && others.length === 0 ? only.auditId : null,
      ids: { from },
      now,
    },
  ]);
}

/** The role ends with yesterday and begins today, or on its day where it has not begun. */
async function passRole(
  tx: Transaction,
  given: { key: Key; holding: Holding; to: string; reason: string },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { key, holding, to, reason } = given;
  const { partnershipId, role, agencyId, bodyId, serviceId, auditId } = holding;
  const today = await todayOf(tx, partnershipId, now);
  const from = holding.fromDate > today ? holding.fromDate : today;
  await endHolding(tx, { key, holding, lastDay: addDays(from, -1), reason }, { by, now });
  const where = { partnershipId, contactId: to, agencyId, bodyId, serviceId, auditId };
  const own = await tx.roleHolding.findMany({
    where: { ...where, OR: [{ toDate: null }, { toDate: { gte: from } }] },
  });
  if (!own.some((each) => each.role === role)) {
    const place = { agencyId, bodyId };
    const begun = { partnershipId, place, serviceId, auditId, role, contactId: to, from };
    await beginRole(tx, begun, { by, now });
  }
  // Nobody is their own deputy.
  const deputy = own.find((each) => each.role === deputyOf[role]);
  if (deputy) {
    const lastDay = addDays(from, -1);
    await endHolding(tx, { key, holding: deputy, lastDay, reason }, { by, now });
  }
}

const deputyOf: Record<string, string | undefined> = {
  'safeguarding-lead': 'deputy',
  officer: 'officer-deputy',
};

/** What hangs on them in one audit. */
async function passShare(
  tx: Transaction,
  share: AuditShare,
  { from, to }: { from: string; to: string },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { auditId } = share;
  const context = await auditContext(tx, auditId);
  const waits = new Set<string>();
  for (const request of share.requests) {
    await tx.request.update({ where: { id: request.id }, data: { responsibleId: to } });
    await keepOwnTools(tx, request, to, now);
  }
  await passTools(tx, share, { from, to });
  for (const ask of share.asks) {
    waits.add(ask.wait);
    const own = ask.step === 'allocated' && (await answersFor(tx, ask.requestId, to));
    // Whoever answers for the agency has the tool anyway.
    if (own) await settleAsk(tx, ask.id, 'handed-over', now);
    else {
      const id = await passAsk(tx, ask, to, now);
      if (id && ask.step === 'attend') await askNextMorning(tx, context, id, now);
    }
  }
  for (const ask of share.personal) {
    waits.add(ask.wait);
    await settleAsk(tx, ask.id, 'withdrawn', now);
  }
  await tx.familyFeedback.updateMany({
    where: { auditId, arrangerId: from, askId: null },
    data: { arrangerId: to },
  });
  if (share.attendanceId) {
    const expected = { attendanceId: share.attendanceId, to };
    for (const wait of await passPlace(tx, context, expected, now)) waits.add(wait);
  }
  const { asks, requests, returns } = share;
  const seq = await appendEvent(tx, {
    partnershipId: context.partnershipId,
    chain: auditId,
    kind: 'person.replaced',
    ids: { from, to, asks: asks.length, requests: requests.length, returns: returns.length },
    by,
    now,
  });
  await nudgeWaits(tx, context, { waits: [...waits].sort(), word: 'asked', seq }, now);
}

/** The tools given to them are the new person's, with all that is saved in them. */
async function passTools(
  tx: Transaction,
  { returns }: AuditShare,
  { from, to }: { from: string; to: string },
): Promise<void> {
  for (const { id, requestId } of returns) {
    const assigneeId = (await answersFor(tx, requestId, to)) ? null : to;
    await tx.return.updateMany({ where: { id, assigneeId: from }, data: { assigneeId } });
  }
}

async function answersFor(
  tx: Transaction,
  requestId: string | null,
  contactId: string,
): Promise<boolean> {
  if (!requestId) return false;
  return (await tx.request.count({ where: { id: requestId, responsibleId: contactId } })) > 0;
}

/** Their place at the discussion; whoever has it now is asked whether they come. */
async function passPlace(
  tx: Transaction,
  context: AuditContext,
  { attendanceId, to }: { attendanceId: string; to: string },
  now: Date,
): Promise<string[]> {
  const place = await tx.attendance.findUniqueOrThrow({
    where: { id: attendanceId },
    include: { meeting: true },
  });
  const { meetingId, agencyId, serviceId, partnershipId, meeting } = place;
  const slots = stretchesIn(place.slots).map((stretch) => ({ ...stretch }));
  await tx.attendance.updateMany({
    where: { OR: [{ id: attendanceId }, { deputyForId: attendanceId }], withdrawnAt: null },
    data: { withdrawnAt: now },
  });
  const gone = { meetingId, contactId: to, withdrawnAt: { not: null }, attended: null };
  await tx.attendance.deleteMany({ where: gone });
  const known = await tx.attendance.count({ where: { meetingId, contactId: to } });
  if (known === 0) {
    await tx.attendance.create({
      data: { partnershipId, meetingId, agencyId, serviceId, contactId: to, addedAt: now, slots },
    });
  }
  const asked = await tx.ask.findFirst({
    where: { auditId: meeting.auditId, step: 'attend', contactId: to, outcome: null },
  });
  if (asked || known > 0) return asked ? [asked.wait] : [];
  const { revision } = meeting;
  const id = await askWhetherComing(tx, context, { contactId: to, agencyId, revision }, now);
  const ask = await tx.ask.findUniqueOrThrow({ where: { id } });
  if (ask.outcome === null && notYetTold(ask.moments)) await askNextMorning(tx, context, id, now);
  return [ask.wait];
}

function notYetTold(moments: unknown): boolean {
  return (moments as Moment[]).some(({ what, passedAt }) => what === 'ask' && !passedAt);
}
