import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownCounts } from '../../domain/small-numbers.ts';

/** Every way in which the cells could be filled so that they read like this and have this total. */
function waysToFill(shown: readonly string[], total: number): number[][] {
  const [first, ...rest] = shown;
  if (first === undefined) return total === 0 ? [[]] : [];
  const choices =
    first === 'fewer than 3'
      ? [1, 2]
      : first === 'not shown'
        ? Array.from({ length: Math.max(0, total - 2) }, (_, count) => count + 3)
        : [Number(first)];
  return choices
    .filter((count) => count <= total)
    .flatMap((count) => waysToFill(rest, total - count).map((ways) => [count, ...ways]));
}

describe('counts of children that are shown', () => {
  it.each([
    [
      [4, 3, 3],
      ['4', '3', '3'],
    ],
    [
      [0, 5],
      ['0', '5'],
    ],
    [
      [1, 2, 5],
      ['fewer than 3', 'fewer than 3', '5'],
    ],
    [
      [1, 4, 6],
      ['fewer than 3', 'not shown', '6'],
    ],
    [
      [1, 1, 6, 4],
      ['fewer than 3', 'fewer than 3', '6', 'not shown'],
    ],
    [
      [1, 3],
      ['fewer than 3', 'not shown'],
    ],
    [[], []],
  ])('%j reads %j', (counts, shown) => {
    expect(shownCounts(counts)).toEqual(shown);
  });

  it('cannot be worked out from their total while there is anything else to hide', () => {
    const cells = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(cells, (counts) => {
        const shown = shownCounts(counts);
        const total = counts.reduce((sum, count) => sum + count, 0);
        const visible = shown.some((cell) => Number(cell) > 2);
        const small = shown.flatMap((cell, place) => (cell === 'fewer than 3' ? [place] : []));
        if (small.length === 0 || !visible) return;
        const ways = waysToFill(shown, total);
        const different = new Set(ways.map((way) => small.map((place) => way[place]).join()));
        expect(different.size).toBeGreaterThan(1);
      }),
    );
  });
});
