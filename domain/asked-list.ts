import { readCsv } from './csv-table.ts';
import { emailProblem } from './email-address.ts';
import { fold } from './folded-text.ts';
import { readTypedDate } from './typed-date.ts';
import { decodeUpload } from './uploaded-text.ts';
import { usualWords, type Words } from './words.ts';

/** One establishment, such as a school, with its own contact. */
export interface EstablishmentRow {
  name: string;
  contact: string;
  email: string;
  /** The key of the agency that it belongs to. */
  agency: string;
}

/** Somebody was at a course, and somebody manages them. */
export interface AttendanceRow {
  course: string;
  heldOn: string;
  attendee: string;
  attendeeEmail: string;
  manager: string;
  managerEmail: string;
  agency: string;
}

export interface AskedListSettings {
  /** Agencies that a row may name, by key or label. */
  agencies: readonly { key: string; label: string }[];
  /** What the process calls things; the usual words where it is left out. */
  words?: Words;
}

export type ParsedAsked<R> =
  | { ok: true; rows: R[]; dropped: string[] }
  | { ok: false; problems: { message: string }[] };

const maxRows = 2000;
const maxProblems = 50;

/** The columns of a list: what each is called on a page, and how people may head it. */
type Columns<C extends string> = Record<C, { name: string; heads: RegExp }>;

type EstablishmentColumns = Columns<'name' | 'contact' | 'email' | 'agency'>;

/** An establishment stands under what the process calls it, or under a usual word for one. */
export function establishmentColumns({ establishment }: Words): EstablishmentColumns {
  const own = keyOf(establishment);
  const usual = 'establishment|school|setting|college|name';
  const heads = new RegExp(`^(${own ? `${own}|` : ''}${usual})(name)?$`);
  return { name: { name: establishment, heads }, ...besideEstablishment };
}

const besideEstablishment: Omit<EstablishmentColumns, 'name'> = {
  contact: { name: 'contact', heads: /^(contact|lead|dsl|safeguardinglead|contactname)$/ },
  email: { name: 'email', heads: /^e?mail(address)?$|^contactemail$/ },
  agency: { name: 'agency', heads: /^agency$/ },
};

type AttendanceColumns = Columns<
  'course' | 'heldOn' | 'attendee' | 'attendeeEmail' | 'manager' | 'managerEmail' | 'agency'
>;

export const attendanceColumns: AttendanceColumns = {
  course: { name: 'course', heads: /^(course|training|coursetitle)$/ },
  heldOn: { name: 'date', heads: /^(date|held|heldon|attendedon|coursedate)$/ },
  attendee: { name: 'attendee', heads: /^(attendee|attendeename|delegate|name)$/ },
  attendeeEmail: { name: 'attendee email', heads: /^(attendee|delegate)?e?mail(address)?$/ },
  manager: { name: 'manager', heads: /^(line)?manager(name)?$/ },
  managerEmail: { name: 'manager email', heads: /^(line)?managere?mail(address)?$/ },
  agency: { name: 'agency', heads: /^(agency|organisation|employer)$/ },
};

/** Reads an uploaded list of establishments; with any problem it is refused whole. */
export function parseEstablishments(
  bytes: Uint8Array,
  settings: AskedListSettings,
): ParsedAsked<EstablishmentRow> {
  // With one agency there is nothing to say about it.
  const optional: 'agency'[] = settings.agencies.length === 1 ? ['agency'] : [];
  const { words = usualWords } = settings;
  return parseList<keyof EstablishmentColumns, EstablishmentRow>(
    bytes,
    establishmentColumns(words),
    optional,
    (cells, { row, say }) => {
      const agency = agencyOf(cells.agency, settings);
      if (!agency)
        say(`Row ${row} names no agency of the directory whose ${words.establishments} are asked.`);
      const email = emailProblem(cells.email);
      if (email) say(`Row ${row}, email: ${email}`);
      if (!cells.name) say(`Row ${row} names no ${words.establishment}.`);
      if (!cells.contact) say(`Row ${row} names no contact.`);
      const { name, contact } = cells;
      return {
        row: { name, contact, email: cells.email, agency: agency ?? '' },
        key: fold(name).folded,
      };
    },
  );
}

