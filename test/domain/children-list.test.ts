import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChildRow,
  canonicalList,
  type ListSettings,
  mergeLists,
  parseChildrenList,
} from '../../domain/children-list.ts';

const settings: ListSettings = {
  levels: [
    { key: 'universal', label: 'Universal' },
    { key: 'early-help', label: 'Early help' },
    { key: 'child-in-need', label: 'Child in need' },
  ],
  agencies: [
    { key: 'police', label: 'Police' },
    { key: 'health', label: 'Health visiting' },
    { key: 'health', label: 'Midwifery & newborn' },
    { key: 'school', label: 'Schools, nurseries' },
  ],
};

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, littleEndian: boolean) => {
  const bytes = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at += 1)
    bytes.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  return new Uint8Array(bytes.buffer);
};
const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

const read = (text: string | Uint8Array, changes: Partial<ListSettings> = {}) =>
  parseChildrenList(typeof text === 'string' ? utf8(text) : text, { ...settings, ...changes });
function rowsOf(text: string | Uint8Array, changes: Partial<ListSettings> = {}): ChildRow[] {
  const list = read(text, changes);
  if (!list.ok) throw new Error(list.problems.map(({ message }) => message).join(' '));
  return list.rows;
}
function messages(text: string | Uint8Array, changes: Partial<ListSettings> = {}): string[] {
  const list = read(text, changes);
  return list.ok ? [] : list.problems.map(({ message }) => message);
}

const heading = 'Local reference,Level of need,Source,Family reference,Known agencies\n';
const good = `${heading}L-1,Universal,School list,F-1,Police\nL-2,early-help,School list,,\n`;
const goodRows = [
  {
    reference: 'L-1',
    level: 'universal',
    source: 'School list',
    familyReference: 'F-1',
    knownAgencies: ['police'],
  },
  {
    reference: 'L-2',
    level: 'early-help',
    source: 'School list',
    familyReference: null,
    knownAgencies: [],
  },
];

describe('a list of children', () => {
  it.each([
    ['as it comes', good],
    ['with semicolons', good.replaceAll(',', ';')],
    ['with tabs', good.replaceAll(',', '\t')],
    ['with a line that names the separator', `sep=;\n${good.replaceAll(',', ';')}`],
    ['with a byte order mark', `\uFEFF${good}`],
    ['with Windows line ends', good.replaceAll('\n', '\r\n')],
    ['with old Mac line ends', good.replaceAll('\n', '\r')],
    ['with empty lines and rows of separators', `\n\n${good.replaceAll('\n', '\n\n,,,,\n')}\n`],
    ['with everything in quotation marks', good.replace(/[^,\n]+/g, '"$&"')],
    ['with spaces around everything', good.replace(/[^,\n]+/g, '  $& ')],
    [
      'with headings in another form',
      good.replace(heading, 'REF,level_of_need,Source List,familyref,Agencies Involved\n'),
    ],
    [
      'with columns in another order',
      'Source,Known to,Ref,Level,Family\nSchool list,Police,L-1,UNIVERSAL,F-1\nSchool list,,L-2,Early Help,\n',
    ],
    ['as UTF-16', utf16(`\uFEFF${good}`, true)],
    ['as UTF-16 the other way round', utf16(`\uFEFF${good}`, false)],
    ['as UTF-16 without a mark', utf16(good, true)],
  ])('is read %s (DD-5)', (_, text) => {
    expect(rowsOf(text)).toEqual(goodRows);
  });

  it('takes the default where it has no source (DD-5)', () => {
    const rows = rowsOf('ref,level\nL-1,universal\n', { defaultSource: 'Children open in May' });
    expect(rows[0]?.source).toBe('Children open in May');
  });

  it.each([
    ['Police; health-visiting', ['police', 'health']],
    ['health|HEALTH VISITING', ['health']],
    ['"midwifery and newborn"', ['health']],
    ['"Schools, nurseries"', ['school']],
    ['"Police, Health visiting"', ['police', 'health']],
    ['', []],
  ])('reads the known agencies %s (DD-6)', (cell, known) => {
    expect(rowsOf(`${heading}L-1,Universal,List 1,,${cell}\n`)[0]?.knownAgencies).toEqual(known);
  });

  it('is read in Windows-1252, with the accents of its agencies (DD-6)', () => {
    const agencies = [{ key: 'creche', label: 'Crèche – Siân’s' }];
    const list = read(
      latin('ref,level,source,agencies\nL-1,universal,List 1,Cr\xe8che \x96 Si\xe2n\x92s\n'),
      { agencies },
    );
    expect(list).toMatchObject({
      ok: true,
      encoding: 'Windows-1252',
      rows: [{ knownAgencies: ['creche'] }],
    });
  });

  it('drops every column that it does not need and names those that identify (DD-5)', () => {
    const list = read(
      'Ref,First name,Surname,DOB,NHS No.,Post code,Home address,E-mail,Mobile,Ethnicity,Level,Source,\n' +
        'L-1,Ada,Roy,03/02/2015,943 476 5919,SN8 1AA,"1 High Street, Town",a@example.org,07700 900123,x,universal,List 1,y\n',
    );
    if (!list.ok) throw new Error('refused');
    expect(list.rows).toEqual([
      {
        reference: 'L-1',
        level: 'universal',
        source: 'List 1',
        familyReference: null,
        knownAgencies: [],
      },
    ]);
    expect(list.droppedColumns.map(({ column, identifies }) => [column, identifies])).toEqual([
      ['First name', 'names'],
      ['Surname', 'names'],
      ['DOB', 'dates of birth'],
      ['NHS No.', 'NHS numbers'],
      ['Post code', 'postcodes'],
      ['Home address', 'addresses'],
      ['E-mail', 'email addresses'],
      ['Mobile', 'telephone numbers'],
      ['Ethnicity', null],
      ['column M', null],
    ]);
    expect(JSON.stringify(list)).not.toMatch(/Ada|Roy|2015|943|SN8|High Street|07700/);
  });

  it('may be as long as 10,000 rows and no longer (DD-5)', () => {
    const rows = (count: number) =>
      heading + Array.from({ length: count }, (_, at) => `L-${at},universal,List 1,,\n`).join('');
    expect(rowsOf(rows(10_000))).toHaveLength(10_000);
    expect(messages(rows(10_001))).toEqual([
      'The list has 10001 children; at most 10,000 can be read.',
    ]);
  });
});

