import { randomUUID } from 'node:crypto';
import { briefingProblems } from '../../domain/briefing.ts';
import { dateOf, formatDate } from '../../domain/calendar.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { readTypedDate } from '../../domain/typed-date.ts';
import { settleAsk } from '../asks/asks.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { briefingOf } from '../discussion/good-practice.ts';
import { openHits } from '../report/report-check.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { reportOf } from './briefing-text.ts';
import { type NotNow, type OfBriefing, readText } from './open-briefing.ts';

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
    problems.push(...briefingProblems(briefingOf(context), text.points));
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
