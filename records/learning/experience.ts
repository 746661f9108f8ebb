import { randomUUID } from 'node:crypto';
import { enoughToShow, experienceProblems } from '../../domain/experience.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type Disseminate, disseminateStages } from '../../domain/stages/disseminate.ts';
import type { Words } from '../../domain/words.ts';
import { authorsOf } from '../approval/approval-rounds.ts';
import { type ClosedAsk, openAsk } from '../asks/asks.ts';
import { findOwnAsk, type OwnAsk, type ReaderIds } from '../asks/contact-view.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { membersOf } from '../directory/directory.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { openJson, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

type Experience = NonNullable<Disseminate['experience']>;

function experienceOf({ profile }: AuditContext): { key: string; settings: Experience } {
  const stage = disseminateStages(profile).find(({ experience }) => experience);
  if (!stage?.experience)
    throw new Error(`the profile ${profile.profile} asks how it was for nobody`);
  return { key: stage.key, settings: stage.experience };
}

export function experienceTimings(context: AuditContext) {
  return experienceOf(context).settings.ask;
}

/** Asks everybody who took part how the process was for them (WA-17). */
export async function askForExperience(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number } = context;
  const { key: stageKey, settings } = experienceOf(context);
  const there = await tx.attendance.findMany({
    where: { meeting: { auditId }, attended: true, withdrawnAt: null },
    select: { contactId: true },
  });
  const attended = there.flatMap(({ contactId }) => contactId ?? []);
  const asked = new Set([...(await authorsOf(tx, auditId)), ...attended]);
  for (const contactId of [...asked].sort()) {
    await openAsk(
      tx,
      context,
      {
        key: `${partnershipId}/${number}/${stageKey}/experience/${contactId}`,
        wait: stageWait(context, stageKey),
        step: 'experience',
        stageKey,
        contactId,
        timings: settings.ask,
      },
      now,
    );
  }
}

export type ExperienceGiven =
  | { kind: 'given' | 'already-given' | 'not-found' | 'ended' }
  | { kind: 'incomplete'; problems: FieldProblem[] };

/** Keeps what somebody said apart from who said it and when (WA-17). */
export async function giveExperience(
  records: Records,
  input: { partnershipId: string; askId: string; answers: string[] },
  by: Actor,
  now: Date,
): Promise<ExperienceGiven> {
  const { partnershipId, askId } = input;
  const answers = input.answers.map((text) => text.replace(/\r\n?/g, '\n').trim());
  return transaction(records, async (tx) => {
    const where = { id: askId, partnershipId, step: 'experience', contactId: by.contactId ?? '' };
    const known = await tx.ask.findFirst({ where, select: { auditId: true } });
    if (!known?.auditId) return { kind: 'not-found' };
    const { auditId } = known;
    await lockAudit(tx, auditId);
    const ask = await tx.ask.findFirstOrThrow({ where });
    const context = await auditContext(tx, auditId);
    if (ask.outcome === 'answered') return { kind: 'already-given' };
    if (ask.outcome !== null || context.state === 'cancelled') return { kind: 'ended' };
    const problems = experienceProblems(answers);
    if (problems.length > 0) return { kind: 'incomplete', problems };
    await tx.ask.update({
      where: { id: ask.id },
      data: { outcome: 'answered', settledAt: now, nextAt: null },
    });
    const key = await records.keyring.audit(tx, auditId);
    const id = randomUUID();
    const answersSealed = sealJson(key, `ExperienceAnswer.answersSealed/${id}`, answers);
    await tx.experienceAnswer.create({ data: { id, partnershipId, auditId, answersSealed } });
    const event = { partnershipId, chain: auditId, kind: 'experience.given', ids: {} };
    const seq = await appendEvent(tx, { ...event, by: theClock, now });
    await passToBody(tx, context, now);
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'given' };
  });
}

/** Whoever said nothing is not asked again. */
export async function closeExperience(
  tx: Transaction,
  context: AuditContext,
  _ask: ClosedAsk,
  now: Date,
): Promise<void> {
  await passToBody(tx, context, now);
}

