import { addDays, formatDate, type PlainDate } from './calendar.ts';
import type { FieldProblem } from './field-problem.ts';
import { readTypedDate } from './typed-date.ts';

/** Somebody of the business unit is away from one day to another, both included, and another covers. */
export interface CoverDays {
  id: string;
  contactId: string;
  coveredById: string;
  from: PlainDate;
  to: PlainDate;
}

/** Who acts for somebody; never one of those `except`. */
export type StandIn = (contactId: string, except?: ReadonlySet<string>) => string;

/** In which order the business unit stands in for one another where nobody named is there. */
export const lineOfCover = ['officer-deputy', 'manager', 'officer', 'editor'] as const;

/**
 * Who stands in on one day: for whoever is away the person named, and where that one is away too, may
 * no longer act or is excepted, the next in line who is there. Somebody who is there, and somebody for
 * whom nobody can, stands for themselves: nothing is ever sent to nobody.
 *
 * `away` are the covers of that day; `line` those who may act at all, in the order of `lineOfCover`.
 */
export function standInOn(away: readonly CoverDays[], line: readonly string[]): StandIn {
  return (contactId, except = new Set()) => {
    const own = away.find((each) => each.contactId === contactId);
    if (!own) return contactId;
    const isThere = (id: string) =>
      line.includes(id) && !except.has(id) && !away.some((each) => each.contactId === id);
    return [own.coveredById, ...line].find(isThere) ?? contactId;
  };
}

/** As it was typed. */
export interface TypedCover {
  from: string;
  to: string;
  coveredById: string;
}

export type CheckedCover =
  | { ok: true; from: PlainDate; to: PlainDate; coveredById: string }
  | { ok: false; problems: FieldProblem[] };

const longestDays = 366;

/**
 * Whether somebody can be away on these days. `others` are their other days; `began` is the first day
 * of those that are changed, which may lie behind; `people` those who can cover, by id.
 */
export function checkCover(
  typed: TypedCover,
  given: {
    today: PlainDate;
    began: PlainDate | null;
    others: readonly CoverDays[];
    people: ReadonlyMap<string, string>;
  },
): CheckedCover {
  const { today, began, others, people } = given;
  const problems: FieldProblem[] = [];
  const problem = (field: string, message: string) => problems.push({ field, message });
  const from = readTypedDate(typed.from);
  const to = readTypedDate(typed.to);
  if (!from) problem('from', 'Enter the first day away, such as 27 3 2027.');
  else if (from < today && from !== began) {
    problem('from', `The first day away has passed. Enter today, ${formatDate(today)}, or later.`);
  }
  if (!to) problem('to', 'Enter the last day away, such as 9 4 2027.');
  else if (to < today) {
    problem('to', `The last day away has passed. Enter today, ${formatDate(today)}, or later.`);
  } else if (from && to < from) {
    problem(
      'to',
      'The last day away is before the first. Enter the first day again, or a later one.',
    );
  } else if (from && to >= addDays(from, longestDays)) {
    problem('to', 'This is longer than a year. Give their role to somebody else instead.');
  }
  if (from && to && problems.length === 0) {
    const clash = others.find((other) => other.from <= to && from <= other.to);
    if (clash) {
      const days = `${formatDate(clash.from)} to ${formatDate(clash.to)}`;
      const who = people.get(clash.coveredById);
      const covered = who ? `, covered by ${who}` : '';
      problem('from', `These days overlap with ${days}${covered}. Change those days instead.`);
    }
  }
  if (!people.has(typed.coveredById)) problem('coveredById', 'Choose who covers.');
  if (problems.length > 0 || !from || !to) return { ok: false, problems };
  return { ok: true, from, to, coveredById: typed.coveredById };
}
