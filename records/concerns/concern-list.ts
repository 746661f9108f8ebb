import { type ConcernStep, concernStep } from '../../domain/concern-steps.ts';
import { type UrgentConcernSettings, usualConcernSettings } from '../../domain/urgent-concern.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { concernSettings, rulingProfile } from './concern-context.ts';

/** A concern in one line. */
export interface ConcernLine {
  number: string;
  agency: string;
  kind: string;
  step: ConcernStep | null;
  raisedAt: Date;
  dueAt: Date | null;
  overdue: boolean;
  /** Whether the reader raised it themselves. */
  own: boolean;
}

const closedShown = 20;

/** What the business unit has open, the most pressing first, without those about the reader. */
export async function openConcerns(
  records: Records,
  staff: { partnershipId: string; contactId: string },
  now: Date,
): Promise<ConcernLine[]> {
  const rows = await records.database.$queryRaw<ConcernRow[]>`
    SELECT c.number, g.name AS agency, c.kind, c.state, c."raisedAt", c."raisedById",
      (SELECT min(a."dueAt") FROM "Ask" a WHERE a."concernId" = c.id AND a.outcome IS NULL) AS "dueAt"
    FROM "UrgentConcern" c JOIN "Agency" g ON g.id = c."agencyId"
    WHERE c."partnershipId" = ${staff.partnershipId} AND c.state <> 'closed'
      AND NOT c.kept ? ${staff.contactId}
    ORDER BY "dueAt", c.number`;
  return rows.map((row) => lineOf(row, staff.contactId, now));
}

/** The newest that are closed. */
export async function closedConcerns(
  records: Records,
  staff: { partnershipId: string; contactId: string },
  now: Date,
): Promise<ConcernLine[]> {
  const rows = await records.database.$queryRaw<ConcernRow[]>`
    SELECT c.number, g.name AS agency, c.kind, c.state, c."raisedAt", c."raisedById",
      NULL::timestamptz AS "dueAt"
    FROM "UrgentConcern" c JOIN "Agency" g ON g.id = c."agencyId"
    WHERE c."partnershipId" = ${staff.partnershipId} AND c.state = 'closed'
      AND NOT c.kept ? ${staff.contactId}
    ORDER BY c."closedAt" DESC LIMIT ${closedShown}`;
  return rows.map((row) => lineOf(row, staff.contactId, now));
}

/** The open ones of which somebody was told, and those that they raised, by link. */
export async function concernsOf(
  records: Records,
  reader: { partnershipId: string; contactId: string },
  now: Date,
): Promise<ConcernLine[]> {
  const { partnershipId, contactId } = reader;
  const rows = await records.database.$queryRaw<ConcernRow[]>`
    SELECT c.number, g.name AS agency, c.kind, c.state, c."raisedAt", c."raisedById",
      (SELECT min(a."dueAt") FROM "Ask" a
        WHERE a."concernId" = c.id AND a."contactId" = ${contactId} AND a.outcome IS NULL) AS "dueAt"
    FROM "UrgentConcern" c JOIN "Agency" g ON g.id = c."agencyId"
    WHERE c."partnershipId" = ${partnershipId} AND c.state <> 'closed'
      AND (c."raisedById" = ${contactId} OR (NOT c.kept ? ${contactId} AND EXISTS (
        SELECT 1 FROM "Ask" a WHERE a."concernId" = c.id AND a."contactId" = ${contactId})))
    ORDER BY "dueAt", c.number`;
  return rows.map((row) => lineOf(row, contactId, now));
}

/**
 * The numbers to phone: the partnership's own, or for a stranger those of the only partnership that
 * there is.
 */
export async function concernNumbers(
  records: Records,
  partnershipId: string | null,
): Promise<UrgentConcernSettings> {
  return transaction(records, async (tx) => {
    const ids = partnershipId
      ? [partnershipId]
      : (await tx.partnership.findMany({ select: { id: true }, take: 2 })).map(({ id }) => id);
    const [only, ...others] = ids;
    if (!only || others.length > 0) return usualConcernSettings;
    const profileVersionId = await rulingProfile(tx, { partnershipId: only, auditId: null });
    return concernSettings(tx, profileVersionId);
  });
}

interface ConcernRow {
  number: string;
  agency: string;
  kind: string;
  state: string;
  raisedAt: Date;
  raisedById: string;
  dueAt: Date | null;
}

function lineOf(row: ConcernRow, contactId: string, now: Date): ConcernLine {
  const { number, agency, kind, raisedAt, dueAt } = row;
  const step = concernStep(row.state);
  const overdue = dueAt !== null && dueAt < now;
  const own = row.raisedById === contactId;
  return { number, agency, kind, step, raisedAt, dueAt, overdue, own };
}
