import type { Moment } from '../../domain/waits.ts';
import { type AskRow, passAsk } from '../asks/pass-ask.ts';
import { firstLetters, tell } from '../concerns/concern-asks.ts';
import { keptFrom, lockConcern, nudgeConcern, stepOf } from '../concerns/concern-context.ts';
import { stepName } from '../concerns/concern-ladder.ts';
import type { Records, Transaction } from '../store/transaction.ts';

/**
 * What somebody who leaves was asked about urgent concerns passes to the new person, who is told at
 * once. Of a concern that is about the new person, or whose assurance is their own, nothing passes:
 * its clock goes on up the ladder.
 */
export async function passConcerns(
  records: Records,
  tx: Transaction,
  given: { asks: (AskRow & { concernId: string })[]; to: string; seq: number },
  now: Date,
): Promise<void> {
  const { to, seq } = given;
  for (const ask of given.asks) {
    const { partnershipId, number } = await tx.urgentConcern.findUniqueOrThrow({
      where: { id: ask.concernId },
      select: { partnershipId: true, number: true },
    });
    const context = await lockConcern(records, tx, { partnershipId, number });
    const step = context && stepOf(context.row);
    if (!context || !step || stepName(step) !== ask.step) continue;
    const { row } = context;
    if (keptFrom(row).includes(to) || (step === 'accept' && (await responded(tx, row.id, to)))) {
      continue;
    }
    const passed = await passAsk(tx, ask, to, now);
    if (!passed) await keepClock(tx, { ask, to });
    else await tell(tx, context, { step, what: firstLetters[step], people: [to] }, now);
    await nudgeConcern(tx, row, { step, word: 'asked', seq, now });
  }
}

async function responded(tx: Transaction, concernId: string, givenById: string): Promise<boolean> {
  return (await tx.concernStatement.count({ where: { concernId, givenById } })) > 0;
}

/** The new person has been told before: the clock that the other ask carried is now theirs. */
async function keepClock(tx: Transaction, { ask, to }: { ask: AskRow; to: string }): Promise<void> {
  const toCome = (ask.moments as unknown as Moment[]).filter(({ passedAt }) => !passedAt);
  if (toCome.length === 0) return;
  const { concernId, step, round } = ask;
  const own = await tx.ask.findFirst({
    where: { concernId, step, round, contactId: to, outcome: null },
  });
  if (!own) return;
  const moments = [...(own.moments as unknown as Moment[]), ...toCome];
  const next = toCome[0]?.at;
  await tx.ask.update({
    where: { id: own.id },
    data: {
      moments: moments.map((moment) => ({ ...moment })),
      nextAt: next ? new Date(next) : null,
    },
  });
}
