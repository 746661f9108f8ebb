import { randomUUID } from 'node:crypto';
import { draftPoints, longestPoint, pointKey } from '../../domain/briefing.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { briefingOf } from '../discussion/good-practice.ts';
import { circulatedReport } from '../report/report-versions.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { digest, type Key, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type BriefingText, latestBriefing } from './briefing-text.ts';
import { lockBriefing } from './open-briefing.ts';

/** The first text, from the report that the body approved; a second call finds it. */
export async function draftBriefing(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { auditId } = context;
  if ((await tx.briefing.count({ where: { auditId } })) > 0) return;
  const key = await records.keyring.audit(tx, auditId);
  const approved = await circulatedReport(tx, key, auditId);
  const points = draftPoints(briefingOf(context), approved?.report ?? null);
  await writeBriefing(tx, key, { context, version: 1, points }, { by: theClock, now });
}

export type BriefingSaved =
  | { kind: 'saved' | 'unchanged'; version: number }
  /** Somebody has saved another text since the page was opened; nothing was saved. */
  | { kind: 'stale'; theirs: BriefingText }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/** Saves the points as a new version; a point may still be empty. */
export async function saveBriefing(
  records: Records,
  input: { partnershipId: string; auditId: string; seen: number; points: string[] },
  by: Actor,
  now: Date,
): Promise<BriefingSaved> {
  const points = input.points.map((text) => text.replace(/\r\n?/g, '\n').trim());
  return transaction(records, async (tx) => {
    const found = await lockBriefing(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const { context } = found;
    const key = await records.keyring.audit(tx, context.auditId);
    const latest = await latestBriefing(tx, key, context.auditId);
    if (!latest || points.length !== latest.points.length) return { kind: 'not-found' };
    if (JSON.stringify(points) === JSON.stringify(latest.points)) {
      return { kind: 'unchanged', version: latest.version };
    }
    if (latest.version !== input.seen) return { kind: 'stale', theirs: latest };
    const problems = points.flatMap((text, place) =>
      textProblems(pointKey(place), text, { longest: longestPoint }),
    );
    if (problems.length > 0) return { kind: 'refused', problems };
    const version = latest.version + 1;
    await writeBriefing(tx, key, { context, version, points }, { by, now });
    return { kind: 'saved', version };
  });
}

async function writeBriefing(
  tx: Transaction,
  key: Key,
  given: { context: AuditContext; version: number; points: string[] },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { context, version, points } = given;
  const { auditId, partnershipId } = context;
  const id = randomUUID();
  await tx.briefing.create({
    data: {
      id,
      partnershipId,
      auditId,
      version,
      pointsSealed: sealJson(key, `Briefing.pointsSealed/${id}`, points),
      writtenAt: now,
      writtenById: by.contactId,
    },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: by.contactId ? 'briefing.saved' : 'briefing.drafted',
    ids: { version },
    digests: { points: digest(key, JSON.stringify(points)) },
    by,
    now,
  });
}
