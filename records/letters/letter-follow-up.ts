import type { StatusCounts } from '../../domain/status-counts.ts';
import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** What a letter about following up may tell. */
export interface FollowUpFacts {
  /** Actions of the asked agency that are open. */
  actions: number;
  /** Actions of the audit that are reported complete and not confirmed. */
  reported: number;
  /** The body on whose work plan they are. */
  body: string;
}

type FollowUpRow = FollowUpFacts & { ask: string; partnershipId: string };

export async function followUpsOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, FollowUpFacts>> {
  const found = new Map<string, FollowUpFacts>();
  const wanted = letters.filter(({ kind }) => /^(update|confirm)\//.test(kind));
  if (wanted.length === 0) return found;
  const ids = wanted.map((letter) => String(letter.ids.ask));
  const rows = await tx.$queryRaw<FollowUpRow[]>`
    SELECT a.id AS ask, a."partnershipId", coalesce(max(b.name), '') AS body,
      count(x.id) FILTER (WHERE x."ownerAgencyId" = a."agencyId"
        AND x.state IN ('open', 'blocked'))::int AS actions,
      count(x.id) FILTER (WHERE x.state = 'reported-complete')::int AS reported
    FROM "Ask" a
    LEFT JOIN "Action" x ON x."auditId" = a."auditId"
    LEFT JOIN "Body" b ON b.id = x."bodyId"
    WHERE a.id = ANY(${ids}::text[])
    GROUP BY a.id`;
  for (const { id, ids: of, partnershipId } of wanted) {
    const row = rows.find((each) => each.ask === of.ask && each.partnershipId === partnershipId);
    if (row) found.set(id, row);
  }
  return found;
}

/** Actions of one agency that have just been said to be blocked. */
export interface ExceptionFacts {
  /** The body that hears of it. */
  body: string;
  agency: string;
  actions: number;
}

export async function exceptionsOfLetters(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, ExceptionFacts>> {
  const found = new Map<string, ExceptionFacts>();
  const wanted = letters.filter(({ ids }) => typeof ids.exception === 'string');
  if (wanted.length === 0) return found;
  const rows = await tx.$queryRaw<(ExceptionFacts & { id: string; partnershipId: string })[]>`
    SELECT e.id, e."partnershipId", b.name AS body, g.name AS agency, 0 AS actions
    FROM "ActionException" e
    JOIN "Body" b ON b.id = e."bodyId"
    JOIN "Action" x ON x.id = e."actionId"
    JOIN "Agency" g ON g.id = x."ownerAgencyId"
    WHERE e.id = ANY(${wanted.map(({ ids }) => String(ids.exception))}::text[])`;
  for (const { id, ids, partnershipId } of wanted) {
    const row = rows.find((each) => each.id === ids.exception);
    if (row?.partnershipId !== partnershipId) continue;
    found.set(id, { body: row.body, agency: row.agency, actions: Number(ids.actions) });
  }
  return found;
}

/** A status as it was counted, with the names that its ids stand for. */
export interface StatusFacts {
  body: string;
  counts: StatusCounts;
  /** Names of agencies by their ids. */
  agencies: Map<string, string>;
}

export async function statusesOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, StatusFacts>> {
  const found = new Map<string, StatusFacts>();
  const wanted = letters.filter(({ ids }) => typeof ids.status === 'string');
  if (wanted.length === 0) return found;
  const reports = await tx.statusReport.findMany({
    where: { id: { in: wanted.map(({ ids }) => String(ids.status)) } },
  });
  const partnershipIds = reports.map(({ partnershipId }) => partnershipId);
  const bodies = await tx.body.findMany({ where: { partnershipId: { in: partnershipIds } } });
  const agencies = await tx.agency.findMany({ where: { partnershipId: { in: partnershipIds } } });
  for (const { id, ids, partnershipId } of wanted) {
    const report = reports.find((each) => each.id === ids.status);
    if (report?.partnershipId !== partnershipId) continue;
    const own = agencies.filter((agency) => agency.partnershipId === partnershipId);
    found.set(id, {
      body: bodies.find((body) => body.id === report.bodyId)?.name ?? '',
      counts: report.counts as unknown as StatusCounts,
      agencies: new Map(own.map((agency) => [agency.id, agency.name])),
    });
  }
  return found;
}
