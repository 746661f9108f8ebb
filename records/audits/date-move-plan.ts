import { dateOfDue, dueAround, dueOn } from '../../domain/ask-moments.ts';
import {
  auditDateProblems,
  type DatesByKey,
  datesMoved,
  type MovedDate,
} from '../../domain/audit-dates.ts';
import { dateOf } from '../../domain/calendar.ts';
import type { DateProblem, DegreeDate } from '../../domain/degree-dates.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { timingsOf } from '../asks/clock.ts';
import { calendarHolders, movesMeeting } from '../discussion/meeting-calendar.ts';
import { sha256 } from '../store/sealing.ts';
import type { Transaction } from '../store/transaction.ts';
import { type AuditContext, findContext } from './audit-context.ts';
import { asDegreeDate } from './date-rows.ts';

export interface DateMove {
  partnershipId: string;
  auditId: string;
  key: string;
  to: DegreeDate;
}

/** What moving a date would do: shown before it is confirmed. */
export interface MovePreview {
  moved: MovedDate[];
  problems: FieldProblem[];
  /** How many open asks get another due date, and how many people hear of it. */
  asks: number;
  people: number;
  /** Stands for exactly this preview: a confirmation of another one is refused. */
  fingerprint: string;
}

/** A move worked out against the rows as they stand, nothing written yet. */
export interface MovePlan {
  moved: MovedDate[];
  problems: FieldProblem[];
  asks: { ask: AskRow; dueDate: string }[];
  /** One ask for each person who is told of its new due date. */
  told: AskRow[];
  /** Whoever hears only of a new date for the discussion. */
  invited: string[];
}

export type AskRow = Awaited<ReturnType<typeof asksOfAudit>>[number];

/** The audit with its clock; null where it is another partnership's or has no such date. */
export async function contextOf(
  tx: Transaction,
  input: Omit<DateMove, 'to'>,
): Promise<AuditContext | null> {
  const context = await findContext(tx, input);
  return context?.profile.dates.some((date) => date.key === input.key) ? context : null;
}

export async function planMove(
  tx: Transaction,
  context: AuditContext,
  input: DateMove,
  now: Date,
): Promise<MovePlan> {
  const { calendar } = context.clock;
  const today = dateOf(now, calendar.zone);
  const dates = await datesOf(tx, context);
  const moved = datesMoved(context.profile, dates, input, { today, calendar });
  const after: DatesByKey = { ...dates };
  for (const { key, to } of moved) after[key] = to;
  const problems = auditDateProblems(context.profile, after, { today, kept: dates });
  const asks = await asksOfAudit(tx, context.auditId);
  problems.push(...(await dayTakenAway(tx, context, { moved, asks })));
  const movedAsks = asks.flatMap((ask) => {
    const dueDate = newDueDate(context, ask, moved);
    return dueDate ? [{ ask, dueDate }] : [];
  });
  const invited = (await movesMeeting(tx, context, moved))
    ? (await calendarHolders(tx, context)).map(({ contactId }) => contactId)
    : [];
  const told = onePerPerson(movedAsks.map(({ ask }) => ask)).filter(
    (ask) => tellsOfDiscussion.has(ask.step) || !invited.includes(ask.contactId),
  );
  return {
    moved,
    problems: problems.map(({ key, message }) => ({ field: `date-${key}`, message })),
    asks: movedAsks,
    told,
    invited: invited.filter((contactId) => !told.some((ask) => ask.contactId === contactId)),
  };
}

/** A date by which people were asked, or that stands in their calendars, stays a day. */
async function dayTakenAway(
  tx: Transaction,
  context: AuditContext,
  given: { moved: MovedDate[]; asks: AskRow[] },
): Promise<DateProblem[]> {
  const gone = given.moved.filter(({ from, to }) => 'date' in from && !('date' in to));
  const asked = new Set(
    given.asks.flatMap((ask) => {
      const { due } = timingsOf(context, ask.step, ask.stageKey);
      return 'date' in due ? [due.date] : [];
    }),
  );
  const invited =
    (await movesMeeting(tx, context, gone)) && (await calendarHolders(tx, context)).length > 0;
  const meeting = stageOfKind(context.profile, 'discuss')?.date;
  return gone
    .filter(({ key }) => asked.has(key) || (invited && key === meeting))
    .map(({ key, label }) => {
      const message = `People were asked or invited by “${label}”. Enter a day; it can be provisional.`;
      return { key, message };
    });
}

async function asksOfAudit(tx: Transaction, auditId: string) {
  return tx.ask.findMany({
    where: { auditId, outcome: null },
    select: {
      id: true,
      key: true,
      wait: true,
      step: true,
      stageKey: true,
      round: true,
      contactId: true,
      dueDate: true,
      partnershipId: true,
    },
    orderBy: { key: 'asc' },
  });
}

/** An ask that was granted another date keeps it, unless everybody now has longer. */
function newDueDate(context: AuditContext, ask: AskRow, moved: MovedDate[]): string | null {
  const { due } = timingsOf(context, ask.step, ask.stageKey, ask.round);
  const key = dateOfDue(due);
  const date = moved.find((each) => each.key === key);
  const after = date && dueOn(due, date.to);
  if (!date || !after) return null;
  const { calendar } = context.clock;
  const before = dueOn(due, date.from);
  const from = before && dueAround(due, before, calendar);
  const to = dueAround(due, after, calendar);
  return ask.dueDate === from || to > ask.dueDate ? to : null;
}

/** The steps whose letter about a new due date carries the new invitation to the discussion as well. */
const tellsOfDiscussion: ReadonlySet<string> = new Set(['returns']);

function onePerPerson(asks: AskRow[]): AskRow[] {
  const first = new Map<string, AskRow>();
  for (const ask of asks) if (!first.has(ask.contactId)) first.set(ask.contactId, ask);
  return [...first.values()];
}

export function previewOf(plan: MovePlan): MovePreview {
  const { moved, problems, asks, told, invited } = plan;
  const dues = asks.map(({ ask, dueDate }) => [ask.id, ask.dueDate, dueDate]);
  return {
    moved,
    problems,
    asks: asks.length,
    people: told.length + invited.length,
    fingerprint: sha256(JSON.stringify([moved, dues])),
  };
}

/** The dates of an audit as they stand, in the profile's order. */
export async function datesOf(tx: Transaction, context: AuditContext): Promise<DatesByKey> {
  const rows = await tx.auditDate.findMany({
    where: { auditId: context.auditId, supersededAt: null },
  });
  return Object.fromEntries(rows.map((row) => [row.key, asDegreeDate(row)]));
}
