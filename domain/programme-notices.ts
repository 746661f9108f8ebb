import { formatDate, isWorkingDay, type PlainDate, type WorkingCalendar } from './calendar.ts';
import type { DegreeDate } from './degree-dates.ts';
import { listed } from './phrases.ts';

/** An audit of a programme with its dates as they stand. */
export interface PlannedDates {
  key: string;
  name: string;
  dates: { key: string; label: string; date: DegreeDate }[];
}

/** Something to look at before the year begins; nothing is refused because of it. */
export interface ProgrammeNotice {
  entry: string;
  message: string;
}

/** Days on which nobody works or no school is open, and what falls together (SO-39). */
export function programmeNotices(
  entries: readonly PlannedDates[],
  given: { calendar: WorkingCalendar; schoolTerms: readonly { from: PlainDate; to: PlainDate }[] },
): ProgrammeNotice[] {
  return [
    ...entries.flatMap((entry) => dayNotices(entry, given)),
    ...sameDayNotices(entries),
    ...windowNotices(entries),
  ];
}

function dayNotices(
  { key: entry, name, dates }: PlannedDates,
  { calendar, schoolTerms }: Parameters<typeof programmeNotices>[1],
): ProgrammeNotice[] {
  return dates.flatMap(({ label, date }) => {
    if (!('date' in date)) return [];
    const what = `${name}: ${label.toLowerCase()} (${formatDate(date.date)})`;
    if (!isWorkingDay(date.date, calendar)) {
      return [{ entry, message: `${what} is a day on which the partnership does not work.` }];
    }
    const inTerm = schoolTerms.some(({ from, to }) => from <= date.date && date.date <= to);
    if (schoolTerms.length === 0 || inTerm) return [];
    return [{ entry, message: `${what} is in the school holidays.` }];
  });
}

/** Meetings and single dates that several audits have on one day. */
function sameDayNotices(entries: readonly PlannedDates[]): ProgrammeNotice[] {
  const held = entries.flatMap(({ key, name, dates }) =>
    dates.flatMap(({ key: of, label, date }) =>
      'date' in date && !of.startsWith('window')
        ? [{ entry: key, name, label, day: date.date }]
        : [],
    ),
  );
  const days = [...new Set(held.map(({ day }) => day))].sort();
  return days.flatMap((day) => {
    const same = held.filter((each) => each.day === day);
    const [first] = same;
    if (!first || new Set(same.map(({ entry }) => entry)).size < 2) return [];
    const what = listed(same.map(({ name, label }) => `${label.toLowerCase()} of ${name}`));
    return [{ entry: first.entry, message: `On ${formatDate(day)} fall together: ${what}.` }];
  });
}

function windowNotices(entries: readonly PlannedDates[]): ProgrammeNotice[] {
  const windows = entries.flatMap(({ key, name, dates }) => {
    const day = (which: string) => {
      const date = dates.find((each) => each.key === which)?.date;
      return date && 'date' in date ? date.date : null;
    };
    const [from, to] = [day('window-from'), day('window-to')];
    return from && to ? [{ key, name, from, to }] : [];
  });
  return windows.flatMap((one, at) =>
    windows
      .slice(at + 1)
      .filter((other) => other.from <= one.to && one.from <= other.to)
      .map((other) => ({
        entry: other.key,
        message: `${other.name} is audited while ${one.name} still is: from ${formatDate(other.from)} to ${formatDate(one.to < other.to ? one.to : other.to)}.`,
      })),
  );
}
