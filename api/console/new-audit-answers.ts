import type { AskedAtStart } from '../../domain/asked.ts';
import type { LinkKind } from '../../domain/audit-link.ts';
import type { ChildRow } from '../../domain/children-list.ts';
import { exclusionReasons } from '../../domain/exclusions.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { DroppedColumn } from '../../domain/list-columns.ts';
import {
  dateProblems,
  focusProblems,
  type NewAudit,
  type NewTheme,
  sampleProblems,
  sizeProblems,
  windowProblems,
} from '../../domain/new-audit.ts';
import { type Profile, stageOfKind, subjectOf } from '../../domain/profile.ts';
import { readThemeQuestions } from '../../domain/theme-questions.ts';
import { readTypedDate } from '../../domain/typed-date.ts';
import {
  dayWithoutWeekday,
  readDegreeDate,
  type TypedDegreeDate,
  typedFormOf,
} from '../../domain/typed-degree-date.ts';
import type { AuditSetup } from '../../records/audits/audit-drafts.ts';

/** What has been answered while an audit is set up, page by page, as it was typed. */
export interface Answers {
  profileVersionId: string;
  /** The audit, by its number, that ordered this one. */
  follows?: { number: string; kind: LinkKind };
  focus?: FocusAnswers;
  period?: PeriodAnswers;
  list?: ListAnswers;
  children?: ChildrenAnswers;
  asked?: AskedAnswers;
  dates?: Record<string, TypedDegreeDate>;
}

export interface FocusAnswers {
  focus: string;
  /** Source key → its rationale. */
  sources: Record<string, string>;
  /** Keys of the key lines of enquiry that were chosen. */
  kloes?: string[];
  /** One a line. */
  questions?: string;
  overlap?: string;
}

export interface PeriodAnswers {
  windowFrom: string;
  windowTo: string;
  windowReason: string;
  cases: string;
  casesReason: string;
}

export interface ListAnswers {
  rows: ChildRow[];
  dropped: DroppedColumn[];
  encoding: string;
}

export interface ChildrenAnswers {
  /** Reason key ("other" for a typed one) → references, one to a line. */
  excluded: Record<string, string>;
  otherReason: string;
  /** Level key → why it is left out. */
  leftOut: Record<string, string>;
  /** Of allocated cases. */
  chosenBy?: string;
  allocationWhy?: string;
}

/** Who is asked, where the process is not about children; what was uploaded, with what was dropped. */
export interface AskedAnswers extends AskedAtStart {
  dropped?: string[];
}

export const steps = ['focus', 'period', 'list', 'children', 'asked', 'dates'] as const;
export type Step = (typeof steps)[number];

/** The questions of one process: without children there is no list of them. */
export function stepsOf(profile: Profile): readonly Step[] {
  const about = subjectOf(profile) === 'case' ? ['asked'] : ['list', 'children'];
  return steps.filter((step) => !about.includes(step));
}

export interface Checked<T> {
  value: T;
  problems: FieldProblem[];
}

export function checkFocus(profile: Profile, typed: FocusAnswers): Checked<NewTheme> {
  const sources = Object.entries(typed.sources).map(([kind, rationale]) => ({ kind, rationale }));
  const { focus, kloes = [], overlap = '' } = typed;
  const questions = readThemeQuestions(typed.questions ?? '');
  const value = { focus, sources, kloes, questions, overlap };
  return { value, problems: focusProblems(profile, value) };
}

export function checkPeriod(
  profile: Profile,
  typed: PeriodAnswers,
  today: string,
): Checked<Pick<NewAudit, 'window' | 'size'>> {
  const window = {
    from: readTypedDate(typed.windowFrom) ?? '',
    to: readTypedDate(typed.windowTo) ?? '',
    reason: typed.windowReason,
  };
  const usual = stageOfKind(profile, 'draw-sample')?.size
    ? Number(typed.cases.trim() || Number.NaN)
    : 0;
  const size = { cases: usual, reason: typed.casesReason };
  const problems = [...windowProblems(profile, window, today), ...sizeProblems(profile, size)];
  return { value: { window, size }, problems };
}

