import { actionPlanOf } from '../../domain/action-plan.ts';
import { type BodyTask, type DecisionOutcome, outcomesOf } from '../../domain/decision.ts';
import type { Profile } from '../../domain/profile.ts';
import type { Report, ReportRecommendation } from '../../domain/report-model.ts';
import { stageTitle } from '../../domain/stage-words.ts';
import { enteredAnswers } from '../asks/entered-answers.ts';
import { type AuditContext, type AuditNamed, findContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { circulatedReport, runningReport } from '../report/report-versions.ts';
import { type Key, open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type OfRound, type PersonInRound, peopleOf } from './approval-people.ts';
import type { BodyRound, ParticipantsRound } from './approval-rounds.ts';
import { bodyName } from './approval-view.ts';

/** Every round of approval of a report, for the business unit. */
export interface ApprovalsView {
  auditId: string;
  number: string;
  profile: Profile;
  zone: string;
  /** The version that those who approve it have before them; null before the first. */
  version: number | null;
  rounds: RoundView[];
}

export interface RoundView {
  key: string;
  title: string;
  by: 'participants' | 'body';
  /** The body's name. */
  body: string;
  /** What the body is there for; null of those who took part. */
  decides: BodyTask | null;
  /** What it can decide. */
  offered: DecisionOutcome[];
  /** Whether its members can be asked by email. */
  byEmail: boolean;
  /** The action plan that is on the same agenda; null where the process wants none. */
  actionPlan: ReportRecommendation[] | null;
  state: 'not-begun' | 'running' | 'done';
  silence: ParticipantsRound['silence'] | null;
  people: PersonInRound[];
  decisions: DecisionLine[];
  /** The decision is still to be recorded; the day by which, or the day of the meeting. */
  decideBy: string | null;
  amending: boolean;
  /** Those who took part have to answer first, and their objections to be settled. */
  waitsForApprovals: boolean;
  openVotes: number;
  votes: number;
}

export interface DecisionLine {
  outcome: string;
  how: string;
  date: string;
  minuteReference: string | null;
  text: string;
  nextDate: string | null;
  version: number;
  amendedVersion: number | null;
  by: string;
}

export async function approvalsView(
  records: Records,
  given: AuditNamed,
): Promise<ApprovalsView | null> {
  return transaction(records, async (tx) => {
    const context = await findContext(tx, given);
    if (!context) return null;
    const { auditId } = context;
    const key = await records.keyring.audit(tx, auditId);
    const text = await circulatedReport(tx, key, auditId);
    const { profile } = context;
    const keys = profile.stages.flatMap((each) => (each.kind === 'approve' ? [each.key] : []));
    if (keys.length === 0) return null;
    const rows = await rowsOf(tx, { context, key, keys });
    const of = { context, report: text?.report ?? null, rows };
    const rounds: RoundView[] = [];
    for (const each of keys) rounds.push(await roundView(records, tx, { ...of, key: each }));
    return {
      auditId,
      number: context.number,
      profile,
      zone: context.clock.calendar.zone,
      version: text?.version ?? null,
      rounds,
    };
  });
}

type Rows = Awaited<ReturnType<typeof rowsOf>>;

/** What all rounds of an audit are told from. */
async function rowsOf(
  tx: Transaction,
  { context, key, keys }: { context: AuditContext; key: Key; keys: string[] },
) {
  const { auditId } = context;
  return {
    running: await runningReport(tx, context),
    stages: await tx.stage.findMany({ where: { auditId, key: { in: keys } } }),
    asks: await tx.ask.findMany({
      where: {
        auditId,
        OR: [{ stageKey: { in: keys } }, { step: { in: ['approve', 'objections'] } }],
      },
      orderBy: { askedAt: 'asc' },
      select: {
        id: true,
        step: true,
        stageKey: true,
        contactId: true,
        outcome: true,
        dueDate: true,
      },
    }),
    entered: await enteredAnswers(tx, key, auditId),
    versions: await tx.reportVersion.findMany({
      where: { auditId },
      select: { id: true, version: true },
    }),
  };
}

async function roundView(
  records: Records,
  tx: Transaction,
  given: { context: AuditContext; key: string; report: Report | null; rows: Rows },
): Promise<RoundView> {
  const { context, key, report, rows } = given;
  const { auditId, profile } = context;
  const settings = profile.stages.find((each) => each.key === key);
  if (settings?.kind !== 'approve') throw new Error(`"${key}" is no round of approval`);
  const row = rows.stages.find((each) => each.key === key);
  const running = rows.running?.stage.key === key;
  const asks = rows.asks.filter(
    ({ stageKey, step }) => stageKey === key || step === 'approve' || step === 'objections',
  );
  const own = asks.filter((ask) => ask.stageKey === key);
  const open = asks.filter(({ outcome }) => outcome === null);
  const decide = open.find(({ step }) => step === 'decide');
  const auditKey = await records.keyring.audit(tx, auditId);
  const people = await peopleOf(records, tx, {
    context,
    key: auditKey,
    stageKey: key,
    asks: own,
    entered: rows.entered,
  });
  const body = settings.by === 'body' ? await bodyName(tx, context, key) : '';
  const votes = people.filter(({ answers }) => answers.some(({ voidedWhy }) => !voidedWhy));
  return {
    key,
    title: settings.by === 'body' && body ? body : stageTitle(profile, key),
    by: settings.by,
    body,
    ...bodyFacts(settings, report),
    state: running ? 'running' : row ? 'done' : 'not-begun',
    silence: settings.by === 'participants' ? settings.silence : null,
    people,
    decisions: await decisionsOf(
      records,
      tx,
      { context, key: auditKey, stageKey: key },
      rows.versions,
    ),
    decideBy: decide?.dueDate ?? null,
    amending: open.some(({ step }) => step === 'amend'),
    waitsForApprovals: open.some(({ step }) => step === 'approve' || step === 'objections'),
    openVotes: open.filter(({ step, stageKey }) => step === 'vote' && stageKey === key).length,
    votes: votes.length,
  };
}

function bodyFacts(
  settings: ParticipantsRound | BodyRound,
  report: Report | null,
): Pick<RoundView, 'decides' | 'offered' | 'byEmail' | 'actionPlan'> {
  if (settings.by !== 'body')
    return { decides: null, offered: [], byEmail: false, actionPlan: null };
  const { decides, vote, withActionPlan } = settings;
  return {
    decides,
    offered: outcomesOf(settings),
    byEmail: vote !== undefined,
    actionPlan: withActionPlan && report ? actionPlanOf(report) : null,
  };
}

async function decisionsOf(
  records: Records,
  tx: Transaction,
  { context, key, stageKey }: OfRound,
  versions: Rows['versions'],
): Promise<DecisionLine[]> {
  const { auditId, partnershipId } = context;
  const rows = await tx.decision.findMany({
    where: { auditId, stageKey },
    orderBy: { recordedAt: 'desc' },
  });
  const numberOf = (id: string | null) => versions.find((each) => each.id === id)?.version ?? null;
  const contactIds = rows.map(({ recordedById }) => recordedById);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  return rows.map((row) => ({
    outcome: row.outcome,
    how: row.how,
    date: row.date,
    minuteReference: row.minuteReference,
    text: row.textSealed ? open(key, `Decision.textSealed/${row.id}`, row.textSealed) : '',
    nextDate: row.nextDate,
    version: numberOf(row.reportVersionId) ?? 0,
    amendedVersion: numberOf(row.amendedVersionId),
    by: names.get(row.recordedById) ?? '',
  }));
}
