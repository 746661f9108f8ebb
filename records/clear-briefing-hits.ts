import { randomUUID } from 'node:crypto';
import { type FieldProblem, textProblems } from '../domain/field-problem.ts';
import { reportOf } from './briefing-text.ts';
import { type Actor, appendEvent } from './events.ts';
import { type NotNow, type OfBriefing, readText } from './open-briefing.ts';
import { checkedHits } from './report-check.ts';
import { digest, seal } from './sealing.ts';
import { type Records, transaction } from './transaction.ts';

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
