import { formatDate, type PlainDate } from './calendar.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import { readTypedDate } from './typed-date.ts';

export const decisionOutcomes = [
  'approved',
  'confirmed',
  'with-amendments',
  'deferred',
  'noted',
] as const;
export type DecisionOutcome = (typeof decisionOutcomes)[number];

/** What a body is there for when the report comes before it. */
export const bodyTasks = ['approves', 'confirms-lessons', 'notes'] as const;
export type BodyTask = (typeof bodyTasks)[number];

/** What a body of one task can decide; amendments only where the process says who makes them. */
export function outcomesOf(stage: { decides: BodyTask; amend?: unknown }): DecisionOutcome[] {
  const amended: DecisionOutcome[] = stage.amend ? ['with-amendments'] : [];
  switch (stage.decides) {
    case 'approves':
      return ['approved', ...amended, 'deferred', 'noted'];
    case 'confirms-lessons':
      return ['confirmed', ...amended, 'deferred'];
    case 'notes':
      return ['noted', 'deferred'];
  }
}

export const decisionWays = ['meeting', 'email-round', 'chairs-action'] as const;
export type DecisionWay = (typeof decisionWays)[number];

/** What a body decided, as somebody typed it. */
export interface TypedDecision {
  outcome: string;
  how: string;
  date: string;
  minuteReference: string;
  /** What is to be amended, why it was deferred, why the chair acted alone. */
  text: string;
  /** Of the meeting to which it was deferred. */
  nextDate: string;
}

export interface Decision {
  outcome: DecisionOutcome;
  how: DecisionWay;
  date: PlainDate;
  minuteReference: string | null;
  text: string;
  nextDate: PlainDate | null;
}

export type CheckedDecision =
  | { ok: true; decision: Decision }
  | { ok: false; problems: FieldProblem[] };

interface Given {
  today: PlainDate;
  /** The day from which the body could see the report. */
  seenFrom: PlainDate;
  /** Of the members who were asked by email. */
  votes: number;
  openVotes: number;
  /** What this body can decide. */
  offered: readonly DecisionOutcome[];
}

/** Everything that keeps a decision from being recorded. */
export function checkDecision(typed: TypedDecision, given: Given): CheckedDecision {
  const outcome = given.offered.find((each) => each === typed.outcome);
  const how = decisionWays.find((each) => each === typed.how);
  const date = readTypedDate(typed.date);
  const nextDate = outcome === 'deferred' ? readTypedDate(typed.nextDate) : null;
  const problems = [
    ...(outcome ? [] : [{ field: 'outcome', message: 'Say what was decided.' }]),
    ...(outcome === 'deferred' ? nextProblems(nextDate, date, given) : []),
    ...(how
      ? wayProblems(how, typed, given)
      : [{ field: 'how', message: 'Say how it was decided.' }]),
    ...dateProblems(date, given),
    ...textProblems('text', typed.text, { ...needsText(outcome, how), longest: 5000 }),
  ];
  if (!outcome || !how || !date || problems.length > 0) return { ok: false, problems };
  const minuteReference = how === 'meeting' ? typed.minuteReference.trim() : null;
  const text = typed.text.replace(/\r\n?/g, '\n').trim();
  return { ok: true, decision: { outcome, how, date, minuteReference, text, nextDate } };
}

/** What is wrong with the date of the next meeting, before or after a decision. */
export function meetingDateProblem(date: PlainDate | null, today: PlainDate): string | null {
  if (!date) return 'Enter the day of the meeting, such as 27 3 2027.';
  return date < today ? `${formatDate(date)} has passed. Enter the day of the next meeting.` : null;
}

function wayProblems(how: DecisionWay, typed: TypedDecision, given: Given): FieldProblem[] {
  if (how === 'meeting') {
    const missing = 'Enter the reference of the minute.';
    return textProblems('minuteReference', typed.minuteReference, { missing, longest: 200 });
  }
  if (how !== 'email-round') return [];
  if (given.openVotes > 0) {
    const still = given.openVotes === 1 ? '1 member is' : `${given.openVotes} members are`;
    return [{ field: 'how', message: `${still} still to answer by email.` }];
  }
  if (given.votes > 0) return [];
  return [
    { field: 'how', message: 'Nobody has been asked by email. Start the email round first.' },
  ];
}

function dateProblems(date: PlainDate | null, { today, seenFrom }: Given): FieldProblem[] {
  const field = 'date';
  if (!date) return [{ field, message: 'Enter the day of the decision, such as 27 3 2027.' }];
  if (date > today) return [{ field, message: `${formatDate(date)} is still to come.` }];
  if (date >= seenFrom) return [];
  const message = `The report could not be decided on before ${formatDate(seenFrom)}, when those who took part had been asked.`;
  return [{ field, message }];
}

function nextProblems(
  next: PlainDate | null,
  date: PlainDate | null,
  { today }: Given,
): FieldProblem[] {
  const field = 'nextDate';
  const message = meetingDateProblem(next, today);
  if (message) return [{ field, message }];
  if (!next || !date || next > date) return [];
  return [{ field, message: 'The next meeting comes after the one that deferred it.' }];
}

function needsText(outcome?: DecisionOutcome, how?: DecisionWay): { missing?: string } {
  if (outcome === 'with-amendments') return { missing: 'Say what is to be amended.' };
  if (outcome === 'deferred') return { missing: 'Say why it was deferred.' };
  if (how === 'chairs-action') return { missing: 'Say why the chair acted before a meeting.' };
  return {};
}
