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
  const { windowFrom: from, windowTo: to } = await tx.audit.findUniqueOrThrow({
    where: { id: context.auditId },
    select: { windowFrom: true, windowTo: true },
  });
  const subject = await tx.casePerson.findFirst({
    where: { caseId, relation: 'subject', supersededAt: null },
  });
  const place = `CasePerson.detailSealed/${subject?.id}`;
  const born = subject && openJson<PersonDetail>(key, place, subject.detailSealed).born;
  return {
    stated: await statedFacts(tx, { caseId, key }),
    age: born && born <= to ? ageOn(born, to) : null,
    period: { from, to },
  };
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
  const row = await tx.caseFacts.findFirst({ where: { caseId, supersededAt: null } });
  return row ? openJson(key, `CaseFacts.factsSealed/${row.id}`, row.factsSealed) : {};
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
