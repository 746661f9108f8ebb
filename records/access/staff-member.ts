import type { StageSettings } from '../../domain/profile.ts';
import { editingRoles, type StaffRole } from '../../domain/staff-roles.ts';
import { Prisma } from '../../prisma/client/client.ts';
import { profileOf } from '../audits/audit-context.ts';
import { open, sha256 } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { isSignedIn, type SessionRow } from './sessions.ts';

/** Somebody who may sign in to the console, and how far it is open to them. */
export interface StaffMember extends Places {
  partnershipId: string;
  partnershipName: string;
  contactId: string;
  name: string;
}

export interface Places {
  /** Empty for whoever has no place in the console. */
  roles: StaffRole[];
  /** The groups of which they are chair or member. */
  groups: { id: string; key: string; name: string; chairs: boolean }[];
  /** Numbers of the audits under way that they chair. */
  chairs: string[];
  /** The audits in which groups that they chair have something to decide now. */
  decides: { number: string; on: 'report' | 'plan'; groups: string[] }[];
}

/** Who a member of staff is today, by their session; null when it has ended, or they hold no role. */
export async function staffSignedIn(
  records: Records,
  { token, now }: { token: string; now: Date },
): Promise<StaffMember | null> {
  const { database } = records;
  const session = Prisma.sql`SELECT * FROM "Session" WHERE hash = ${sha256(token)}`;
  const row = await placeOf<SessionRow>(database, session, now);
  if (!row || !(await isSignedIn(database, row, { kind: 'staff', now }))) return null;
  return memberIn(records, row);
}

async function memberIn(
  { database, keyring }: Records,
  row: PlaceRow,
): Promise<StaffMember | null> {
  const { partnershipId, partnershipName, contactId } = row;
  const places = await placesIn(database, partnershipId, row);
  if (places.roles.length === 0) return null;
  const key = await keyring.partnership(database, partnershipId);
  const name = open(key, `Contact.nameSealed/${contactId}`, row.nameSealed);
  return { partnershipId, partnershipName, contactId, name, ...places };
}

/** What is open to somebody at this moment; nothing for whoever has left. */
export async function rolesNow(
  tx: Transaction,
  given: { partnershipId: string; contactId: string; now: Date },
): Promise<StaffRole[]> {
  const row = await placeOf(tx, person(given), given.now);
  return row ? (await placesIn(tx, given.partnershipId, row)).roles : [];
}

interface PlaceRow {
  partnershipId: string;
  contactId: string;
  partnershipName: string;
  nameSealed: Uint8Array;
  held: HeldRole[];
  /** Numbers of the audits under way whose meeting they were named to chair. */
  meetings: string[];
}

/** As `placeOf` takes whose place is meant. */
function person({ partnershipId, contactId }: { partnershipId: string; contactId: string }) {
  return Prisma.sql`SELECT ${partnershipId} AS "partnershipId", ${contactId} AS "contactId"`;
}

/**
 * One query, for every page of the console begins with it; `who` selects a partnership and a contact,
 * and what else it selects stands in the row too.
 */
async function placeOf<Who>(
  database: Pick<Transaction, '$queryRaw'>,
  who: Prisma.Sql,
  now: Date,
): Promise<(PlaceRow & Who) | null> {
  const rows = await database.$queryRaw<(PlaceRow & Who)[]>`
    SELECT who.*, p.name AS "partnershipName", c."nameSealed",
      (SELECT coalesce(json_agg(json_build_object(
          'role', r.role, 'audit', a.number, 'auditState', a.state,
          'group', CASE WHEN b.id IS NULL THEN NULL
            ELSE json_build_object('id', b.id, 'key', b.key, 'name', b.name) END)), '[]')
        FROM "RoleHolding" r
        LEFT JOIN "Body" b ON b.id = r."bodyId" LEFT JOIN "Audit" a ON a.id = r."auditId"
        -- The words of these roles may be those of an agency's: they open nothing here.
        WHERE r."contactId" = c.id AND r."partnershipId" = p.id AND r."agencyId" IS NULL
          AND r."fromDate" <= t.day AND (r."toDate" IS NULL OR r."toDate" >= t.day)) AS held,
      (SELECT coalesce(json_agg(a.number), '[]') FROM "Meeting" m
        JOIN "Audit" a ON a.id = m."auditId"
        WHERE m."partnershipId" = p.id AND m."chairId" = c.id
          AND a.state IN ('open', 'paused')) AS meetings
    FROM (${who}) who
    JOIN "Contact" c ON c.id = who."contactId" AND c."partnershipId" = who."partnershipId"
    JOIN "Partnership" p ON p.id = c."partnershipId"
    CROSS JOIN LATERAL (
      SELECT to_char(${now}::timestamptz AT TIME ZONE p.zone, 'YYYY-MM-DD') AS day) t
    WHERE c."leftAt" IS NULL`;
  return rows[0] ?? null;
}

