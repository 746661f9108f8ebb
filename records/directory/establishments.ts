import { randomUUID } from 'node:crypto';
import type { EstablishmentRow } from '../../domain/asked-list.ts';
import { addDays, dateOf } from '../../domain/calendar.ts';
import { fold } from '../../domain/folded-text.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { findOrAddPeople } from './listed-people.ts';

/** The role of whoever answers for one establishment. */
export const establishmentContact = 'establishment-contact';

interface Establishment {
  id: string;
  key: string;
  name: string;
  agencyId: string;
}

/**
 * The establishments that are asked, in the order of their names: those of an uploaded list, which
 * are added to the directory where it lacks them and given the contact that the list names; without
 * a list, all that the directory has of these agencies.
 */
export async function loadEstablishments(
  records: Records,
  tx: Transaction,
  { partnershipId, now }: { partnershipId: string; now: Date },
  { of, rows }: { of: readonly string[]; rows: readonly EstablishmentRow[] },
): Promise<Establishment[]> {
  const where = { partnershipId, agency: { key: { in: [...of] } } };
  const agencies = await tx.agency.findMany({
    where: { partnershipId, key: { in: [...of] } },
    select: { id: true, key: true },
  });
  const agencyId = (key: string) => agencies.find((each) => each.key === key)?.id ?? '';
  const before = await tx.service.findMany({ where });
  if (rows.length === 0) return byName(before);
  const same = (service: Establishment, row: EstablishmentRow) =>
    service.agencyId === agencyId(row.agency) && folded(service.name) === folded(row.name);
  const taken = new Set(before.map(({ agencyId: of, key }) => `${of}/${key}`));
  const listed = rows.map((row) => {
    const known = before.find((service) => same(service, row));
    const at = agencyId(row.agency);
    const service = known ?? {
      id: randomUUID(),
      agencyId: at,
      name: row.name.trim(),
      key: freeKey(row.name, (key) => taken.has(`${at}/${key}`)),
    };
    taken.add(`${at}/${service.key}`);
    return { row, service, known: known !== undefined };
  });
  await tx.service.createMany({
    data: listed
      .filter(({ known }) => !known)
      .map(({ service: { id, agencyId: at, key, name } }) => {
        return { id, partnershipId, agencyId: at, key, name };
      }),
  });
  const people = await findOrAddPeople(records, tx, {
    partnershipId,
    people: rows.map(({ contact, email, agency }) => {
      return { name: contact, email, agencyId: agencyId(agency) };
    }),
  });
  const holders = listed.map(({ row, service }) => ({ service, contactId: people(row.email) }));
  await appointContacts(tx, { partnershipId, holders }, now);
  return byName(listed.map(({ service }) => service));
}

/** Each establishment's own contact now, where it has one. */
export async function establishmentContacts(
  tx: Transaction,
  given: { partnershipId: string; serviceIds: string[]; on: string },
): Promise<Map<string, string>> {
  const { partnershipId, serviceIds, on } = given;
  const rows = await tx.roleHolding.findMany({
    where: {
      partnershipId,
      role: establishmentContact,
      serviceId: { in: serviceIds },
      fromDate: { lte: on },
      OR: [{ toDate: null }, { toDate: { gte: on } }],
      contact: { leftAt: null },
    },
    orderBy: [{ fromDate: 'desc' }, { id: 'asc' }],
    select: { serviceId: true, contactId: true },
  });
  return new Map(rows.map(({ serviceId, contactId }) => [serviceId ?? '', contactId]));
}

/** Whoever held the role for one of them before holds it no more. */
async function appointContacts(
  tx: Transaction,
  given: { partnershipId: string; holders: { service: Establishment; contactId: string }[] },
  now: Date,
): Promise<void> {
  const { partnershipId, holders } = given;
  const { zone } = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
  const today = dateOf(now, zone);
  const serviceIds = holders.map(({ service }) => service.id);
  const held = await establishmentContacts(tx, { partnershipId, serviceIds, on: today });
  const changed = holders.filter(({ service, contactId }) => held.get(service.id) !== contactId);
  await tx.roleHolding.updateMany({
    where: {
      partnershipId,
      role: establishmentContact,
      serviceId: { in: changed.map(({ service }) => service.id) },
      toDate: null,
    },
    data: { toDate: addDays(today, -1) },
  });
  await tx.roleHolding.createMany({
    data: changed.map(({ service, contactId }) => ({
      id: randomUUID(),
      partnershipId,
      contactId,
      role: establishmentContact,
      agencyId: service.agencyId,
      serviceId: service.id,
      fromDate: today,
    })),
  });
}

function byName<T extends { name: string }>(services: T[]): T[] {
  return services.toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

function folded(name: string): string {
  return fold(name.trim()).folded;
}

/** A readable key that no other service of the agency has. */
function freeKey(name: string, isTaken: (key: string) => boolean): string {
  const words = folded(name)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 34);
  const wanted = words || 'establishment';
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? wanted : `${wanted}-${number}`;
    if (!isTaken(key)) return key;
  }
}
