import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cadenceMonths } from '../../domain/cadence.ts';
import { checkProfile } from '../../domain/check-profile.ts';
import { processDrawing } from '../../domain/process-drawing.ts';
import { processText } from '../../domain/process-in-words.ts';

const textOf = (name: string) =>
  readFileSync(new URL(`../../profiles/solihull-${name}.yaml`, import.meta.url), 'utf8');

const drawing = `  - key: sample
    kind: draw-sample
    size: 2
    strata: [{ key: all, label: All }]
    identities: { due: { workingDays: 2 }, escalate: { workingDaysAfter: 2, to: [manager] } }`;

/** What the check says of a process with one thing changed. */
function problemsAfter(name: string, from: string, to: string): string {
  const text = textOf(name).replace(from, to);
  expect(text).not.toBe(textOf(name));
  const checked = checkProfile(text);
  return checked.ok ? '' : checked.problems.map(({ message }) => message).join('\n');
}

function profileOf(name: string) {
  const checked = checkProfile(textOf(name));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.profile;
}

describe('a process whose returns are not about children', () => {
  it.each(['section-11', 'schools-175', 'training-impact'])(
    '%s is told and drawn without any (SO-37, SO-38)',
    (name) => {
      const profile = profileOf(name);
      const drawn = JSON.stringify(processDrawing(profile));
      const told = `${processText(profile)}\n${drawn}`.replace('Listening to children', '');
      expect(told).not.toMatch(/\b(child|children|cases?)\b/i);
    },
  );

  it('says who shares the tool, and how often it is used (SO-37)', () => {
    const told = processText(profileOf('section-11'));
    expect(told).toContain(
      'The tool is shared by Solihull, Birmingham, Coventry and Warwickshire.',
    );
    expect(told).toContain('It is run once every 2 years from 2027, in April.');
  });

  it('says that schools and attendances are audited each year, and what silence means (SO-38)', () => {
    expect(profileOf('schools-175').cadence).toMatchObject({ perYear: 1 });
    expect(profileOf('training-impact').cadence).toMatchObject({ perYear: 1 });
    expect(processText(profileOf('training-impact'))).toContain(
      'what the other of the two said stands by itself, and nothing is read from the silence',
    );
    expect(processText(profileOf('schools-175'))).toContain(
      'Who is told of silence hears of all schools in one email.',
    );
  });

  it('is run only in the years that were agreed (SO-37)', () => {
    const cadence = { perYear: 1, firstMonth: 4, years: { every: 2, from: 2027 } } as const;
    expect(cadenceMonths(cadence, 2027)).toEqual(['2027-04']);
    expect(cadenceMonths(cadence, 2028)).toEqual([]);
    expect(cadenceMonths(cadence, 2029)).toEqual(['2029-04']);
  });

  it.each([
    [
      'a stage about children',
      ['section-11', '  - key: review-group', `${drawing}\n  - key: review-group`],
      'are not about children, but the stage "sample" (draw-sample) is',
    ],
    [
      'schools of which it is not said whose they are',
      ['schools-175', '    establishmentsOf: [schools]\n', ''],
      'Say with "establishmentsOf" which agency',
    ],
    [
      'attendances without the two tools',
      ['training-impact', '    toolByPart: { attendee: attendee, manager: manager }\n', ''],
      'Say with "toolByPart" what attendees and what managers are asked',
    ],
    [
      'a tool that is not there',
      ['training-impact', 'manager: manager }', 'manager: managers }'],
      'There is no tool "managers". Did you mean "manager"?',
    ],
    [
      'a setting of another subject',
      ['section-11', 'subject: agency', 'subject: agency\n    establishmentsOf: [schools]'],
      '"establishmentsOf" means something only with "subject: establishment"',
    ],
    [
      'a team that audits children',
      ['section-11', 'subject: agency', 'subject: agency\n    who: team'],
      'A team audits children, and these returns are about none.',
    ],
    [
      'independence from the work with a child',
      [
        'section-11',
        '  scale:\n',
        '  independence: { text: I am not., notCaseHolder: true, notLineManager: true }\n  scale:\n',
      ],
      '"independence" in a tool is about the work with a child',
    ],
  ] as const)('is refused with %s', (_what, [name, from, to], said) => {
    expect(problemsAfter(name, from, to)).toContain(said);
  });
});
