import { describe, expect, it } from 'vitest';
import { ordinalAlpha } from '../../domain/agreement.ts';

/** The worked example of Krippendorff's own text: twelve units, four observers, some silent. */
const published = [
  [1, 1, 1],
  [2, 2, 3, 2],
  [3, 3, 3, 3],
  [3, 3, 3, 3],
  [2, 2, 2, 2],
  [1, 2, 3, 4],
  [4, 4, 4, 4],
  [1, 1, 2, 1],
  [2, 2, 2, 2],
  [5, 5, 5],
  [1, 1],
  [3],
];

describe('how far agencies agree on grades', () => {
  it('is the published figure for the published example', () => {
    expect(ordinalAlpha(published)).toBeCloseTo(0.815, 3);
  });

  it.each([
    [
      '1 where all agree and the grades vary',
      [
        [1, 1],
        [2, 2, 2],
      ],
      1,
    ],
    [
      'less than by chance where they never do',
      [
        [1, 2],
        [2, 1],
      ],
      -0.5,
    ],
  ])('is %s', (_, units, alpha) => {
    expect(ordinalAlpha(units)).toBeCloseTo(alpha, 10);
  });

  it('does not change when the scale is read from the other end', () => {
    const turned = published.map((unit) => unit.map((grade) => 6 - grade));
    expect(ordinalAlpha(turned)).toBeCloseTo(ordinalAlpha(published) ?? 0, 10);
  });

  it.each([
    ['nothing was graded', []],
    ['nothing was graded by two', [[1], [2]]],
    [
      'all grades are the same',
      [
        [2, 2],
        [2, 2, 2],
      ],
    ],
  ])('is not told where %s', (_, units) => {
    expect(ordinalAlpha(units)).toBeNull();
  });
});
