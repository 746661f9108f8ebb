import { randomUUID } from 'node:crypto';
import { instantAt } from '../../domain/calendar.ts';
import { type StageSettings, stageOfKind } from '../../domain/profile.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import type { Wait } from '../../domain/waits.ts';
import { openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { waitsForDay } from '../audits/day-to-set.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { askForInitialReview } from '../checks/initial-review.ts';
import { officerOf } from '../directory/directory.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { excuseUninvolved } from './cancel-meeting.ts';
import { askForCaseFeedback } from './case-feedback.ts';
import { inviteParticipants } from './invitations.ts';

export type Discuss = Extract<StageSettings, { kind: 'discuss' }>;
export type MeetingRow = NonNullable<Awaited<ReturnType<typeof meetingRow>>>;

/**
 * Asks everybody who completed a tool, or answers for an agency that did, whether they come; and the
 * officer for the record, once it has been held.
 */
export async function askToAttend(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    if (await waitsForDay(tx, context, ref.stage, now)) return;
    await askForDiscussion(tx, context, now);
  });
}

/** Call it when the discussion has its day. */
export async function askForDiscussion(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { partnershipId, number } = context;
  const { key: stageKey, record } = discussStage(context);
  await inviteParticipants(tx, context, now);
  await excuseUninvolved(tx, context, now);
  await askForChair(tx, context, now);
  await askForCaseFeedback(tx, context, now);
  await askForInitialReview(tx, context, now);
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stageKey}/record`,
      wait: stageWait(context, stageKey),
      step: 'record',
      stageKey,
      contactId: await officerOf(tx, partnershipId, now),
      timings: record,
    },
    now,
  );
}

/** Asks the officer to name the chair, where the process wants one and nobody is named yet (CH-21). */
async function askForChair(tx: Transaction, context: AuditContext, now: Date): Promise<void> {
  const { partnershipId, number } = context;
  const { key: stageKey, chair } = discussStage(context);
  if (!chair || (await meetingRow(tx, context))?.chairId) return;
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stageKey}/chair`,
      wait: stageWait(context, stageKey),
      step: 'chair',
      stageKey,
      contactId: await officerOf(tx, partnershipId, now),
      timings: chair.name,
    },
    now,
  );
}

export function chairTimings(context: AuditContext): AskTimings {
  const { chair } = discussStage(context);
  if (!chair) throw new Error(`the profile ${context.profile.profile} wants no chair named`);
  return chair.name;
}

/**
 * The discussion's row, made when it is first needed; it takes its date from the audit. Null while
 * its day is not set.
 */
export async function meetingRow(tx: Transaction, context: AuditContext) {
  const { auditId, partnershipId } = context;
  const { key: stageKey } = discussStage(context);
  const { date, startsAt, minutes, revision } = await plannedMeeting(tx, context);
  if (!date) return null;
  return tx.meeting.upsert({
    where: { auditId_stageKey: { auditId, stageKey } },
    update: {},
    create: {
      id: randomUUID(),
      partnershipId,
      auditId,
      stageKey,
      date,
      startsAt,
      minutes,
      revision,
    },
  });
}

/** The same to look at: what its row says, or what the audit's dates and the profile propose. */
export async function plannedMeeting(
  tx: Transaction,
  context: AuditContext,
): Promise<PlannedMeeting> {
  const { auditId } = context;
  const { key: stageKey } = discussStage(context);
  const row = await tx.meeting.findUnique({ where: { auditId_stageKey: { auditId, stageKey } } });
  return meetingFrom(tx, context, row);
}

export async function meetingFrom(
  tx: Transaction,
  { auditId, clock, profile }: AuditContext,
  row: PlannedMeeting | null,
): Promise<PlannedMeeting> {
  if (row) return row;
  const { date: dateKey, startsAt, minutes } = discussStage({ profile });
  const date = clock.dates[dateKey] ?? null;
  const dates = await tx.auditDate.count({ where: { auditId, key: dateKey } });
  // Invitations sent with the requests counted the changes of the date up to here.
  const revision = Math.max(0, dates - 1);
  return {
    id: '',
    date,
    startsAt,
    minutes,
    revision,
    venueSealed: null,
    recordedAt: null,
    chairId: null,
  };
}

export interface PlannedMeeting {
  /** Empty while there is no row. */
  id: string;
  /** Null while the day is not set. */
  date: string | null;
  startsAt: string;
  minutes: number;
  /** The number of its invitation. */
  revision: number;
  venueSealed: Uint8Array | null;
  recordedAt: Date | null;
  chairId: string | null;
}

/** The discussion from the circulation of the pack until its record is finished. */
export async function runningMeeting(
  tx: Transaction,
  context: AuditContext,
): Promise<MeetingRow | null> {
  const stage = stageOfKind(context.profile, 'discuss');
  const running =
    stage &&
    (await tx.stage.count({ where: { auditId: context.auditId, key: stage.key, outcome: null } }));
  if (!running) return null;
  const meeting = await meetingRow(tx, context);
  return meeting?.recordedAt ? null : meeting;
}

/** The instant at which the discussion begins, as far as it is known. */
export async function meetingBegins(
  tx: Transaction,
  context: AuditContext,
): Promise<string | null> {
  const stage = stageOfKind(context.profile, 'discuss');
  if (!stage || !context.clock.dates[stage.date]) return null;
  const meeting = await plannedMeeting(tx, context);
  if (!meeting.date) return null;
  return instantAt(meeting.date, meeting.startsAt, context.clock.calendar.zone);
}

export function discussStage(context: Pick<AuditContext, 'profile'>): Discuss {
  const stage = stageOfKind(context.profile, 'discuss');
  if (!stage) throw new Error(`the profile ${context.profile.profile} holds no discussion`);
  return stage;
}
