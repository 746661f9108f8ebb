import { formatDate, type PlainDate } from './calendar.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import type { FollowUp } from './stages/follow-up.ts';
import { readTypedDate } from './typed-date.ts';

/** What is asked of every action before it is adopted, where the plan has to be SMART (SO-29). */
export const smartQuestions = [
  { key: 'specific', title: 'Specific', asks: 'What exactly is done, and by whom?' },
  { key: 'measurable', title: 'Measurable', asks: 'How can anybody see that it has been done?' },
  { key: 'achievable', title: 'Achievable', asks: 'What makes it possible: people, time, money?' },
  {
    key: 'relevant',
    title: 'Relevant',
    asks: 'Which finding does it answer, and what will be better for children?',
  },
  {
    key: 'timely',
    title: 'Timely',
    asks: 'What happens by when, up to the day on which it is due?',
  },
] as const;

export type SmartKey = (typeof smartQuestions)[number]['key'];

/** What was planned for one action. */
export interface Planned {
  smart: Partial<Record<SmartKey, string>>;
  /** The line manager of the case, who is responsible for it. */
  responsible: string;
  /** The one child that it is about. */
  caseId: string | null;
  /** The day on which it was agreed with the practitioner, as it was typed. */
  agreedOn: string;
}

export const nothingPlanned: Planned = { smart: {}, responsible: '', caseId: null, agreedOn: '' };

export type PlanSettings = Pick<FollowUp, 'smart' | 'owner' | 'practitionerAgrees'>;

const longest = 2000;

/** What still has to be said of an action before it can be adopted, by what the page calls it. */
export function missingOf(settings: PlanSettings, planned: Planned): string[] {
  const smart = settings.smart
    ? smartQuestions.flatMap(({ key, title }) => (planned.smart[key]?.trim() ? [] : title))
    : [];
  if (settings.owner !== 'line-manager') return smart;
  return [
    ...smart,
    ...(planned.caseId === null ? ['Child'] : []),
    ...(planned.responsible.trim() === '' ? ['Line manager'] : []),
  ];
}

/** What is wrong with what was typed; what is missing can be said later. */
export function plannedProblems(
  typed: Planned,
  given: { today: PlainDate; cases: readonly string[] },
): FieldProblem[] {
  const problems = smartQuestions.flatMap(({ key }) =>
    textProblems(key, typed.smart[key] ?? '', { longest }),
  );
  problems.push(...textProblems('responsible', typed.responsible, { longest: 200 }));
  if (typed.caseId !== null && !given.cases.includes(typed.caseId)) {
    problems.push({ field: 'caseId', message: 'Choose one of the children, or none.' });
  }
  if (typed.agreedOn.trim() === '') return problems;
  const agreed = readTypedDate(typed.agreedOn);
  if (!agreed) {
    const message = 'Enter the day on which it was agreed, such as 27 3 2027, or nothing.';
    return [...problems, { field: 'agreedOn', message }];
  }
  if (agreed <= given.today) return problems;
  const message = `${formatDate(agreed)} is still to come. Enter it once it is agreed.`;
  return [...problems, { field: 'agreedOn', message }];
}
