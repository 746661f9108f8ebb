import { dateOf } from '../../domain/calendar.ts';
import { open } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';

/** Roles of an agency's contacts (a strategic lead hears of the quality of what it sends), of a body's members, of the business unit's staff, and of those who
 * collate what comes in. */
export type Role =
  | 'safeguarding-lead'
  | 'deputy'
  | 'strategic-lead'
  | 'chair'
  | 'member'
  | 'officer'
  | 'officer-deputy'
  | 'manager'
  | 'collator'
  | 'editor'
  | 'reader';

export interface Person {
  id: string;
  name: string;
  email: string;
}

export async function personOf(
  records: Records,
  tx: Transaction,
  contactId: string,
): Promise<Person> {
  const row = await tx.contact.findUniqueOrThrow({ where: { id: contactId } });
  const key = await records.keyring.partnership(tx, row.partnershipId);
  return {
    id: row.id,
    name: open(key, `Contact.nameSealed/${row.id}`, row.nameSealed),
    email: open(key, `Contact.emailSealed/${row.id}`, row.emailSealed),
  };
}

/** Who holds a role now; the longest-serving first, so that the same person is asked each time. */
export async function holdersOf(
  tx: Transaction,
  given: {
    partnershipId: string;
    role: Role;
    agencyId?: string | null;
    bodyId?: string | null;
    on: Date;
  },
): Promise<string[]> {
  const today = dateOf(given.on.toISOString(), 'Europe/London');
  const rows = await tx.roleHolding.findMany({
    where: {
      partnershipId: given.partnershipId,
      role: given.role,
      agencyId: given.agencyId ?? null,
      bodyId: given.bodyId ?? null,
      fromDate: { lte: today },
      OR: [{ toDate: null }, { toDate: { gte: today } }],
      contact: { leftAt: null },
    },
    orderBy: [{ fromDate: 'asc' }, { id: 'asc' }],
    select: { contactId: true },
  });
  return rows.map((row) => row.contactId);
}

/** A body's chair and members, each once; nobody where the directory has no such body. */
export async function membersOf(
  tx: Transaction,
  given: { partnershipId: string; body: string },
  on: Date,
): Promise<string[]> {
  const { partnershipId, body: key } = given;
  const body = await tx.body.findUnique({ where: { partnershipId_key: { partnershipId, key } } });
  if (!body) return [];
  const held = { partnershipId, bodyId: body.id, on };
  const chair = await holdersOf(tx, { ...held, role: 'chair' });
  const members = await holdersOf(tx, { ...held, role: 'member' });
  return [...new Set([...chair, ...members])];
}

const officeRoles: ReadonlySet<string> = new Set(['officer', 'officer-deputy', 'manager']);

/** The people to whom silence is escalated: an agency's own, or the business unit's. */
export async function escalationContacts(
  tx: Transaction,
  given: { partnershipId: string; agencyId: string | null; roles: Role[]; on: Date },
): Promise<string[]> {
  const contacts = new Set<string>();
  for (const role of given.roles) {
    const agencyId = officeRoles.has(role) ? null : given.agencyId;
    const held = await holdersOf(tx, {
      partnershipId: given.partnershipId,
      role,
      agencyId,
      on: given.on,
    });
    for (const contact of held) contacts.add(contact);
  }
  return [...contacts];
}

/** The officer on whom the business unit's own asks fall; their deputy or manager where none is named. */
export async function officerOf(tx: Transaction, partnershipId: string, on: Date): Promise<string> {
  for (const role of ['officer', 'officer-deputy', 'manager'] as const) {
    const [first] = await holdersOf(tx, { partnershipId, role, on });
    if (first) return first;
  }
  throw new Error(`the partnership ${partnershipId} has nobody in its business unit`);
}
