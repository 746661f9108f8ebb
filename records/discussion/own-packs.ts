import { profileOf } from '../audits/audit-context.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { packEntries, participantsOf } from './pack-participants.ts';
import { isForAuditorsOnly } from './pack-readers.ts';

/** That there is a pack to read, without anything in it. */
export interface PackTeaser {
  auditId: string;
  number: string;
  children: number;
  circulatedAt: Date;
}

/** The packs that somebody may read, newest first, for the page of everything asked of them. */
export async function packsOf(
  records: Records,
  given: { partnershipId: string; contactId: string },
): Promise<PackTeaser[]> {
  const { partnershipId, contactId } = given;
  return transaction(records, async (tx) => {
    const running = await tx.audit.findMany({
      where: { partnershipId, state: { in: ['open', 'paused'] } },
      select: { id: true, number: true, profileVersionId: true },
    });
    const editions = await tx.packEdition.findMany({
      where: { auditId: { in: running.map(({ id }) => id) } },
      orderBy: { circulatedAt: 'desc' },
      include: { items: { select: { returnId: true, version: true, caseId: true } } },
    });
    const packs: PackTeaser[] = [];
    for (const { id: auditId, number, profileVersionId } of running) {
      const circulated = editions.filter((edition) => edition.auditId === auditId);
      const [newest] = circulated;
      if (!newest) continue;
      const forAuditors = isForAuditorsOnly({ profile: await profileOf(tx, profileVersionId) });
      const people = forAuditors ? [] : participantsOf(await packEntries(tx, auditId, circulated));
      const own = people.find((each) => each.contactId === contactId);
      const chairs = await tx.meeting.count({ where: { auditId, chairId: contactId } });
      if (!own && chairs === 0) continue;
      const all = people.flatMap(({ caseIds }) => [...caseIds]);
      const children = await tx.case.count({
        where: {
          id: { in: chairs > 0 || !own ? all : [...own.caseIds] },
          heldAt: null,
          state: { in: ['drawn', 'identified'] },
        },
      });
      packs.push({ auditId, number, children, circulatedAt: newest.circulatedAt });
    }
    return packs.sort((a, b) => b.circulatedAt.getTime() - a.circulatedAt.getTime());
  });
}
