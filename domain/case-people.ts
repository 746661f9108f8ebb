import { addDays, addMonths, type PlainDate } from './calendar.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import { isNhsNumber } from './nhs-number.ts';
import { readTypedDate } from './typed-date.ts';

export const relations = ['subject', 'sibling', 'parent', 'carer'] as const;
export type Relation = (typeof relations)[number];

/** A person of a case as the officer types it; all names the person is known by. */
export interface TypedPerson {
  relation: string;
  names: string[];
  born: string;
  address: string;
  nhsNumber: string;
}

/** A person of a case as it is kept. */
export interface PersonDetail {
  names: string[];
  born?: PlainDate;
  address?: string;
  nhsNumber?: string;
}

export interface CheckedPerson {
  relation: Relation;
  detail: PersonDetail;
}

export type CheckedPeople =
  | { ok: true; people: CheckedPerson[] }
  | { ok: false; problems: FieldProblem[] };

const mostPeople = 20;
const longestName = 200;

/**
 * Checks who belongs to a case: one subject, everybody with a name, real dates of birth, NHS numbers
 * by their check digit. Fields are "people-0-names", "people-0-born" and so on; empty lines of the
 * form do not count.
 */
export function checkPeople(typed: readonly TypedPerson[], today: PlainDate): CheckedPeople {
  const filled = typed.map((person, position) => ({ person, position })).filter(isFilled);
  const problems = filled.flatMap(({ person, position }) =>
    personProblems(person, `people-${position}`, today),
  );
  const subjects = filled.filter(({ person }) => person.relation === 'subject').length;
  if (subjects !== 1) {
    const message = subjects === 0 ? 'Enter the child.' : 'Only one person can be the child.';
    problems.unshift({ field: 'people-0-names', message });
  }
  if (filled.length > mostPeople) {
    problems.push({ field: 'people-0-names', message: `At most ${mostPeople} people fit.` });
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, people: filled.map(({ person }) => checked(person)) };
}

/** The names typed one to a line, or apart by a semicolon. */
export function namesIn(text: string): string[] {
  const names = text.split(/[\n;]/).map((name) => name.replace(/\s+/g, ' ').trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

function isFilled({ person }: { person: TypedPerson }): boolean {
  const { names, born, address, nhsNumber } = person;
  return [...names, born, address, nhsNumber].some((text) => text.trim() !== '');
}

function personProblems(person: TypedPerson, field: string, today: PlainDate): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!relations.some((each) => each === person.relation)) {
    problems.push({ field: `${field}-relation`, message: 'Say who this person is to the child.' });
  }
  if (person.names.every((name) => name.trim() === '')) {
    problems.push({ field: `${field}-names`, message: 'Enter at least one name of this person.' });
  }
  if (person.names.some((name) => name.length > longestName)) {
    const message = `A name can have at most ${longestName} characters. Put each name on its own line.`;
    problems.push({ field: `${field}-names`, message });
  }
  const born = bornProblem(person, today);
  if (born) problems.push({ field: `${field}-born`, message: born });
  if (person.nhsNumber.trim() !== '' && !isNhsNumber(digitsOf(person.nhsNumber))) {
    const message =
      'This is not an NHS number: it has ten digits, and the last one checks the rest.';
    problems.push({ field: `${field}-nhs`, message });
  }
  return [...problems, ...textProblems(`${field}-address`, person.address, { longest: 500 })];
}

function bornProblem({ born, relation }: TypedPerson, today: PlainDate): string | null {
  if (born.trim() === '') return null;
  const date = readTypedDate(born);
  if (!date || date < '1900-01-01') return 'Enter a real date of birth, such as 27 3 2015.';
  // An unborn child can be the subject of a plan, with the date that is expected.
  if (date > addDays(today, 300)) return 'This date of birth is too far ahead.';
  const oldest = addMonths(today, -12 * 26);
  if (relation === 'subject' && date < oldest) {
    return 'The child would be over 25 years old. Check the year of birth.';
  }
  return null;
}

function checked(person: TypedPerson): CheckedPerson {
  const born = readTypedDate(person.born);
  const address = person.address.trim();
  const nhsNumber = digitsOf(person.nhsNumber);
  return {
    relation: person.relation as Relation,
    detail: {
      names: person.names.map((name) => name.trim()).filter((name) => name !== ''),
      ...(born ? { born } : {}),
      ...(address ? { address } : {}),
      ...(nhsNumber ? { nhsNumber } : {}),
    },
  };
}

function digitsOf(nhsNumber: string): string {
  return nhsNumber.replace(/[\s-]/g, '');
}
