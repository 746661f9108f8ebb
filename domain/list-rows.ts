import type { ChildRow, ListProblem, ListSettings, Named } from './children-list.ts';
import type { CsvRow } from './csv-table.ts';
import { referenceKey } from './draw-input.ts';
import { fold } from './folded-text.ts';
import { columnNames, type ListColumn, type ReadHeading } from './list-columns.ts';
import { looksLikeName } from './name-like.ts';
import { nhsNumbersIn } from './nhs-number.ts';

/** The level of every child where the process tells none apart. */
export const noLevel = 'all';

export interface ReadRow {
  row: number;
  child: ChildRow;
  problems: ListProblem[];
}

const cellLimits: Record<ListColumn, number> = {
  reference: 60,
  level: 100,
  source: 120,
  familyReference: 60,
  knownAgencies: 1000,
};

type Report = (column: ListColumn, text: string) => void;

/** Reads one row at a time under a heading; each problem says the row, the column and what to do. */
export function rowReader(heading: ReadHeading, settings: ListSettings): (row: CsvRow) => ReadRow {
  const levels = lookup(settings.levels);
  const agencies = lookup(settings.agencies);
  const width = Object.keys(heading.columns).length + heading.dropped.length;

  return ({ row, cells }) => {
    const problems: ListProblem[] = [];
    const report: Report = (column, text) => {
      const name = columnNames(settings.levelName)[column];
      problems.push({ row, column: name, message: `Row ${row}, ${name}: ${text}` });
    };
    const cell = (column: ListColumn): string => {
      const text = cells[heading.columns[column] ?? -1] ?? '';
      const wrong = cellProblem(column, text, settings);
      if (wrong) report(column, wrong);
      return wrong ? '' : text;
    };
    if (cells.slice(width).some((extra) => extra !== '')) {
      const message = `Row ${row} has more cells than the list has headings. Look for a separator inside a cell.`;
      problems.push({ row, message });
    }
    const child: ChildRow = {
      reference: cell('reference'),
      level:
        settings.levels.length > 0
          ? readLevel(cell('level'), levels, (text) => report('level', text))
          : noLevel,
      source: cell('source') || (settings.defaultSource ?? ''),
      familyReference: cell('familyReference') || null,
      knownAgencies: readAgencies(cell('knownAgencies'), agencies, (text) =>
        report('knownAgencies', text),
      ),
    };
    return { row, child, problems };
  };
}

function readLevel(text: string, levels: Lookup, report: (text: string) => void): string {
  const level = levels.find(text);
  if (text !== '' && level === undefined) {
    report(`${quoted(text)} is not known. Use one of: ${levels.labels}.`);
  }
  return level ?? '';
}

function readAgencies(text: string, agencies: Lookup, report: (text: string) => void): string[] {
  const keys = partsOf(text, agencies).flatMap((part) => {
    const key = agencies.find(part);
    if (key === undefined) {
      report(
        `${quoted(part)} is not a known agency or service. Use one of: ${agencies.labels}; with ";" between several.`,
      );
    }
    return key ?? [];
  });
  return [...new Set(keys)];
}

/** References that stand in more than one row. */
export function duplicateProblems(read: readonly ReadRow[]): ListProblem[] {
  const firstRows = new Map<string, number>();
  return read.flatMap(({ row, child: { reference } }) => {
    if (reference === '') return [];
    const first = firstRows.get(referenceKey(reference));
    if (first === undefined) {
      firstRows.set(referenceKey(reference), row);
      return [];
    }
    return {
      row,
      column: columnNames().reference,
      message: `Row ${row}, ${columnNames().reference}: "${reference}" is in row ${first} already. Keep one row for each child.`,
    };
  });
}

function cellProblem(column: ListColumn, text: string, settings: ListSettings): string | null {
  const required = column === 'reference' || (column === 'level' && settings.levels.length > 0);
  if (text === '' && (required || (column === 'source' && !settings.defaultSource))) {
    return 'nothing is filled in. Fill it in, or remove the row.';
  }
  if (text.length > cellLimits[column]) {
    return `longer than ${cellLimits[column]} characters. Shorten it.`;
  }
  if (text.includes('\uFFFD')) {
    return 'a letter was lost when the file was saved. Save it again as CSV UTF-8.';
  }
  if (
    /\p{Cc}/u.test(text.replaceAll('\n', '')) ||
    (column !== 'knownAgencies' && /\n/.test(text))
  ) {
    return 'it holds a line break or another sign that is not text. Remove it.';
  }
  if (nhsNumbersIn(fold(text).folded).length > 0) {
    return 'this seems to be an NHS number, which the list must not hold. Use the local reference; where that only happens to look alike, put a letter before it.';
  }
  if (column === 'source') return looksLikeName(text, 'list') ? nameInSource : null;
  return column === 'reference' || column === 'familyReference' ? referenceProblem(text) : null;
}

const nameInSource =
  'this seems to be a person\'s name, which the list must not hold. If it is the name of a list, add the word "list".';

function referenceProblem(text: string): string | null {
  if (looksLikeName(text, 'reference')) {
    return "this seems to be a person's name, which the list must not hold. Use the local reference; it should hold a number.";
  }
  if (/^\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}$/.test(text)) {
    return 'this seems to be a date, perhaps a date of birth. Use the local reference.';
  }
  if (/^\d([.,]\d+)?E\+\d+$/i.test(text)) {
    return 'the spreadsheet has shortened this number. Format the column as text and save the list again.';
  }
  return null;
}

interface Lookup {
  /** The key that goes by this key or label; none where two keys share the label. */
  find(text: string): string | undefined;
  /** What may be written, for the message. */
  labels: string;
}

function lookup(named: readonly Named[]): Lookup {
  const keys = new Map<string, string | undefined>();
  for (const { key, label } of named) {
    const name = comparable(label);
    keys.set(name, keys.has(name) && keys.get(name) !== key ? undefined : key);
  }
  for (const { key } of named) keys.set(comparable(key), key);
  const labels = [...new Set(named.map(({ label }) => label))];
  const more = labels.length > 12 ? ' …' : '';
  return {
    find: (text) => keys.get(comparable(text)),
    labels: labels.slice(0, 12).join(', ') + more,
  };
}

// A name may hold a comma itself, so commas part only what is not known as a whole.
function partsOf(text: string, { find }: Lookup): string[] {
  return text
    .split(/[;|\n]/)
    .flatMap((part) => {
      const parts = part.split(',');
      return find(part) === undefined && parts.every((each) => find(each)) ? parts : [part];
    })
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function comparable(text: string): string {
  return fold(text)
    .folded.replace(/&/g, 'and')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

// A name in the wrong column would otherwise be repeated on the page that refuses the list.
function quoted(text: string): string {
  return looksLikeName(text, 'list') ? 'this text' : `"${text.slice(0, 40)}"`;
}