async function placesIn(
  database: Pick<Transaction, 'stage' | 'profileVersion'>,
  partnershipId: string,
  { held, meetings }: PlaceRow,
): Promise<Places> {
  const office = new Set(held.flatMap(({ role, group }) => (group ? [] : [role])));
  const nothing = { groups: [], chairs: [], decides: [] };
  if (editingRoles.some((role) => office.has(role))) return { roles: ['editor'], ...nothing };
  const groups = groupsOf(held);
  const named = held.flatMap(({ role, audit, auditState }) => {
    const underWay = auditState === 'open' || auditState === 'paused';
    return role === 'audit-chair' && audit && underWay ? [audit] : [];
  });
  const chairs = [...new Set([...named, ...meetings])].sort();
  const roles: StaffRole[] = [];
  if (office.has('reader')) roles.push('reader');
  if (chairs.length > 0 || groups.some((group) => group.chairs)) roles.push('chair');
  if (groups.length > 0) roles.push('member');
  if (office.has('operator')) roles.push('operator');
  return { roles, groups, chairs, decides: await decidedBy(database, { partnershipId, groups }) };
}

interface HeldRole {
  role: string;
  audit: string | null;
  auditState: string | null;
  group: { id: string; key: string; name: string } | null;
}

function groupsOf(held: HeldRole[]): Places['groups'] {
  const found = new Map<string, Places['groups'][number]>();
  for (const { role, group } of held) {
    if (!group || (role !== 'chair' && role !== 'member')) continue;
    const chairs = role === 'chair' || (found.get(group.id)?.chairs ?? false);
    found.set(group.id, { ...group, chairs });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function decidedBy(
  database: Pick<Transaction, 'stage' | 'profileVersion'>,
  { partnershipId, groups }: { partnershipId: string; groups: Places['groups'] },
): Promise<Places['decides']> {
  const chaired = new Set(groups.flatMap(({ key, chairs }) => (chairs ? [key] : [])));
  if (chaired.size === 0) return [];
  const stages = await database.stage.findMany({
    where: {
      partnershipId,
      outcome: null,
      kind: { in: ['approve', 'choose-theme', 'agree-terms'] },
      audit: { state: { in: ['open', 'paused'] } },
    },
    orderBy: { audit: { number: 'asc' } },
    select: { key: true, audit: { select: { number: true, profileVersionId: true } } },
  });
  const found: Places['decides'] = [];
  for (const { key, audit } of stages) {
    const profile = await profileOf(database, audit.profileVersionId);
    const stage = profile.stages.find((each) => each.key === key);
    const own = stage ? decidersOf(stage).filter((body) => chaired.has(body)) : [];
    const on = stage?.kind === 'approve' ? 'report' : 'plan';
    if (own.length > 0) found.push({ number: audit.number, on, groups: own });
  }
  return found;
}

/** The keys of the groups that decide at a stage. */
export function decidersOf(stage: StageSettings): string[] {
  switch (stage.kind) {
    case 'approve':
      return stage.by === 'body' ? [stage.body] : [];
    case 'agree-terms':
      return [stage.body];
    case 'choose-theme':
      return stage.groups.map(({ body }) => body);
    default:
      return [];
  }
}
