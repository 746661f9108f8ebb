import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findIdentifiers, type KnownIdentifiers } from '../../domain/identifiers.ts';
import type { KnownName } from '../../domain/known-names.ts';

const child = (name: string): KnownName => ({ name, whose: 'child' });
const staff = (name: string): KnownName => ({ name, whose: 'staff' });
const nobody: KnownIdentifiers = { names: [], dates: [], references: [] };

function hits(text: string, known: Partial<KnownIdentifiers> = {}): string[] {
  return findIdentifiers(text, { ...nobody, ...known }).map((hit) => `${hit.kind}: ${hit.text}`);
}
const named = (text: string, ...names: string[]) => hits(text, { names: names.map(child) });

// A page as a real summary report reads; nobody in it.
const ordinaryPage = `Summary of the deep dive audit into responses to domestic abuse, Spring 2027

1. What we did. Eight children were selected at random from the whole spectrum of need. Agencies
completed 34 audit tools between 1 March 2027 and 26 March 2027, and a discussion was held on Friday
16 April 2027. The practice window was September 2026 to March 2027. 12 14 16 18 20 returns a week
came in. C1 and C2 were known to Universal services; C3 2nd visit was missed.

2. Good practice. The GP, the HV and the school shared information within 24 hours in 6 of 8 cases
(75%). Strategy meetings were held in time (S47, 15 working days), and the CP plan was specific,
measurable and reviewed. Children said what it was like for them: "I felt heard". In the main, the
child's voice will be found in the file; staff may record it in their own words. Police, health,
housing and education each made their mark early on. There is hope and good will in the workforce.

3. Areas for development. Fathers were seldom asked. Plans in C4, C5 and C7 did not say who would do
what by when, e.g. "mother to engage". One service knew a bail date that others did not. Young
people were moved between placements; long waits for CAMHS grew from 11 to 19 weeks. In May and June
the case load of one team rose to 31. The need for supervision was rich in detail in one agency and
poor in another. On a scale of 1-10 the average was 6.4. Threshold 3, level 2, tier 4.

4. Recommendations. (a) Each agency to bring a plan to the SEG by 30 September 2027. (b) The DSL
forum to run a session on PLO and IDVA referral. (c) QA of s47 minutes every quarter: Q1 2027/28,
Q2 2027/28. Minute ref. 12.3, paper 4. Turnout 1,204 of 10,456 (11.5%). Phone lines are open 9-5.
`;

