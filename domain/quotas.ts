import type { DrawProblem, ListedChild, Stratum } from './draw-input.ts';

/** How many children each stratum gives, in the profile's order; 0 where it was left out. */
export type Quotas = { stratum: string; available: number; quota: number }[];

interface QuotaInput {
  drawable: readonly ListedChild[];
  strata: readonly Stratum[];
  size: number;
  leftOut: readonly { stratum: string; reason: string }[];
}

interface Share extends Stratum {
  available: number;
  /** What it certainly gives: the profile's quota, or 1. */
  certain: number;
}

/**
 * Shares the places of the sample among the strata. Each stratum that is not left out gives its
 * quota where the profile has one, otherwise at least one child, so that the whole spectrum is
 * present. The places that remain go to the strata without a quota (to all, where one with a quota
 * was left out) in proportion to the children that each has left, by largest remainder; of equal
 * remainders the stratum with more children wins, then the one that the profile names first. In
 * proportion to what is left, not to the whole, so that no stratum is given more than it has.
 */
export function quotasOf(
  input: QuotaInput,
): { ok: true; quotas: Quotas } | { ok: false; problems: DrawProblem[] } {
  const { strata, size } = input;
  const leftOut = new Set(input.leftOut.map((each) => each.stratum));
  const shares = strata.map((stratum) => ({
    ...stratum,
    available: input.drawable.filter((row) => row.level === stratum.key).length,
    certain: leftOut.has(stratum.key) ? 0 : (stratum.quota ?? 1),
  }));
  const problems = shares.flatMap((share) => shareProblems(share, leftOut.has(share.key)));
  if (problems.length > 0) return { ok: false, problems };

  const spare = size - shares.reduce((sum, share) => sum + share.certain, 0);
  const present = shares.filter((share) => !leftOut.has(share.key));
  const open = present.filter((share) => share.quota == null);
  const quotaFreed = shares.some((share) => leftOut.has(share.key) && share.quota != null);
  const takers = open.length === 0 && quotaFreed ? present : open;
  const room = takers.reduce((sum, share) => sum + share.available - share.certain, 0);
  const problem = sizeProblem({ size, spare, room, takers: takers.length });
  if (problem) return { ok: false, problems: [{ message: problem }] };

  const extra = largestRemainder(takers, spare);
  return {
    ok: true,
    quotas: shares.map(({ key, available, certain }) => ({
      stratum: key,
      available,
      quota: certain + (extra.get(key) ?? 0),
    })),
  };
}

function shareProblems({ key, label, available, certain }: Share, out: boolean): DrawProblem[] {
  const children = available === 1 ? '1 child' : `${available} children`;
  if (out && available > 0) {
    return [
      {
        stratum: key,
        message: `"${label}" has ${children} in the list, so it cannot be left out.`,
      },
    ];
  }
  if (!out && available === 0) {
    return [
      {
        stratum: key,
        message: `"${label}" has no child in the list that can be selected. Add one, or leave it out and say why.`,
      },
    ];
  }
  if (available < certain) {
    return [
      {
        stratum: key,
        message: `"${label}" has ${children} that can be selected, but ${certain} are wanted. Add children to it or ask for fewer.`,
      },
    ];
  }
  return [];
}

function sizeProblem(given: { size: number; spare: number; room: number; takers: number }) {
  const { size, spare, room, takers } = given;
  if (!Number.isSafeInteger(size) || size < 1) return 'At least 1 child has to be selected.';
  if (spare < 0) {
    return `${size} children are too few: with at least one of every level, or the number fixed for it, there are ${size - spare}.`;
  }
  if (spare > 0 && takers === 0) {
    return `The numbers fixed for the levels add up to ${size - spare}, but ${size} children are wanted.`;
  }
  if (spare > room) {
    return `${size} children are wanted, but only ${size - spare + room} can be selected from the list.`;
  }
  return null;
}

function largestRemainder(takers: readonly Share[], spare: number): Map<string, number> {
  const room = takers.reduce((sum, share) => sum + share.available - share.certain, 0);
  const extra = new Map<string, number>();
  if (spare === 0) return extra;
  // Whole numbers throughout: remainders that are equal must be seen as equal on every machine.
  const portions = takers.map((share) => {
    const portion = spare * (share.available - share.certain);
    return { ...share, whole: Math.floor(portion / room), remainder: portion % room };
  });
  for (const { key, whole } of portions) extra.set(key, whole);
  const given = portions.reduce((sum, { whole }) => sum + whole, 0);
  const order = portions.toSorted((a, b) => b.remainder - a.remainder || b.available - a.available);
  for (const { key } of order.slice(0, spare - given)) extra.set(key, (extra.get(key) ?? 0) + 1);
  return extra;
}