describe('a list that cannot be used', () => {
  const row = (cells: string) => `${heading}L-1,Universal,List 1,,\n${cells}\n`;

  it.each<[string, string | Uint8Array, string[]]>([
    ['an empty file', '', ['The file is empty.']],
    [
      'an Excel workbook',
      latin('PK\x03\x04rest'),
      [
        'This is an Excel workbook, not a CSV file. Open it, choose "Save as" and then "CSV UTF-8 (comma delimited)".',
      ],
    ],
    ['a PDF', '%PDF-1.7', ['This is a PDF, not a CSV file. Save the list as CSV.']],
    [
      'too large a file',
      new Uint8Array(5_000_001).fill(65),
      ['The file is larger than 5 MB. Keep only the columns asked for.'],
    ],
    [
      'bytes of no encoding',
      latin(row('L-2,universal,\x81,,')),
      [
        'Row 3 cannot be read as text. Open it, choose "Save as" and then "CSV UTF-8 (comma delimited)".',
      ],
    ],
    [
      'signs that are not text',
      row('L-2,universal,\u0000,,'),
      [
        'Row 3 holds signs that are not text. Open it, choose "Save as" and then "CSV UTF-8 (comma delimited)".',
      ],
    ],
    [
      'no columns that are needed',
      'a,b\n1,2\n',
      [
        'The list has no column "local reference". Add it, with its heading in the first row.',
        'The list has no column "level of need". Add it, with its heading in the first row.',
        'The list has no column "source". Add it, with its heading in the first row.',
      ],
    ],
    [
      'two columns for the same',
      'ref,Child ID,level,source\n',
      ['"ref" and "Child ID" both seem to be the local reference. Remove or rename one of them.'],
    ],
    ['headings only', heading, ['The list has headings but no children below them.']],
    [
      'nothing filled in',
      row(',,,F-1,'),
      [
        'Row 3, local reference: nothing is filled in. Fill it in, or remove the row.',
        'Row 3, level of need: nothing is filled in. Fill it in, or remove the row.',
        'Row 3, source: nothing is filled in. Fill it in, or remove the row.',
      ],
    ],
    [
      'a reference twice',
      row('l -1,universal,List 1,,'),
      ['Row 3, local reference: "l -1" is in row 2 already. Keep one row for each child.'],
    ],
    [
      'an unknown level',
      row('L-2,Universal plus,List 1,,'),
      [
        'Row 3, level of need: "Universal plus" is not known. Use one of: Universal, Early help, Child in need.',
      ],
    ],
    [
      'an unknown agency',
      row('L-2,universal,List 1,,Police;Fire'),
      [
        'Row 3, known agencies: "Fire" is not a known agency or service. Use one of: Police, Health visiting, Midwifery & newborn, Schools, nurseries; with ";" between several.',
      ],
    ],
    [
      'too many cells',
      row('L-2,universal,List 1,,Police,Health'),
      ['Row 3 has more cells than the list has headings. Look for a separator inside a cell.'],
    ],
    [
      'too long a cell',
      row(`L-${'2'.repeat(60)},universal,List 1,,`),
      ['Row 3, local reference: longer than 60 characters. Shorten it.'],
    ],
    [
      'a line break in a reference',
      row('"L\n2",universal,List 1,,'),
      [
        'Row 3, local reference: it holds a line break or another sign that is not text. Remove it.',
      ],
    ],
    [
      'a lost letter',
      row('L-2,universal,Caf\uFFFD list,,'),
      ['Row 3, source: a letter was lost when the file was saved. Save it again as CSV UTF-8.'],
    ],
    [
      'a quotation mark left open',
      row('"L-2,universal,List 1,,'),
      ['A quotation mark (") is opened in row 3 and never closed. Remove it, or close it.'],
    ],
    [
      'a quotation mark inside a cell',
      row('L-"2,universal,List 1,,'),
      [
        'A quotation mark (") stands inside a cell in row 3. Remove it, or save the list from a spreadsheet as CSV again.',
      ],
    ],
    [
      'a number shortened by the spreadsheet',
      row('1.23E+09,universal,List 1,,'),
      [
        'Row 3, local reference: the spreadsheet has shortened this number. Format the column as text and save the list again.',
      ],
    ],
    [
      'a date of birth for a reference',
      row('03/02/2015,universal,List 1,,'),
      [
        'Row 3, local reference: this seems to be a date, perhaps a date of birth. Use the local reference.',
      ],
    ],
  ])('says what is wrong, where, and what to do: %s (DD-5)', (_, text, expected) => {
    expect(messages(text)).toEqual(expected);
  });

  it('is refused for a label that two agencies share, not for their keys (DD-6)', () => {
    const agencies = [
      { key: 'north', label: 'Health visiting' },
      { key: 'south', label: 'Health visiting' },
    ];
    expect(messages(row('L-2,universal,List 1,,Health visiting'), { agencies })).toHaveLength(1);
    expect(messages(row('L-2,universal,List 1,,south'), { agencies })).toEqual([]);
  });

  it.each([
    ['John Smith'],
    ['SMITH, JOHN'],
    ['john smith'],
    ['J. Smith'],
    ['Smith J'],
    ['Smith'],
    ["O'Brien"],
    ['Mrs Smith'],
    ['John Smith 2015'],
    ['Siân Llŷr'],
    ['Smith family'],
  ])('has a person’s name for a reference: "%s", which is not repeated (DD-18)', (name) => {
    for (const cells of [`"${name}",universal,List 1,,`, `L-2,universal,List 1,"${name}",`]) {
      const [message] = messages(row(cells));
      expect(message).toContain("seems to be a person's name, which the list must not hold");
      expect(message?.toLowerCase()).not.toContain(name.toLowerCase());
    }
  });

  it('repeats no name from a wrong column either (DD-18)', () => {
    const [level, agency] = messages(row('L-2,John Smith,List 1,,John Smith'));
    expect(level).toBe(
      'Row 3, level of need: this text is not known. Use one of: Universal, Early help, Child in need.',
    );
    expect(agency).not.toContain('Smith');
    expect(messages(row('L-2,universal,John Smith,,'))[0]).toContain('add the word "list"');
  });

  it.each([
    'LCS-1234',
    '104 223',
    'AB/12/2026',
    'Child A',
    'Case 7',
    'Mosaic 20417',
    'P12-b',
    '#99',
    'EH0042',
    'Ref. 5',
  ])('is not refused for the reference "%s" (DD-5)', (reference) => {
    expect(messages(row(`${reference},universal,Early Help module,,`))).toEqual([]);
  });

  it.each(['9434765919', '943 476 5919', '943-476-5919', 'NHS 943 476 5919'])(
    'has an NHS number for a reference: "%s" (DD-18)',
    (number) => {
      const [message] = messages(row(`${number},universal,List 1,,`));
      expect(message).toContain('seems to be an NHS number');
      expect(message).not.toContain('5919');
    },
  );

  it('takes ten digits that are no NHS number, and a local number with a letter (DD-5)', () => {
    expect(messages(row('9434765918,universal,List 1,,'))).toEqual([]);
    expect(messages(row('L9434765919,universal,List 1,,'))).toEqual([]);
  });

  it('shows the first fifty problems and the number of the others (DD-5)', () => {
    const rows = Array.from({ length: 300 }, (_, at) => `L-${at},none,List 1,,\n`).join('');
    const shown = messages(heading + rows);
    expect(shown).toHaveLength(51);
    expect(shown.at(-1)).toBe('And 250 more of this kind.');
  });

  it('shows what was typed as it was typed, whatever it would mean elsewhere (DD-5)', () => {
    const [message] = messages(row('L-2,<script>{{7*7}},List 1,,'));
    expect(message).toContain('"<script>{{7*7}}" is not known');
  });
});

