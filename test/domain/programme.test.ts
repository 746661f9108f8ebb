import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cadenceMonths, cadenceProgramme } from '../../domain/cadence.ts';
import { checkProgramme, programmeEditorSchema } from '../../domain/check-programme.ts';
import { formatDegreeDate } from '../../domain/degree-dates.ts';
import { datesOfEntry, type Programme } from '../../domain/programme.ts';
import { noticesOf, programmeText } from '../../domain/programme-in-words.ts';

const folder = new URL('../../programmes/', import.meta.url);
const text = readFileSync(new URL('solihull-2022-23.yaml', folder), 'utf8');
const programme = (() => {
  const checked = checkProgramme(text);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.programme;
})();

/** The file with one thing changed, and what is then said of it: "line: sentence". */
function problemsAfter(from: string | RegExp, to: string): string[] {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  const checked = checkProgramme(changed);
  return checked.ok ? [] : checked.problems.map(({ line, message }) => `${line}: ${message}`);
}
const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length;
const entry = (of: Programme, key: string) => {
  const found = of.entries.find((each) => each.key === key);
  if (!found) throw new Error(key);
  return found;
};
const told = (key: string) =>
  datesOfEntry(entry(programme, key)).map(
    ({ label, date }) => `${label}: ${formatDegreeDate(date)}`,
  );

describe('the programme of a year', () => {
  it('holds the dates of the published schedule in their degrees (SO-39, SO-40)', () => {
    expect(told('domestic-abuse')).toEqual([
      'Auditing begins: Monday 4 July 2022',
      'Auditing ends: Friday 5 August 2022',
      'Meeting: Friday 19 August 2022',
      'Sign-off by the audit group: Tuesday 6 September 2022',
      'Report: Tuesday 13 September 2022',
    ]);
    expect(told('physical-abuse')).toContain('Meeting: Friday 11 November 2022 (provisional)');
    expect(told('strategy-meetings')[0]).toBe('Date of the audit: September 2022, day to be set');
    expect(told('voice-of-the-child').at(-1)).toBe('Report: May 2023, day to be set');
  });

  it('holds three thematic deep dives and three dip samples, and is refused with fewer (SO-41)', () => {
    const types = programme.entries.map(({ type }) => type);
    expect(types.filter((type) => type === 'Thematic deep dive')).toHaveLength(3);
    expect(types.filter((type) => type === 'Dip sample')).toHaveLength(3);
    expect(problemsAfter('Dip sample: 3', 'Dip sample: 4')).toEqual([
      `${lineOf('holds:')}: The year is to hold 4 of the type "Dip sample", and has 3.`,
    ]);
  });

  it('lets a window begin before its month, and nothing else (SO-39)', () => {
    expect(entry(programme, 'physical-abuse').window?.from).toBe('2022-09-23');
    const [problem] = problemsAfter('date: { month: 2022-12 }', 'date: 2022-11-30');
    expect(problem).toContain('Date of the audit comes before December 2022');
  });

  it('refuses dates that are out of order, with the line (SO-40)', () => {
    expect(problemsAfter('meeting: 2022-08-19', 'meeting: 2022-08-01')).toEqual([
      `${lineOf('meeting: 2022-08-19')}: Meeting (Monday 1 August 2022) is before Auditing ends (Friday 5 August 2022): it has to come after it.`,
    ]);
    expect(
      problemsAfter('signOff: { month: 2023-04 }', 'signOff: { month: 2023-06 }'),
    ).toHaveLength(1);
  });

  it('checks order only on what is known (SO-39)', () => {
    expect(problemsAfter('signOff: 2022-09-06', 'signOff: unknown')).toEqual([]);
    expect(problemsAfter('date: { month: 2022-09 }', 'date: unknown')).toEqual([]);
  });

  it('says where something is mistyped and what was meant', () => {
    expect(problemsAfter('signOff: 2022-09-06', 'signoff: 2022-09-06')).toEqual([
      `${lineOf('signOff: 2022-09-06')}: "signoff" is not known here. Did you mean "signOff"?`,
    ]);
    expect(problemsAfter('report: 2022-09-13', 'report: 2022-09-31')[0]).toContain(
      `${lineOf('report: 2022-09-13')}: `,
    );
    expect(problemsAfter('provisional: 2022-11-11', 'provisonal: 2022-11-11')[0]).toContain(
      'Did you mean "provisional"?',
    );
  });

  it('points out days off, school holidays and what falls together, and refuses none (SO-39)', () => {
    const messages = noticesOf(programme).map(({ message }) => message);
    expect(messages).toContain(
      'Domestic abuse: meeting (Friday 19 August 2022) is in the school holidays.',
    );
    expect(messages).toContain(
      "On Tuesday 17 January 2023 fall together: report of Physical abuse and report of Partners' engagement with meetings.",
    );
    const moved = text.replace('signOff: 2022-09-06', 'signOff: 2022-08-29');
    const checked = checkProgramme(moved);
    const said = checked.ok ? noticesOf(checked.programme).map(({ message }) => message) : [];
    expect(said.join()).toContain(
      'Monday 29 August 2022) is a day on which the partnership does not work',
    );
  });

  it('names the earlier audit against which one is read (SO-42)', () => {
    expect(programmeText(programme)).toContain(
      'Read against: The dip sample on the voice of the child of January 2022',
    );
  });

  it('has its shape published for editors', () => {
    expect(readFileSync(new URL('programme.schema.json', folder), 'utf8')).toBe(
      programmeEditorSchema(),
    );
  });
});

describe('a cadence', () => {
  const process = { profile: 'case-audit', title: 'Case audit' };

  it.each([
    [1, ['2027-04']],
    [2, ['2027-04', '2027-10']],
    [3, ['2027-04', '2027-08', '2027-12']],
    [4, ['2027-04', '2027-07', '2027-10', '2028-01']],
  ] as const)('of %i a year has its months (CH-5, FA-1, WA-1)', (perYear, months) => {
    expect(cadenceMonths({ perYear, firstMonth: 4 }, 2027)).toEqual(months);
  });

  it('makes a programme of its own, of which only the months are known (CH-5, FA-1, WA-1)', () => {
    const made = cadenceProgramme({ ...process, cadence: { perYear: 2, firstMonth: 5 } }, 2027);
    expect(made.entries.map(({ month, process: of }) => [month, of])).toEqual([
      ['2027-05', 'case-audit'],
      ['2027-11', 'case-audit'],
    ]);
    expect(checkProgramme(JSON.stringify(made))).toMatchObject({ ok: true });
  });
});
