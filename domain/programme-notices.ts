import { formatDate, type PlainDate, type WorkingCalendar } from './calendar.ts';
import { type ClashingDate, type DateClash, dateClashes } from './date-clashes.ts';
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
  const audits = entries.map(({ key, name, dates }) => ({
    key,
    name,
    // Who takes part is not known yet, so that it may be anybody.
    schools: true,
    dates: dates.map((date) => ({
      ...date,
      what: date.key.startsWith('window') ? ('span' as const) : ('meeting' as const),
      agencies: null,
    })),
  }));
  return [...dateClashes(audits, given).flatMap(noticeOf), ...windowNotices(entries)];
}

function noticeOf({ kind, dates }: DateClash): ProgrammeNotice[] {
  const [first] = dates;
  if (!first) return [];
  const of = ({ name, label }: ClashingDate) => `${label.toLowerCase()} of ${name}`;
  const { audit: entry, name, label, day } = first;
  const what = `${name}: ${label.toLowerCase()} (${formatDate(day)})`;
  switch (kind) {
    case 'closed':
      return [{ entry, message: `${what} is a day on which the partnership does not work.` }];
    case 'school-holidays':
      return [{ entry, message: `${what} is in the school holidays.` }];
    default: {
      const all = listed(dates.map(of));
      return [{ entry, message: `On ${formatDate(day)} fall together: ${all}.` }];
    }
  }
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
