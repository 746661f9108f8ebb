import { isHeldOn } from '../../domain/directory-roles.ts';
import type { Prisma } from '../../prisma/client/client.ts';
import { type Key, open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { findPlace, type Place, type PlaceRef } from './directory-place.ts';
import { todayOf } from './role-holdings.ts';
import { type WrongPersonLines, wrongPersonLines } from './wrong-person.ts';

/** A role over time. */
export interface HoldingLine {
  id: string;
  role: string;
  contactId: string;
  name: string;
  /** "Aldermere Police", a school, a group. */
  place: string;
  fromDate: string;
  toDate: string | null;
  reason: string;
  /** Of the business unit's own staff. */
  office: boolean;
  state: 'now' | 'later' | 'past';
}

export interface PersonLine {
  id: string;
  name: string;
  email: string;
  bounced: boolean;
  leftAt: Date | null;
  /** Held there now. */
  roles: string[];
}

export interface DirectoryView {
  agencies: {
    key: string;
    name: string;
    endedOn: string | null;
    lead: string;
    deputy: string;
    people: number;
    bounced: number;
  }[];
  groups: { key: string; name: string; endedOn: string | null; chair: string; members: number }[];
  office: { name: string; contactId: string; roles: string[] }[];
}

/** All places of the directory, each on one line. */
export async function directoryView(
  records: Records,
  { partnershipId }: { partnershipId: string },
  now: Date,
): Promise<DirectoryView> {
  return transaction(records, async (tx) => {
    const today = await todayOf(tx, partnershipId, now);
    const agencies = await tx.agency.findMany({
      where: { partnershipId },
      orderBy: { name: 'asc' },
      select: { id: true, key: true, name: true, endedOn: true },
    });
    const bodies = await tx.body.findMany({
      where: { partnershipId },
      orderBy: { name: 'asc' },
      select: { id: true, key: true, name: true, endedOn: true },
    });
    const people = await tx.contact.findMany({
      where: { partnershipId, leftAt: null, agencyId: { not: null } },
      select: { agencyId: true, bouncedAt: true },
    });
    const key = await records.keyring.partnership(tx, partnershipId);
    const all = await holdingRows(tx, key, {
      where: {
        partnershipId,
        OR: [{ toDate: null }, { toDate: { gte: today } }],
        contact: { leftAt: null },
      },
      today,
    });
    const held = all.filter(({ line }) => line.state === 'now');
    const nameOf = (role: string, at: { agencyId?: string; bodyId?: string }) =>
      held.find(
        ({ line, row }) =>
          line.role === role &&
          row.agencyId === (at.agencyId ?? null) &&
          row.bodyId === (at.bodyId ?? null),
      )?.line.name ?? '';
    const office = held.filter(({ row }) => !row.agencyId && !row.bodyId);
    const staff = [...new Set(office.map(({ line }) => line.contactId))];
    return {
      agencies: agencies.map(({ id: agencyId, ...agency }) => {
        const own = people.filter((each) => each.agencyId === agencyId);
        return {
          ...agency,
          lead: nameOf('safeguarding-lead', { agencyId }),
          deputy: nameOf('deputy', { agencyId }),
          people: own.length,
          bounced: own.filter(({ bouncedAt }) => bouncedAt).length,
        };
      }),
      groups: bodies.map(({ id: bodyId, ...body }) => ({
        ...body,
        chair: nameOf('chair', { bodyId }),
        members: new Set(
          held.flatMap(({ line, row }) => (row.bodyId === bodyId ? line.contactId : [])),
        ).size,
      })),
      office: staff.map((contactId) => {
        const own = office.filter(({ line }) => line.contactId === contactId);
        const roles = own.map(({ line }) => line.role);
        return { contactId, name: own[0]?.line.name ?? '', roles };
      }),
    };
  });
}

async function holdingRows(
  tx: Transaction,
  key: Key,
  { where, today }: { where: Prisma.RoleHoldingWhereInput; today: string },
) {
  const rows = await tx.roleHolding.findMany({
    where,
    orderBy: [{ fromDate: 'desc' }, { id: 'asc' }],
    include: {
      contact: { select: { nameSealed: true, leftAt: true } },
      agency: { select: { name: true } },
      body: { select: { name: true } },
      service: { select: { name: true } },
    },
  });
  return rows.map((row) => {
    const { id, role, contactId, fromDate, toDate, contact, endReasonSealed } = row;
    const line: HoldingLine = {
      id,
      role,
      contactId,
      name: open(key, `Contact.nameSealed/${contactId}`, contact.nameSealed),
      place: row.service?.name ?? row.agency?.name ?? row.body?.name ?? 'Business unit',
      fromDate,
      toDate,
      office: !row.agencyId && !row.bodyId,
      reason: endReasonSealed
        ? open(key, `RoleHolding.endReasonSealed/${id}`, endReasonSealed)
        : '',
      state:
        contact.leftAt && (!toDate || toDate >= today)
          ? 'past'
          : isHeldOn({ fromDate, toDate }, today),
    };
    return { row, line };
  });
}

export interface PlaceView extends Place {
  mailDomains: string[];
  services: { key: string; name: string }[];
  endReason: string;
  people: PersonLine[];
  holdings: HoldingLine[];
}

/** One place with its people and its roles over time; null for what the partnership does not have. */
export async function placeView(
  records: Records,
  given: { partnershipId: string; place: PlaceRef },
  now: Date,
): Promise<PlaceView | null> {
  const { partnershipId } = given;
  return transaction(records, async (tx) => {
    const place = await findPlace(tx, given);
    if (!place) return null;
    const today = await todayOf(tx, partnershipId, now);
    const key = await records.keyring.partnership(tx, partnershipId);
    const { agencyId, bodyId } = place;
    const where = { partnershipId, agencyId, bodyId };
    const holdings = (await holdingRows(tx, key, { where, today })).map(({ line }) => line);
    const rows = await tx.contact.findMany({
      where: {
        partnershipId,
        ...(agencyId
          ? { agencyId }
          : { leftAt: null, id: { in: holdings.map(({ contactId }) => contactId) } }),
      },
    });
    const people = rows.map((row): PersonLine => {
      const { id, nameSealed, emailSealed, bouncedAt, leftAt } = row;
      return {
        id,
        name: open(key, `Contact.nameSealed/${id}`, nameSealed),
        email: open(key, `Contact.emailSealed/${id}`, emailSealed),
        bounced: bouncedAt !== null,
        leftAt,
        roles: holdings
          .filter(({ contactId, state }) => contactId === id && state === 'now')
          .map(({ role }) => role),
      };
    });
    const here = agencyId ? people : people.filter(({ roles }) => roles.length > 0);
    return {
      ...place,
      ...(await ofPlace(tx, key, place)),
      people: here.sort(byName),
      holdings,
    };
  });
}

async function ofPlace(tx: Transaction, key: Key, { agencyId, bodyId }: Place) {
  if (agencyId) {
    const row = await tx.agency.findUniqueOrThrow({
      where: { id: agencyId },
      include: { services: { orderBy: { name: 'asc' }, select: { key: true, name: true } } },
    });
    const { mailDomains, services, endReasonSealed: sealed } = row;
    const endReason = sealed ? open(key, `Agency.endReasonSealed/${agencyId}`, sealed) : '';
    return { mailDomains: mailDomains as string[], services, endReason };
  }
  const row = bodyId ? await tx.body.findUniqueOrThrow({ where: { id: bodyId } }) : null;
  const sealed = row?.endReasonSealed;
  const endReason = sealed ? open(key, `Body.endReasonSealed/${bodyId}`, sealed) : '';
  return { mailDomains: [], services: [], endReason };
}

/** Who has not left before who has, each by name. */
function byName(a: PersonLine, b: PersonLine): number {
  if ((a.leftAt === null) !== (b.leftAt === null)) return a.leftAt === null ? -1 : 1;
  return a.name.localeCompare(b.name, 'en-GB');
}

export interface PersonView {
  id: string;
  name: string;
  email: string;
  agency: { key: string; name: string } | null;
  bouncedAt: Date | null;
  bounceReason: string | null;
  worksOn: number[];
  termTimeOnly: boolean;
  leftAt: Date | null;
  leftReason: string;
  replacedBy: { id: string; name: string } | null;
  holdings: HoldingLine[];
  /** What is asked of them now, by audit. */
  asked: { audit: string | null; count: number; dueDate: string }[];
  wrongPerson: WrongPersonLines;
}

/** Somebody of the directory with their roles over time; null for an unknown person. */
export async function personView(
  records: Records,
  { partnershipId, contactId }: { partnershipId: string; contactId: string },
  now: Date,
): Promise<PersonView | null> {
  return transaction(records, async (tx) => {
    const row = await tx.contact.findFirst({
      where: { id: contactId, partnershipId },
      include: { agency: { select: { key: true, name: true } } },
    });
    if (!row) return null;
    const today = await todayOf(tx, partnershipId, now);
    const key = await records.keyring.partnership(tx, partnershipId);
    const where = { partnershipId, contactId };
    const { id, agency, bouncedAt, bounceReason, worksOn, termTimeOnly, leftAt } = row;
    return {
      id,
      name: open(key, `Contact.nameSealed/${id}`, row.nameSealed),
      email: open(key, `Contact.emailSealed/${id}`, row.emailSealed),
      agency,
      bouncedAt,
      bounceReason,
      worksOn,
      termTimeOnly,
      leftAt,
      leftReason: row.leftReasonSealed
        ? open(key, `Contact.leftReasonSealed/${id}`, row.leftReasonSealed)
        : '',
      replacedBy: await replacedBy(tx, key, row.replacedById),
      holdings: (await holdingRows(tx, key, { where, today })).map(({ line }) => line),
      asked: await askedOf(tx, contactId),
      wrongPerson: await wrongPersonLines(tx, key, contactId),
    };
  });
}

async function replacedBy(tx: Transaction, key: Key, id: string | null) {
  const row = id ? await tx.contact.findUnique({ where: { id } }) : null;
  return row && { id: row.id, name: open(key, `Contact.nameSealed/${row.id}`, row.nameSealed) };
}

async function askedOf(tx: Transaction, contactId: string): Promise<PersonView['asked']> {
  const rows = await tx.ask.findMany({
    where: { contactId, outcome: null, concernId: null },
    orderBy: { dueAt: 'asc' },
    select: { dueDate: true, audit: { select: { number: true } } },
  });
  const audits = [...new Set(rows.map(({ audit }) => audit?.number ?? null))];
  return audits.map((number) => {
    const own = rows.filter(({ audit }) => (audit?.number ?? null) === number);
    return { audit: number, count: own.length, dueDate: own[0]?.dueDate ?? '' };
  });
}
