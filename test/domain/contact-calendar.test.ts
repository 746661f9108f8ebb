import { describe, expect, it } from 'vitest';
import { outsideTheirDays } from '../../domain/contact-calendar.ts';

const friday = { label: 'Discussion', date: '2027-03-05' };
const halfTerm = { label: 'Audit tools back', date: '2027-02-16' };
const schoolTerms = [
  { from: '2027-01-04', to: '2027-02-12' },
  { from: '2027-02-22', to: '2027-03-24' },
];
const grace = {
  name: 'Grace',
  agency: 'Schools',
  worksOn: [1, 2, 3, 4, 5],
  termTimeOnly: false,
};

describe('a date that is planned', () => {
  it('says nothing of who works on it', () => {
    expect(outsideTheirDays([friday, halfTerm], { people: [grace], schoolTerms })).toEqual([]);
  });

  it('warns of each who never works on that weekday, naming each date once', () => {
    const people = [{ ...grace, worksOn: [1, 3] }];
    expect(outsideTheirDays([friday, halfTerm], { people, schoolTerms })).toEqual([
      'Grace of Schools does not work on Friday 5 March 2027 (Discussion) or Tuesday 16 February 2027 (Audit tools back).',
    ]);
  });

  it('warns of school holidays where somebody is away in them', () => {
    const people = [{ ...grace, termTimeOnly: true }];
    expect(outsideTheirDays([friday, halfTerm], { people, schoolTerms })).toEqual([
      'Grace of Schools does not work on Tuesday 16 February 2027 (Audit tools back).',
    ]);
  });

  it('says nothing of holidays where no terms are known, or beyond them', () => {
    const people = [{ ...grace, termTimeOnly: true }];
    const beyond = [{ label: 'Report', date: '2027-08-03' }];
    expect(outsideTheirDays([halfTerm], { people, schoolTerms: [] })).toEqual([]);
    expect(outsideTheirDays(beyond, { people, schoolTerms })).toEqual([]);
  });
});
