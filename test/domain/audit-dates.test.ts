import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  auditDateProblems,
  type DatesByKey,
  datesMoved,
  proposedDates,
} from '../../domain/audit-dates.ts';
import { bankHolidays } from '../../domain/bank-holidays.ts';
import { checkProfile } from '../../domain/check-profile.ts';
import { profileSchema } from '../../domain/profile.ts';

const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
const profile = profileSchema.parse(parse(readFileSync(file, 'utf8')));
const calendar = {
  zone: 'Europe/London',
  holidays: bankHolidays(2026, 2028),
  closures: ['2027-04-01'],
};
const today = '2027-03-01';
const fixed = (date: string) => ({ degree: 'fixed' as const, date });
const usual: DatesByKey = {
  returns: fixed('2027-04-07'),
  pack: fixed('2027-04-21'),
  discussion: fixed('2027-04-28'),
};

describe('the dates of an audit that starts', () => {
  it('are proposed in working days, over bank holidays and closure days', () => {
    // From Monday 1 March: 25 working days, past Good Friday, Easter Monday and a closure day.
    expect(proposedDates(profile.dates, today, calendar)).toEqual({
      returns: '2027-04-08',
      pack: '2027-04-22',
      discussion: '2027-04-29',
    });
  });

  it('are refused out of order, naming both dates', () => {
    const dates = { ...usual, discussion: fixed('2027-04-05') };
    expect(auditDateProblems(profile, dates, { today })).toEqual([
      {
        key: 'discussion',
        message:
          'Multi-agency audit discussion (Monday 5 April 2027) is before Pack circulated (Wednesday 21 April 2027): it has to come after it.',
      },
    ]);
  });

  it.each([
    ['has passed', fixed('2027-02-26'), /Friday 26 February 2027\) has already passed/],
    ['does not exist', fixed('2027-02-30'), /not a real date/],
    ['is a month only', { degree: 'month' as const, month: '2027-04' }, /Enter a day/],
  ])('are refused where the day on which something falls due %s', (_, returns, message) => {
    const [problem] = auditDateProblems(profile, { ...usual, returns }, { today });
    expect(problem?.key).toBe('returns');
    expect(problem?.message).toMatch(message);
  });

  const undecided: DatesByKey = {
    ...usual,
    pack: { degree: 'unknown' },
    discussion: { degree: 'month', month: '2027-04' },
  };

  it('may be a month only, or unknown, where the stage waits for the day to be set', () => {
    expect(auditDateProblems(profile, undecided, { today })).toEqual([]);
  });

  it('have to be a day where they are needed before any stage that waits for one', () => {
    const due = { date: 'discussion', workingDays: -10 };
    const stages = profile.stages.map((stage) =>
      stage.kind === 'gather-returns' ? { ...stage, ask: { ...stage.ask, due } } : stage,
    );
    const problems = auditDateProblems({ ...profile, stages }, undecided, { today });
    expect(problems.map(({ key }) => key)).toEqual(['discussion']);
  });

  it.each([
    ['in a month before the others', '2027-03', /is before Audit tools due/],
    ['in a month that is over', '2027-02', /February 2027, day to be set\) has already passed/],
  ])('are refused %s, by what is known', (_, month, message) => {
    const discussion = { degree: 'month' as const, month };
    const [problem] = auditDateProblems(profile, { ...undecided, discussion }, { today });
    expect(problem?.message).toMatch(message);
  });
});

describe('a date that moves', () => {
  const given = { today, calendar };

  it('takes those with it that are counted from it, each at its distance in working days', () => {
    const moved = datesMoved(profile, usual, { key: 'returns', to: fixed('2027-04-14') }, given);
    expect(moved.map(({ key, to }) => [key, to])).toEqual([
      ['returns', fixed('2027-04-14')],
      ['pack', fixed('2027-04-28')],
      ['discussion', fixed('2027-05-06')],
    ]);
  });

  it('leaves dates alone that it is itself counted from', () => {
    const to = { degree: 'provisional' as const, date: '2027-05-05' };
    const moved = datesMoved(profile, usual, { key: 'discussion', to }, given);
    expect(moved.map(({ key }) => key)).toEqual(['pack', 'discussion']);
  });

  it('leaves a date alone that has passed', () => {
    const later = { today: '2027-04-22', calendar };
    const moved = datesMoved(profile, usual, { key: 'discussion', to: fixed('2027-05-05') }, later);
    expect(moved.map(({ key }) => key)).toEqual(['discussion']);
  });

  it('leaves the others alone when its day is not known any more', () => {
    const to = { degree: 'month' as const, month: '2027-05' };
    const moved = datesMoved(profile, usual, { key: 'discussion', to }, given);
    expect(moved.map(({ key }) => key)).toEqual(['discussion']);
  });

  it('brings the day of what has waited for it, as the profile proposes, and never in the past', () => {
    const waiting: DatesByKey = {
      ...usual,
      pack: { degree: 'unknown' },
      discussion: { degree: 'month', month: '2027-04' },
    };
    const to = { degree: 'provisional' as const, date: '2027-04-28' };
    const moved = datesMoved(profile, waiting, { key: 'discussion', to }, given);
    expect(moved.map((each) => [each.key, each.to])).toEqual([
      ['pack', { degree: 'provisional', date: '2027-04-21' }],
      ['discussion', to],
    ]);
    const late = { today: '2027-04-26', calendar };
    const [pack] = datesMoved(profile, waiting, { key: 'discussion', to }, late);
    expect(pack?.to).toMatchObject({ date: '2027-04-26' });
  });

  it('changes nothing when it is moved to where it is', () => {
    expect(datesMoved(profile, usual, { key: 'returns', to: fixed('2027-04-07') }, given)).toEqual(
      [],
    );
  });
});

it('moves a date of days as they pass by days, unless somebody chose another for it', () => {
  const file = new URL('../support/profiles/death-review.yaml', import.meta.url);
  const checked = checkProfile(readFileSync(file, 'utf8'));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const calendar = { zone: 'Europe/London', holidays: ['2027-03-26', '2027-03-29'], closures: [] };
  const fixed = (date: string) => ({ degree: 'fixed' as const, date });
  const move = (reviews: string) =>
    datesMoved(
      checked.profile,
      { panel: fixed('2027-02-08'), reviews: fixed(reviews), complete: fixed('2027-07-09') },
      { key: 'panel', to: fixed('2027-02-01') },
      { today: '2027-01-11', calendar },
    ).map(({ key, to }) => [key, to]);
  // 56 days after 1 February is Easter Monday: the working day before is Maundy Thursday.
  expect(move('2027-04-05')).toEqual([
    ['panel', fixed('2027-02-01')],
    ['reviews', fixed('2027-03-25')],
  ]);
  expect(move('2027-04-06')[1]).toEqual(['reviews', fixed('2027-03-30')]);
});
