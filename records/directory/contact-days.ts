import { checkProgramme } from '../../domain/check-programme.ts';
import {
  type ContactCalendar,
  outsideTheirDays,
  type Planned,
  type SchoolTerm,
  weekdays,
} from '../../domain/contact-calendar.ts';
import type { DegreeDate } from '../../domain/degree-dates.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { holdersOf, personOf } from './directory.ts';

interface OfContact {
  partnershipId: string;
  contactId: string;
}

/** The days on which somebody works, as they stand in the directory. */
export async function contactDays(
  { database }: Records,
  { partnershipId, contactId }: OfContact,
): Promise<ContactCalendar> {
  return database.contact.findFirstOrThrow({
    where: { id: contactId, partnershipId },
    select: { worksOn: true, termTimeOnly: true },
  });
}

export type DaysSaid = { kind: 'kept' } | { kind: 'refused'; problems: FieldProblem[] };

/** Somebody says on which days they work; whoever plans an audit is warned of dates on others. */
export async function sayDays(
  records: Records,
  input: OfContact & ContactCalendar,
  by: Actor,
  now: Date,
): Promise<DaysSaid> {
  const { partnershipId, contactId, termTimeOnly } = input;
  const worksOn = weekdays.flatMap((_, at) => (input.worksOn.includes(at + 1) ? [at + 1] : []));
  if (worksOn.length === 0) {
    const message = 'Choose at least one day on which you work.';
    return { kind: 'refused', problems: [{ field: 'worksOn', message }] };
  }
  return transaction(records, async (tx) => {
    await tx.contact.update({
      where: { id: contactId, partnershipId },
      data: { worksOn, termTimeOnly },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'contact.days-said',
      ids: { contact: contactId, days: worksOn.join(' '), termTimeOnly },
      by,
      now,
    });
    return { kind: 'kept' };
  });
}

/** What to look at before dates are settled: whose days off they fall on, of all leads of agencies. */
export async function daysOffOfLeads(
  records: Records,
  given: { partnershipId: string; dates: readonly { label: string; date: DegreeDate }[] },
  now: Date,
): Promise<string[]> {
  const { partnershipId } = given;
  const dates = given.dates.flatMap(({ label, date }) =>
    'date' in date ? [{ label, date: date.date }] : [],
  );
  return transaction(records, async (tx) => {
    const people = await leads(records, tx, { partnershipId, on: now });
    return outsideTheirDays(dates, { people, schoolTerms: await schoolTermsOf(tx, partnershipId) });
  });
}

async function leads(
  records: Records,
  tx: Transaction,
  { partnershipId, on }: { partnershipId: string; on: Date },
): Promise<Planned[]> {
  const agencies = await tx.agency.findMany({
    where: { partnershipId },
    orderBy: { name: 'asc' },
    select: { id: true, name: true },
  });
  const people: Planned[] = [];
  for (const agency of agencies) {
    const role = 'safeguarding-lead' as const;
    const [contactId] = await holdersOf(tx, { partnershipId, role, agencyId: agency.id, on });
    if (!contactId) continue;
    const { worksOn, termTimeOnly } = await tx.contact.findUniqueOrThrow({
      where: { id: contactId },
      select: { worksOn: true, termTimeOnly: true },
    });
    // Who works every day is never away, and their name need not be opened.
    if (worksOn.length === weekdays.length && !termTimeOnly) continue;
    const { name } = await personOf(records, tx, contactId);
    people.push({ name, agency: agency.name, worksOn, termTimeOnly });
  }
  return people;
}

/** School terms are said in the programmes of the year. */
export async function schoolTermsOf(tx: Transaction, partnershipId: string): Promise<SchoolTerm[]> {
  const programmes = await tx.programme.findMany({
    where: { partnershipId },
    select: { yaml: true },
  });
  return programmes.flatMap(({ yaml }) => {
    const checked = checkProgramme(yaml);
    return checked.ok ? [...checked.programme.schoolTerms] : [];
  });
}
