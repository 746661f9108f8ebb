import { type AuditClock, letterLeavesAt } from './ask-moments.ts';
import { type AskedAtStart, askedProblems } from './asked.ts';
import {
  auditDateProblems,
  type DatesByKey,
  datesThatFallDue,
  monthsAskedFor,
  proposedDates,
} from './audit-dates.ts';
import { addDays, addMonths, dateOf, isPlainDate, lookBack, type PlainDate } from './calendar.ts';
import type { ChildRow } from './children-list.ts';
import type { DegreeDate } from './degree-dates.ts';
import { drawRehearsalProblems } from './draw-rehearsal.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import { type Profile, stageOfKind, subjectOf } from './profile.ts';
import type { DrawSample } from './stages/draw-sample.ts';
import { themeQuestionProblems } from './theme-questions.ts';

/** All that is said when an audit is started. */
export interface NewAudit {
  /** Empty for an audit without a theme, where the process allows one (WA-3). */
  focus: string;
  /** Keys of the key lines of enquiry under which it comes (CH-1). */
  kloes?: string[];
  /** What it asks on its theme besides the tool of its process (WA-7). */
  questions?: string[];
  /** Which audits of single agencies it overlaps with, and what is done about it (CH-4). */
  overlap?: string;
  sources: { kind: string; rationale: string }[];
  window: { from: PlainDate; to: PlainDate; reason: string };
  size: { cases: number; reason: string };
  dates: DatesByKey;
  list: { rows: ChildRow[]; droppedColumns: number };
  excluded: { reference: string; reason: string }[];
  leftOut: { stratum: string; reason: string }[];
  /** Who chose the cases and why, where they are allocated and not drawn. */
  allocation?: { chosenBy: string; why: string };
  /** Who is asked, where the process is not about children (SO-37, SO-38). */
  asked?: AskedAtStart;
}

/** What the profile proposes for an audit that starts now; all of it can be changed. */
export function proposedAudit(
  profile: Profile,
  now: Date,
  clock: Omit<AuditClock, 'dates'>,
): Pick<NewAudit, 'window' | 'size' | 'dates'> {
  const { calendar } = clock;
  const today = dateOf(now, calendar.zone);
  const starts = dateOf(letterLeavesAt(now.toISOString(), { ...clock, dates: {} }), calendar.zone);
  const dates = proposedDates(profile.dates, starts, calendar);
  const days = datesThatFallDue(profile);
  const onlyMonths = monthsAskedFor(profile).filter((key) => !days.includes(key));
  return {
    window: { ...lookBack(today, profile.practiceWindow.months), reason: '' },
    size: { cases: stageOfKind(profile, 'draw-sample')?.size ?? 0, reason: '' },
    dates: Object.fromEntries(
      Object.entries(dates).map(([key, date]): [string, DegreeDate] => [
        key,
        onlyMonths.includes(key)
          ? { degree: 'month', month: date.slice(0, 7) }
          : { degree: 'fixed', date },
      ]),
    ),
  };
}

/** Everything that stands in the way of starting this audit today, field by field. */
export function newAuditProblems(
  profile: Profile,
  audit: NewAudit,
  today: PlainDate,
): FieldProblem[] {
  return [
    ...focusProblems(profile, audit),
    ...windowProblems(profile, audit.window, today),
    ...sizeProblems(profile, audit.size),
    ...sampleProblems(profile, audit),
    ...askedProblems(profile, audit.asked),
    ...dateProblems(profile, audit.dates, today),
  ];
}

/**
 * One practice focus, and at least one recorded source with its rationale (DD-1, DD-2); none where the
 * process lets an audit begin without a theme (WA-3).
 */
export function focusProblems(
  profile: Profile,
  { focus, sources, kloes = [], questions = [], overlap = '' }: NewTheme,
): FieldProblem[] {
  const stage = stageOfKind(profile, 'choose-theme');
  const none = stage?.optional === true && focus.trim() === '';
  const missing = none ? undefined : missingFocus(profile);
  const problems = textProblems('focus', focus, { ...(missing ? { missing } : {}), longest: 500 });
  problems.push(...textProblems('overlap', overlap, { longest: 5000 }));
  problems.push(...themeQuestionProblems(profile, questions));
  const offered = stage?.sources ?? [];
  problems.push(...kloeProblems(stage?.kloes ?? [], kloes, none));
  if (!none && offered.length > 0 && sources.length === 0) {
    problems.push({ field: 'sources', message: 'Choose at least one source of the focus.' });
  }
  const seen = new Set<string>();
  for (const { kind, rationale } of sources) {
    if (seen.has(kind) || !offered.some(({ key }) => key === kind)) {
      problems.push({ field: 'sources', message: 'Choose each source once, from those offered.' });
      continue;
    }
    seen.add(kind);
    const why = 'Say why this source leads to this focus.';
    problems.push(...textProblems(`rationale-${kind}`, rationale, { missing: why, longest: 5000 }));
  }
  return problems;
}

