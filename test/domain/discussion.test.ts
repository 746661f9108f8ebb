import { describe, expect, it } from 'vitest';
import { missingFromRecord } from '../../domain/discussion-record.ts';
import { gradeSpread, moderationProblems } from '../../domain/moderation.ts';
import { recommendationProblems } from '../../domain/recommendation.ts';
import { unrepresented } from '../../domain/representation.ts';
import { usualWords } from '../../domain/words.ts';

describe('the services that completed a tool and have nobody present (DD-14)', () => {
  const police = { agencyId: 'police', serviceId: null };
  const midwifery = { agencyId: 'health', serviceId: 'midwifery' };
  const visiting = { agencyId: 'health', serviceId: 'health-visiting' };
  const units = [police, midwifery, visiting];
  const at = (
    agencyId: string | null,
    serviceId: string | null,
    attended: boolean | null = true,
  ) => ({ agencyId, serviceId, attended });

  it.each([
    ['nobody at all', [], units],
    [
      'everybody',
      [at('police', null), at('health', 'midwifery'), at('health', 'health-visiting')],
      [],
    ],
    ['one who speaks for a whole agency', [at('police', null), at('health', null)], []],
    ['one service of two', [at('police', null), at('health', 'midwifery')], [visiting]],
    [
      'people who were asked and stayed away',
      [at('police', null, false), at('health', null, null)],
      units,
    ],
    ['somebody of no agency', [at(null, null)], units],
  ])('with %s', (_, attendees, missing) => {
    expect(unrepresented(units, attendees)).toEqual(missing);
  });
});

describe('a record that is to be finished', () => {
  const whole = {
    today: '2027-04-28',
    date: '2027-04-28',
    people: [
      { name: 'Priya Nair', attended: true, confidential: true },
      { name: 'Rosa Delgado', attended: false, confidential: false },
    ],
    conclusions: [
      { label: 'Recognition', written: true },
      { label: 'Impact', written: true },
    ],
  };

  it('is complete with people present, their word on confidentiality and every conclusion', () => {
    expect(missingFromRecord(whole)).toEqual([]);
  });

  it('says each thing that is missing, and where', () => {
    const missing = missingFromRecord({
      ...whole,
      people: [
        { name: 'Priya Nair', attended: true, confidential: false },
        { name: 'Rosa Delgado', attended: null, confidential: false },
      ],
      conclusions: [
        { label: 'Recognition', written: true },
        { label: 'Impact', written: false },
      ],
    });
    expect(missing).toEqual([
      {
        page: 'attendance',
        message: 'Priya Nair was present and has not accepted the confidentiality statement.',
      },
      { page: 'attendance', message: 'Say whether Rosa Delgado was present.' },
      { page: 'conclusions', message: 'Write a conclusion under “Impact”.' },
    ]);
  });

  it('needs somebody to have been there', () => {
    const nobody = { ...whole, people: whole.people.slice(1) };
    expect(missingFromRecord(nobody).map(({ message }) => message)).toEqual([
      'Record who was present: nobody is, so far.',
    ]);
  });

  it('cannot be finished before the discussion has been held', () => {
    const early = missingFromRecord({ ...whole, today: '2027-04-27' });
    expect(early).toEqual([
      { page: 'dates', message: expect.stringContaining('Wednesday 28 April 2027') },
    ]);
  });
});

const scale = [
  { key: 'outstanding', label: 'Outstanding', descriptor: '…' },
  { key: 'good', label: 'Good', descriptor: '…' },
  { key: 'requires-improvement', label: 'Requires improvement', descriptor: '…' },
  { key: 'inadequate', label: 'Inadequate', descriptor: '…' },
];

describe('a grade that is agreed on', () => {
  const moderation = { agreed: 'good', reason: '', views: null };

  it('needs a reason only where it differs from the agency’s own', () => {
    expect(moderationProblems({ scale, first: 'good', words: usualWords }, moderation)).toEqual([]);
    expect(
      moderationProblems({ scale, first: 'inadequate', words: usualWords }, moderation),
    ).toEqual([{ field: 'reason', message: expect.stringContaining('differs') }]);
  });

  it('is one of the scale', () => {
    const other = { ...moderation, agreed: 'excellent' };
    expect(moderationProblems({ scale, first: 'good', words: usualWords }, other)).toMatchObject([
      { field: 'agreed' },
    ]);
  });

  it('needs both views where it is not agreed', () => {
    const one = { agreed: null, reason: '', views: { agency: 'We saw him weekly.', group: ' ' } };
    expect(moderationProblems({ scale, first: 'good', words: usualWords }, one)).toMatchObject([
      { field: 'groupView' },
    ]);
    const both = { ...one, views: { agency: 'We saw him weekly.', group: 'Nobody asked him.' } };
    expect(moderationProblems({ scale, first: 'good', words: usualWords }, both)).toEqual([]);
  });
});

describe('grades side by side', () => {
  it.each([
    [['good', 'good', 'good'], { same: 3, of: 3, apart: 0 }],
    [['good', 'requires-improvement'], { same: 1, of: 2, apart: 1 }],
    [['outstanding', 'good', 'inadequate', 'good'], { same: 2, of: 4, apart: 3 }],
    [['good', ''], { same: 1, of: 1, apart: 0 }],
    [[], { same: 0, of: 0, apart: 0 }],
  ])('%j', (grades, spread) => {
    expect(gradeSpread(scale, grades)).toEqual(spread);
  });
});

describe('a recommendation', () => {
  const typed = { text: 'Ask every child alone.', ownerAgencyId: 'police', dueDate: '30 6 2027' };
  const given = { discussion: '2027-04-28', agencies: ['police', 'housing'] };

  it('has a text, an agency that owns it and a day after the discussion', () => {
    expect(recommendationProblems(typed, given)).toEqual([]);
  });

  it.each([
    ['without a text', { text: ' ' }, 'text', /Write what/],
    ['for an agency of elsewhere', { ownerAgencyId: 'elsewhere' }, 'ownerAgencyId', /Choose/],
    ['by a day that does not exist', { dueDate: '31 6 2027' }, 'dueDate', /real day/],
    ['by the day of the discussion', { dueDate: '28 April 2027' }, 'dueDate', /not after/],
    ['by a mistyped year', { dueDate: '30 6 2072' }, 'dueDate', /Check the year/],
  ])('is refused %s', (_, change, field, message) => {
    expect(recommendationProblems({ ...typed, ...change }, given)).toEqual([
      { field, message: expect.stringMatching(message) },
    ]);
  });
});
