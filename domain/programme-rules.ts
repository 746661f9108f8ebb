import { formatMonth } from './calendar.ts';
import { outOfOrder } from './degree-dates.ts';
import {
  datesOfEntry,
  type EntryDateKey,
  type Programme,
  type ProgrammeEntry,
} from './programme.ts';
import { type RulePath, type RuleProblem, twice } from './rule-problem.ts';

/** Where each date of an entry stands in its file. */
const places: Record<EntryDateKey, RulePath> = {
  'window-from': ['window', 'from'],
  'window-to': ['window', 'to'],
  date: ['date'],
  meeting: ['meeting'],
  'sign-off': ['signOff'],
  report: ['report'],
};

/** All that does not fit together in a programme whose every part is right by itself (SO-39, SO-40). */
export function programmeProblems(programme: Programme): RuleProblem[] {
  const { entries } = programme;
  return [
    ...twice(entries, ['entries'], 'entry'),
    ...termProblems(programme),
    ...entries.flatMap((entry, at) =>
      entryProblems(entry).map(({ path, message }) => ({
        path: ['entries', at, ...path],
        message,
      })),
    ),
    ...holdsProblems(programme),
  ];
}

function termProblems({ schoolTerms }: Programme): RuleProblem[] {
  return schoolTerms.flatMap(({ name, from, to }, at) => {
    const before = schoolTerms[at - 1];
    const path = ['schoolTerms', at, 'from'];
    if (from > to) return [{ path, message: `The term "${name}" ends before it begins.` }];
    if (!before || before.to < from) return [];
    return [{ path, message: `The term "${name}" begins before "${before.name}" has ended.` }];
  });
}

function entryProblems(entry: ProgrammeEntry): RuleProblem[] {
  if (entry.window && entry.date) {
    const message = 'An audit has a window or one date, not both.';
    return [{ path: ['date'], message }];
  }
  const dates = datesOfEntry(entry);
  const order = outOfOrder(dates).map(({ key, message }) => {
    return { path: places[key as EntryDateKey], message };
  });
  return [...order, ...earlyProblems(entry, dates)];
}

/** A window may begin before the entry's month; nothing else comes before it. */
function earlyProblems(
  entry: ProgrammeEntry,
  dates: ReturnType<typeof datesOfEntry>,
): RuleProblem[] {
  return dates.flatMap(({ key, label, date }) => {
    if (key === 'window-from' || date.degree === 'unknown') return [];
    const month = date.degree === 'month' ? date.month : date.date.slice(0, 7);
    if (month >= entry.month) return [];
    const message = `${label} comes before ${formatMonth(entry.month)}, the month of this audit.`;
    return [{ path: places[key], message }];
  });
}

/** The year holds as many audits of each type as it is to hold (SO-41). */
function holdsProblems({ holds, entries }: Programme): RuleProblem[] {
  return Object.entries(holds).flatMap(([type, count]) => {
    const found = entries.filter((entry) => entry.type === type).length;
    if (found === count) return [];
    const message = `The year is to hold ${count} of the type "${type}", and has ${found}.`;
    return [{ path: ['holds', type], message }];
  });
}
