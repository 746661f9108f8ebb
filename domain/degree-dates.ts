import { endOfMonth, formatDate, formatMonth, isPlainDate, type PlainDate } from './calendar.ts';

/** A date as far as it is known. */
export type DegreeDate =
  | { degree: 'fixed' | 'provisional'; date: PlainDate }
  | { degree: 'month'; month: string }
  | { degree: 'unknown' };

export interface DatedStep {
  key: string;
  label: string;
  date: DegreeDate;
}

export interface DateProblem {
  key: string;
  message: string;
}

/**
 * Checks dates, given in the order in which they should come, on what is known of them: a date is
 * out of order when it certainly lies before one that should come first. The same day is in order.
 * Each offender is reported once, against the latest date that it should follow.
 */
export function outOfOrder(dates: readonly DatedStep[]): DateProblem[] {
  const problems: DateProblem[] = [];
  let latest: { step: DatedStep; from: PlainDate } | null = null;
  for (const step of dates) {
    const span = spanOf(step.date);
    if (span === 'not a date') {
      problems.push({ key: step.key, message: `${step.label} is not a real date.` });
    } else if (span && latest && span.to < latest.from) {
      problems.push({
        key: step.key,
        message: `${step.label} (${formatDegreeDate(step.date)}) is before ${latest.step.label} (${formatDegreeDate(latest.step.date)}): it has to come after it.`,
      });
    } else if (span && (!latest || span.from > latest.from)) {
      latest = { step, from: span.from };
    }
  }
  return problems;
}

/** "Friday 5 March 2027", "… (provisional)", "March 2027, day to be set", "day to be set". */
export function formatDegreeDate(date: DegreeDate): string {
  switch (date.degree) {
    case 'fixed':
      return formatDate(date.date);
    case 'provisional':
      return `${formatDate(date.date)} (provisional)`;
    case 'month':
      return `${formatMonth(date.month)}, day to be set`;
    case 'unknown':
      return 'day to be set';
  }
}

/** In a sentence: "on Friday 5 March 2027", "in March 2027, day to be set", "on a day to be set". */
export function whenDegreeDate(date: DegreeDate): string {
  if (date.degree === 'unknown') return 'on a day to be set';
  return `${date.degree === 'month' ? 'in' : 'on'} ${formatDegreeDate(date)}`;
}

function spanOf(date: DegreeDate): { from: PlainDate; to: PlainDate } | 'not a date' | null {
  if (date.degree === 'unknown') return null;
  if (date.degree !== 'month') {
    return isPlainDate(date.date) ? { from: date.date, to: date.date } : 'not a date';
  }
  const from = `${date.month}-01`;
  return isPlainDate(from) ? { from, to: endOfMonth(date.month) } : 'not a date';
}

/** A date as its row holds it; unknown where there is none. */
export function degreeOf(row: { degree: string; date: string | null } | undefined): DegreeDate {
  const { degree, date } = row ?? { degree: 'unknown', date: null };
  if (date && (degree === 'fixed' || degree === 'provisional')) return { degree, date };
  if (date && degree === 'month') return { degree, month: date };
  return { degree: 'unknown' };
}
