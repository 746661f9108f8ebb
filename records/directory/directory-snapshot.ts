import { csvText } from '../../domain/csv-text.ts';
import { directoryColumns } from '../../domain/directory-csv.ts';
import { businessUnit, type DirectorySnapshot } from '../../domain/directory-import.ts';
import { type PlaceKind, roleLabel } from '../../domain/directory-roles.ts';
import { open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { todayOf } from './role-holdings.ts';

/** The directory as lists read and write it: without the contacts of single establishments. */
export async function directorySnapshot(
  records: Records,
  tx: Transaction,
  partnershipId: string,
  now: Date,
): Promise<DirectorySnapshot> {
  const key = await records.keyring.partnership(tx, partnershipId);
  const agencies = await tx.agency.findMany({
    where: { partnershipId, endedOn: null },
    orderBy: { name: 'asc' },
  });
  const groups = await tx.body.findMany({
    where: { partnershipId, endedOn: null },
    orderBy: { name: 'asc' },
    select: { key: true, name: true },
  });
  const people = await tx.contact.findMany({
    where: { partnershipId },
    include: { agency: { select: { name: true } } },
  });
  const holdings = await tx.roleHolding.findMany({
    where: { partnershipId, serviceId: null },
    orderBy: [{ fromDate: 'asc' }, { id: 'asc' }],
    include: { agency: { select: { key: true } }, body: { select: { key: true } } },
  });
  return {
    agencies: agencies.map(({ key: slug, name, mailDomains }) => {
      return { key: slug, name, mailDomains: mailDomains as string[] };
    }),
    groups,
    people: people.map(({ id, nameSealed, emailSealed, agency, leftAt }) => ({
      id,
      name: open(key, `Contact.nameSealed/${id}`, nameSealed),
      email: open(key, `Contact.emailSealed/${id}`, emailSealed),
      agency: agency?.name ?? null,
      left: leftAt !== null,
    })),
    holdings: holdings.map(({ id, contactId, role, agency, body, fromDate, toDate }) => ({
      id,
      person: contactId,
      role,
      at: (agency ? 'agency' : body ? 'body' : 'office') satisfies PlaceKind,
      key: agency?.key ?? body?.key ?? '',
      from: fromDate,
      to: toDate,
    })),
    today: await todayOf(tx, partnershipId, now),
  };
}

/** The directory as a list for spreadsheets: agencies, groups, and everybody who has not left with their roles. */
export async function directoryCsv(
  records: Records,
  { partnershipId }: { partnershipId: string },
  now: Date,
): Promise<string> {
  const snapshot = await transaction(records, (tx) =>
    directorySnapshot(records, tx, partnershipId, now),
  );
  const { agencies, groups, people, holdings } = snapshot;
  const empty = Object.fromEntries(directoryColumns.map((column) => [column, '']));
  const rows: Record<string, string>[] = [
    ...agencies.map(({ name, mailDomains }) => {
      return { ...empty, Agency: name, 'Mail domains': mailDomains.join(' ') };
    }),
    ...groups.map(({ name }) => ({ ...empty, Group: name })),
  ];
  const here = people
    .filter(({ left }) => !left)
    .sort((a, b) => sortKey(a).localeCompare(sortKey(b), 'en-GB'));
  for (const { id, name, email, agency } of here) {
    const of = { ...empty, Agency: agency ?? '', Name: name, Email: email, Person: id };
    const own = holdings.filter(({ person }) => person === id);
    if (own.length === 0) rows.push(of);
    for (const { role, at, key, from, to } of own) {
      const group = at === 'office' ? businessUnit : groups.find((each) => each.key === key)?.name;
      // What was held in an agency or a group that has ended is no part of the list.
      if (at === 'body' && !group) continue;
      const Group = at === 'agency' ? '' : (group ?? '');
      rows.push({ ...of, Group, Role: roleLabel(role), From: from, To: to ?? '' });
    }
  }
  return csvText([
    directoryColumns,
    ...rows.map((row) => directoryColumns.map((column) => row[column] ?? '')),
  ]);
}

function sortKey({ agency, name }: { agency: string | null; name: string }): string {
  return `${agency ?? '~'}/${name}`;
}
