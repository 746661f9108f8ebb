import { randomUUID } from 'node:crypto';
import { newsLeavesAt } from '../../domain/ask-moments.ts';
import type { MovedDate } from '../../domain/audit-dates.ts';
import type { DegreeDate } from '../../domain/degree-dates.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { moveAsk } from '../asks/asks.ts';
import { timingsOf } from '../asks/clock.ts';
import { followMeetingDate } from '../discussion/moved-meeting.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import type { AuditContext } from './audit-context.ts';
import { lockAudit, nudgeWaits } from './audit-waits.ts';
import {
  type AskRow,
  contextOf,
  type DateMove,
  datesOf,
  type MovePreview,
  planMove,
  previewOf,
} from './date-move-plan.ts';
import { openWhatWaited } from './open-what-waited.ts';
import { dateColumns } from './start-audit.ts';

export type DateMoved =
  | { kind: 'moved'; moved: MovedDate[] }
  | { kind: 'unchanged' | 'not-found' | 'ended' | 'no-reason' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'preview-stale'; preview: MovePreview };

/** One date of an audit as it stands; null where the audit or the date is not there. */
export async function currentDate(
  records: Records,
  given: Omit<DateMove, 'to'>,
): Promise<{ label: string; from: DegreeDate } | null> {
  return transaction(records, async (tx) => {
    const context = await contextOf(tx, given);
    if (!context) return null;
    const label = context.profile.dates.find(({ key }) => key === given.key)?.label ?? given.key;
    const dates = await datesOf(tx, context);
    return { label, from: dates[given.key] ?? { degree: 'unknown' } };
  });
}

export async function previewDateMove(
  records: Records,
  input: DateMove,
  now: Date,
): Promise<MovePreview | null> {
  return transaction(records, async (tx) => {
    const context = await contextOf(tx, input);
    return context && previewOf(await planMove(tx, context, input, now));
  });
}

/**
 * Moves a date of an audit, every date that hangs on it and every open ask that is due on one of
 * them, all together; each person concerned is told once.
 */
export async function moveDate(
  records: Records,
  input: DateMove & { reason: string; fingerprint: string },
  by: Actor,
  now: Date,
): Promise<DateMoved> {
  const reason = input.reason.trim();
  return transaction(records, async (tx) => {
    await lockAudit(tx, input.auditId);
    const context = await contextOf(tx, input);
    if (!context) return { kind: 'not-found' };
    if (context.state !== 'open' && context.state !== 'paused') return { kind: 'ended' };
    const plan = await planMove(tx, context, input, now);
    if (plan.moved.length === 0) return { kind: 'unchanged' };
    if (plan.problems.length > 0) return { kind: 'refused', problems: plan.problems };
    const preview = previewOf(plan);
    if (preview.fingerprint !== input.fingerprint) return { kind: 'preview-stale', preview };
    if (reason === '') return { kind: 'no-reason' };

    const key = await records.keyring.audit(tx, context.auditId);
    await writeDates(tx, context, {
      moved: plan.moved,
      by,
      now,
      sealReason: (id) => seal(key, `AuditDate.reasonSealed/${id}`, reason),
    });
    for (const { ask, dueDate } of plan.asks) {
      const timings = timingsOf(context, ask.step, ask.stageKey, ask.round);
      await moveAsk(tx, context, { askId: ask.id, timings, dueDate }, now);
    }
    const opened = await openWhatWaited(tx, context.auditId, now);
    const first = plan.moved.find((each) => each.key === input.key);
    const seq = await appendEvent(tx, {
      partnershipId: context.partnershipId,
      chain: context.auditId,
      kind: 'date.moved',
      ids: {
        date: input.key,
        from: first ? dateColumns(first.from).date : null,
        to: first ? dateColumns(first.to).date : null,
        withIt: plan.moved.length - 1,
        asks: plan.asks.length,
      },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    await keepReason(records, tx, { ...input, seq });
    const meeting = stageOfKind(context.profile, 'discuss')?.date;
    const held = plan.moved.filter(({ key: moved }) => moved === meeting);
    const days = [
      ...plan.asks.flatMap(({ ask, dueDate }) => [ask.dueDate, dueDate]),
      ...held.flatMap(({ from, to }) => [from, to].flatMap((each) => dateColumns(each).date ?? [])),
    ];
    const leavesAt = new Date(newsLeavesAt(now.toISOString(), days, context.clock));
    await tellEachOnce(tx, context, { asks: plan.told, seq, leavesAt }, now);
    const told = new Set(plan.told.map(({ contactId }) => contactId));
    const moving = await followMeetingDate(tx, context, { moved: plan.moved, told }, now);
    const waits = [
      ...new Set([...plan.asks.map(({ ask }) => ask.wait), ...opened, ...moving]),
    ].sort();
    await nudgeWaits(tx, context, { waits, word: 'date-moved', subject: input.key, seq }, now);
    return { kind: 'moved', moved: plan.moved };
  });
}

/** Writes new dates beside the old ones, which are superseded and stay on record. */
export async function writeDates(
  tx: Transaction,
  context: AuditContext,
  given: {
    moved: { key: string; to: DegreeDate }[];
    by: Actor;
    now: Date;
    sealReason: (id: string) => Uint8Array<ArrayBuffer>;
  },
): Promise<void> {
  const { auditId, partnershipId } = context;
  const { by, now } = given;
  for (const { key, to } of given.moved) {
    await tx.auditDate.updateMany({
      where: { auditId, key, supersededAt: null },
      data: { supersededAt: now },
    });
    const id = randomUUID();
    await tx.auditDate.create({
      data: {
        id,
        partnershipId,
        auditId,
        key,
        ...dateColumns(to),
        setAt: now,
        setById: by.contactId,
        reasonSealed: given.sealReason(id),
      },
    });
  }
}

async function tellEachOnce(
  tx: Transaction,
  context: AuditContext,
  given: { asks: AskRow[]; seq: number; leavesAt: Date },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number } = context;
  await queueLetters(
    tx,
    given.asks.map((ask) => ({
      partnershipId,
      key: `${partnershipId}/${number}/date-moved/${given.seq}/${ask.contactId}`,
      kind: 'date-moved',
      contactId: ask.contactId,
      auditId,
      ids: { ask: ask.id },
      thread: ask.key,
      leavesAt: given.leavesAt,
      now,
    })),
  );
}
