import { randomUUID } from 'node:crypto';
import { addWorkingDays, dateOf, instantAt } from '../../domain/calendar.ts';
import type { Moment } from '../../domain/waits.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { Transaction } from '../store/transaction.ts';
import { keyOnceMore, settleAsk } from './asks.ts';

export type AskRow = Awaited<ReturnType<Transaction['ask']['findUniqueOrThrow']>>;

/**
 * Somebody else is asked from now on for what one person was asked for, with the same dates; whoever
 * tells them so writes, so the letter that asks has been written. Returns the new ask, or null where
 * they have been asked for the same already.
 */
export async function passAsk(
  tx: Transaction,
  ask: AskRow,
  to: string,
  now: Date,
): Promise<string | null> {
  if (!(await settleAsk(tx, ask.id, 'handed-over', now))) return null;
  const key = await keyFor(tx, ask, to);
  if (key === null) return null;
  const { id: _id, outcome: _outcome, settledAt: _settledAt, ...row } = ask;
  const moments = (ask.moments as unknown as Moment[]).map((moment) =>
    moment.what === 'ask' && !moment.passedAt && moment.at <= now.toISOString()
      ? { ...moment, passedAt: now.toISOString() }
      : { ...moment },
  );
  const id = randomUUID();
  const data = { ...row, id, key, contactId: to, askedAt: now, moments, nextAt: nextOf(moments) };
  await tx.ask.create({ data });
  await tx.familyFeedback.updateMany({
    where: { askId: ask.id },
    data: { askId: id, arrangerId: to },
  });
  return id;
}

/** The key under which the same is asked of somebody else; null where it is asked of them already. */
async function keyFor(tx: Transaction, ask: AskRow, to: string): Promise<string | null> {
  if (ask.key.includes(ask.contactId)) {
    const own = ask.key.replaceAll(ask.contactId, to);
    const known = await tx.ask.findUnique({ where: { key: own }, select: { outcome: true } });
    if (!known) return own;
    const stands = known.outcome === null || known.outcome === 'answered';
    return stands ? null : keyOnceMore(tx, own);
  }
  const stem = ask.key.replace(/\/\d+$/, '');
  const first = (await tx.ask.findUnique({ where: { key: stem } })) ? stem : ask.key;
  if (ask.step !== 'returns') return keyOnceMore(tx, first);
  // Counted as a hand-over counts them: asking for what came late goes on from there.
  const before = await tx.ask.count({ where: { requestId: ask.requestId, step: 'returns' } });
  return `${first}/${before + 1}`;
}

function nextOf(moments: readonly Moment[]): Date | null {
  const [next] = moments.flatMap(({ at, passedAt }) => (passedAt ? [] : at)).sort();
  return next ? new Date(next) : null;
}

/** The letter that asks carries something of its own, such as an invitation, and leaves the next morning. */
export async function askNextMorning(
  tx: Transaction,
  context: AuditContext,
  askId: string,
  now: Date,
): Promise<void> {
  const { calendar, lettersLeave } = context.clock;
  const tomorrow = addWorkingDays(dateOf(now, calendar.zone), 1, calendar);
  const at = instantAt(tomorrow, lettersLeave, calendar.zone);
  const ask = await tx.ask.findUniqueOrThrow({ where: { id: askId } });
  const moments = (ask.moments as unknown as Moment[]).map((moment) =>
    moment.what === 'ask' ? { what: moment.what, at } : { ...moment },
  );
  await tx.ask.update({ where: { id: askId }, data: { moments, nextAt: nextOf(moments) } });
}
