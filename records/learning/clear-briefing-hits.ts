import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { checkedHits, writeClearances } from '../report/report-check.ts';
import type { Actor } from '../store/events.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { reportOf } from './briefing-text.ts';
import { type NotNow, type OfBriefing, readText } from './open-briefing.ts';

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
    const missing = 'Say why this identifies nobody.';
    const problems = textProblems('reason', reason, { missing, longest: 1000 });
    if (problems.length > 0) return { kind: 'refused', problems };
    const hits = await checkedHits(records, tx, {
      context,
      report: await reportOf(tx, context, text),
    });
    const own = hits.filter((hit) => input.digests.includes(hit.digest));
    const looked = { briefingId: text.id, told: { briefing: text.version } };
    return writeClearances(tx, { context, key, hits: own, reason, text: looked }, { by, now });
  });
}
