import { readCsv } from './csv-table.ts';
import { fold } from './folded-text.ts';

/** The columns of the directory as a list, in their order. */
export const directoryColumns = [
  'Agency',
  'Mail domains',
  'Group',
  'Name',
  'Email',
  'Role',
  'From',
  'To',
  'Why',
  'Person',
] as const;

export type DirectoryColumn = (typeof directoryColumns)[number];

/** One line of the list, with the number that a spreadsheet shows. */
export interface DirectoryLine {
  line: number;
  cells: Record<DirectoryColumn, string>;
}

/** What cannot be understood of a line, and what to do. */
export interface LineProblem {
  line: number;
  message: string;
}

const linesAtMost = 2000;

/** Reads an uploaded list; columns that are not known are passed over. */
export function readDirectoryCsv(
  text: string,
): { ok: true; lines: DirectoryLine[] } | { ok: false; problems: LineProblem[] } {
  const known = (cells: string[]) => cells.filter((cell) => columnOf(cell) !== undefined).length;
  const table = readCsv(text, known);
  if (!table.ok) return refused(table.problem.row, table.problem.message);
  const [heading, ...rest] = table.rows;
  const places = new Map<DirectoryColumn, number>();
  for (const [at, cell] of (heading?.cells ?? []).entries()) {
    const column = columnOf(cell);
    if (column && !places.has(column)) places.set(column, at);
  }
  if (!places.has('Agency') && !places.has('Group') && !places.has('Email')) {
    const message = `The first line has to name the columns: ${directoryColumns.join(', ')}. Download the directory and change that file.`;
    return refused(heading?.row ?? 1, message);
  }
  if (rest.length > linesAtMost) {
    return refused(1, `The list has ${rest.length} lines; at most 2,000 can be read. Split it.`);
  }
  const lines = rest.map(({ row, cells }): DirectoryLine => {
    const cell = (column: DirectoryColumn) => unguarded(cells[places.get(column) ?? -1] ?? '');
    const entries = directoryColumns.map((column) => [column, cell(column)]);
    return { line: row, cells: Object.fromEntries(entries) as DirectoryLine['cells'] };
  });
  return { ok: true, lines };
}

function refused(line: number, message: string): { ok: false; problems: LineProblem[] } {
  return { ok: false, problems: [{ line, message }] };
}

function columnOf(heading: string): DirectoryColumn | undefined {
  const wanted = fold(heading.trim()).folded;
  return directoryColumns.find((column) => column.toLowerCase() === wanted);
}

/** A cell that our own list keeps from being a formula is read as it was. */
function unguarded(cell: string): string {
  return /^'[\s]*[=+\-@＝＋－＠|%]/.test(cell) ? cell.slice(1) : cell;
}
