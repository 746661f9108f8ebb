import { formatDate, type PlainDate } from './calendar.ts';
import { type DecisionWay, decisionWays } from './decision.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import { readTypedDate } from './typed-date.ts';

/** What a group decides before an audit begins in earnest. */
export type PlanSubject = 'theme' | 'terms';

export const planOutcomes = ['agreed', 'not-agreed'] as const;
export type PlanOutcome = (typeof planOutcomes)[number];

/** What a group decided on a theme or on terms of reference, as somebody typed it. */
export interface TypedPlanDecision {
  outcome: string;
  how: string;
  date: string;
  minuteReference: string;
  /** What is to be changed, or why the chair acted alone. */
  text: string;
  /** Which of the things it was asked to confirm it did, by their position. */
  confirmed: string[];
}

export interface PlanDecision {
  outcome: PlanOutcome;
  how: DecisionWay;
  date: PlainDate;
  minuteReference: string | null;
  text: string;
}

interface Given {
  today: PlainDate;
  /** The day from which there was something to decide on; null where it may lie before the audit. */
  seenFrom: PlainDate | null;
  /** Of the members who were asked by email; null where there is no such round. */
  round: { answers: number; open: number } | null;
  /** What the group has to confirm if it agrees. */
  confirms: readonly string[];
}

/** Everything that keeps a group's decision on the plan of an audit from being recorded. */
export function checkPlanDecision(
  typed: TypedPlanDecision,
  given: Given,
): { ok: true; decision: PlanDecision } | { ok: false; problems: FieldProblem[] } {
  const outcome = planOutcomes.find((each) => each === typed.outcome);
  const how = decisionWays.find((each) => each === typed.how);
  const date = readTypedDate(typed.date);
  const problems = [
    ...(outcome ? [] : [{ field: 'outcome', message: 'Say what was decided.' }]),
    ...(outcome === 'agreed' ? confirmProblems(typed, given) : []),
    ...(how
      ? wayProblems(how, typed, given)
      : [{ field: 'how', message: 'Say how it was decided.' }]),
    ...dayProblems(date, given),
    ...textProblems('text', typed.text, { ...needsText(outcome, how), longest: 5000 }),
  ];
  if (!outcome || !how || !date || problems.length > 0) return { ok: false, problems };
  const minuteReference = how === 'meeting' ? typed.minuteReference.trim() : null;
  const text = typed.text.replace(/\r\n?/g, '\n').trim();
  return { ok: true, decision: { outcome, how, date, minuteReference, text } };
}

function confirmProblems({ confirmed }: TypedPlanDecision, { confirms }: Given): FieldProblem[] {
  const missing = confirms.filter((_each, at) => !confirmed.includes(String(at)));
  if (missing.length === 0) return [];
  const message = `Still to be confirmed: ${missing.map((each) => `“${each}”`).join(', ')}.`;
  return [{ field: 'confirmed', message }];
}

function wayProblems(how: DecisionWay, typed: TypedPlanDecision, { round }: Given): FieldProblem[] {
  if (how === 'meeting') {
    const missing = 'Enter the reference of the minute.';
    return textProblems('minuteReference', typed.minuteReference, { missing, longest: 200 });
  }
  if (how !== 'email-round' || round === null) return [];
  if (round.open > 0) {
    const still = round.open === 1 ? '1 member is' : `${round.open} members are`;
    return [{ field: 'how', message: `${still} still to answer by email.` }];
  }
  if (round.answers > 0) return [];
  const message = 'Nobody has been asked by email. Start the email round first.';
  return [{ field: 'how', message }];
}

function dayProblems(date: PlainDate | null, { today, seenFrom }: Given): FieldProblem[] {
  const field = 'date';
  if (!date) return [{ field, message: 'Enter the day of the decision, such as 27 3 2027.' }];
  if (date > today) return [{ field, message: `${formatDate(date)} is still to come.` }];
  if (seenFrom === null || date >= seenFrom) return [];
  const message = `There was nothing to decide on before ${formatDate(seenFrom)}.`;
  return [{ field, message }];
}

function needsText(outcome?: PlanOutcome, how?: DecisionWay): { missing?: string } {
  if (outcome === 'not-agreed') return { missing: 'Say what is to be changed.' };
  if (how === 'chairs-action') return { missing: 'Say why the chair acted before a meeting.' };
  return {};
}