export function checkChildren(
  profile: Profile,
  typed: ChildrenAnswers,
  given: Pick<NewAudit, 'list' | 'size'>,
): Checked<Pick<NewAudit, 'excluded' | 'leftOut' | 'allocation'>> {
  if (stageOfKind(profile, 'draw-sample')?.how === 'allocated') {
    const { chosenBy = '', allocationWhy: why = '' } = typed;
    const value = { excluded: [], leftOut: [], allocation: { chosenBy, why } };
    return { value, problems: sampleProblems(profile, { ...given, ...value }) };
  }
  const excluded = Object.entries(typed.excluded).flatMap(([key, text]) => {
    const listed = exclusionReasons.find((each) => each.key === key)?.label;
    const reason = listed ?? typed.otherReason.trim();
    return referencesIn(text).map((reference) => ({ reference, reason }));
  });
  const leftOut = Object.entries(typed.leftOut).flatMap(([stratum, reason]) =>
    reason.trim() === '' ? [] : [{ stratum, reason: reason.trim() }],
  );
  const value = { excluded, leftOut };
  const unexplained = excluded.some(({ reason }) => reason === '');
  const problems = unexplained
    ? [{ field: 'otherReason', message: 'Say why these children are left out.' }]
    : sampleProblems(profile, { ...given, ...value });
  return { value, problems };
}

export function checkDates(
  profile: Profile,
  typed: Record<string, TypedDegreeDate>,
  today: string,
): Checked<Pick<NewAudit, 'dates'>> {
  const dates: NewAudit['dates'] = {};
  const unread: FieldProblem[] = [];
  for (const { key, label } of profile.dates) {
    const date = readDegreeDate(typed[key] ?? { degree: 'unknown', date: '' });
    if (date) dates[key] = date;
    else {
      const example = typed[key]?.degree === 'month' ? 'April 2027' : '27 4 2027';
      unread.push({
        field: `date-${key}`,
        message: `Enter “${label}” as a date, such as ${example}.`,
      });
    }
  }
  const reported = new Set(unread.map(({ field }) => field));
  const others = dateProblems(profile, dates, today).filter(({ field }) => !reported.has(field));
  return { value: { dates }, problems: [...unread, ...others] };
}

/** What the pages show before anything has been answered. */
export function usualAnswers({ proposed, profile, directory }: AuditSetup) {
  const { window, size, dates } = proposed;
  const subject = subjectOf(profile);
  return {
    // An audit of agencies or schools is of what it always is.
    focus: { focus: subject === 'case' ? '' : profile.title, sources: {} } as FocusAnswers,
    asked: (subject === 'agency'
      ? { agencies: directory.agencies.map(({ key }) => key) }
      : {}) as AskedAnswers,
    period: {
      windowFrom: dayWithoutWeekday(window.from),
      windowTo: dayWithoutWeekday(window.to),
      windowReason: '',
      cases: String(size.cases),
      casesReason: '',
    } as PeriodAnswers,
    children: { excluded: {}, otherReason: '', leftOut: {} } as ChildrenAnswers,
    dates: Object.fromEntries(
      Object.entries(dates).map(([key, date]) => [key, typedFormOf(date)]),
    ) as Record<string, TypedDegreeDate>,
  };
}

/** The whole audit as it would be started, from what has been answered and what is usual. */
export function newAuditOf(setup: AuditSetup, answers: Answers, today: string): NewAudit {
  const usual = usualAnswers(setup);
  const { profile } = setup;
  const period = checkPeriod(profile, answers.period ?? usual.period, today).value;
  const list = {
    rows: answers.list?.rows ?? [],
    droppedColumns: answers.list?.dropped.length ?? 0,
  };
  const children = answers.children ?? usual.children;
  const { agencies, establishments, attendances } = answers.asked ?? usual.asked;
  const asked =
    subjectOf(profile) === 'case' ? {} : { asked: { agencies, establishments, attendances } };
  return {
    ...asked,
    ...checkFocus(profile, answers.focus ?? usual.focus).value,
    ...period,
    list,
    ...checkChildren(profile, children, { list, size: period.size }).value,
    ...checkDates(profile, answers.dates ?? usual.dates, today).value,
  };
}

/** The page on which a field is answered. */
export function stepOfField(field: string): Step {
  if (field.startsWith('window') || field.startsWith('cases')) return 'period';
  if (field.startsWith('date-')) return 'dates';
  if (field === 'list' || field === 'asked') return field;
  if (field === 'chosenBy' || field === 'allocationWhy') return 'children';
  return field.startsWith('excluded') || field.startsWith('left-out') ? 'children' : 'focus';
}

function referencesIn(text: string): string[] {
  return [...new Set(text.split(/[\n,;]/).map((line) => line.trim()))].filter(
    (line) => line !== '',
  );
}
