import { randomUUID } from 'node:crypto';
import { actingOfficer } from '../access/cover.ts';
import type { ReaderIds } from '../asks/contact-view.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { membersOf } from '../directory/directory.ts';
import { queueLetters } from '../letters/letters.ts';
import { appendEvent, theClock } from '../store/events.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type ActionView, actionViews } from './action-view.ts';
import { followUpStage } from './follow-up-stage.ts';

/**
 * What an agency says is blocked goes to the body that hears of exceptions, once, and of nothing
 * else (SO-35, SO-43); what is not blocked any more is cleared.
 */
export async function reportExceptions(
  tx: Transaction,
  context: AuditContext,
  given: { agencyId: string; round: number; updates: { actionId: string; answer: string }[] },
  now: Date,
): Promise<void> {
  const { exceptions } = followUpStage(context);
  if (!exceptions) return;
  const { partnershipId, auditId } = context;
  const body = await tx.body.findUnique({
    where: { partnershipId_key: { partnershipId, key: exceptions.body } },
  });
  if (!body) throw new Error(`the directory of ${partnershipId} has no group "${exceptions.body}"`);
  const { agencyId, round, updates } = given;
  const actionIds = updates.map(({ actionId }) => actionId);
  const known = await tx.actionException.findMany({
    where: { actionId: { in: actionIds }, bodyId: body.id, clearedAt: null },
  });
  const blocked = updates.filter(({ answer }) => answer === 'blocked');
  const over = known.filter(({ actionId }) => !blocked.some((each) => each.actionId === actionId));
  await tx.actionException.updateMany({
    where: { id: { in: over.map(({ id }) => id) } },
    data: { clearedAt: now },
  });
  const raised = blocked
    .filter(({ actionId }) => !known.some((each) => each.actionId === actionId))
    .map(({ actionId }) => ({
      id: randomUUID(),
      partnershipId,
      auditId,
      actionId,
      bodyId: body.id,
      round,
      raisedAt: now,
    }));
  const [first] = raised;
  if (!first) return;
  await tx.actionException.createMany({ data: raised });
  const members = await membersOf(tx, { partnershipId, body: exceptions.body }, now);
  const readers = members.length > 0 ? members : [await actingOfficer(tx, partnershipId, now)];
  await queueLetters(
    tx,
    readers.map((contactId) => ({
      partnershipId,
      key: `${partnershipId}/exception/${first.id}/${contactId}`,
      kind: 'exception/blocked',
      contactId,
      auditId,
      ids: { exception: first.id, actions: raised.length },
      now,
    })),
  );
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'actions.reported-by-exception',
    ids: { agency: agencyId, actions: raised.length, body: exceptions.body },
    by: theClock,
    now,
  });
}

/** What a body hears of by exception: the actions that are blocked now. */
export interface ExceptionsView {
  body: { key: string; name: string };
  actions: ActionView[];
}

/** For the chair or a member of the body; null for everybody else, as for an unknown body. */
export async function exceptionsForMember(
  records: Records,
  reader: ReaderIds,
  given: { body: string; now: Date },
): Promise<ExceptionsView | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, contactId } = reader;
    const members = await membersOf(tx, { partnershipId, body: given.body }, given.now);
    if (!members.includes(contactId)) return null;
    return exceptionsOf(records, tx, { partnershipId, body: given.body });
  });
}

/** What every body of a partnership heard of by exception, for its business unit. */
export async function allExceptions(
  records: Records,
  { partnershipId }: { partnershipId: string },
): Promise<ExceptionsView[]> {
  return transaction(records, async (tx) => {
    const views: ExceptionsView[] = [];
    for (const { key } of await bodiesWithExceptions(tx, partnershipId)) {
      const view = await exceptionsOf(records, tx, { partnershipId, body: key });
      if (view && view.actions.length > 0) views.push(view);
    }
    return views;
  });
}

/** The bodies of which somebody is chair or member and that have heard of something. */
export async function exceptionBodiesOf(
  records: Records,
  { partnershipId, contactId }: ReaderIds,
  now: Date,
): Promise<{ key: string; name: string }[]> {
  return transaction(records, async (tx) => {
    const own: { key: string; name: string }[] = [];
    for (const { key, name } of await bodiesWithExceptions(tx, partnershipId)) {
      const members = await membersOf(tx, { partnershipId, body: key }, now);
      if (members.includes(contactId)) own.push({ key, name });
    }
    return own;
  });
}

async function bodiesWithExceptions(tx: Transaction, partnershipId: string) {
  const rows = await tx.actionException.findMany({
    where: { partnershipId },
    distinct: ['bodyId'],
    select: { bodyId: true },
  });
  if (rows.length === 0) return [];
  return tx.body.findMany({
    where: { id: { in: rows.map(({ bodyId }) => bodyId) } },
    orderBy: { name: 'asc' },
  });
}

async function exceptionsOf(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; body: string },
): Promise<ExceptionsView | null> {
  const { partnershipId, body: key } = given;
  const body = await tx.body.findUnique({ where: { partnershipId_key: { partnershipId, key } } });
  if (!body) return null;
  const open = await tx.actionException.findMany({
    where: { partnershipId, bodyId: body.id, clearedAt: null },
    select: { actionId: true },
  });
  const where = { id: { in: open.map(({ actionId }) => actionId) }, state: 'blocked' };
  const actions = await actionViews(records, tx, { partnershipId, where, updates: 1 });
  return { body: { key: body.key, name: body.name }, actions };
}
