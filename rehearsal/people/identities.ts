import { enterIdentities } from '../../records/sample/identities.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Act, expectOutcome, inAudit } from '../asked.ts';

/** The officer enters who the drawn children are. */
export const nameChildren: Act = async (asked) => {
  const { of, by } = inAudit(asked);
  const given = { auditId: of.auditId, officer: by.contactId };
  await officerNamesChildren(asked.records, given, asked.now);
};

/** Names every drawn child that has no name yet, by its number where names are given. */
export async function officerNamesChildren(
  records: Records,
  given: { auditId: string; officer: string; names?: readonly string[] },
  now: Date,
): Promise<void> {
  const cases = await records.database.case.findMany({
    where: { auditId: given.auditId, state: 'drawn' },
    orderBy: { number: 'asc' },
  });
  for (const { id, partnershipId, number } of cases) {
    const names = [given.names?.[number - 1] ?? `Child Number${number}`];
    const people = [{ relation: 'subject', names, born: '2014-03-09', address: '', nhsNumber: '' }];
    const input = { partnershipId, caseId: id, people };
    const entered = await enterIdentities(records, input, { contactId: given.officer }, now);
    expectOutcome(`naming C${number}`, entered, 'entered');
  }
}