describe('any file at all', () => {
  const pieces = fc.constantFrom(
    'ref',
    'level',
    'source',
    ',',
    ';',
    '\t',
    '\n',
    '\r',
    '"',
    '""',
    'L-1',
    'universal',
    ' ',
    'ŵ',
    '=cmd|1',
    '\uFEFF',
    'sep=;\n',
    '\u0000',
  );

  it('is read or refused with a reason, and never half read (DD-5)', () => {
    const text = fc.array(pieces, { maxLength: 60 }).map((parts) => utf8(heading + parts.join('')));
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        const list = read(bytes);
        if (!list.ok) {
          expect(list.problems.length).toBeGreaterThan(0);
          for (const { message } of list.problems) expect(message).toMatch(/^\S.*\.$/s);
          return;
        }
        for (const { reference, level, source } of list.rows) {
          expect(reference && level && source).not.toBe('');
        }
        expect(mergeLists([{ name: 'List', rows: list.rows }]).ok).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('several lists', () => {
  const list = (name: string, ...references: string[]) => ({
    name,
    rows: references.map((reference) => ({
      ...(goodRows[0] as ChildRow),
      reference,
      source: name,
    })),
  });

  it('make one (DD-5)', () => {
    const merged = mergeLists([list('Early help', 'E-1'), list('Social care', 'S-1', 'S-2')]);
    expect(merged.ok && merged.rows.map(({ reference }) => reference)).toEqual([
      'E-1',
      'S-1',
      'S-2',
    ]);
  });

  it('are refused when a child is in two of them (DD-5)', () => {
    const merged = mergeLists([
      list('Early help', 'E-1', 'X-9'),
      list('Social care', 'x-9', 'S-1', 'S-1'),
    ]);
    expect(!merged.ok && merged.problems.map(({ message }) => message)).toEqual([
      'The reference "x-9" is in "Early help" and in "Social care". Keep each child in one list only.',
      'The reference "S-1" is twice in "Social care". Keep each child in one list only.',
    ]);
  });
});

describe('the text from which a list’s fingerprint is made', () => {
  it('is the same for the same children in any order (DD-5)', () => {
    expect(canonicalList(goodRows.toReversed())).toBe(canonicalList(goodRows));
    expect(canonicalList(goodRows)).toBe(
      'deepdive-list/1\n' +
        '["L-1","universal","School list","F-1",["police"]]\n' +
        '["L-2","early-help","School list","",[]]\n',
    );
  });

  it('tells apart every change of a child (DD-5)', () => {
    const [first, second] = goodRows as [ChildRow, ChildRow];
    const changes: Partial<ChildRow>[] = [
      { reference: 'L-10' },
      { level: 'universal' },
      { source: 'L' },
      { familyReference: 'F-1' },
      { knownAgencies: ['health'] },
    ];
    const texts = changes.map((change) => canonicalList([first, { ...second, ...change }]));
    expect(new Set([canonicalList(goodRows), ...texts]).size).toBe(changes.length + 1);
    const moved = [
      { ...first, source: 'a","b' },
      { ...first, reference: 'L-1","a', source: 'b' },
    ];
    expect(canonicalList(moved.slice(0, 1))).not.toBe(canonicalList(moved.slice(1)));
  });
});

describe('a list where the process calls its levels something else', () => {
  const own = { levelName: 'Area of the borough' };

  it('heads the column so, or as usual', () => {
    const areas = good.replace('Level of need', 'Area of the Borough');
    expect(rowsOf(areas, own)).toEqual(goodRows);
    expect(rowsOf(good, own)).toEqual(goodRows);
  });

  it('is told by that name what it lacks', () => {
    const without = 'Local reference,Source\nL-1,School list\n';
    expect(messages(without, own)).toEqual([
      'The list has no column "Area of the borough". Add it, with its heading in the first row.',
    ]);
  });
});
