import { randomUUID } from 'node:crypto';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { passOnProblems, type TypedPassOn } from '../../domain/pass-on.ts';
import type { Received } from '../../domain/received.ts';
import type { Disseminate, PassOn } from '../../domain/stages/disseminate.ts';
import { actingOfficer } from '../access/cover.ts';
import { authorsOf } from '../approval/approval-rounds.ts';
import { type ClosedAsk, openAsk, settleAsk } from '../asks/asks.ts';
import { askedOf, keepEntered } from '../asks/entered-answers.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { holdersOf } from '../directory/directory.ts';
import { agenciesWithTools, disseminateStage } from '../discussion/good-practice.ts';
import { whoAnswersFor } from '../involvement/involvement.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** What an ask is about, by its place in the profile. */
export function passOnAt(
  context: Pick<AuditContext, 'profile'>,
  { stageKey, round: part }: { stageKey?: string | null; round?: number | null },
): PassOn {
  const found = disseminateStage(context, stageKey).passOn[part ?? 0];
  if (!found)
    throw new Error(`the profile ${context.profile.profile} passes nothing on at ${part}`);
  return found;
}

/** Asks people to pass on what was learnt, and to say that they have (FA-19, FA-20, SO-31, CH-34). */
export async function askToPassOn(
  tx: Transaction,
  context: AuditContext,
  stage: Disseminate,
  now: Date,
): Promise<void> {
  const { partnershipId, number } = context;
  for (const [part, { key, by, ask: timings }] of stage.passOn.entries()) {
    for (const { contactId, agencyId, name } of await whoPassesOn(tx, context, by, now)) {
      await openAsk(
        tx,
        context,
        {
          key: `${partnershipId}/${number}/${stage.key}/pass-on/${key}/${name}`,
          wait: stageWait(context, stage.key),
          step: 'pass-on',
          stageKey: stage.key,
          round: part,
          contactId,
          ...(agencyId ? { agencyId } : {}),
          timings,
        },
        now,
      );
    }
  }
}

async function whoPassesOn(
  tx: Transaction,
  context: AuditContext,
  by: PassOn['by'],
  now: Date,
): Promise<{ contactId: string; agencyId?: string; name: string }[]> {
  const { auditId, partnershipId } = context;
  switch (by) {
    case 'agencies':
    case 'all-agencies': {
      const agencies =
        by === 'agencies'
          ? await agenciesWithTools(tx, auditId)
          : await tx.agency.findMany({
              where: { partnershipId, endedOn: null },
              orderBy: { key: 'asc' },
            });
      const asked: { contactId: string; agencyId: string; name: string }[] = [];
      for (const { id: agencyId, key: name } of agencies) {
        const contactId = await whoAnswersFor(tx, context, agencyId, now);
        asked.push({ contactId, agencyId, name });
      }
      return asked;
    }
    case 'auditors':
      return (await authorsOf(tx, auditId)).map((contactId) => ({ contactId, name: contactId }));
    case 'collators': {
      const held = await holdersOf(tx, { partnershipId, role: 'collator', on: now });
      const asked = held.length > 0 ? held : [await actingOfficer(tx, partnershipId, now)];
      return asked.map((contactId) => ({ contactId, name: contactId }));
    }
  }
}

export type PassOnConfirmed =
  | { kind: 'confirmed' | 'already-confirmed' | 'not-found' | 'ended' }
  | { kind: 'incomplete'; problems: FieldProblem[] };

/**
 * Somebody says that they have passed on what they were asked to, or that there was nothing. What
 * comes after silence was recorded counts too, and both stand. Of several collators one is enough.
 */
export async function confirmPassedOn(
  records: Records,
  input: { partnershipId: string; askId: string; typed: TypedPassOn; received?: Received },
  by: Actor,
  now: Date,
): Promise<PassOnConfirmed> {
  const { partnershipId, askId, received } = input;
  const tidy = (text: string) => text.replace(/\r\n?/g, '\n').trim();
  const { answer, copied } = input.typed;
  const typed = {
    answer,
    copied,
    text: tidy(input.typed.text),
    replies: tidy(input.typed.replies),
  };
  return transaction(records, async (tx) => {
    const where = { id: askId, partnershipId, step: 'pass-on', ...askedOf(by) };
    const known = await tx.ask.findFirst({ where, select: { auditId: true } });
    if (!known?.auditId) return { kind: 'not-found' };
    const { auditId } = known;
    await lockAudit(tx, auditId);
    const ask = await tx.ask.findFirstOrThrow({ where });
    if (ask.outcome === 'answered') return { kind: 'already-confirmed' };
    const context = await auditContext(tx, auditId);
    const open = ask.outcome === null || ask.outcome === 'not-answered';
    if (!open || context.state === 'cancelled') return { kind: 'ended' };
    const settings = passOnAt(context, ask);
    const problems = passOnProblems(typed, settings);
    if (problems.length > 0) return { kind: 'incomplete', problems };
    await tx.ask.update({
      where: { id: ask.id },
      data: { outcome: 'answered', settledAt: now, nextAt: null },
    });
    const key = await records.keyring.audit(tx, auditId);
    const id = randomUUID();
    const sealed = (column: string, text: string) =>
      text === '' ? null : seal(key, `PassedOn.${column}/${id}`, text);
    await tx.passedOn.create({
      data: {
        id,
        partnershipId,
        auditId,
        askId,
        what: settings.key,
        late: ask.outcome !== null,
        answer,
        textSealed: sealed('textSealed', typed.text),
        repliesSealed: sealed('repliesSealed', typed.replies),
        givenById: by.contactId,
        givenAt: now,
      },
    });
    if (received) await keepEntered(records, tx, { ask, auditId, received }, { by, now });
    if (settings.by === 'collators') await othersAreFree(tx, ask, now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'learning.passed-on',
      ids: { what: settings.key, contact: ask.contactId, answer },
      digests: { text: digest(key, typed.text), replies: digest(key, typed.replies) },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'confirmed' };
  });
}

/** One of them has answered for all. */
async function othersAreFree(
  tx: Transaction,
  { id, wait, round }: { id: string; wait: string; round: number | null },
  now: Date,
): Promise<void> {
  const others = await tx.ask.findMany({
    where: { wait, step: 'pass-on', round, outcome: null, NOT: { id } },
  });
  for (const other of others) await settleAsk(tx, other.id, 'withdrawn', now);
}

/** Nothing was said: that is on record, and may still be said later. */
export async function closePassOn(
  tx: Transaction,
  context: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const { key: what } = passOnAt(context, ask);
  const silence = { answer: 'silent', late: false, givenAt: now };
  await tx.passedOn.create({
    data: { id: randomUUID(), partnershipId, auditId, askId: ask.id, what, ...silence },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'learning.not-passed-on',
    ids: { what, contact: ask.contactId },
    by: theClock,
    now,
  });
}
