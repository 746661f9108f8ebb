import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import {
  type DrawInput,
  type DrawProblem,
  drawInputProblems,
  generatorState,
  type ListedChild,
  referenceKey,
} from './draw-input.ts';
import { type Quotas, quotasOf } from './quotas.ts';

/** The name of the rules below; any change to what they give for the same input needs a new one. */
export const drawAlgorithm = 'deepdive-draw/1';

export interface Ticket {
  stratum: string;
  /** From 1 within its stratum. */
  ticket: number;
  reference: string;
  familyReference: string | null;
  drawn: boolean;
  /** Why the draw passed over this ticket; null where it was drawn or never reached. */
  skipped: 'same-family' | null;
}

export type DrawResult =
  | { ok: true; algorithm: typeof drawAlgorithm; quotas: Quotas; tickets: Ticket[] }
  | { ok: false; problems: DrawProblem[] };

/**
 * Draws the cases at random from every stratum. Whoever has the list, the exclusions, the strata and
 * the seed gets the same tickets:
 * 1. The children of a stratum that are not excluded are sorted by reference (UTF-16 code units).
 * 2. The seed's first 16 hexadecimal digits and its second 16 are the two words of a xoroshiro128+
 *    generator (24, 16, 37); longer seeds are combined by XOR in blocks of 32. The stratum in
 *    position n of the profile (from 1) uses it after n jumps, so that no stratum's order depends
 *    on another's children.
 * 3. A Fisher–Yates shuffle from the last place down to the second gives each child its ticket
 *    number. A number below n is the lower half of an output plus 2^31, modulo 2^32; outputs that
 *    would make some numbers likelier than others are passed over; then the remainder by n.
 * 4. Strata are filled in the order of how few children they have to spare, so that a sibling drawn
 *    elsewhere does not empty a small one. Each takes its lowest tickets up to its quota; a ticket
 *    whose family has been drawn often enough is skipped.
 */
export function draw(input: DrawInput): DrawResult {
  const problems = drawInputProblems(input);
  if (problems.length > 0) return { ok: false, problems };

  const excluded = new Set(input.excluded.map((each) => referenceKey(each.reference)));
  const drawable = input.rows.filter((row) => !excluded.has(referenceKey(row.reference)));
  const quotas = quotasOf({ ...input, drawable });
  if (!quotas.ok) return quotas;

  const tickets = new Map<string, Ticket[]>();
  const generator = xoroshiro128plusFromState(generatorState(input.seed));
  for (const { key } of input.strata) {
    generator.jump();
    const children = drawable.filter((row) => row.level === key).sort(byReference);
    tickets.set(key, numbered(shuffled(children, generator.clone())));
  }
  const unfilled = fill(tickets, quotas.quotas, input);
  if (unfilled.length > 0) return { ok: false, problems: unfilled };
  return {
    ok: true,
    algorithm: drawAlgorithm,
    quotas: quotas.quotas,
    tickets: [...tickets.values()].flat(),
  };
}

/**
 * The replacement for a case that has to be dropped: the next ticket of its stratum, never chosen.
 * Tickets of a family that was drawn before are passed over, also where that case was replaced:
 * what stopped it usually stops its siblings. Null where the stratum has no ticket left.
 */
export function nextTicket(
  tickets: readonly Ticket[],
  stratum: string,
  maxPerFamily = 1,
): { next: Ticket | null; passedOver: Ticket[] } {
  const families = familyCounts(tickets.filter((ticket) => ticket.drawn));
  const passedOver: Ticket[] = [];
  const waiting = tickets
    .filter((ticket) => ticket.stratum === stratum && !ticket.drawn && !ticket.skipped)
    .sort((a, b) => a.ticket - b.ticket);
  for (const ticket of waiting) {
    if (!isFull(families, ticket, maxPerFamily)) return { next: ticket, passedOver };
    passedOver.push(ticket);
  }
  return { next: null, passedOver };
}

function numbered(children: readonly ListedChild[]): Ticket[] {
  return children.map((child, position) => ({
    stratum: child.level,
    ticket: position + 1,
    reference: child.reference,
    familyReference: child.familyReference,
    drawn: false,
    skipped: null,
  }));
}

function shuffled<T>(items: readonly T[], generator: Parameters<typeof uniformInt>[0]): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = uniformInt(generator, 0, last);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

function fill(tickets: Map<string, Ticket[]>, quotas: Quotas, input: DrawInput): DrawProblem[] {
  const { maxPerFamily = 1 } = input;
  const families = new Map<string, number>();
  const problems: DrawProblem[] = [];
  const scarcestFirst = quotas.toSorted((a, b) => a.available - a.quota - (b.available - b.quota));
  for (const { stratum, quota } of scarcestFirst) {
    let left = quota;
    for (const ticket of tickets.get(stratum) ?? []) {
      if (left === 0) break;
      if (isFull(families, ticket, maxPerFamily)) {
        ticket.skipped = 'same-family';
        continue;
      }
      ticket.drawn = true;
      left -= 1;
      count(families, ticket);
    }
    if (left > 0) problems.push(siblingProblem(input, stratum, { quota, left }));
  }
  return problems;
}

function siblingProblem(
  input: DrawInput,
  stratum: string,
  { quota, left }: { quota: number; left: number },
): DrawProblem {
  const label = input.strata.find((each) => each.key === stratum)?.label ?? stratum;
  return {
    stratum,
    message: `"${label}" gives only ${quota - left} of the ${quota} children wanted, because the others are brothers or sisters of children already selected. Add children to it, ask for fewer, or exclude a brother or sister elsewhere with a reason.`,
  };
}

function familyCounts(tickets: readonly Ticket[]): Map<string, number> {
  const families = new Map<string, number>();
  for (const ticket of tickets) count(families, ticket);
  return families;
}

function count(families: Map<string, number>, { familyReference }: Ticket): void {
  if (!familyReference) return;
  const key = referenceKey(familyReference);
  families.set(key, (families.get(key) ?? 0) + 1);
}

function isFull(families: Map<string, number>, { familyReference }: Ticket, max: number): boolean {
  return familyReference !== null && (families.get(referenceKey(familyReference)) ?? 0) >= max;
}

function byReference(a: ListedChild, b: ListedChild): number {
  return a.reference < b.reference ? -1 : a.reference > b.reference ? 1 : 0;
}
