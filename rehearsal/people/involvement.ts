import { answerInvolvement } from '../../records/involvement/answer-involvement.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Act, expectOutcome } from '../asked.ts';

/** An agency says of each child whether it knew it, and through which service. */
export const sayWhoIsKnown: Act = async (asked) => {
  const { records, ask, cast, now } = asked;
  const agency = await records.database.agency.findUniqueOrThrow({
    where: { id: ask.agencyId ?? '' },
  });
  const knows = await numbersOf(records, ask.auditId ?? '', (number) =>
    cast.knows(agency.key, number),
  );
  const outcome = await leadAnswersInvolvement(records, { askId: ask.id, knows }, now);
  expectOutcome(`${agency.key} on which children it knew`, outcome, 'answered');
};

/** An agency knew none of the children. */
export const sayNobodyIsKnown: Act = async ({ records, ask, now }) => {
  const outcome = await leadAnswersInvolvement(records, { askId: ask.id, knows: [] }, now);
  expectOutcome('knowing none of the children', outcome, 'answered');
};

/** An agency says which of the children (by number) it knew. */
export async function leadAnswersInvolvement(
  records: Records,
  given: { askId: string; knows: number[] },
  now: Date,
): Promise<string> {
  const ask = await records.database.ask.findUniqueOrThrow({ where: { id: given.askId } });
  const cases = await records.database.case.findMany({
    where: { auditId: ask.auditId ?? '', state: { in: ['drawn', 'identified'] } },
  });
  const services = await records.database.service.findMany({
    where: { agencyId: ask.agencyId ?? '' },
    orderBy: { key: 'asc' },
  });
  const agency = await records.database.agency.findUniqueOrThrow({
    where: { id: ask.agencyId ?? '' },
  });
  const [domain] = agency.mailDomains as string[];
  const practitioner = { name: 'Ashley Quaye', email: `ashley.quaye.${agency.key}@${domain}` };
  const offer = { who: ['child' as const], by: null };
  const answers = cases.map((each) => ({
    caseId: each.id,
    known: given.knows.includes(each.number),
    services: [{ serviceId: services[0]?.id ?? null, caseHolder: 'Robin Whitaker' }],
    othersInvolved: [],
    // Both count only where the process wants to know.
    feedback: offer,
    practitioner,
  }));
  const input = { partnershipId: ask.partnershipId, askId: ask.id, answers };
  return (await answerInvolvement(records, input, { contactId: ask.contactId }, now)).kind;
}

async function numbersOf(
  { database }: Records,
  auditId: string,
  which: (number: number) => boolean,
): Promise<number[]> {
  const cases = await database.case.findMany({ where: { auditId }, select: { number: true } });
  return cases.map(({ number }) => number).filter(which);
}
