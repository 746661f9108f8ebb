import { formatDate, type PlainDate, weekdayOf } from './calendar.ts';
import { listed } from './phrases.ts';

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const;

/** The days on which somebody works, as they said. */
export interface ContactCalendar {
  /** Of the days from Monday (1) to Friday (5). */
  worksOn: readonly number[];
  /** Whether they are away in the school holidays. */
  termTimeOnly: boolean;
}

export interface SchoolTerm {
  from: PlainDate;
  to: PlainDate;
}

/** Somebody whose days matter when dates are planned. */
export interface Planned extends ContactCalendar {
  name: string;
  agency: string;
}

/**
 * A warning for each person on whose days off dates fall: "Priya Nair of Aldermere Police does not
 * work on Friday 5 March 2027 (Discussion)". Without the dates of school terms, nothing is said about
 * school holidays.
 */
export function outsideTheirDays(
  dates: readonly { label: string; date: PlainDate }[],
  given: { people: readonly Planned[]; schoolTerms: readonly SchoolTerm[] },
): string[] {
  const { people, schoolTerms } = given;
  return people.flatMap((person) => {
    const away = dates.filter(({ date }) => isAway(person, date, schoolTerms));
    if (away.length === 0) return [];
    const days = away.map(({ label, date }) => `${formatDate(date)} (${label})`);
    return [`${person.name} of ${person.agency} does not work on ${listed(days, 'or')}.`];
  });
}

function isAway(
  { worksOn, termTimeOnly }: ContactCalendar,
  date: PlainDate,
  terms: readonly SchoolTerm[],
): boolean {
  const day = weekdayOf(date);
  if (day <= weekdays.length && !worksOn.includes(day)) return true;
  return termTimeOnly && isSchoolHoliday(date, terms);
}

/** Between the first and the last term that is known; beyond them nobody knows what is holiday. */
export function isSchoolHoliday(date: PlainDate, terms: readonly SchoolTerm[]): boolean {
  const known = terms.some(({ from }) => from <= date) && terms.some(({ to }) => date <= to);
  return known && !terms.some(({ from, to }) => from <= date && date <= to);
}
