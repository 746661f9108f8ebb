import { dateOf } from '../../domain/calendar.ts';
import { type Profile, stageOfKind, subjectOf } from '../../domain/profile.ts';
import type { Transaction } from '../store/transaction.ts';
import { establishmentContacts } from './establishments.ts';

/** Who of the directory can be asked about themselves. */
export interface AskableDirectory {
  agencies: { key: string; label: string }[];
  /** The agencies whose services are the establishments. */
  of: { key: string; label: string }[];
  establishments: { name: string; hasContact: boolean }[];
}

const nobody: AskableDirectory = { agencies: [], of: [], establishments: [] };

/** Empty for a process about children, which asks nobody about themselves. */
export async function askableDirectory(
  tx: Transaction,
  partnershipId: string,
  { profile, now }: { profile: Profile; now: Date },
): Promise<AskableDirectory> {
  if (subjectOf(profile) === 'case') return nobody;
  const rows = await tx.agency.findMany({
    where: { partnershipId, endedOn: null },
    orderBy: { name: 'asc' },
    select: { key: true, name: true, services: { select: { id: true, name: true } } },
  });
  const agencies = rows.map(({ key, name }) => ({ key, label: name }));
  const wanted = stageOfKind(profile, 'gather-returns')?.establishmentsOf ?? [];
  const services = rows.flatMap(({ key, services }) => (wanted.includes(key) ? services : []));
  const serviceIds = services.map(({ id }) => id);
  const contacts = await establishmentContacts(tx, { partnershipId, serviceIds, on: dateOf(now) });
  return {
    agencies,
    of: agencies.filter(({ key }) => wanted.includes(key)),
    establishments: services
      .map(({ id, name }) => ({ name, hasContact: contacts.has(id) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en-GB')),
  };
}
