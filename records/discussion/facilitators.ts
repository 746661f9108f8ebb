import { randomUUID } from 'node:crypto';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { Received } from '../../domain/received.ts';
import { type ClosedAsk, openAsk } from '../asks/asks.ts';
import { askedOf, keepEntered } from '../asks/entered-answers.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { membersOf } from '../directory/directory.ts';
import { type Actor, appendEvent, lockChain, theClock } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { pairsStage } from './pairs-stage.ts';

/** Invites the members of the groups that the process names, each once, to facilitate (WA-2). */
export async function inviteFacilitators(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { auditId, partnershipId, number } = context;
  const { key: stageKey, facilitators } = pairsStage(context);
  if (!facilitators) return;
  const invited = new Set<string>();
  for (const body of facilitators.groups) {
    for (const id of await membersOf(tx, { partnershipId, body }, now)) invited.add(id);
  }
  for (const contactId of invited) {
    await tx.facilitator.upsert({
      where: { auditId_stageKey_contactId: { auditId, stageKey, contactId } },
      update: {},
      create: { id: randomUUID(), partnershipId, auditId, stageKey, contactId },
    });
    await openAsk(
      tx,
      context,
      {
        key: `${partnershipId}/${number}/${stageKey}/facilitate/${contactId}`,
        wait: stageWait(context, stageKey),
        step: 'facilitate',
        stageKey,
        contactId,
        timings: facilitators.invite,
      },
      now,
    );
  }
}

export type FacilitatorAnswered =
  | { kind: 'answered' | 'not-found' | 'ended' }
  | { kind: 'refused'; problems: FieldProblem[] };

/** Somebody says whether they can facilitate; they can change it while the audit runs. */
export async function answerFacilitator(
  records: Records,
  input: { partnershipId: string; askId: string; reply: string; received?: Received },
  by: Actor,
  now: Date,
): Promise<FacilitatorAnswered> {
  const { partnershipId, askId, reply, received } = input;
  return transaction(records, async (tx) => {
    const where = { id: askId, partnershipId, step: 'facilitate', ...askedOf(by) };
    const known = await tx.ask.findFirst({ where, select: { auditId: true } });
    if (!known?.auditId) return { kind: 'not-found' };
    await lockChain(tx, known.auditId);
    const ask = await tx.ask.findFirstOrThrow({ where });
    const context = await auditContext(tx, known.auditId);
    const running = context.state === 'open' || context.state === 'paused';
    if (!running || ask.outcome === 'withdrawn') return { kind: 'ended' };
    if (reply !== 'coming' && reply !== 'not-coming') {
      const message = 'Say whether you can facilitate.';
      return { kind: 'refused', problems: [{ field: 'reply', message }] };
    }
    const { auditId } = context;
    const { stageKey, contactId } = ask;
    await tx.facilitator.updateMany({
      where: { auditId, stageKey: stageKey ?? '', contactId },
      data: { reply, repliedAt: now },
    });
    await tx.ask.update({
      where: { id: askId },
      data: { outcome: 'answered', settledAt: ask.settledAt ?? now, nextAt: null },
    });
    if (received) await keepEntered(records, tx, { ask, auditId, received }, { by, now });
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'facilitator.answered',
      ids: { contact: contactId, reply },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'answered' };
  });
}

/** That somebody did not answer is on record; they may still say it, and may be named all the same. */
export async function closeFacilitator(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  const { contactId, stageKey } = ask;
  await tx.facilitator.updateMany({
    where: { auditId, stageKey: stageKey ?? '', contactId, reply: null },
    data: { reply: 'silent', repliedAt: now },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'facilitator.not-answered',
    ids: { contact: contactId },
    by: theClock,
    now,
  });
}
