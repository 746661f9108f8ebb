import { usualWords } from './words.ts';

/** The columns that a list of children may have; every other one is dropped. */
export type ListColumn = 'reference' | 'level' | 'source' | 'familyReference' | 'knownAgencies';

export interface DroppedColumn {
  column: string;
  /** What it seems to hold, where it would say who a child is; null for any other column. */
  identifies: string | null;
}

const usualNames: Record<ListColumn, string> = {
  reference: 'local reference',
  level: usualWords.stratum,
  source: 'source',
  familyReference: 'family reference',
  knownAgencies: 'known agencies',
};

/** What the columns are called where the process calls its levels `levelName`. */
export function columnNames(levelName = usualWords.stratum): Record<ListColumn, string> {
  return { ...usualNames, level: levelName };
}

const aliases: Record<ListColumn, string[]> = {
  reference: `reference ref localreference localref localid id childreference childref childid
    casereference caseref caseid casenumber caseno referencenumber refno uniquereference personid
    clientid systemid`.split(/\s+/),
  level: `levelofneed level need needlevel levelsofneed threshold tier stratum category`.split(
    /\s+/,
  ),
  source: `source sourcelist list listname fromlist`.split(/\s+/),
  familyReference: `familyreference family familyref familyid familynumber household householdid
    householdreference siblinggroup familygroup`.split(/\s+/),
  knownAgencies: `knownagencies agencies agenciesknown knownto knowninvolvement involvedagencies
    agenciesinvolved involvement services knownservices servicesinvolved`.split(/\s+/),
};

const identifying: [RegExp, string][] = [
  [/name|initial|alias|knownas|aka/, 'names'],
  [/dob|birth|born|^age$/, 'dates of birth'],
  [/nhs/, 'NHS numbers'],
  [/postcode|postalcode|^post$|zip/, 'postcodes'],
  [/address|street|^house|^road|town|uprn/, 'addresses'],
  [/upn|uniquepupil/, 'pupil numbers'],
  [/nationalinsurance|^ni(no|number)?$|nino/, 'National Insurance numbers'],
  [/phone|mobile|^tel/, 'telephone numbers'],
  [/email|mail/, 'email addresses'],
  [/mother|father|parent|carer|guardian|sibling|worker|holder|manager/, 'people'],
];

export interface ReadHeading {
  columns: Partial<Record<ListColumn, number>>;
  dropped: DroppedColumn[];
  problems: { column: string; message: string }[];
}

/**
 * Finds the known columns in a heading row, whatever their case, spaces and punctuation; the levels
 * also under the name that the process has for them.
 */
export function readHeading(cells: readonly string[], levelName?: string): ReadHeading {
  const columns: ReadHeading['columns'] = {};
  const dropped: DroppedColumn[] = [];
  const problems: ReadHeading['problems'] = [];
  for (const [position, cell] of cells.entries()) {
    const heading = cell.trim().slice(0, 60) || `column ${columnLetter(position)}`;
    const column = columnOf(cell, levelName);
    const earlier = column && columns[column];
    if (!column) {
      dropped.push({ column: heading, identifies: identifiedBy(cell) });
    } else if (earlier !== undefined && earlier !== null) {
      problems.push({
        column: heading,
        message: `"${cells[earlier]?.trim()}" and "${heading}" both seem to be the ${columnNames(levelName)[column]}. Remove or rename one of them.`,
      });
    } else {
      columns[column] = position;
    }
  }
  return { columns, dropped, problems };
}

function columnOf(cell: string, levelName = ''): ListColumn | null {
  const key = keyOf(cell);
  if (key !== '' && key === keyOf(levelName)) return 'level';
  const columns = Object.keys(aliases) as ListColumn[];
  return columns.find((column) => aliases[column].includes(key)) ?? null;
}

function keyOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function identifiedBy(cell: string): string | null {
  const key = keyOf(cell);
  return identifying.find(([pattern]) => pattern.test(key))?.[1] ?? null;
}

/** The name that a spreadsheet gives a column: A … Z, AA … */
function columnLetter(position: number): string {
  const last = String.fromCharCode(65 + (position % 26));
  return position < 26 ? last : columnLetter(Math.floor(position / 26) - 1) + last;
}
