/**
 * A table as CSV for spreadsheets. A cell that a spreadsheet would take for a formula is given an
 * apostrophe in front, also where spaces or control characters come before its sign.
 */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows
    .map((row) => `${row.map((cell) => quoted(guarded(String(cell)))).join(',')}\r\n`)
    .join('');
}

function guarded(cell: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: spreadsheets skip them
  return /^[\u0000-\u0020\u00a0\ufeff]*[=+\-@＝＋－＠|%]/.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
