import { open } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';

/** Somebody of the directory, with where they are to be found in it. */
export interface PersonToChoose {
  contactId: string;
  name: string;
  /** "Aldermere Police", "Audit Group (chair)". */
  place: string;
}

/** Everybody of the directory who has not left, by the place where they work and their name. */
export async function peopleToChoose(
  records: Records,
  { partnershipId }: { partnershipId: string },
): Promise<PersonToChoose[]> {
  return transaction(records, async (tx) => {
    const rows = await tx.contact.findMany({
      where: { partnershipId, leftAt: null },
      select: {
        id: true,
        nameSealed: true,
        agency: { select: { name: true } },
        roles: {
          where: { toDate: null, bodyId: { not: null } },
          select: { role: true, body: { select: { name: true } } },
        },
      },
    });
    const key = await records.keyring.partnership(tx, partnershipId);
    return rows
      .map(({ id, nameSealed, agency, roles }) => ({
        contactId: id,
        name: open(key, `Contact.nameSealed/${id}`, nameSealed),
        place: [
          ...roles.map(({ role, body }) => `${body?.name}${role === 'chair' ? ' (chair)' : ''}`),
          ...(agency ? [agency.name] : []),
        ].join(', '),
      }))
      .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  });
}

function sortKey({ place, name }: PersonToChoose): string {
  return `${place || '~'}/${name}`;
}
