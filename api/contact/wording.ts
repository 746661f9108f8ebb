import { formatDate } from '../../domain/calendar.ts';
import type { PersonDetail, Relation } from '../../domain/case-people.ts';
import { timeOfDay } from '../../emails/wording.ts';

interface PersonOfCase {
  relation: Relation;
  detail: PersonDetail;
}

/** "5pm on Wednesday 7 April 2027" */
export function deadline(ask: { dueAt: Date; dueDate: string }, zone: string): string {
  return `${timeOfDay(ask.dueAt, zone)} on ${formatDate(ask.dueDate)}`;
}

/** "9 March 2014": a birthday has no weekday. */
export function plainDate(date: string): string {
  return formatDate(date).replace(/^\w+ /, '');
}

/** The child's own name; "C3" where nobody has entered one. */
export function childName(number: number, people: readonly PersonOfCase[]): string {
  const child = people.find((person) => person.relation === 'subject');
  return child?.detail.names[0] ?? `C${number}`;
}

/** Who a child is, for those who are asked about it: one row for each person of the case. */
export function whoIs(people: readonly PersonOfCase[]): { who: string; told: string }[] {
  return people.map(({ relation, detail }) => {
    const [name = '', ...others] = detail.names;
    const told = [
      others.length > 0 ? `${name} (also ${others.join(', ')})` : name,
      detail.born ? `born ${plainDate(detail.born)}` : '',
      detail.address ?? '',
    ];
    return { who: relationNames[relation], told: told.filter((text) => text !== '').join(', ') };
  });
}

const relationNames: Record<Relation, string> = {
  subject: 'Child',
  sibling: 'Brother or sister',
  parent: 'Parent',
  carer: 'Carer',
};
