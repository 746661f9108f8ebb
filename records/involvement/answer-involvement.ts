import { randomUUID } from 'node:crypto';
import {
  type ChildAnswer,
  type InvolvementProblem,
  involvementProblems,
  type ServiceAnswer,
} from '../../domain/involvement-answer.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { type ColleagueRefusal, findOrAddColleague } from '../directory/colleagues.ts';
import { requestAfterLateAnswer } from '../returns/requests.ts';
import { type Actor, appendEvent, headOf } from '../store/events.ts';
import { digest, type Key, seal, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { queueNudge, viewOf } from '../store/waits.ts';
import { arrangerOf, askForFeedback, keepOffer } from './family-feedback.ts';
import { involvementStage, joinAgency } from './involvement.ts';
import {
  invitesPractitioners,
  keepPractitioners,
  type NamedPractitioner,
} from './practitioners.ts';

/** What is sealed with a row of Involvement. */
export interface InvolvementDetail {
  lastContact?: string;
  caseHolder?: string;
  lineManager?: string;
  auditor?: string;
  /** Keys of agencies. */
  othersInvolved?: string[];
}

export interface InvolvementInput {
  partnershipId: string;
  askId: string;
  answers: ChildAnswer[];
  /** For the business unit: from whom, how and when it was received. */
  onBehalfOf?: string;
}

export type InvolvementAnswered =
  | { kind: 'answered' | 'already-answered' | 'not-found' | 'ended' }
  | { kind: 'incomplete'; problems: InvolvementProblem[] };

/**
 * An agency says once, for all children, which of them it knew and through which service (DD-6).
 * An answer that comes after the agency's silence was recorded still counts.
 */
export async function answerInvolvement(
  records: Records,
  input: InvolvementInput,
  by: Actor,
  now: Date,
): Promise<InvolvementAnswered> {
  return transaction(records, async (tx) => {
    const { partnershipId } = input;
    const ask = await tx.ask.findFirst({
      where: {
        id: input.askId,
        partnershipId,
        step: 'involvement',
        ...(by.onBehalf ? {} : { contactId: by.contactId ?? '' }),
      },
    });
    if (!ask?.auditId || !ask.agencyId) return { kind: 'not-found' };
    if (ask.outcome === 'answered') return { kind: 'already-answered' };
    const context = await auditContext(tx, ask.auditId);
    if (context.state === 'cancelled' || isOver(ask.outcome)) return { kind: 'ended' };
    const asked = await whatIsAsked(tx, { auditId: ask.auditId, agencyId: ask.agencyId });
    const problems = involvementProblems(asked.children, asked.agency, input.answers);
    if (problems.length > 0) return { kind: 'incomplete', problems };
    const arrangers = await arrangersOf(records, tx, {
      asked,
      context,
      input,
      answeredBy: ask.contactId,
    });
    if ('problems' in arrangers) return { kind: 'incomplete', problems: arrangers.problems };
    const practitioners = await practitionersOf(records, tx, { asked, context, input });
    if ('problems' in practitioners) {
      return { kind: 'incomplete', problems: practitioners.problems };
    }
    const { count } = await tx.ask.updateMany({
      where: { id: ask.id, OR: [{ outcome: null }, { outcome: 'not-answered' }] },
      data: { outcome: 'answered', settledAt: now, nextAt: null },
    });
    if (count === 0) return { kind: 'already-answered' };
    const key = await records.keyring.audit(tx, ask.auditId);
    await writeAnswers(tx, { ...asked, context, key, input }, { by, now });
    for (const offer of arrangers.offers) await keepOffer(tx, offer, now);
    const namedBy = { by: by.contactId, now };
    await keepPractitioners(tx, practitioners.named, namedBy);
    await letOthersKnow(
      records,
      tx,
      { ...asked, context, key, input, wait: ask.wait },
      { by, now },
    );
    return { kind: 'answered' };
  });
}

/** Who of each child's family can be asked, with the person who arranges it (CH-7). */
async function arrangersOf(
  records: Records,
  tx: Transaction,
  given: { asked: Asked; context: AuditContext; input: InvolvementInput; answeredBy: string },
): Promise<{ offers: Parameters<typeof keepOffer>[1][] } | { problems: InvolvementProblem[] }> {
  const { asked, context, input, answeredBy } = given;
  if (!involvementStage(context).feedback) return { offers: [] };
  const { auditId, partnershipId } = context;
  const agencyId = asked.agency.id;
  const offers: Parameters<typeof keepOffer>[1][] = [];
  const problems: InvolvementProblem[] = [];
  for (const { caseId, known, feedback } of input.answers) {
    const child = asked.children.find((each) => each.caseId === caseId);
    const who = feedback?.who ?? [];
    if (!known || !child || !feedback || who.length === 0) continue;
    const of = { partnershipId, agencyId, answeredBy, offer: feedback };
    const found = await arrangerOf(records, tx, of);
    if ('refused' in found) {
      const message = `Feedback about ${child.pseudonym}: ${refusals[found.refused]}`;
      problems.push({ caseId, field: 'feedback', message });
      continue;
    }
    offers.push({ partnershipId, auditId, caseId, agencyId, arrangerId: found.contactId, who });
  }
  return problems.length > 0 ? { problems } : { offers };
}

/** Who worked with each child's family, where they are invited to the discussion (WA-5). */
async function practitionersOf(
  records: Records,
  tx: Transaction,
  given: { asked: Asked; context: AuditContext; input: InvolvementInput },
): Promise<{ named: NamedPractitioner[] } | { problems: InvolvementProblem[] }> {
  const { asked, context, input } = given;
  if (!invitesPractitioners(context)) return { named: [] };
  const { auditId, partnershipId } = context;
  const agencyId = asked.agency.id;
  const named: NamedPractitioner[] = [];
  const problems: InvolvementProblem[] = [];
  for (const { caseId, known, practitioner: colleague } of input.answers) {
    const child = asked.children.find((each) => each.caseId === caseId);
    if (!known || !child || !colleague) continue;
    const found = await findOrAddColleague(records, tx, { partnershipId, agencyId, colleague });
    if ('refused' in found) {
      const message = `Who worked with ${child.pseudonym}: ${refusals[found.refused]}`;
      problems.push({ caseId, field: 'practitioner', message });
      continue;
    }
    named.push({ partnershipId, auditId, caseId, agencyId, contactId: found.contactId });
  }
  return problems.length > 0 ? { problems } : { named };
}

const refusals: Record<ColleagueRefusal, string> = {
  'unknown-colleague': 'choose somebody of your agency.',
  'has-left': 'that person has left your agency.',
  'other-agency': 'that person belongs to another agency.',
  'foreign-address': 'the address must be one of your agency.',
};

interface Asked {
  agency: { id: string; key: string; services: { id: string }[] };
  others: Map<string, string>;
  children: { caseId: string; pseudonym: string; involvementId: string }[];
}

interface Given extends Asked {
  context: AuditContext;
  key: Key;
  input: InvolvementInput;
}

async function whatIsAsked(
  tx: Transaction,
  { auditId, agencyId }: { auditId: string; agencyId: string },
): Promise<Asked> {
  const agency = await tx.agency.findUniqueOrThrow({
    where: { id: agencyId },
    include: { services: { select: { id: true } } },
  });
  const others = await tx.agency.findMany({
    where: { partnershipId: agency.partnershipId, id: { not: agencyId } },
    select: { id: true, key: true },
  });
  const rows = await tx.involvement.findMany({
    where: {
      auditId,
      agencyId,
      state: { in: ['asked', 'not-answered'] },
      case: { state: { in: ['drawn', 'identified'] }, heldAt: null },
    },
    include: { case: { select: { number: true } } },
    orderBy: { case: { number: 'asc' } },
  });
  return {
    agency,
    others: new Map(others.map((each) => [each.id, each.key])),
    children: rows.map((row) => ({
      caseId: row.caseId,
      pseudonym: `C${row.case.number}`,
      involvementId: row.id,
    })),
  };
}

/** Puts the answers in the place of the rows that were asked: two statements, however many. */
async function writeAnswers(
  tx: Transaction,
  given: Given,
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { input } = given;
  const answered = { answeredAt: now, answeredById: by.contactId };
  const rows = given.children.flatMap((child) => {
    const answer = input.answers.find((each) => each.caseId === child.caseId);
    return answer ? rowsOf(given, child, answer) : [];
  });
  const asked = given.children.map((child) => child.involvementId);
  await tx.involvement.deleteMany({ where: { id: { in: asked } } });
  await tx.involvement.createMany({ data: rows.map((row) => ({ ...row, ...answered })) });
}

function rowsOf(given: Given, child: Asked['children'][number], answer: ChildAnswer) {
  const { context, key, input, agency } = given;
  const { auditId, partnershipId } = context;
  const spells = answer.known ? spellsOf(given, answer) : [null];
  return spells.map((spell, position) => {
    // The first service keeps the row that was asked; each further one has a row of its own.
    const id = position === 0 ? child.involvementId : randomUUID();
    const { onBehalfOf } = input;
    return {
      id,
      partnershipId,
      auditId,
      caseId: child.caseId,
      agencyId: agency.id,
      state: answer.known ? 'known' : 'not-known',
      serviceId: spell?.serviceId ?? null,
      fromDate: spell?.from ?? null,
      toDate: spell?.to ?? null,
      detailSealed: spell
        ? sealJson(key, `Involvement.detailSealed/${id}`, detailOf(given, answer, spell))
        : null,
      onBehalfOf: onBehalfOf ? seal(key, `Involvement.onBehalfOf/${id}`, onBehalfOf) : null,
    };
  });
}

/** The services that knew the child, each once; the agency itself where it has none. */
function spellsOf(given: Given, answer: ChildAnswer): ServiceAnswer[] {
  const ids = given.agency.services.map((service) => service.id);
  if (ids.length === 0) return [{ ...answer.services[0], serviceId: null }];
  return ids.flatMap((id) => answer.services.find((each) => each.serviceId === id) ?? []);
}

function detailOf(given: Given, answer: ChildAnswer, spell: ServiceAnswer): InvolvementDetail {
  const { lastContact, caseHolder, lineManager, auditor } = spell;
  const othersInvolved = answer.othersInvolved.flatMap((id) => given.others.get(id) ?? []);
  const told = Object.entries({ lastContact, caseHolder, lineManager, auditor });
  return { ...Object.fromEntries(told.filter(([, text]) => text)), othersInvolved };
}

async function letOthersKnow(
  records: Records,
  tx: Transaction,
  given: Given & { wait: string },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { context, agency, input } = given;
  const { auditId, partnershipId } = context;
  const known = input.answers.filter((answer) => answer.known);
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'involvement.answered',
    ids: { agency: agency.key, known: known.length, children: given.children.length },
    digests: { answers: digest(given.key, JSON.stringify(input.answers)) },
    by,
    now,
  });
  const named = new Set(known.flatMap((answer) => answer.othersInvolved));
  for (const agencyId of named) {
    if (given.others.has(agencyId)) await joinAgency(tx, context, { agencyId, by }, now);
  }
  await requestAfterLateAnswer(records, tx, context, agency.id, now);
  const feedback = await askForFeedback(tx, context, now);
  const seq = await headOf(tx, auditId);
  const wait = await viewOf(tx, given.wait, { auditId, seq, now });
  await queueNudge(tx, { partnershipId, word: 'answered', subject: agency.key, wait, now });
  if (feedback) await nudgeWaits(tx, context, { waits: [feedback], word: 'asked', seq }, now);
}

function isOver(outcome: string | null): boolean {
  return outcome !== null && outcome !== 'not-answered';
}
