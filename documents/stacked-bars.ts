import type { ReportTable } from '../domain/report-model.ts';

/** One bar of a chart: parts in per cent of its whole, each with the number that it stands for. */
interface Bar {
  label: string;
  parts: { x: number; width: number; middle: number; count: number; fill: string; text: string }[];
}

export interface StackedBars {
  legend: { label: string; fill: string }[];
  bars: Bar[];
}

// Dark blue, turquoise, dark pink and orange, told apart without seeing colour; then two more.
const fills = [
  { fill: '#12436D', text: '#ffffff' },
  { fill: '#28A197', text: '#0b0c0c' },
  { fill: '#801650', text: '#ffffff' },
  { fill: '#F46A25', text: '#0b0c0c' },
  { fill: '#3D3D3D', text: '#ffffff' },
  { fill: '#A285D1', text: '#0b0c0c' },
];

/**
 * A table of counts as stacked bars, one a row, in per cent of the row: the table itself stands
 * below, so the bars carry nothing that is not read there too. Null for more columns than there are
 * colours, and for a table without a count.
 */
export function stackedBars({ head, rows }: ReportTable): StackedBars | null {
  const labels = head.slice(1);
  const bars = rows.map(([label = '', ...cells]) => barOf(label, cells.map(Number)));
  const drawable = bars.every(({ parts }) => parts.every(({ count }) => Number.isFinite(count)));
  if (!drawable || labels.length > fills.length || bars.every(({ parts }) => parts.length === 0))
    return null;
  return {
    legend: labels.map((label, at) => ({ label, fill: fills[at]?.fill ?? '' })),
    bars,
  };
}

function barOf(label: string, counts: number[]): Bar {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let before = 0;
  const parts = counts.flatMap((count, at) => {
    if (count === 0) return [];
    const x = percent(before, total);
    before += count;
    const width = percent(before, total) - x;
    const { fill = '', text = '' } = fills[at] ?? {};
    return [{ x, width, middle: x + width / 2, count, fill, text }];
  });
  return { label, parts };
}

function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 1000) / 10;
}
