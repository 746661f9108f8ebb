import { randomUUID } from 'node:crypto';
import {
  stateAfter,
  type TypedUpdate,
  type UpdateAnswer,
  updateProblems,
} from '../../domain/action-update.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { Received } from '../../domain/received.ts';
import type { ClosedAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { askToConfirm } from './ask-to-confirm.ts';
import { reportExceptions } from './exceptions.ts';
import { expectUpdates } from './expect-updates.ts';
import { askedActions, type FoundUpdate, lockUpdate } from './open-update.ts';

export interface GivenUpdates {
  partnershipId: string;
  askId: string;
  /** By the actions' ids. */
  answers: Record<string, TypedUpdate>;
  /** For the business unit, which enters what an agency told it. */
  received?: Received;
}

export type UpdatesGiven =
  | { kind: 'given'; complete: number }
  | { kind: 'incomplete'; problems: FieldProblem[] }
  | { kind: 'already-given' | 'not-found' | 'ended' };

/**
 * An agency says how each of its open actions of an audit stands (DD-23). What comes after silence
 * was recorded still counts, until it is asked again; both stand.
 */
export async function giveUpdates(
  records: Records,
  input: GivenUpdates,
  by: Actor,
  now: Date,
): Promise<UpdatesGiven> {
  return transaction(records, async (tx) => {
    const found = await lockUpdate(tx, input, by);
    if (typeof found === 'string') return { kind: found };
    const { context, ask } = found;
    const actions = await askedActions(tx, ask);
    if (actions.length === 0) return { kind: 'ended' };
    const typed = actions.map((action) => ({ action, ...tidy(input.answers[action.id]) }));
    const problems = typed.flatMap((each) => updateProblems(each.action.number, each));
    if (problems.length > 0) return { kind: 'incomplete', problems };
    const { count } = await tx.ask.updateMany({
      where: { id: ask.id, outcome: ask.outcome },
      data: { outcome: 'answered', settledAt: now, nextAt: null },
    });
    if (count === 0) return { kind: 'already-given' };
    const given = typed.map((each) => ({ ...each, answer: each.answer as UpdateAnswer }));
    await writeUpdates(records, tx, { ...found, given, received: input.received }, { by, now });
    const updates = given.map(({ action, answer }) => ({ actionId: action.id, answer }));
    await reportExceptions(tx, context, { ...ask, updates }, now);
    const complete = given.filter(({ answer }) => answer === 'complete').length;
    if (complete > 0) await askToConfirm(tx, context, { reportedById: by.contactId }, now);
    await expectUpdates(tx, context, now);
    await tell(records, tx, { context, ask, given, received: input.received }, { by, now });
    return { kind: 'given', complete };
  });
}

/** Nothing was said of an agency's actions in this quarter: that is on record, and the next one comes. */
export async function closeUpdates(
  tx: Transaction,
  context: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const { agencyId, round } = ask;
  if (!agencyId || round === null) return;
  await lockAudit(tx, auditId);
  const actions = await askedActions(tx, { auditId, agencyId });
  await tx.actionUpdate.createMany({
    data: actions.map(({ id }) => ({
      id: randomUUID(),
      partnershipId,
      actionId: id,
      round,
      late: false,
      answer: 'silent',
      givenAt: now,
    })),
  });
  await expectUpdates(tx, context, now);
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'actions.not-updated',
    ids: { agency: agencyId, round, actions: actions.length },
    by: theClock,
    now,
  });
}

function tidy(typed: TypedUpdate | undefined): TypedUpdate {
  const { answer = '', text = '' } = typed ?? {};
  return { answer, text: text.replace(/\r\n?/g, '\n').trim() };
}

interface Given {
  action: { id: string; number: number };
  answer: UpdateAnswer;
  text: string;
}

async function writeUpdates(
  records: Records,
  tx: Transaction,
  found: FoundUpdate & { given: Given[]; received: Received | undefined },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { context, ask, given, received } = found;
  const { partnershipId, auditId } = context;
  const key = await records.keyring.audit(tx, auditId);
  for (const { action, answer, text } of given) {
    const id = randomUUID();
    await tx.actionUpdate.create({
      data: {
        id,
        partnershipId,
        actionId: action.id,
        round: ask.round,
        late: ask.outcome !== null,
        answer,
        textSealed: text === '' ? null : seal(key, `ActionUpdate.textSealed/${id}`, text),
        givenById: by.contactId,
        givenAt: now,
        onBehalfOf: received
          ? seal(key, `ActionUpdate.onBehalfOf/${id}`, JSON.stringify(received))
          : null,
      },
    });
    await tx.action.update({ where: { id: action.id }, data: { state: stateAfter(answer) } });
  }
}

async function tell(
  records: Records,
  tx: Transaction,
  found: FoundUpdate & { given: Given[]; received: Received | undefined },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { context, ask, given, received } = found;
  const { partnershipId, auditId } = context;
  const key = await records.keyring.audit(tx, auditId);
  const said = (wanted: UpdateAnswer) => given.filter(({ answer }) => answer === wanted).length;
  const seq = await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'actions.updated',
    ids: {
      agency: ask.agencyId,
      round: ask.round,
      actions: given.length,
      blocked: said('blocked'),
      complete: said('complete'),
    },
    digests: { updates: digest(key, JSON.stringify(given)) },
    by,
    now,
  });
  if (received) {
    const about = { kind: 'update/entered', contactId: ask.contactId, ids: { ask: ask.id } };
    const letter = { ...about, partnershipId, key: `${ask.key}/entered`, auditId, now };
    await queueLetters(tx, [{ ...letter, thread: ask.key }]);
  }
  await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
}
