import { randomUUID } from 'node:crypto';
import { dateOf } from '../../domain/calendar.ts';
import { parts } from '../../domain/stages/return-subjects.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { establishmentContacts } from '../directory/establishments.ts';
import { whoAnswersFor } from '../involvement/involvement.ts';
import type { Transaction } from '../store/transaction.ts';

/** One who makes a return that is not about a child, and for whom. */
interface Party {
  agencyId: string;
  /** Empty: the agency; the key of an establishment; the id of a person. */
  party: string;
  serviceId: string | null;
  responsibleId: string;
  returns: { caseId: string; part: string }[];
}

/**
 * A request for each agency, establishment or person that is asked about itself, with its returns;
 * those that are there stay as they are. One that was withdrawn and is asked again keeps its request.
 */
export async function expectSubjectReturns(
  tx: Transaction,
  context: AuditContext,
  given: { stageKey: string; wait: string },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const there = await tx.request.findMany({
    where: { auditId },
    select: {
      id: true,
      agencyId: true,
      party: true,
      returns: { select: { caseId: true, part: true } },
    },
  });
  const known = new Map(there.map(({ id, agencyId, party }) => [`${agencyId}/${party}`, id]));
  const expected = new Set(
    there.flatMap(({ returns }) => returns.map(({ caseId, part }) => `${caseId}/${part}`)),
  );
  const parties = (await partiesOf(tx, context, now)).map(({ returns, ...party }) => {
    const requestId = known.get(`${party.agencyId}/${party.party}`);
    return {
      party,
      again: requestId !== undefined,
      requestId: requestId ?? randomUUID(),
      missing: returns.filter(({ caseId, part }) => !expected.has(`${caseId}/${part}`)),
    };
  });
  await tx.request.createMany({
    data: parties
      .filter(({ again }) => !again)
      .map(({ party, requestId: id }) => {
        return { ...party, ...given, id, partnershipId, auditId, openedAt: now };
      }),
  });
  for (const { party, again, requestId: id, missing } of parties) {
    if (!again || missing.length === 0) continue;
    const { responsibleId } = party;
    await tx.request.update({
      where: { id },
      data: { responsibleId, outcome: null, endedAt: null },
    });
  }
  await tx.return.createMany({
    data: parties.flatMap(({ party: { serviceId }, requestId, missing }) =>
      missing.map(({ caseId, part }) => ({
        id: randomUUID(),
        partnershipId,
        auditId,
        requestId,
        caseId,
        serviceId,
        part,
        state: 'asked',
        version: 0,
      })),
    ),
  });
}

async function partiesOf(tx: Transaction, context: AuditContext, now: Date): Promise<Party[]> {
  const { auditId, partnershipId } = context;
  const cases = await tx.case.findMany({
    where: { auditId, state: { not: 'withdrawn' } },
    orderBy: { number: 'asc' },
    include: { service: { select: { key: true } } },
  });
  const serviceIds = cases.flatMap(({ serviceId }) => serviceId ?? []);
  const on = dateOf(now, context.clock.calendar.zone);
  const contacts = await establishmentContacts(tx, { partnershipId, serviceIds, on });
  const leads = new Map<string, string>();
  for (const agencyId of new Set(cases.flatMap((each) => each.agencyId ?? []))) {
    leads.set(agencyId, await whoAnswersFor(tx, context, agencyId, now));
  }
  const parties = new Map<string, Party>();
  for (const each of cases) {
    const { agencyId, serviceId } = each;
    if (!agencyId) continue;
    const lead = leads.get(agencyId) ?? '';
    if (each.subject !== 'attendance') {
      const party = each.service?.key ?? '';
      const responsibleId = contacts.get(serviceId ?? '') ?? lead;
      const returns = [{ caseId: each.id, part: '' }];
      parties.set(`${agencyId}/${party}`, { agencyId, party, serviceId, responsibleId, returns });
      continue;
    }
    // Whoever was at several courses, or manages several people, is asked once for all of them.
    for (const part of parts) {
      const person = (part === 'attendee' ? each.attendeeId : each.managerId) ?? lead;
      const known = parties.get(`${agencyId}/${person}`);
      const returns = [...(known?.returns ?? []), { caseId: each.id, part }];
      const party = { agencyId, party: person, serviceId: null, responsibleId: person, returns };
      parties.set(`${agencyId}/${person}`, party);
    }
  }
  return [...parties.values()];
}
