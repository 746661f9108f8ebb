import { randomUUID } from 'node:crypto';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { findIdentifiers, type IdentifierHit } from '../../domain/identifiers.ts';
import { hitsInReport, type ReportHit } from '../../domain/report-hits.ts';
import type { Report } from '../../domain/report-model.ts';
import { type AuditContext, findContext } from '../audits/audit-context.ts';
import { knownIdentifiers } from '../sample/known-identifiers.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, type Key, open, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { latestReport, lockReport } from './report-versions.ts';

/** A hit, and why it was left in; null while it is neither removed nor cleared. */
export interface CheckedHit extends ReportHit {
  /** What it is cleared under: its kind, its text and the sentence that it stands in. */
  digest: string;
  cleared: { reason: string; at: Date; byId: string } | null;
}

/** Everything in a text of the report that may identify somebody. */
export async function checkedHits(
  records: Records,
  tx: Transaction,
  given: { context: AuditContext; report: Report },
): Promise<CheckedHit[]> {
  const { context, report } = given;
  const key = await records.keyring.audit(tx, context.auditId);
  const known = await knownIdentifiers(records, tx, context);
  const clearances = await clearancesOf(tx, key, context.auditId);
  return hitsInReport(report, known).map((hit) => {
    const told = digest(key, ['identifier', hit.kind, hit.text, hit.sentence].join('\0'));
    return { ...hit, digest: told, cleared: clearances.get(told) ?? null };
  });
}

/** What in a text that is still being written may identify somebody; nothing of it is kept. */
export async function identifiersIn(
  records: Records,
  given: { partnershipId: string; auditId: string; text: string },
): Promise<Pick<IdentifierHit, 'text' | 'why'>[]> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId: id } = given;
    const context = await findContext(tx, { partnershipId, auditId: id });
    if (!context) return [];
    const known = await knownIdentifiers(records, tx, context);
    return findIdentifiers(given.text, known).map(({ text, why }) => ({ text, why }));
  });
}

/** How many hits keep a text of the report from leaving the business unit. */
export async function openHits(
  records: Records,
  tx: Transaction,
  given: { context: AuditContext; report: Report },
): Promise<number> {
  const hits = await checkedHits(records, tx, given);
  return hits.filter(({ cleared }) => cleared === null).length;
}

export type HitsCleared =
  | { kind: 'cleared'; hits: number }
  /** Somebody has saved another text since the page was opened. */
  | { kind: 'changed' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/** Leaves hits in with a reason: all of these, which read the same, at once. */
export async function clearHits(
  records: Records,
  input: {
    partnershipId: string;
    auditId: string;
    version: number;
    digests: string[];
    reason: string;
  },
  by: Actor,
  now: Date,
): Promise<HitsCleared> {
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    const { auditId } = input;
    const found = await lockReport(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const key = await records.keyring.audit(tx, auditId);
    const latest = await latestReport(tx, key, auditId);
    if (latest?.version !== input.version) return { kind: 'changed' };
    const missing = 'Say why this identifies nobody.';
    const problems = textProblems('reason', reason, { missing, longest: 1000 });
    if (problems.length > 0) return { kind: 'refused', problems };
    const { context } = found;
    const hits = await checkedHits(records, tx, { context, report: latest.report });
    const own = hits.filter((hit) => input.digests.includes(hit.digest));
    if (own.length === 0) return { kind: 'not-found' };
    const text = { reportVersionId: latest.id, told: { version: latest.version } };
    return writeClearances(tx, { context, key, hits: own, reason, text }, { by, now });
  });
}

/** Leaves hits of a report or of a briefing in; those that are cleared already stay as they are. */
export async function writeClearances(
  tx: Transaction,
  given: {
    context: AuditContext;
    key: Key;
    hits: readonly CheckedHit[];
    reason: string;
    /** The text in which they were looked at, and how the event tells of it. */
    text: ({ reportVersionId: string } | { briefingId: string }) & { told: Record<string, number> };
  },
  { by, now }: { by: Actor; now: Date },
): Promise<{ kind: 'cleared'; hits: number }> {
  const { context, key, reason } = given;
  const { auditId, partnershipId } = context;
  const { told, ...text } = given.text;
  const open = given.hits.filter(({ cleared }) => cleared === null);
  const digests = [...new Set(open.map((hit) => hit.digest))];
  if (digests.length === 0) return { kind: 'cleared', hits: 0 };
  await tx.identifierClearance.createMany({
    data: digests.map((hitDigest) => {
      const id = randomUUID();
      return {
        id,
        partnershipId,
        auditId,
        ...text,
        hitDigest,
        reasonSealed: seal(key, `IdentifierClearance.reasonSealed/${id}`, reason),
        clearedAt: now,
        clearedById: by.contactId ?? '',
      };
    }),
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'identifier.cleared',
    ids: { ...told, hits: open.length, what: open[0]?.kind ?? '' },
    digests: { reason: digest(key, reason) },
    by,
    now,
  });
  return { kind: 'cleared', hits: open.length };
}

async function clearancesOf(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<Map<string, NonNullable<CheckedHit['cleared']>>> {
  const rows = await tx.identifierClearance.findMany({ where: { auditId } });
  return new Map(
    rows.map(({ id, hitDigest, reasonSealed, clearedAt: at, clearedById: byId }) => {
      const reason = open(key, `IdentifierClearance.reasonSealed/${id}`, reasonSealed);
      return [hitDigest, { reason, at, byId }];
    }),
  );
}
