import { randomUUID } from 'node:crypto';
import { briefingProblems } from '../domain/briefing.ts';
import { dateOf, formatDate } from '../domain/calendar.ts';
import { type FieldProblem, textProblems } from '../domain/field-problem.ts';
import { readTypedDate } from '../domain/typed-date.ts';
import { settleAsk } from './asks.ts';
import { nudgeWaits } from './audit-waits.ts';
import { type BriefingText, latestBriefing, reportOf } from './briefing.ts';
import { type Actor, appendEvent } from './events.ts';
import { disseminateStage } from './good-practice.ts';
import { lockBriefing, type OpenBriefing } from './open-briefing.ts';
import { checkedHits, openHits } from './report-check.ts';
import { digest, type Key, seal } from './sealing.ts';
import { type Records, type Transaction, transaction } from './transaction.ts';

interface OfBriefing {
  partnershipId: string;
  auditId: string;
  /** The version that the page showed. */
  version: number;
}

type NotNow =
  /** Somebody has saved another text since the page was opened. */
  { kind: 'changed' } | { kind: 'not-found' | 'ended' };

export type BriefingPublished =
  | { kind: 'published' }
  /** Hits of the identifier check that are neither removed nor cleared. */
  | { kind: 'identifiers'; open: number }
  | { kind: 'refused'; problems: FieldProblem[] }
  | NotNow;

/**
 * Records when and where the briefing was put on the website (DD-25). It has exactly the points of
 * the profile, each with a text, and nothing in it that may identify somebody.
 */
export async function publishBriefing(
  records: Records,
  input: OfBriefing & { publishedOn: string; where: string },
  by: Actor,
  now: Date,
): Promise<BriefingPublished> {
  return transaction(records, async (tx) => {
    const found = await readText(records, tx, input);
    if ('kind' in found) return found;
    const { context, ask, key, text } = found;
    const { auditId, partnershipId, clock } = context;
    const today = dateOf(now, clock.calendar.zone);
    const { publishedOn, problems } = checkPublication(input, today);
    problems.push(...briefingProblems(disseminateStage(context).briefing, text.points));
    if (problems.length > 0 || !publishedOn) return { kind: 'refused', problems };
    const report = await reportOf(tx, context, text);
    const open = await openHits(records, tx, { context, report });
    if (open > 0) return { kind: 'identifiers', open };
    const where = input.where.trim();
    const id = randomUUID();
    await tx.briefingPublication.create({
      data: {
        id,
        partnershipId,
        auditId,
        briefingId: text.id,
        publishedOn,
        whereSealed: seal(key, `BriefingPublication.whereSealed/${id}`, where),
        recordedAt: now,
        recordedById: by.contactId ?? '',
      },
    });
    await settleAsk(tx, ask.id, 'answered', now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'briefing.published',
      ids: { version: text.version, on: publishedOn },
      digests: { where: digest(key, where) },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'published' };
  });
}

export type BriefingHitsCleared =
  | { kind: 'cleared'; hits: number }
  | { kind: 'refused'; problems: FieldProblem[] }
  | NotNow;

/** Leaves hits in with a reason. What was cleared in a sentence of the report is cleared here too. */
export async function clearBriefingHits(
  records: Records,
  input: OfBriefing & { digests: string[]; reason: string },
  by: Actor,
  now: Date,
): Promise<BriefingHitsCleared> {
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    const found = await readText(records, tx, input);
    if ('kind' in found) return found;
    const { context, key, text } = found;
    const { auditId, partnershipId } = context;
    const missing = 'Say why this identifies nobody.';
    const problems = textProblems('reason', reason, { missing, longest: 1000 });
    if (problems.length > 0) return { kind: 'refused', problems };
    const hits = await checkedHits(records, tx, {
      context,
      report: await reportOf(tx, context, text),
    });
    const open = hits.filter((hit) => input.digests.includes(hit.digest) && hit.cleared === null);
    const digests = [...new Set(open.map((hit) => hit.digest))];
    if (digests.length === 0) return { kind: 'cleared', hits: 0 };
    await tx.identifierClearance.createMany({
      data: digests.map((hitDigest) => {
        const id = randomUUID();
        return {
          id,
          partnershipId,
          auditId,
          briefingId: text.id,
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
      ids: { briefing: text.version, hits: open.length, what: open[0]?.kind ?? '' },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    return { kind: 'cleared', hits: open.length };
  });
}

async function readText(
  records: Records,
  tx: Transaction,
  input: OfBriefing,
): Promise<(OpenBriefing & { key: Key; text: BriefingText }) | NotNow> {
  const found = await lockBriefing(tx, input);
  if ('refused' in found) return { kind: found.refused };
  const key = await records.keyring.audit(tx, input.auditId);
  const text = await latestBriefing(tx, key, input.auditId);
  if (!text) return { kind: 'not-found' };
  return text.version === input.version ? { ...found, key, text } : { kind: 'changed' };
}

function checkPublication(
  typed: { publishedOn: string; where: string },
  today: string,
): { publishedOn: string | null; problems: FieldProblem[] } {
  const publishedOn = readTypedDate(typed.publishedOn);
  const problems: FieldProblem[] = [];
  if (!publishedOn) {
    const message = 'Enter the day on which it was published, such as 27 3 2027.';
    problems.push({ field: 'publishedOn', message });
  } else if (publishedOn > today) {
    const message = `${formatDate(publishedOn)} is still to come. Record it once it is published.`;
    problems.push({ field: 'publishedOn', message });
  }
  const missing = 'Say where it was published, such as the address of the page.';
  problems.push(...textProblems('where', typed.where, { missing, longest: 500 }));
  return { publishedOn, problems };
}
