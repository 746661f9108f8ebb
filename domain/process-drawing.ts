import type { StageInWords } from './process-in-words.ts';
import { processInWords } from './process-in-words.ts';
import type { Profile, StageSettings } from './profile.ts';
import { rulesOf } from './stage-kinds.ts';
import { comesAfter } from './stage-order.ts';

/** Stages as boxes in the order in which they come, side by side where they run beside one another. */
export interface ProcessDrawing {
  width: number;
  height: number;
  boxes: DrawnBox[];
  /** Points of a line from a stage to one that comes after it: "10,20 10,40". */
  arrows: string[];
}

export interface DrawnBox {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Each line with the height of its foot, counted from the top of the drawing. */
  lines: { y: number; text: string; strong: boolean }[];
}

const column = 320;
const gap = 40;
const margin = 16;
const padding = 12;
const lineHeight = 18;
const lettersInLine = 39;

export function processDrawing(profile: Profile): ProcessDrawing {
  const { stages } = profile;
  const told = processInWords(profile).stages;
  const placed = placesOf(stages);
  const texts = stages.map((stage, at) => textOf(profile, stage, told[at] as StageInWords));
  const heights = texts.map((lines) => lines.length * lineHeight + 2 * padding);
  const tops = topsOf(placed, heights);
  const boxes = stages.map((_stage, at) => {
    const { row, column: across } = placed[at] as Place;
    const y = tops[row] ?? 0;
    return {
      x: margin + across * (column + gap),
      y,
      width: column,
      height: heights[at] ?? 0,
      lines: (texts[at] ?? []).map((line, under) => {
        return { ...line, y: y + padding + (under + 1) * lineHeight - 5 };
      }),
    };
  });
  const columns = Math.max(...placed.map((place) => place.column)) + 1;
  return {
    width: 2 * margin + columns * column + (columns - 1) * gap,
    height: Math.max(...boxes.map(({ y, height }) => y + height)) + margin,
    boxes,
    arrows: stages.flatMap((_stage, at) =>
      comesAfter(stages, at).flatMap((key) => {
        const from = stages.findIndex((each) => each.key === key);
        const [above, below] = [boxes[from], boxes[at]];
        return above && below ? [arrow(above, below)] : [];
      }),
    ),
  };
}

interface Place {
  row: number;
  column: number;
}

/** A stage stands one row under the last of those that it comes after, beside what stands there already. */
function placesOf(stages: readonly StageSettings[]): Place[] {
  const placed: Place[] = [];
  for (const position of stages.keys()) {
    const rows = comesAfter(stages, position).map((key) => {
      return placed[stages.findIndex((each) => each.key === key)]?.row ?? -1;
    });
    const row = Math.max(-1, ...rows) + 1;
    placed.push({ row, column: placed.filter((each) => each.row === row).length });
  }
  return placed;
}

function topsOf(placed: readonly Place[], heights: readonly number[]): number[] {
  const rows = Math.max(...placed.map(({ row }) => row)) + 1;
  let top = margin;
  return Array.from({ length: rows }, (_, row) => {
    const here = top;
    const inRow = heights.filter((_height, at) => placed[at]?.row === row);
    top += Math.max(...inRow) + gap;
    return here;
  });
}

function textOf(profile: Profile, stage: StageSettings, told: StageInWords) {
  const rules = rulesOf(stage);
  const labelOf = (key: string) => profile.dates.find((date) => date.key === key)?.label ?? key;
  const short = rules.inShort?.(stage, profile.words) ?? '';
  const rest = [
    short,
    ...(rules.dates?.(stage) ?? []).map(({ key }) => `held: ${labelOf(key)}`),
    ...told.asks.map(({ who, due }) => `– ${who}: ${due}`),
  ].filter((line) => line !== '');
  return [
    ...wrapped(`${told.number}. ${told.title}`).map((text) => ({ text, strong: true })),
    ...rest.flatMap((line) => wrapped(line).map((text) => ({ text, strong: false }))),
  ];
}

/** A line broken between words where it would not fit into its box. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= lettersInLine) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** Down from a box, across in the gap above the other, and down to it. */
function arrow(from: DrawnBox, to: DrawnBox): string {
  const start = { x: from.x + from.width / 2, y: from.y + from.height };
  const end = { x: to.x + to.width / 2, y: to.y };
  const turn = end.y - gap / 2;
  const points = [start, { x: start.x, y: turn }, { x: end.x, y: turn }, end];
  return points.map(({ x, y }) => `${x},${y}`).join(' ');
}