describe('names in a report', () => {
  it.each([
    ['in full', 'We saw Olivia Hartley at home.', 'Olivia Hartley'],
    ['surname first', 'HARTLEY, Olivia was seen.', 'HARTLEY, Olivia'],
    ['in small letters', 'we saw olivia hartley', 'olivia hartley'],
    ['by first name', 'Then Olivia said', 'Olivia'],
    ['by surname', 'the Hartley family', 'Hartley'],
    ['as a possessive', "in Olivia's words", 'Olivia'],
    ['as a possessive with a curly apostrophe', 'in Olivia’s words', 'Olivia'],
    ['without the apostrophe', 'olivias room', 'olivias'],
    ['as a family', 'The Hartleys moved', 'Hartleys'],
    ['run together', 'see OliviaHartley.docx', 'OliviaHartley'],
    ['in a file name', 'see olivia_hartley_2027.docx', 'olivia_hartley'],
    ['joined to a figure', 'Hartley2015', 'Hartley'],
    ['over a line break', 'Olivia\nHartley', 'Olivia\nHartley'],
    ['with a soft hyphen inside', 'Oli\u00advia', 'Oli\u00advia'],
    ['with a space that does not break', 'Olivia\u00a0Hartley', 'Olivia\u00a0Hartley'],
    ['in wide letters', 'Ｏｌｉｖｉａ', 'Ｏｌｉｖｉａ'],
    ['hyphenated', 'Olivia-Hartley', 'Olivia-Hartley'],
    ['in quotation marks', '“Olivia”', 'Olivia'],
  ])('are found %s (DD-18)', (_, text, found) => {
    expect(named(text, 'Olivia Hartley')).toEqual([`name: ${found}`]);
  });

  it.each([
    ["Siân O'Brien", 'Sian said', 'Sian'],
    ["Siân O'Brien", 'SIÂN O’BRIEN', 'SIÂN O’BRIEN'],
    ["Siân O'Brien", 'Sia\u0302n', 'Sia\u0302n'],
    ["Siân O'Brien", 'Mrs OBrien', 'OBrien'],
    ["Siân O'Brien", 'Mrs O Brien', 'O Brien'],
    ['Sian Obrien', "Siân O'Brien", "Siân O'Brien"],
    ['Owain Llŷr', 'Llyr', 'Llyr'],
    ['Mr. Jürgen Weiß', 'JÜRGEN WEISS', 'JÜRGEN WEISS'],
    ['Łukasz Nowak', 'Lukasz', 'Lukasz'],
    ['Zoe Smith-Jones', 'the Jones household', 'Jones'],
    ['Zoe Smith-Jones', 'Zoe Smith–Jones', 'Zoe Smith–Jones'],
    ['Zoe Smith-Jones', 'SmithJones', 'SmithJones'],
    ['Kelly McDonald', 'the Mc Donald home', 'Mc Donald'],
    ['Ana de la Cruz', 'Ms Cruz', 'Cruz'],
    ['Hartley, Olivia', 'Olivia', 'Olivia'],
    ['Dr Priya Nair (locum)', 'the locum Dr Nair', 'Nair'],
    ['Олена Шевченко', 'ОЛЕНА', 'ОЛЕНА'],
  ])('of %s are found in "%s" (DD-18)', (name, text, found) => {
    expect(named(text, name)).toEqual([`name: ${found}`]);
  });

  it('are found by nicknames that are known, for each person who has them (DD-18)', () => {
    const names = [child('Jonathan Bell'), child('Jonny'), staff('Mina Abadi')];
    expect(findIdentifiers('Jonny and Mina met.', { ...nobody, names })).toEqual([
      { kind: 'name', start: 0, end: 5, text: 'Jonny', why: 'The name of a child in this audit.' },
      { kind: 'name', start: 10, end: 14, text: 'Mina', why: 'The name of a member of staff.' },
    ]);
  });

  it('are one hit each for two people who stand together (DD-18)', () => {
    expect(named('Olivia Priya', 'Olivia Hartley', 'Priya Nair')).toEqual([
      'name: Olivia',
      'name: Priya',
    ]);
  });

  it.each([
    ['Olivia Hartley', 'The Olivian script, the heartland, harts and olives.'],
    ['Al Thi Ha', 'This has al dente pasta; his hat and that.'],
    ['Dr Ana de la Cruz', 'The doctor de facto ran la crosse.'],
    ['Rob Best', 'the best way to rob a bank'],
    ['Jo Ng', 'jo'],
  ])('are not found in other words: %s (DD-18)', (name, text) => {
    expect(named(text, name)).toEqual([]);
  });
});

describe('names that are ordinary words as well', () => {
  it.each([
    ['Will Young', 'He will do it; the young person will too.', []],
    ['Will Young', 'Then Will came.', ['possible-name: Will']],
    ['Will Young', 'Will was seen.', ['possible-name: Will']],
    ['Will Young', 'Then Will Young came.', ['name: Will Young']],
    ['Will Hartley', 'will hartley', ['name: will hartley']],
    ['Will Hartley', 'Hartley will attend', ['name: Hartley']],
    ['May Hope', 'It may bring hope.', []],
    ['May Hope', 'On 5 May 2027, in 3rd of May, May 2027', []],
    ['May Hope', 'She told May about it.', ['possible-name: May']],
    ['Mark Roy', 'made their mark', []],
    ['Mark Roy', "Mark's school", ['possible-name: Mark']],
    ['Grace Roy', 'and grace was sad', ['possible-name: grace']],
    ['Grace Roy', 'Grace was seen at home', ['possible-name: Grace']],
    ['Al Hartley', 'Al said, et al.', ['possible-name: Al']],
    ['Amy Case', 'in each case; Case 3', ['possible-name: Case']],
  ])('%s in "%s" (DD-18)', (name, text, found) => {
    expect(named(text, name)).toEqual(found);
  });

  it('say so to whoever has to clear them (DD-18)', () => {
    const [hit] = findIdentifiers('Then Will came.', { ...nobody, names: [child('Will Roy')] });
    expect(hit?.why).toBe('An ordinary word, but also the name of a child in this audit.');
  });
});