/** When nobody is asked any more, what was said reaches the body. */
async function passToBody(tx: Transaction, context: AuditContext, now: Date): Promise<void> {
  const { auditId, partnershipId, number } = context;
  const open = await tx.ask.count({ where: { auditId, step: 'experience', outcome: null } });
  const said = await tx.experienceAnswer.count({ where: { auditId } });
  if (open > 0 || !enoughToShow(said)) return;
  const { body } = experienceOf(context).settings;
  const members = await membersOf(tx, { partnershipId, body }, now);
  await queueLetters(
    tx,
    members.map((contactId) => ({
      partnershipId,
      key: `${partnershipId}/${number}/experience/${contactId}`,
      kind: 'experience/ready',
      contactId,
      auditId,
      ids: { people: said },
      now,
    })),
  );
}

/** What was said about the process; nothing where so few answered that it would point at them. */
export interface ExperienceView {
  number: string;
  asked: number;
  said: number;
  /** Whether what was written may be read. */
  shown: boolean;
  answers: { question: string; texts: string[] }[];
}

export async function experienceOfAudit(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<ExperienceView | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = given;
    const asks = await tx.ask.findMany({ where: { partnershipId, auditId, step: 'experience' } });
    if (asks.length === 0) return null;
    const context = await auditContext(tx, auditId);
    const { questions } = experienceOf(context).settings;
    const key = await records.keyring.audit(tx, auditId);
    const rows = await tx.experienceAnswer.findMany({ where: { auditId }, orderBy: { id: 'asc' } });
    const open = asks.some(({ outcome }) => outcome === null);
    const shown = !open && enoughToShow(rows.length) ? rows : [];
    const told = shown.map(({ id, answersSealed }) =>
      openJson<string[]>(key, `ExperienceAnswer.answersSealed/${id}`, answersSealed),
    );
    const answers = questions.map((question, place) => ({
      question,
      texts: told.flatMap((texts) => texts[place] || []),
    }));
    const { number } = context;
    return { number, asked: asks.length, said: rows.length, shown: shown.length > 0, answers };
  });
}

/** The same of every audit, for the chair and members of the body that reads it; null for all others. */
export async function experiencesForMember(
  records: Records,
  reader: ReaderIds,
  given: { body: string; now: Date },
): Promise<ExperienceView[] | null> {
  const { partnershipId, contactId } = reader;
  const members = await membersOf(records.database, { partnershipId, body: given.body }, given.now);
  if (!members.includes(contactId)) return null;
  const asks = await records.database.ask.findMany({
    where: { partnershipId, step: 'experience' },
    distinct: ['auditId'],
    select: { auditId: true },
  });
  const views: ExperienceView[] = [];
  for (const { auditId } of asks) {
    if (!auditId) continue;
    const context = await transaction(records, (tx) => auditContext(tx, auditId));
    if (experienceOf(context).settings.body !== given.body) continue;
    const view = await experienceOfAudit(records, { partnershipId, auditId });
    if (view) views.push(view);
  }
  return views;
}

/** What somebody is asked about the process. */
export interface ExperienceAsk {
  ask: OwnAsk;
  number: string;
  zone: string;
  words: Words;
  questions: string[];
}

export async function experienceAsk(
  records: Records,
  reader: ReaderIds,
  askId: string,
): Promise<ExperienceAsk | null> {
  return transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    if (ask?.step !== 'experience') return null;
    const context = await auditContext(tx, ask.auditId);
    const { questions } = experienceOf(context).settings;
    const { number, clock, profile } = context;
    return { ask, number, zone: clock.calendar.zone, words: profile.words, questions };
  });
}

/** The bodies of which somebody is chair or member and that were told what was said. */
export async function experienceBodiesOf(
  records: Records,
  { partnershipId, contactId }: ReaderIds,
  now: Date,
): Promise<{ key: string }[]> {
  const told = await records.database.letter.findMany({
    where: { partnershipId, contactId, kind: 'experience/ready', auditId: { not: null } },
    select: { auditId: true },
  });
  const keys = new Set<string>();
  for (const { auditId } of told) {
    if (!auditId) continue;
    const { body } = experienceOf(
      await transaction(records, (tx) => auditContext(tx, auditId)),
    ).settings;
    const members = await membersOf(records.database, { partnershipId, body }, now);
    if (members.includes(contactId)) keys.add(body);
  }
  return [...keys].sort().map((key) => ({ key }));
}
