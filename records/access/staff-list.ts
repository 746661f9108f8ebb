import { editingRoles, type GivenRole, isGivenRole } from '../../domain/staff-roles.ts';
import { personOf } from '../directory/directory.ts';
import { heldOn, todayIn } from '../directory/held-roles.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Key, open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type CoverLine, coverLines } from './cover-view.ts';

/** Somebody of the console, with the roles that the business unit gave them. */
export interface StaffLine {
  contactId: string;
  name: string;
  email: string;
  roles: { id: string; role: GivenRole; since: string; audit: string | null }[];
  /** Days away that are not over. */
  away: CoverLine[];
  /** Whether an account of the sign-in service is bound to their place. */
  bound: boolean;
}

export interface StaffList {
  staff: StaffLine[];
  /** Chairs and members of groups, who have their place by that. */
  groups: { name: string; people: { name: string; chairs: boolean }[] }[];
}

export interface StaffChange {
  at: Date;
  by: string;
  /** The event's kind and ids. */
  kind: string;
  ids: Record<string, unknown>;
  reason: string;
  /** Of days away: who covers. */
  coveredBy: string;
}

export interface StaffPersonView extends StaffLine {
  /** Whether they get anything that somebody else could get for them. */
  coverable: boolean;
  history: StaffChange[];
}

const changesShown = 30;

export async function staffList(
  records: Records,
  { partnershipId }: { partnershipId: string },
  now: Date,
): Promise<StaffList> {
  return transaction(records, async (tx) => {
    const today = await todayIn(tx, partnershipId, now);
    const staff = await staffLines(records, tx, { partnershipId, today, now });
    const inGroups = await tx.roleHolding.findMany({
      where: {
        ...heldOn(today),
        partnershipId,
        bodyId: { not: null },
        role: { in: ['chair', 'member'] },
      },
      select: { role: true, contactId: true, body: { select: { name: true } } },
      orderBy: [{ body: { name: 'asc' } }, { role: 'asc' }],
    });
    const contactIds = inGroups.map(({ contactId }) => contactId);
    const names = await namesOf(records, tx, { partnershipId, contactIds });
    const groups = new Map<string, Map<string, { name: string; chairs: boolean }>>();
    for (const { role, contactId, body } of inGroups) {
      const group = body?.name ?? '';
      const people = groups.get(group) ?? new Map();
      groups.set(group, people);
      if (people.has(contactId)) continue;
      people.set(contactId, { name: names.get(contactId) ?? '', chairs: role === 'chair' });
    }
    return {
      staff: staff.sort((a, b) => a.name.localeCompare(b.name)),
      groups: [...groups].map(([name, people]) => ({ name, people: [...people.values()] })),
    };
  });
}

/** One of them, with what was changed about them; null for whoever has no role and had none. */
export async function staffPersonView(
  records: Records,
  given: { partnershipId: string; contactId: string },
  now: Date,
): Promise<StaffPersonView | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, contactId } = given;
    const today = await todayIn(tx, partnershipId, now);
    const history = await historyOf(records, tx, given);
    const [line] = await staffLines(records, tx, { partnershipId, today, contactId, now });
    if (line) return { ...line, coverable: line.roles.some(isEditing), history };
    const known = await tx.contact.count({ where: { id: contactId, partnershipId } });
    if (known === 0 || history.length === 0) return null;
    const { name, email } = await personOf(records, tx, contactId);
    const nothing = { roles: [], away: [], bound: false, coverable: false };
    return { contactId, name, email, ...nothing, history };
  });
}

async function staffLines(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; today: string; contactId?: string; now: Date },
): Promise<StaffLine[]> {
  const { partnershipId, today, contactId, now } = given;
  const away = await coverLines(
    records,
    tx,
    { partnershipId, ...(contactId ? { contactId } : {}) },
    now,
  );
  const held = await tx.roleHolding.findMany({
    where: {
      ...heldOn(today),
      partnershipId,
      bodyId: null,
      ...(contactId ? { contactId } : {}),
    },
    include: {
      audit: { select: { number: true, state: true } },
      contact: { include: { accounts: { where: { releasedAt: null }, select: { id: true } } } },
    },
    orderBy: [{ fromDate: 'asc' }, { id: 'asc' }],
  });
  const key = await records.keyring.partnership(tx, partnershipId);
  const lines = new Map<string, StaffLine>();
  for (const { id, role, contactId: holder, contact, fromDate, audit } of held) {
    const running = audit === null || audit.state === 'open' || audit.state === 'paused';
    if (!isGivenRole(role) || !running || (role === 'audit-chair') !== (audit !== null)) continue;
    const line = lines.get(holder) ?? lineOf(key, contact);
    line.roles.push({ id, role, since: fromDate, audit: audit?.number ?? null });
    lines.set(holder, line);
  }
  for (const line of lines.values()) {
    line.away = away.filter((each) => each.contactId === line.contactId);
  }
  return [...lines.values()];
}

function isEditing({ role }: { role: GivenRole }): boolean {
  return (editingRoles as readonly string[]).includes(role);
}

function lineOf(
  key: Key,
  contact: { id: string; nameSealed: Uint8Array; emailSealed: Uint8Array; accounts: unknown[] },
): StaffLine {
  const { id: contactId, nameSealed, emailSealed, accounts } = contact;
  return {
    contactId,
    name: open(key, `Contact.nameSealed/${contactId}`, nameSealed),
    email: open(key, `Contact.emailSealed/${contactId}`, emailSealed),
    roles: [],
    away: [],
    bound: accounts.length > 0,
  };
}

async function historyOf(
  records: Records,
  tx: Transaction,
  { partnershipId, contactId }: { partnershipId: string; contactId: string },
): Promise<StaffChange[]> {
  const events = await tx.event.findMany({
    where: {
      chain: partnershipId,
      kind: {
        in: [
          'staff.added',
          'staff.changed',
          'staff-account.bound',
          'staff-account.released',
          'cover.set',
          'cover.changed',
          'cover.ended',
        ],
      },
      ids: { path: ['contact'], equals: contactId },
    },
    orderBy: { seq: 'desc' },
    take: changesShown,
  });
  const seqs = events.map(({ seq }) => seq);
  const rows = await tx.eventReason.findMany({
    where: { chain: partnershipId, seq: { in: seqs } },
  });
  const key = await records.keyring.partnership(tx, partnershipId);
  const reasons = new Map(
    rows.map((row) => [row.seq, open(key, `EventReason.textSealed/${row.id}`, row.textSealed)]),
  );
  const coveredBy = (ids: unknown) => String((ids as { coveredBy?: string }).coveredBy ?? '');
  const contactIds = events.flatMap(({ actorId, ids }) => [actorId, coveredBy(ids)]);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  return events.map(({ at, actorId, kind, ids, seq }) => ({
    at,
    by: (actorId && names.get(actorId)) || '',
    kind,
    ids: ids as Record<string, unknown>,
    reason: reasons.get(seq) ?? '',
    coveredBy: names.get(coveredBy(ids)) ?? '',
  }));
}