describe('initials in a report', () => {
  it.each([
    ['JH said', 'JH'],
    ['J.H. said', 'J.H.'],
    ['J.H said', 'J.H'],
    ['J. H. said', 'J. H.'],
    ['J H said', 'J H'],
    ['J-H said', 'J-H'],
    ['j.h. said', 'j.h.'],
    ["JH's home", 'JH'],
    ['(JAH)', 'JAH'],
    ['J.A.H.', 'J.A.H.'],
  ])('are found in "%s" (DD-18)', (text, found) => {
    expect(named(text, 'Joe Adam Hartley')).toEqual([`initials: ${found}`]);
  });

  it.each([
    ['jh', 'Joe Hartley'],
    ['JHS and AJH and JH4 and 4JH', 'Joe Hartley'],
    ['e.g. and i.e.', 'Emma Green'],
    ['Child A. I think', 'Amy Innes'],
  ])('are not found in "%s" (DD-18)', (text, name) => {
    expect(named(text, name)).toEqual([]);
  });

  it('that are usual abbreviations are only possible, and of a child or relative (DD-18)', () => {
    expect(named('The GP rang. G.P. was sad.', 'Gary Peters')).toEqual([
      'possible-initials: GP',
      'initials: G.P.',
    ]);
    expect(hits('The GP rang. G.P. was sad.', { names: [staff('Gary Peters')] })).toEqual([
      'initials: G.P.',
    ]);
  });

  it('of a double surname are found with and without its second part (DD-18)', () => {
    expect(named('ZSJ, ZS and ZJ', 'Zoe Smith-Jones')).toEqual([
      'initials: ZSJ',
      'initials: ZS',
      'initials: ZJ',
    ]);
  });
});

describe('dates of birth in a report', () => {
  it.each([
    '03/02/2015',
    '3/2/2015',
    '3.2.15',
    '03-02-2015',
    '03 02 2015',
    '3 Feb 2015',
    '3rd February 2015',
    '3rd of February, 2015',
    '03-Feb-15',
    'February 3, 2015',
    'Feb 3rd 2015',
    '2015-02-03',
    '2015/02/03',
    '20150203',
    '03022015',
    "3 February '15",
    '3RD FEBRUARY 2015',
    '3\u00a0February\u00a02015',
    '3February2015',
  ])('are found as %s (DD-18)', (written) => {
    expect(hits(`born ${written}, it says`, { dates: ['2015-02-03'] })).toEqual([
      `date-of-birth: ${written}`,
    ]);
  });

  it.each([
    '04/02/2015',
    '3 March 2015',
    '3 Feb 2016',
    'February 2015',
    '13/02/2015',
    '2/3/2015',
    '103/02/2015',
  ])('are not found in %s (DD-18)', (written) => {
    expect(hits(`on ${written}`, { dates: ['2015-02-03'] })).toEqual([]);
  });
});

describe('numbers and addresses in a report', () => {
  it.each([
    ['943 476 5919', 'nhs-number'],
    ['9434765919', 'nhs-number'],
    ['943-476-5919', 'nhs-number'],
    ['943 4765919', 'nhs-number'],
    ['943\u00a0476\u00a05919', 'nhs-number'],
    ['SN8 1AA', 'postcode'],
    ['sn81aa', 'postcode'],
    ['EC1A 1BB', 'postcode'],
    ['W1A 0AX', 'postcode'],
    ['BA14  8JN', 'postcode'],
    ['S1 2ND', 'postcode'],
    ['A123456789012', 'pupil-number'],
    ['QQ 12 34 56 C'.replace('QQ', 'AB'), 'national-insurance-number'],
    ['AB123456C', 'national-insurance-number'],
    ['07700 900123', 'phone'],
    ['+44 7700 900 123', 'phone'],
    ['(01225) 713000', 'phone'],
    ['0044 1225 713000', 'phone'],
    ['ada.roy@school.example.org', 'email'],
  ])('are found: %s (DD-18)', (written, kind) => {
    expect(hits(`It is ${written}, they say.`)).toEqual([`${kind}: ${written}`]);
  });

  it.each([
    '943 476 5918',
    '1943 476 5919',
    'L9434765919',
    'C3 2nd visit',
    'the M4 2nd exit',
    'B2 level',
    'page 12 of 14',
    '2021 2022 2023',
    '10,456 of 12,204',
    '03/02/2015',
    '0 1 2 3 4 5 6 7 8 9',
    '01-02-2015',
    'a@b',
    'Q2 2027/28',
    'DD123456',
    '1 2 3 4 5 6 7 8 9 10',
    'A12345678901',
  ])('are not found in %s (DD-18)', (written) => {
    expect(hits(`It is ${written}, they say.`)).toEqual([]);
  });

  it('finds a telephone number before another number (DD-18)', () => {
    expect(hits('07700 900123 4 times, +44 (0)1225 713000')).toEqual([
      'phone: 07700 900123',
      'phone: +44 (0)1225 713000',
    ]);
  });

  it('finds an NHS number behind another number (DD-18)', () => {
    expect(hits('page 123 943 476 5919')).toEqual(['nhs-number: 943 476 5919']);
    expect(hits('NHS9434765919')).toEqual(['nhs-number: 9434765919']);
  });
});

