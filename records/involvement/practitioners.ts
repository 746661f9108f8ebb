import { randomUUID } from 'node:crypto';
import { stageOfKind } from '../../domain/profile.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { PackEntry } from '../discussion/pack-participants.ts';
import { type Participant, participantsOf } from '../discussion/pack-participants.ts';
import type { Transaction } from '../store/transaction.ts';

/** Whether those who worked with the family are invited, and named for it (WA-5, CH-20). */
export function invitesPractitioners({ profile }: Pick<AuditContext, 'profile'>): boolean {
  return stageOfKind(profile, 'discuss')?.practitioners !== undefined;
}

/** Whether they come in the place of those who completed the tools, and not besides them. */
export function invitesPractitionersAlone({ profile }: Pick<AuditContext, 'profile'>): boolean {
  return stageOfKind(profile, 'discuss')?.practitioners?.besides === false;
}

export interface NamedPractitioner {
  partnershipId: string;
  auditId: string;
  caseId: string;
  agencyId: string;
  contactId: string;
}

export async function keepPractitioners(
  tx: Transaction,
  named: NamedPractitioner[],
  { by, now }: { by: string | null; now: Date },
): Promise<void> {
  await tx.practitioner.createMany({
    data: named.map((each) => ({ id: randomUUID(), ...each, namedAt: now, namedById: by })),
    skipDuplicates: true,
  });
}

/** Who is expected at the discussion: for whom, and which one service they speak for. */
export type Expected = Pick<Participant, 'contactId' | 'serviceId'> & { agencyId: string | null };

/**
 * Those taking part; where the process invites practitioners, whoever worked with the family as well
 * (CH-20), or in the place of whoever completed the tool, as far as their agency has named them (WA-5).
 */
export async function expectedAt(
  tx: Transaction,
  context: AuditContext,
  entries: readonly PackEntry[],
): Promise<Expected[]> {
  if (!invitesPractitioners(context)) return participantsOf(entries);
  const named = await tx.practitioner.findMany({
    where: { auditId: context.auditId },
    orderBy: { id: 'asc' },
  });
  const of = ({ caseId, agencyId }: PackEntry) =>
    named.filter((each) => each.caseId === caseId && each.agencyId === agencyId);
  const expected = new Map<string, Expected>();
  for (const entry of entries) {
    for (const { contactId } of of(entry)) {
      const { agencyId, serviceId } = entry;
      const known = expected.get(contactId);
      const service = known && known.serviceId !== serviceId ? null : serviceId;
      expected.set(contactId, { contactId, agencyId, serviceId: service });
    }
  }
  const alone = invitesPractitionersAlone(context);
  const rest = participantsOf(entries.filter((entry) => !alone || of(entry).length === 0));
  // Somebody who takes part besides speaks for all that they take part in.
  for (const person of rest) if (!alone) expected.delete(person.contactId);
  return [...expected.values(), ...rest.filter(({ contactId }) => !expected.has(contactId))];
}
