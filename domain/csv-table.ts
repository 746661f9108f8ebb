import { CsvError, parse } from 'csv-parse/sync';

/** The rows of a table that hold anything, each with the number that a spreadsheet would show. */
export type CsvTable =
  | { ok: true; rows: CsvRow[] }
  | { ok: false; problem: { row: number; message: string } };

export interface CsvRow {
  row: number;
  cells: string[];
}

/**
 * Reads comma, semicolon or tab separated text: the separator is taken with which the first row
 * scores best. A first line "sep=;", which spreadsheets read and hide, is obeyed.
 */
export function readCsv(text: string, score: (firstRow: string[]) => number): CsvTable {
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const declared = /^"?sep=([,;\t|])"?\n/i.exec(lines);
  const body = declared ? lines.slice(declared[0].length) : lines;
  try {
    return { ok: true, rows: rowsOf(body, declared?.[1] ?? bestSeparator(body, score)) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, problem: quoteProblem(error) };
  }
}

function rowsOf(text: string, separator: string): CsvRow[] {
  return parse(text, { delimiter: separator, relax_column_count: true })
    .map((cells, position) => ({
      row: position + 1,
      cells: cells.map((cell) => cell.normalize('NFC').trim()),
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
}

function bestSeparator(text: string, score: (firstRow: string[]) => number): string {
  const firstLine = text.split('\n', 20).find((line) => /[^\s,;]/.test(line)) ?? '';
  const scored = [',', ';', '\t'].map((separator) => ({
    separator,
    score: score(firstLine.split(separator).map((cell) => cell.replaceAll('"', ''))),
  }));
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).separator;
}

function quoteProblem(error: CsvError): { row: number; message: string } {
  const row = Number(error.records ?? 0) + 1;
  const message =
    error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? `A quotation mark (") is opened in row ${row} and never closed. Remove it, or close it.`
      : `A quotation mark (") stands inside a cell in row ${row}. Remove it, or save the list from a spreadsheet as CSV again.`;
  return { row, message };
}