describe('local references in a report', () => {
  const references = ['LCS-1234', '204517', 'AB 12/26', '77', 'C3'];

  it.each([
    'LCS-1234',
    'lcs 1234',
    'LCS1234',
    'LCS_1234',
    'lcs: 1234',
    '204517',
    'AB12/26',
    'ab-12-26',
  ])('are found as %s (DD-18)', (written) => {
    expect(hits(`see ${written}.`, { references })).toEqual([`local-reference: ${written}`]);
  });

  it.each(['LCS-12345', 'XLCS-1234', '1204517', '204 517', '77 children', 'C3', 'AB 12 27'])(
    'are not found in %s (DD-18)',
    (written) => {
      expect(hits(`see ${written}.`, { references })).toEqual([]);
    },
  );
});

describe('a whole report', () => {
  const everybody: KnownIdentifiers = {
    names: [
      ...['Olivia Hartley', 'Will Young', 'May Hope', 'Mark Long', 'Rich Poor', 'Siân Llŷr'].map(
        child,
      ),
      ...['Gary Peters', 'Carol Potter', 'Dana Singh', 'Quentin Adams', 'Ida Vaughan'].map(staff),
    ],
    dates: ['2015-02-03', '1988-11-30'],
    references: ['LCS-1234', '204517', '2027'],
  };

  it('of ordinary words has no hit when nobody in it is known (DD-18)', () => {
    expect(
      hits(ordinaryPage, { names: ['Olivia Hartley', 'Jaya Rao', "Siân O'Brien"].map(child) }),
    ).toEqual([]);
  });

  it('of ordinary words has few to clear when those known are called by ordinary words (DD-18)', () => {
    const found = hits(ordinaryPage, { ...everybody, references: [] });
    expect(found).toEqual(['possible-name: Young', 'possible-name: May']);
  });

  it('gives each hit with its place in the text as it was typed, in order (DD-18)', () => {
    const text = `İ ﬁ ß 👧 ${ordinaryPage} Siân Llŷr, 3 Feb 2015, SN8 1AA, sian.llyr@example.org`;
    const found = findIdentifiers(text, everybody);
    expect(found.slice(-4).map((hit) => hit.text)).toEqual([
      'Siân Llŷr',
      '3 Feb 2015',
      'SN8 1AA',
      'sian.llyr@example.org',
    ]);
    for (const hit of found) expect(text.slice(hit.start, hit.end)).toBe(hit.text);
    expect(found).toEqual(found.toSorted((a, b) => a.start - b.start));
  });

  it('hides no name, wherever it is put and whatever stands around it (DD-18)', () => {
    const around = fc
      .string({ unit: 'binary', maxLength: 30 })
      .map((text) => text.replace(/[\p{L}\p{M}\p{Cf}]/gu, '·'));
    fc.assert(
      fc.property(around, around, (before, after) => {
        const text = `${before}Olivia Hartley${after}`;
        const found = findIdentifiers(text, { ...nobody, names: [child('Olivia Hartley')] });
        expect(
          found.some((hit) => hit.start <= before.length && hit.end >= before.length + 14),
        ).toBe(true);
      }),
      {
        numRuns: 300,
        examples: [
          ['', '㉠'],
          ['ⅷ', '™'],
        ],
      },
    );
  });

  it('of 100 KB, and text made to be slow to search, is read to its end (DD-18)', () => {
    const text = ordinaryPage.repeat(Math.ceil(100_000 / ordinaryPage.length));
    const names = Array.from({ length: 200 }, (_, at) =>
      child(`Qua${at.toString(36)}x Zy${at.toString(36)}l`.replace(/\d/g, 'w')),
    );
    const references = Array.from({ length: 1000 }, (_, at) => `LCS-${at}`);
    const hostile = [
      'a'.repeat(50_000),
      '0'.repeat(50_000),
      '0 '.repeat(25_000),
      'a.'.repeat(25_000),
      'Zy '.repeat(20_000),
    ];
    // A search that goes back over its own steps would not end before the test's time is up.
    for (const each of [text, ...hostile]) {
      expect(findIdentifiers(each, { names, dates: ['2015-02-03'], references })).toEqual([]);
    }
  });
});
