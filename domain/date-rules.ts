import { proposedDates, startDateKey } from './audit-dates.ts';
import { defaultZone, type PlainDate } from './calendar.ts';
import { outOfOrder } from './degree-dates.ts';
import type { Profile } from './profile.ts';
import { type RuleProblem, twice, unknown } from './rule-problem.ts';

type Dates = Profile['dates'];

/** When the dates of a profile would come, by their keys, were there no holidays. */
export type ProposedDays = Readonly<Record<string, PlainDate>>;

/** A Monday from which they are counted to be compared. */
export const rehearsalStart = '2027-01-04';

export const everyWeekday = { zone: defaultZone, holidays: [], closures: [] };

/** Without those that hang on nothing, go in a circle, or are counted from such a date. */
export function proposedDays(dates: Dates): ProposedDays {
  return proposedDates(countable(dates), rehearsalStart, everyWeekday);
}

/** What is wrong with the dates that the profile proposes. */
export function dateProblems(dates: Dates): RuleProblem[] {
  return [...misplaced(dates), ...circular(dates), ...disordered(dates, proposedDays(dates))];
}

function countable(dates: Dates): Dates {
  const wrong = new Set(
    [...misplaced(dates), ...circular(dates)].map(({ path }) => dates[Number(path[1])]),
  );
  let good = dates.filter((date) => !wrong.has(date));
  for (;;) {
    const keys = new Set([startDateKey, ...good.map(({ key }) => key)]);
    const hanging = good.filter(({ from }) => keys.has(from));
    if (hanging.length === good.length) return good;
    good = hanging;
  }
}

function misplaced(dates: Dates): RuleProblem[] {
  const problems = twice(dates, ['dates'], 'date');
  const keys = dates.map(({ key }) => key);
  for (const [position, { key, from, ...far }] of dates.entries()) {
    const said = [far.workingDays, far.days, far.months].filter((each) => each !== undefined);
    if (said.length !== 1) {
      const message = `Say once how far "${key}" is from "${from}": in "workingDays", in "days" as they pass, or in "months".`;
      problems.push({ path: ['dates', position], message });
    }
    if (key === startDateKey) {
      const message = `"${startDateKey}" is the day on which the audit starts; give this date another key.`;
      problems.push({ path: ['dates', position, 'key'], message });
    }
    if (from !== startDateKey && !keys.includes(from)) {
      const path = ['dates', position, 'from'];
      problems.push({ path, message: unknown('date', from, [startDateKey, ...keys]) });
    }
  }
  return problems;
}

/** Dates that are counted from one another and so from nothing. */
function circular(dates: Dates): RuleProblem[] {
  const from = new Map(dates.map((date) => [date.key, date.from]));
  return dates.flatMap(({ key }, position) => {
    const seen = new Set<string>();
    let at: string | undefined = key;
    while (at !== undefined && at !== startDateKey && !seen.has(at)) {
      seen.add(at);
      at = from.get(at);
    }
    if (at !== key) return [];
    const chain = [...seen, key].map((each) => `"${each}"`).join(' from ');
    return [{ path: ['dates', position, 'from'], message: `The dates go in a circle: ${chain}.` }];
  });
}

function howFar(dates: Dates, of: string): 'workingDays' | 'days' | 'months' {
  const date = dates.find(({ key }) => key === of);
  if (date?.days !== undefined) return 'days';
  return date?.months === undefined ? 'workingDays' : 'months';
}

/** The dates are written in the order in which they come; what is proposed has to agree. */
function disordered(dates: Dates, proposed: ProposedDays): RuleProblem[] {
  const steps = countable(dates).map(({ key, label }) => {
    const date = proposed[key] ?? '';
    return { key, label, date: { degree: 'fixed' as const, date } };
  });
  return outOfOrder(steps).map(({ key }) => ({
    path: ['dates', dates.findIndex((date) => date.key === key), howFar(dates, key)],
    message: `"${key}" would come before a date that is written above it. Dates stand in the order in which they come.`,
  }));
}
