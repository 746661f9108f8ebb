import { describe, expect, it } from 'vitest';
import { independenceClash, isSamePerson } from '../../domain/independence.ts';

const jane = { name: 'Jane Smith', email: 'jane.smith@council.example.org' };

describe('names typed for a case holder or line manager', () => {
  it.each([
    ['in the same words', 'Jane Smith'],
    ['in capitals', 'JANE SMITH'],
    ['surname first', 'Smith, Jane'],
    ['surname first in capitals', 'SMITH Jane'],
    ['with a title', 'Dr. Jane Smith'],
    ['with a role', 'Jane Smith (social worker)'],
    ['with a middle name', 'Jane Alice Smith'],
    ['with an initial', 'J. Smith'],
    ['with an initial behind', 'Smith J'],
    ['with a hyphenated surname', 'Jane Smith-Jones'],
    ['by surname only', 'Smith'],
    ['by email address', 'jane.smith@council.example.org'],
    ['by another address of theirs', 'Jane.Smith2@health.example.org'],
    ['by a short address', 'jsmith@council.example.org'],
    ['with name and address', 'Jane Smith <js@council.example.org>'],
    ['as one of two', 'Tom Lee / Jane Smith'],
    ['as one of two with "and"', 'Tom Lee and Jane Smith'],
    ['with a soft hyphen and accents', 'Jàne Smi\u00adth'],
  ])('names Jane Smith %s (DD-6)', (_, typed) => {
    expect(isSamePerson(jane, typed)).toBe(true);
  });

  it.each([
    ['somebody else', 'Tom Lee'],
    ['a namesake with another first name', 'Joan Smith'],
    ['two people who share her words between them', 'Jane Lee / Tom Smith'],
    ['an address that only ends like hers', 'notjane.smith@council.example.org.uk'],
    ['a longer surname', 'Jane Smithson'],
    ['nothing', ''],
    ['a role', 'Duty team'],
    ['no answer', undefined],
  ])('does not take %s for Jane Smith (DD-6)', (_, typed) => {
    expect(isSamePerson(jane, typed)).toBe(false);
  });

  it.each([
    ["Siân O'Brien", 'Sian O’Brien'],
    ["Siân O'Brien", 'OBRIEN, SIAN'],
    ['Łukasz Weiß', 'Lukasz Weiss'],
    ['Dr Priya Nair', 'Priya Nair'],
    ['Nair, Priya', 'P Nair'],
    ['Priya', 'Priya Nair'],
  ])('takes %s and %s for one person (DD-6)', (name, typed) => {
    expect(isSamePerson({ name, email: 'post@council.example.org' }, typed)).toBe(true);
  });

  it('takes nobody for a person without an address because of that (DD-6)', () => {
    expect(isSamePerson({ name: 'Jane Smith', email: '' }, 'Tom Lee, tom@example.org')).toBe(false);
  });
});

describe('who may complete an audit tool', () => {
  const both = {
    text: 'Not by those in charge of the case.',
    notCaseHolder: true,
    notLineManager: true,
  };

  it.each([
    ['the case holder', { caseHolder: 'J Smith' }, both, 'case-holder'],
    ['the line manager', { lineManager: 'Smith, Jane' }, both, 'line-manager'],
    ['both at once', { caseHolder: 'Jane Smith', lineManager: 'Jane Smith' }, both, 'case-holder'],
    ['neither', { caseHolder: 'Tom Lee', lineManager: 'Ada Roy' }, both, null],
    ['unknown', {}, both, null],
    [
      'the line manager where that is allowed',
      { lineManager: 'Jane Smith' },
      { ...both, notLineManager: false },
      null,
    ],
    ['the case holder where nothing is restricted', { caseHolder: 'Jane Smith' }, undefined, null],
  ] as const)('when the respondent is %s (DD-6)', (_, named, rule, clash) => {
    expect(independenceClash(rule, jane, [{ caseHolder: 'Ann Bell' }, named])).toBe(clash);
  });
});
