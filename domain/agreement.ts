/**
 * Krippendorff's alpha for grades in an order: how far several agencies agree beyond chance, 1 where
 * they always do, 0 where no more than by chance, below 0 where they agree less than that. `units`
 * holds, for each thing that was graded, the places on the scale that its agencies gave. Null where
 * nothing was graded twice, or all grades are the same, which leaves nothing to compare with.
 * Source: K. Krippendorff, Content Analysis, chapter on reliability, ordinal metric.
 */
export function ordinalAlpha(units: readonly (readonly number[])[]): number | null {
  const paired = units.filter((unit) => unit.length > 1);
  const all = paired.flat();
  const grades = [...new Set(all)].sort((a, b) => a - b);
  if (grades.length < 2) return null;
  const count = new Map(
    grades.map((grade) => [grade, all.filter((each) => each === grade).length]),
  );
  const times = (grade: number) => count.get(grade) ?? 0;
  const between = (a: number, b: number) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const passed = grades.filter((grade) => grade >= low && grade <= high).map(times);
    return (sum(passed) - (times(a) + times(b)) / 2) ** 2;
  };
  const observed = sum(
    paired.map((unit) => {
      const pairs = unit.flatMap((a, at) =>
        unit.map((b, other) => (at === other ? 0 : between(a, b))),
      );
      return sum(pairs) / (unit.length - 1);
    }),
  );
  const expected = sum(
    grades.flatMap((a) => grades.map((b) => times(a) * times(b) * between(a, b))),
  );
  return 1 - ((all.length - 1) * observed) / expected;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