function missingFocus(profile: Profile): string {
  return subjectOf(profile) === 'case'
    ? 'Enter the one practice focus of this audit.'
    : 'Enter what this audit is called.';
}

/** What is said of a theme when an audit is started. */
export type NewTheme = Pick<NewAudit, 'focus' | 'sources' | 'kloes' | 'questions' | 'overlap'>;

function kloeProblems(
  offered: readonly { key: string }[],
  chosen: readonly string[],
  none: boolean,
): FieldProblem[] {
  const field = 'kloes';
  const strange = chosen.some((key) => !offered.some((each) => each.key === key));
  if (strange)
    return [{ field, message: 'Choose from the key lines of enquiry that are offered.' }];
  if (none || offered.length === 0 || chosen.length > 0) return [];
  return [{ field, message: 'Choose at least one key line of enquiry.' }];
}

// A list is often prepared some days before the audit starts, and its period with it.
const daysAtRest = 31;

/** The practice window is the profile's, ending about now; another one needs a reason (DD-4). */
export function windowProblems(
  profile: Profile,
  { from, to, reason }: NewAudit['window'],
  today: PlainDate,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { months } = profile.practiceWindow;
  if (!isPlainDate(from))
    problems.push({ field: 'windowFrom', message: 'Enter a real first day.' });
  if (!isPlainDate(to)) problems.push({ field: 'windowTo', message: 'Enter a real last day.' });
  if (problems.length > 0) return problems;
  if (to > today) {
    const message = 'The last day is still to come. The audit looks back: enter today or earlier.';
    return [{ field: 'windowTo', message }];
  }
  if (from >= to) {
    return [{ field: 'windowFrom', message: 'The first day has to be before the last day.' }];
  }
  const usual = from === addMonths(to, -months) && to >= addDays(today, -daysAtRest);
  const missing = `Say why the period differs from the past ${months} months.`;
  return textProblems('windowReason', reason, { ...(usual ? {} : { missing }), longest: 2000 });
}

/** The profile's number of children; another one needs a reason (DD-3). */
export function sizeProblems(
  profile: Profile,
  { cases, reason }: NewAudit['size'],
): FieldProblem[] {
  const stage = stageOfKind(profile, 'draw-sample');
  if (stage?.size === undefined) return [];
  const { size: usual, maxCases } = stage;
  if (!Number.isSafeInteger(cases) || cases < 1 || cases > maxCases) {
    const message = `Enter how many children, as a number from 1 to ${maxCases}.`;
    return [{ field: 'cases', message }];
  }
  const missing = `Say why there are ${cases} children and not ${usual}.`;
  const longest = 2000;
  return textProblems('casesReason', reason, { ...(cases === usual ? {} : { missing }), longest });
}

/** Whether the list gives a sample: enough children, every level of need or a reason (DD-5). */
export function sampleProblems(
  profile: Profile,
  audit: Pick<NewAudit, 'list' | 'size' | 'excluded' | 'leftOut' | 'allocation'>,
): FieldProblem[] {
  const stage = stageOfKind(profile, 'draw-sample');
  if (!stage) return [];
  if (audit.list.rows.length === 0) {
    return [{ field: 'list', message: `Upload the ${profile.words.frame} as a CSV file.` }];
  }
  if (stage.how === 'allocated') return allocationProblems(stage, audit);
  const { excluded, leftOut } = audit;
  return drawRehearsalProblems({
    rows: audit.list.rows,
    strata: stage.strata,
    size: audit.size.cases,
    excluded,
    leftOut,
    maxPerFamily: stage.maxPerFamily,
  }).map(({ stratum, reference, message }) => {
    const field = reference !== undefined ? 'excluded' : stratum ? `left-out-${stratum}` : 'cases';
    return { field, message };
  });
}

/** Allocated cases: the list is the sample, and it is on record who chose them and why. */
function allocationProblems(
  { maxCases }: DrawSample,
  { list, allocation }: Pick<NewAudit, 'list' | 'allocation'>,
): FieldProblem[] {
  const count = list.rows.length;
  const tooMany = `The list has ${count} children; at most ${maxCases} can be audited. Take some out of the file.`;
  return [
    ...(count > maxCases ? [{ field: 'list', message: tooMany }] : []),
    ...textProblems('chosenBy', allocation?.chosenBy ?? '', {
      missing: 'Say who chose these cases.',
      longest: 500,
    }),
    ...textProblems('allocationWhy', allocation?.why ?? '', {
      missing: 'Say why these cases were chosen.',
      longest: 5000,
    }),
  ];
}

export function dateProblems(
  profile: Profile,
  dates: DatesByKey,
  today: PlainDate,
): FieldProblem[] {
  return auditDateProblems(profile, dates, { today }).map(({ key, message }) => ({
    field: `date-${key}`,
    message,
  }));
}