/** Reads an uploaded list of attendances; with any problem it is refused whole. */
export function parseAttendances(
  bytes: Uint8Array,
  settings: AskedListSettings,
  today: string,
): ParsedAsked<AttendanceRow> {
  return parseList<keyof AttendanceColumns, AttendanceRow>(
    bytes,
    attendanceColumns,
    [],
    (cells, { row, say }) => {
      const agency = agencyOf(cells.agency, settings);
      if (!agency) say(`Row ${row} names no agency of the directory.`);
      const heldOn = readTypedDate(cells.heldOn);
      if (!heldOn) say(`Row ${row}: enter the date of the course, such as 27 3 2027.`);
      else if (heldOn > today) say(`Row ${row}: the course is still to come.`);
      for (const column of ['course', 'attendee', 'manager'] as const) {
        if (!cells[column])
          say(`Row ${row} says nothing under “${attendanceColumns[column].name}”.`);
      }
      for (const column of ['attendeeEmail', 'managerEmail'] as const) {
        const problem = emailProblem(cells[column]);
        if (problem) say(`Row ${row}, ${attendanceColumns[column].name}: ${problem}`);
      }
      const same = cells.attendeeEmail.toLowerCase() === cells.managerEmail.toLowerCase();
      if (same && cells.attendeeEmail)
        say(`Row ${row}: attendee and manager have the same address.`);
      const { course, attendee, attendeeEmail, manager, managerEmail } = cells;
      const kept = { course, attendee, attendeeEmail, manager, managerEmail };
      return {
        row: { ...kept, heldOn: heldOn ?? '', agency: agency ?? '' },
        key: `${fold(course).folded}/${heldOn}/${attendeeEmail.toLowerCase()}`,
      };
    },
  );
}

function agencyOf(typed: string, { agencies }: AskedListSettings): string | null {
  const [only] = agencies;
  if (typed === '') return agencies.length === 1 && only ? only.key : null;
  const wanted = fold(typed).folded;
  const found = agencies.find(({ key, label }) => key === typed || fold(label).folded === wanted);
  return found?.key ?? null;
}

type ReadRow<C extends string, R> = (
  cells: Record<C, string>,
  at: { row: number; say: (message: string) => void },
) => { row: R; key: string };

function parseList<C extends string, R>(
  bytes: Uint8Array,
  columns: Columns<C>,
  optional: readonly C[],
  read: ReadRow<C, R>,
): ParsedAsked<R> {
  const decoded = decodeUpload(bytes);
  if (!decoded.ok) return { ok: false, problems: [decoded.problem] };
  const names = Object.keys(columns) as C[];
  const columnOf = (cell: string) => {
    const head = keyOf(cell);
    return names.find((name) => columns[name].heads.test(head));
  };
  const table = readCsv(decoded.text, (cells) => cells.filter((cell) => columnOf(cell)).length);
  if (!table.ok) return { ok: false, problems: [table.problem] };
  const [first, ...rest] = table.rows;
  const heading = (first?.cells ?? []).map(columnOf);
  const missing = names.filter((name) => !heading.includes(name) && !optional.includes(name));
  const problems = missing.map((name) => ({
    message: `The list has no column “${columns[name].name}”. Add it, with its heading in the first row.`,
  }));
  if (problems.length > 0) return { ok: false, problems };
  if (rest.length === 0) return refused('The list has headings but nothing below them.');
  if (rest.length > maxRows)
    return refused(`The list has ${rest.length} rows; at most 2,000 can be read.`);
  const rows: R[] = [];
  const seen = new Map<string, number>();
  for (const { row, cells } of rest) {
    const say = (message: string) => problems.push({ message });
    const byColumn = Object.fromEntries(
      names.map((name) => [name, cells[heading.indexOf(name)] ?? '']),
    ) as Record<C, string>;
    const found = read(byColumn, { row, say });
    const earlier = seen.get(found.key);
    if (earlier !== undefined) say(`Row ${row} says the same as row ${earlier}. Keep one of them.`);
    seen.set(found.key, row);
    rows.push(found.row);
  }
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, maxProblems) };
  const dropped = (first?.cells ?? []).filter((_cell, at) => heading[at] === undefined);
  return { ok: true, rows, dropped };
}

/** A heading whatever its case, spaces and punctuation. */
function keyOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function refused(message: string): { ok: false; problems: { message: string }[] } {
  return { ok: false, problems: [{ message }] };
}
