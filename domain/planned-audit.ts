import { addWorkingDays, type PlainDate, type WorkingCalendar } from './calendar.ts';
import type { DegreeDate } from './degree-dates.ts';

/** What a programme says of one of its audits, besides its dates. */
export interface PlannedDetail {
  theme: string;
  focus: string;
  rationale?: string | undefined;
  /** The board with which it is held jointly. */
  jointWith?: string | undefined;
  sample?: string | undefined;
  benchmark?: { what: string; audit?: string | undefined } | undefined;
}

/**
 * The day on which a planned audit is offered to the officer: so many working days before its first
 * known date, or before the month under which it stands where none is known.
 */
export function offerDay(
  planned: { month: string; dates: readonly DegreeDate[]; offerDays: number },
  calendar: WorkingCalendar,
): PlainDate {
  const days = planned.dates.flatMap(firstDay);
  const first = days.sort()[0] ?? `${planned.month}-01`;
  return addWorkingDays(first, -planned.offerDays, calendar);
}

/** Whether all that is known of an audit's dates has passed, so that it is not offered any more. */
export function isPast(
  planned: { month: string; dates: readonly DegreeDate[] },
  today: PlainDate,
): boolean {
  const months = [planned.month, ...planned.dates.flatMap(firstDay).map((day) => day.slice(0, 7))];
  return months.every((month) => month < today.slice(0, 7));
}

function firstDay(date: DegreeDate): PlainDate[] {
  if (date.degree === 'unknown') return [];
  return [date.degree === 'month' ? `${date.month}-01` : date.date];
}
