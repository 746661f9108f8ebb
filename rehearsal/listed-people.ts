import type { AskedAtStart } from '../domain/asked.ts';
import { lookupToken } from '../records/store/sealing.ts';
import type { Records } from '../records/store/transaction.ts';
import type { InventedPartnership } from './partnership.ts';

/** The partnership with those whom only a list at the start of its audit named, by their names. */
export async function withListedPeople(
  records: Records,
  place: InventedPartnership,
  { establishments = [], attendances = [] }: AskedAtStart = {},
): Promise<InventedPartnership> {
  const { id: partnershipId } = place;
  const listed = [
    ...establishments.map(({ contact, email, agency }) => ({ name: contact, email, at: agency })),
    ...attendances.flatMap(({ attendee, attendeeEmail, manager, managerEmail, agency }) => [
      { name: attendee, email: attendeeEmail, at: agency },
      { name: manager, email: managerEmail, at: agency },
    ]),
  ];
  const key = await records.keyring.partnership(records.database, partnershipId);
  const tokenOf = (email: string) => lookupToken(key, 'email', email);
  const rows = await records.database.contact.findMany({
    where: { partnershipId, emailToken: { in: listed.map(({ email }) => tokenOf(email)) } },
    select: { id: true, emailToken: true },
  });
  const ids = new Map(rows.map(({ id, emailToken }) => [emailToken, id]));
  const people = listed.flatMap(({ name, email, at }) => {
    const id = ids.get(tokenOf(email));
    return id ? [[name, { id, name, email, at, roles: [] }] as const] : [];
  });
  return { ...place, people: { ...place.people, ...Object.fromEntries(people) } };
}
