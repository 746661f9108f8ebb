import { profileOf } from '../audits/audit-context.ts';
import { discussedCases } from '../discussion/discussed-cases.ts';
import { packEntries, participantsOf } from '../discussion/pack-participants.ts';
import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** What one person gets with one edition of the pack; children under hold are not counted. */
export interface PackFacts {
  edition: number;
  /** Children in whose cases the reader takes part; none where these have been sealed or have left. */
  children: number;
  /** Completed tools about those children that this edition brings. */
  fresh: number;
}

export async function packsOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, PackFacts>> {
  const found = new Map<string, PackFacts>();
  const wanted = letters.filter(({ ids, auditId }) => auditId && typeof ids.edition === 'number');
  for (const auditId of new Set(wanted.map((letter) => letter.auditId ?? ''))) {
    const cases = await tx.case.findMany({
      where: { auditId, heldAt: null, state: { in: ['drawn', 'identified'] } },
      select: { id: true },
    });
    const shown = new Set(cases.map(({ id }) => id));
    const entries = (await packEntries(tx, auditId)).filter((entry) => shown.has(entry.caseId));
    const people = participantsOf(entries);
    for (const { id, contactId, ids } of wanted.filter((letter) => letter.auditId === auditId)) {
      const own = people.find((person) => person.contactId === contactId)?.caseIds ?? new Set();
      const edition = Number(ids.edition);
      const fresh = entries.filter((entry) => entry.edition === edition && own.has(entry.caseId));
      found.set(id, { edition, children: own.size, fresh: fresh.length });
    }
  }
  return found;
}

/** How the collating of an audit stands, for the officer. */
export interface CollationFacts {
  received: number;
  missing: number;
  /** Submitted and not in any edition yet. */
  fresh: number;
  /** The names of the agencies from which something is missing. */
  agencies: string[];
}

type CollationRow = CollationFacts & { ask: string; partnershipId: string };

export async function collationsOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, CollationFacts>> {
  const ids = letters.flatMap(({ ids, kind }) =>
    typeof ids.ask === 'string' && /^(circulate|supplement)\//.test(kind) ? ids.ask : [],
  );
  if (ids.length === 0) return new Map();
  const { limited, chosen } = await limitedTo(tx, ids);
  const rows = await tx.$queryRaw<CollationRow[]>`
    SELECT a.id AS ask, a."partnershipId", c.received, c.missing, c.fresh, c.agencies
    FROM "Ask" a
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE r.state IN ('submitted', 'accepted'))::int AS received,
        count(*) FILTER (WHERE r.state IN ('asked', 'sent-back', 'not-answered'))::int AS missing,
        count(*) FILTER (WHERE r.state IN ('submitted', 'accepted') AND NOT EXISTS (
          SELECT 1 FROM "PackItem" i WHERE i."returnId" = r.id AND i.version = r.version))::int AS fresh,
        coalesce(array_agg(DISTINCT g.name) FILTER (
          WHERE r.state IN ('asked', 'sent-back', 'not-answered')), '{}') AS agencies
      FROM "Return" r
      JOIN "Case" k ON k.id = r."caseId" AND k."heldAt" IS NULL AND k.state IN ('drawn', 'identified')
      JOIN "Request" q ON q.id = r."requestId"
      JOIN "Agency" g ON g.id = q."agencyId"
      WHERE r."auditId" = a."auditId"
        AND (r."auditId" <> ALL(${limited}::text[]) OR r."caseId" = ANY(${chosen}::text[]))
    ) c
    WHERE a.id = ANY(${ids}::text[])`;
  const found = new Map<string, CollationFacts>();
  for (const { id, ids: of, partnershipId } of letters) {
    const row = rows.find((each) => each.ask === of.ask && each.partnershipId === partnershipId);
    if (row) found.set(id, row);
  }
  return found;
}

/** The audits of these asks that discuss some children only, and those children. */
async function limitedTo(
  tx: Transaction,
  askIds: string[],
): Promise<{ limited: string[]; chosen: string[] }> {
  const audits = await tx.audit.findMany({
    where: { asks: { some: { id: { in: askIds } } } },
    select: { id: true, profileVersionId: true },
  });
  const limited: string[] = [];
  const chosen: string[] = [];
  for (const { id: auditId, profileVersionId } of audits) {
    const profile = await profileOf(tx, profileVersionId);
    const cases = await discussedCases(tx, { auditId, profile });
    if (!cases) continue;
    limited.push(auditId);
    chosen.push(...cases);
  }
  return { limited, chosen };
}
