import { type ActionState, openStates } from './action-update.ts';
import type { PlainDate } from './calendar.ts';
import { sentenceCase } from './sentence-case.ts';

/** How the actions of a work plan, or of one agency in it, stand. */
export interface Counts {
  /** Not complete: those that are overdue, blocked or reported complete are among them. */
  open: number;
  overdue: number;
  blocked: number;
  complete: number;
}

/** A status to a body: counts and nothing else. */
export interface StatusCounts extends Counts {
  /** By the agencies' ids. */
  agencies: (Counts & { agencyId: string })[];
}

/** Numbers from 1 to below this one are not told exactly. */
export const smallestShown = 3;

export function statusCounts(
  actions: { agencyId: string; state: string; dueDate: PlainDate }[],
  today: PlainDate,
): StatusCounts {
  const agencyIds = [...new Set(actions.map(({ agencyId }) => agencyId))].sort();
  return {
    ...countsOf(actions, today),
    agencies: agencyIds.map((agencyId) => ({
      agencyId,
      ...countsOf(
        actions.filter((action) => action.agencyId === agencyId),
        today,
      ),
    })),
  };
}

/** "none", "fewer than 3", "5" */
export function shownCount(count: number): string {
  if (count === 0) return 'none';
  return count < smallestShown ? `fewer than ${smallestShown}` : String(count);
}

/**
 * The agencies whose numbers are told: those with enough actions that nobody's is singled out. The
 * others are told together, where they are enough together.
 */
export function shownAgencies(counts: StatusCounts): {
  own: StatusCounts['agencies'];
  others: Counts | null;
} {
  const total = (each: Counts) => each.open + each.complete;
  const own = counts.agencies.filter((each) => total(each) >= smallestShown);
  const rest = counts.agencies.filter((each) => total(each) < smallestShown);
  const sum = (key: keyof Counts) => rest.reduce((all, each) => all + each[key], 0);
  const others = {
    open: sum('open'),
    overdue: sum('overdue'),
    blocked: sum('blocked'),
    complete: sum('complete'),
  };
  return { own, others: rest.length > 1 && total(others) >= smallestShown ? others : null };
}

/**
 * What a status tells: the counts of the whole work plan and of its agencies, as labels and values;
 * `nameOf` says an agency's name by its id.
 */
export function statusRows(
  counts: StatusCounts,
  nameOf: (agencyId: string) => string,
): { whole: [string, string][]; byAgency: [string, string][] } {
  const { own, others } = shownAgencies(counts);
  const byAgency = own.map((each): [string, string] => [nameOf(each.agencyId), inWords(each)]);
  const together = own.length > 0 ? 'Other agencies together' : 'Agencies together';
  return {
    whole: [
      ['Open', sentenceCase(shownCount(counts.open))],
      ['Of these overdue', sentenceCase(shownCount(counts.overdue))],
      ['Of these blocked', sentenceCase(shownCount(counts.blocked))],
      ['Completed in the last 12 months', sentenceCase(shownCount(counts.complete))],
    ],
    byAgency: others ? [...byAgency, [together, inWords(others)]] : byAgency,
  };
}

function inWords({ open, overdue, blocked, complete }: Counts): string {
  const told = [`${shownCount(open)} open`];
  if (overdue > 0) told.push(`${shownCount(overdue)} overdue`);
  if (blocked > 0) told.push(`${shownCount(blocked)} blocked`);
  return sentenceCase([...told, `${shownCount(complete)} complete`].join(', '));
}

function countsOf(actions: { state: string; dueDate: PlainDate }[], today: PlainDate): Counts {
  const open = actions.filter(({ state }) => openStates.some((each) => each === state));
  const inState = (state: ActionState) => actions.filter((each) => each.state === state).length;
  return {
    open: open.length,
    overdue: open.filter(({ dueDate }) => dueDate < today).length,
    blocked: inState('blocked'),
    complete: inState('complete'),
  };
}
