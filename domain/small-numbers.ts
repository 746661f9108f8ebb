/** Counts of children below this could point to a child. */
const smallest = 3;

export const fewerThanThree = `fewer than ${smallest}`;
export const notShown = 'not shown';

/**
 * Counts of children that add up to a total which is told as well, as they may be shown: 1 and 2 are
 * not, nor is as much else as would let somebody work them out from the total. Nought is shown.
 */
export function shownCounts(counts: readonly number[]): string[] {
  const small = counts.map(isSmall);
  const hidden = new Set<number>();
  const bySize = counts
    .map((count, place) => ({ count, place }))
    .filter(({ count }) => count >= smallest)
    .sort((a, b) => a.count - b.count);
  for (const { place } of bySize) {
    if (!canBeWorkedOut(counts, hidden)) break;
    hidden.add(place);
  }
  return counts.map((count, place) =>
    small[place] ? fewerThanThree : hidden.has(place) ? notShown : String(count),
  );
}

/** Whether only one set of ones and twos fits what is shown. */
function canBeWorkedOut(counts: readonly number[], hidden: ReadonlySet<number>): boolean {
  const small = counts.filter(isSmall).length;
  if (small === 0) return false;
  const rest = counts.reduce(
    (sum, count, place) => (isSmall(count) || hidden.has(place) ? sum + count : sum),
    0,
  );
  const most = Math.min(2 * small, rest - smallest * hidden.size);
  const least = hidden.size === 0 ? rest : small;
  return least >= most && (most === small || most === 2 * small);
}

function isSmall(count: number): boolean {
  return count > 0 && count < smallest;
}
