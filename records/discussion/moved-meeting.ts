import { letterLeavesAt } from '../../domain/ask-moments.ts';
import type { MovedDate } from '../../domain/audit-dates.ts';
import { type Moment, waitId } from '../../domain/waits.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import type { Transaction } from '../store/transaction.ts';
import { askWhetherComing } from './invitations.ts';
import { discussStage, runningMeeting } from './meeting.ts';
import { movesMeeting, tellCalendars } from './meeting-calendar.ts';

/**
 * The discussion follows its date: everybody whose calendar holds it gets the new invitation, once,
 * and whoever has said whether they come is asked again. Call it after the dates and the asks have
 * been moved; `told` are those who hear of it in another letter. Returns the waits it changes.
 */
export async function followMeetingDate(
  tx: Transaction,
  before: AuditContext,
  given: { moved: readonly Pick<MovedDate, 'key'>[]; told: ReadonlySet<string> },
  now: Date,
): Promise<string[]> {
  if (!(await movesMeeting(tx, before, given.moved))) return [];
  const context = await auditContext(tx, before.auditId);
  const revision = await writeNewDate(tx, context);
  const running = await runningMeeting(tx, context);
  if (running) await askAgain(tx, context, running, now);
  const { date: dateKey } = discussStage(context);
  const days = [before, context].flatMap(({ clock }) => clock.dates[dateKey] ?? []);
  await tellCalendars(tx, context, { revision, told: given.told, days }, now);
  return running ? [waitId(context.workflowId, running.stageKey)] : [];
}

/** The discussion's row takes the new date, if there is one yet; its revision counts on. */
async function writeNewDate(tx: Transaction, context: AuditContext): Promise<number> {
  const { auditId, clock } = context;
  const { key: stageKey, date: dateKey } = discussStage(context);
  const date = clock.dates[dateKey];
  const known = await tx.meeting.findUnique({ where: { auditId_stageKey: { auditId, stageKey } } });
  if (!known || !date) return (await tx.auditDate.count({ where: { auditId, key: dateKey } })) - 1;
  const revision = known.revision + 1;
  await tx.meeting.update({ where: { id: known.id }, data: { date, revision } });
  return revision;
}

/** An answer about the old date says nothing about the new one. */
async function askAgain(
  tx: Transaction,
  context: AuditContext,
  meeting: { id: string; revision: number },
  now: Date,
): Promise<void> {
  const attendances = await tx.attendance.findMany({
    where: { meetingId: meeting.id, withdrawnAt: null },
    orderBy: { id: 'asc' },
  });
  for (const { id, contactId, agencyId, deputyForId } of attendances) {
    if (deputyForId) await tx.attendance.update({ where: { id }, data: { withdrawnAt: now } });
    if (!contactId || deputyForId) continue;
    const open = await tx.ask.findFirst({
      where: { auditId: context.auditId, step: 'attend', contactId, outcome: null },
      select: { id: true },
    });
    if (!open) await tx.attendance.update({ where: { id }, data: { reply: null } });
    const { revision } = meeting;
    const askId =
      open?.id ?? (await askWhetherComing(tx, context, { contactId, agencyId, revision }, now));
    await keepFirstLetterBack(tx, context, askId, now);
  }
}

/** The letter about the new date asks as well: the ordinary first one would be a second the same day. */
async function keepFirstLetterBack(
  tx: Transaction,
  context: AuditContext,
  askId: string,
  now: Date,
): Promise<void> {
  const ask = await tx.ask.findUniqueOrThrow({ where: { id: askId } });
  const soonest = letterLeavesAt(now.toISOString(), context.clock);
  const moments = (ask.moments as unknown as Moment[]).map((moment) =>
    moment.what === 'ask' && !moment.passedAt && moment.at <= soonest
      ? { ...moment, passedAt: now.toISOString() }
      : { ...moment },
  );
  const next = moments.find((moment) => !moment.passedAt);
  await tx.ask.update({
    where: { id: askId },
    data: { moments, nextAt: next ? new Date(next.at) : null },
  });
}
