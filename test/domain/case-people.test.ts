import { describe, expect, it } from 'vitest';
import { checkPeople, namesIn, type TypedPerson } from '../../domain/case-people.ts';

const today = '2027-03-01';
const child: TypedPerson = {
  relation: 'subject',
  names: ['Rhŷs O’Brien', 'Rhŷs Hart'],
  born: '27 3 2015',
  address: '1 Mill Lane, Aldermere',
  nhsNumber: '943 476 5919',
};
const nobody: TypedPerson = { relation: 'parent', names: [], born: '', address: '', nhsNumber: '' };

describe('the people of a case, as the officer types them', () => {
  it('keeps every name used, the date of birth and the NHS number in one form', () => {
    expect(checkPeople([child, nobody], today)).toEqual({
      ok: true,
      people: [
        {
          relation: 'subject',
          detail: {
            names: ['Rhŷs O’Brien', 'Rhŷs Hart'],
            born: '2015-03-27',
            address: '1 Mill Lane, Aldermere',
            nhsNumber: '9434765919',
          },
        },
      ],
    });
  });

  it.each([
    ['nobody is named', [nobody], 'people-0-names'],
    ['two people are the child', [child, { ...child, nhsNumber: '' }], 'people-0-names'],
    ['a person has no name', [child, { ...nobody, born: '1 1 1990' }], 'people-1-names'],
    [
      'the NHS number fails its check digit',
      [{ ...child, nhsNumber: '943 476 5918' }],
      'people-0-nhs',
    ],
    ['the date of birth does not exist', [{ ...child, born: '31 2 2015' }], 'people-0-born'],
    ['the child would be grown up', [{ ...child, born: '27 3 1985' }], 'people-0-born'],
    [
      'a relation is unknown',
      [child, { ...nobody, relation: 'cat', names: ['Tom'] }],
      'people-1-relation',
    ],
  ])('refuses when %s', (_, people, field) => {
    const checked = checkPeople(people, today);
    expect(checked).toMatchObject({ ok: false, problems: [{ field }] });
  });

  it('takes an unborn child by the date that is expected', () => {
    expect(checkPeople([{ ...child, born: '1 9 2027', nhsNumber: '' }], today).ok).toBe(true);
  });

  it('reads names one to a line, each once', () => {
    expect(namesIn(' Amy  Hart \nAmy Hart\n\nAmy Blake; A. Blake')).toEqual([
      'Amy Hart',
      'Amy Blake',
      'A. Blake',
    ]);
  });
});
