import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import { notWithdrawn } from '../asks/asks.ts';
import { enteredAnswers } from '../asks/entered-answers.ts';
import { type AuditContext, findContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { questionsOf, type WrittenQuestions } from './pair-questions.ts';
import { mayNamePairs, notIndependentFor } from './pairs.ts';
import { casesOfPairs, pairsOf, pairsStage } from './pairs-stage.ts';

/** How far somebody's answer has come: of a pair's questions or of its feedback. */
export type PairState = 'waiting' | 'given' | 'silent' | 'not-asked';

/** A child's auditors and what they have said. */
export interface PairLine {
  caseId: string;
  number: number;
  auditors: { contactId: string; name: string; notComing: boolean }[];
  questions: (WrittenQuestions & { by: string }) | null;
  asked: { questions: PairState; feedback: PairState };
  /** The pair's ask for feedback, while that can be entered for it. */
  feedbackAskId: string | null;
  /** Who may not be an auditor of this child, with why. */
  notFor: { contactId: string; why: 'wrote' | 'worked' }[];
}

/** The pairs of an audit and who said that they can facilitate, for the business unit. */
export interface PairsView {
  auditId: string;
  number: string;
  profile: Profile;
  zone: string;
  /** Whether pairs can be named now. */
  open: boolean;
  begun: boolean;
  independent: boolean;
  facilitators: {
    contactId: string;
    name: string;
    reply: string | null;
    /** Their ask, while their answer can be entered for them. */
    askId: string | null;
    /** How their answer was received, where it was entered for them. */
    received: Received | null;
  }[];
  children: PairLine[];
}

export async function pairsView(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<PairsView | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = given;
    const context = await findContext(tx, given);
    if (!context || !stageOfKind(context.profile, 'prepare-questions')) return null;
    const { key, independent } = pairsStage(context);
    const rows = await tx.facilitator.findMany({ where: { auditId } });
    const running = context.state === 'open' || context.state === 'paused';
    const asks = await tx.ask.findMany({
      where: { auditId, step: 'facilitate', ...notWithdrawn },
      select: { id: true, contactId: true },
    });
    const askOf = (id: string) => asks.find(({ contactId }) => contactId === id)?.id ?? null;
    const secret = await records.keyring.audit(tx, auditId);
    const entered = await enteredAnswers(tx, secret, auditId);
    const contactIds = rows.map(({ contactId }) => contactId);
    const names = await namesOf(records, tx, { partnershipId, contactIds });
    return {
      auditId,
      number: context.number,
      profile: context.profile,
      zone: context.clock.calendar.zone,
      open: await mayNamePairs(tx, context),
      begun: (await tx.stage.count({ where: { auditId, key } })) > 0,
      independent,
      facilitators: rows
        .map(({ contactId, reply }) => {
          const own = askOf(contactId);
          const askId = running ? own : null;
          const received = entered.get(own ?? '') ?? null;
          return { contactId, reply, askId, received, name: names.get(contactId) ?? '' };
        })
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      children: await pairLines(records, tx, context),
    };
  });
}

/** Every child discussed with its auditors, their questions and how far they have come. */
export async function pairLines(
  records: Records,
  tx: Transaction,
  context: AuditContext,
): Promise<PairLine[]> {
  const { auditId, partnershipId, profile } = context;
  if (!stageOfKind(profile, 'prepare-questions')) return [];
  const cases = await casesOfPairs(tx, context);
  const pairs = await pairsOf(tx, auditId);
  const key = await records.keyring.audit(tx, auditId);
  const written = await questionsOf(tx, key, auditId);
  const contactIds = [
    ...pairs.flatMap((pair) => pair.contactIds),
    ...written.map(({ byId }) => byId),
  ];
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  const notFor = await notIndependentFor(tx, context, cases);
  const away = await notComing(tx, auditId);
  const asks = await tx.ask.findMany({
    where: { auditId, step: { in: ['questions', 'case-feedback'] } },
    select: { id: true, step: true, round: true, outcome: true },
    orderBy: { key: 'asc' },
  });
  const stateOf = (step: string, number: number): PairState => {
    const own = asks.filter((ask) => ask.step === step && ask.round === number);
    if (own.some(({ outcome }) => outcome === 'answered')) return 'given';
    if (own.some(({ outcome }) => outcome === null)) return 'waiting';
    return own.length > 0 ? 'silent' : 'not-asked';
  };
  const feedbackAskOf = (number: number) => {
    const own = asks.filter((ask) => ask.step === 'case-feedback' && ask.round === number);
    if (own.some(({ outcome }) => outcome === 'answered')) return null;
    return own.find(({ outcome }) => outcome !== 'withdrawn')?.id ?? null;
  };
  return cases.map(({ id: caseId, number }) => {
    const pair = pairs.find((each) => each.caseId === caseId);
    const questions = written.find((each) => each.caseId === caseId);
    return {
      caseId,
      number,
      auditors: (pair?.contactIds ?? []).map((contactId) => ({
        contactId,
        name: names.get(contactId) ?? '',
        notComing: away.has(contactId),
      })),
      questions: questions ? { ...questions, by: names.get(questions.byId ?? '') ?? '' } : null,
      asked: {
        questions: questions ? 'given' : stateOf('questions', number),
        feedback: stateOf('case-feedback', number),
      },
      feedbackAskId: feedbackAskOf(number),
      notFor: notFor.filter((each) => each.number === number),
    };
  });
}

/** Who has said that they cannot facilitate, or do not come to the discussion. */
async function notComing(tx: Transaction, auditId: string): Promise<Set<string>> {
  const facilitators = await tx.facilitator.findMany({
    where: { auditId, reply: 'not-coming' },
    select: { contactId: true },
  });
  const attendances = await tx.attendance.findMany({
    where: { meeting: { auditId }, withdrawnAt: null, reply: 'not-coming' },
    select: { contactId: true },
  });
  return new Set([...facilitators, ...attendances].flatMap(({ contactId }) => contactId ?? []));
}
