import { randomUUID } from 'node:crypto';
import { type Circumstances, hasRules } from '../../domain/applicability.ts';
import { ageOn } from '../../domain/calendar.ts';
import type { PersonDetail } from '../../domain/case-people.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { OwnReturn } from '../returns/own-return.ts';
import { type Actor, appendEvent, canonical } from '../store/events.ts';
import { digest, type Key, openJson, sealJson } from '../store/sealing.ts';
import type { Transaction } from '../store/transaction.ts';

/** What is known of a child before its tool is opened: what the officer stated, and its age. */
export async function circumstancesOf(
  tx: Transaction,
  context: AuditContext,
  { caseId, key }: { caseId: string; key: Key },
): Promise<Circumstances> {
  const subjects = await tx.casePerson.findMany({
    where: { caseId, relation: 'subject', supersededAt: null },
  });
  const people = subjects.map(({ id, relation, detailSealed }) => {
    return {
      relation,
      detail: openJson<PersonDetail>(key, `CasePerson.detailSealed/${id}`, detailSealed),
    };
  });
  const stated = await statedFacts(tx, { caseId, key });
  return circumstancesFrom(context, { stated, people });
}

/** The same, where it has been read who belongs to the child and what was stated. */
export function circumstancesFrom(
  { window: period }: Pick<AuditContext, 'window'>,
  given: {
    stated: Record<string, string> | undefined;
    people: readonly { relation: string; detail: PersonDetail }[] | undefined;
  },
): Circumstances {
  const subject = given.people?.find(({ relation }) => relation === 'subject');
  const born = subject?.detail.born;
  const age = born && born <= period.to ? ageOn(born, period.to) : null;
  return { stated: given.stated ?? {}, age, period };
}

/** The same for one return; null where nothing in its tool depends on the child. */
export async function circumstancesOfReturn(
  tx: Transaction,
  found: OwnReturn,
): Promise<Circumstances | null> {
  if (!hasRules(found.tool)) return null;
  return circumstancesOf(tx, found.context, { caseId: found.case.id, key: found.key });
}

export async function statedFacts(
  tx: Transaction,
  { caseId, key }: { caseId: string; key: Key },
): Promise<Record<string, string>> {
  return (await statedFactsOf(tx, { caseIds: [caseId], key })).get(caseId) ?? {};
}

/** The same of several cases; one of which nothing was stated is left out. */
export async function statedFactsOf(
  tx: Transaction,
  { caseIds, key }: { caseIds: string[]; key: Key },
): Promise<Map<string, Record<string, string>>> {
  const rows = await tx.caseFacts.findMany({
    where: { caseId: { in: caseIds }, supersededAt: null },
  });
  return factsIn(key, rows);
}

/** What rows of facts say, by case. */
export function factsIn(
  key: Key,
  rows: readonly { id: string; caseId: string; factsSealed: Uint8Array }[],
): Map<string, Record<string, string>> {
  return new Map(
    rows.map(({ id, caseId, factsSealed }) => [
      caseId,
      openJson<Record<string, string>>(key, `CaseFacts.factsSealed/${id}`, factsSealed),
    ]),
  );
}

/** Keeps what the officer states about a case; the same again changes nothing. */
export async function stateFacts(
  tx: Transaction,
  context: AuditContext,
  given: { caseId: string; number: number; key: Key; facts: Record<string, string> },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { caseId, number, key, facts } = given;
  if (canonical(await statedFacts(tx, given)) === canonical(facts)) return;
  await tx.caseFacts.updateMany({
    where: { caseId, supersededAt: null },
    data: { supersededAt: now },
  });
  const { partnershipId, auditId } = context;
  const id = randomUUID();
  const factsSealed = sealJson(key, `CaseFacts.factsSealed/${id}`, facts);
  const statedById = by.contactId ?? '';
  await tx.caseFacts.create({
    data: { id, partnershipId, caseId, factsSealed, statedAt: now, statedById },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'case.facts-stated',
    ids: { case: caseId, number, facts: Object.keys(facts).length },
    digests: { facts: digest(key, canonical(facts)) },
    by,
    now,
  });
}
