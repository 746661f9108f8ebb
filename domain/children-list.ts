import { readCsv } from './csv-table.ts';
import { referenceKey } from './draw-input.ts';
import { columnNames, type DroppedColumn, type ReadHeading, readHeading } from './list-columns.ts';
import { duplicateProblems, rowReader } from './list-rows.ts';
import { decodeUpload, type Encoding } from './uploaded-text.ts';

/** One child of a list, with nothing that says who it is. */
export interface ChildRow {
  reference: string;
  level: string;
  source: string;
  familyReference: string | null;
  knownAgencies: string[];
}

/** Something that a cell may name by its key or by its label. */
export interface Named {
  key: string;
  label: string;
}

export interface ListSettings {
  levels: readonly Named[];
  /** What the process calls one of them; the usual word where it is left out. */
  levelName?: string | undefined;
  /** Agencies and services; several labels may share a key, which is what the rows hold. */
  agencies: readonly Named[];
  /** The source of rows that name none. */
  defaultSource?: string | undefined;
}

/** What is wrong and what to do; the row is counted as a spreadsheet counts, headings included. */
export interface ListProblem {
  row?: number;
  column?: string;
  message: string;
}

export type ParsedList =
  | { ok: true; rows: ChildRow[]; droppedColumns: DroppedColumn[]; encoding: Encoding }
  | { ok: false; problems: ListProblem[] };

const maxRows = 10_000;
const maxProblems = 50;

/**
 * Reads an uploaded CSV of children. Only the known columns are kept; a list with any problem is
 * refused whole, and values that may say who a child is are not repeated in the message.
 */
export function parseChildrenList(bytes: Uint8Array, settings: ListSettings): ParsedList {
  const decoded = decodeUpload(bytes);
  if (!decoded.ok) return { ok: false, problems: [decoded.problem] };
  const table = readCsv(
    decoded.text,
    (cells) => Object.keys(readHeading(cells, settings.levelName).columns).length,
  );
  if (!table.ok) return { ok: false, problems: [table.problem] };

  const [first, ...rest] = table.rows;
  const heading = readHeading(first?.cells ?? [], settings.levelName);
  const problems = headingProblems(heading, settings);
  if (problems.length > 0) return { ok: false, problems };
  if (rest.length === 0) return refused('The list has headings but no children below them.');
  if (rest.length > maxRows) {
    return refused(`The list has ${rest.length} children; at most 10,000 can be read.`);
  }

  const reader = rowReader(heading, settings);
  const read = rest.map(reader);
  const found = [...read.flatMap((each) => each.problems), ...duplicateProblems(read)];
  if (found.length > 0) return { ok: false, problems: shortened(found) };
  return {
    ok: true,
    rows: read.map((each) => each.child),
    droppedColumns: heading.dropped,
    encoding: decoded.encoding,
  };
}

/** Makes one list of several, in which each reference may stand only once. */
export function mergeLists(
  lists: readonly { name: string; rows: readonly ChildRow[] }[],
): { ok: true; rows: ChildRow[] } | { ok: false; problems: ListProblem[] } {
  const listOf = new Map<string, string>();
  const problems: ListProblem[] = [];
  for (const { name, rows } of lists) {
    for (const { reference } of rows) {
      const earlier = listOf.get(referenceKey(reference));
      if (earlier === undefined) {
        listOf.set(referenceKey(reference), name);
        continue;
      }
      const where = earlier === name ? `twice in "${name}"` : `in "${earlier}" and in "${name}"`;
      problems.push({
        message: `The reference "${reference}" is ${where}. Keep each child in one list only.`,
      });
    }
  }
  if (problems.length > 0) return { ok: false, problems: shortened(problems) };
  return { ok: true, rows: lists.flatMap(({ rows }) => rows) };
}

/**
 * The list as one text, the same for the same children in whatever order they came; its SHA-256 is
 * the list's fingerprint in the record of the draw. A first line with the format, then a line per
 * child, sorted by reference (UTF-16 code units): a JSON array of reference, level, source, family
 * reference ("" for none) and the sorted array of known agencies; each line ends with a line feed.
 */
export function canonicalList(rows: readonly ChildRow[]): string {
  const lines = rows
    .toSorted((a, b) => compare(a.reference, b.reference))
    .map(({ reference, level, source, familyReference, knownAgencies }) =>
      JSON.stringify([reference, level, source, familyReference ?? '', knownAgencies.toSorted()]),
    );
  return ['deepdive-list/1', ...lines, ''].join('\n');
}

function headingProblems(heading: ReadHeading, settings: ListSettings): ListProblem[] {
  const level = settings.levels.length > 0 ? (['level'] as const) : [];
  const needed = ['reference', ...level, ...(settings.defaultSource ? [] : ['source'])] as const;
  const missing = needed.filter((column) => heading.columns[column as 'reference'] === undefined);
  return [
    ...heading.problems,
    ...missing.map((column) => {
      const name = columnNames(settings.levelName)[column as 'reference'];
      return {
        column: name,
        message: `The list has no column "${name}". Add it, with its heading in the first row.`,
      };
    }),
  ];
}

function refused(message: string): ParsedList {
  return { ok: false, problems: [{ message }] };
}

function shortened(problems: ListProblem[]): ListProblem[] {
  if (problems.length <= maxProblems) return problems;
  const more = problems.length - maxProblems;
  return [...problems.slice(0, maxProblems), { message: `And ${more} more of this kind.` }];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
