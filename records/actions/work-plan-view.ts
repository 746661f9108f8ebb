import { openStates } from '../../domain/action-update.ts';
import type { StatusCounts } from '../../domain/status-counts.ts';
import type { Body } from '../../prisma/client/client.ts';
import type { ReaderIds } from '../asks/contact-view.ts';
import { holdersOf } from '../directory/directory.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type ActionView, actionRows, viewsOf } from './action-view.ts';

/** The work plan of one body as it stands, with the actions of every audit. */
export interface WorkPlanView {
  body: { id: string; key: string; name: string };
  /** When the next status leaves; null when nothing is open. */
  statusAt: Date | null;
  open: ActionView[];
  /** The newest of those that are complete. */
  complete: ActionView[];
  moreComplete: number;
  /** The statuses that were sent, the newest first. */
  statuses: { round: number; sentAt: Date; counts: StatusCounts }[];
}

const completeShown = 30;
const statusesShown = 8;

/** Every work plan of a partnership, for its business unit. */
export async function workPlans(
  records: Records,
  given: { partnershipId: string },
): Promise<WorkPlanView[]> {
  return transaction(records, async (tx) => {
    const plans = await tx.workPlan.findMany({
      where: given,
      orderBy: { body: { name: 'asc' } },
      include: { body: true },
    });
    const views: WorkPlanView[] = [];
    for (const plan of plans) views.push(await viewOfPlan(records, tx, plan));
    return views;
  });
}

export async function workPlanOf(
  records: Records,
  given: { partnershipId: string; body: string },
): Promise<WorkPlanView | null> {
  return transaction(records, (tx) => planView(records, tx, given));
}

/** The work plan of a body for one of its members; null for everybody else, as for an unknown body. */
export async function workPlanForMember(
  records: Records,
  reader: ReaderIds,
  given: { body: string; now: Date },
): Promise<WorkPlanView | null> {
  return transaction(records, async (tx) => {
    const own = await bodiesOf(tx, reader, given.now);
    if (!own.some(({ key }) => key === given.body)) return null;
    return planView(records, tx, { partnershipId: reader.partnershipId, body: given.body });
  });
}

/** The bodies with a work plan of which somebody is chair or member. */
export async function workPlansOf(
  records: Records,
  reader: ReaderIds,
  now: Date,
): Promise<{ key: string; name: string }[]> {
  return transaction(records, (tx) => bodiesOf(tx, reader, now));
}

async function bodiesOf(tx: Transaction, { partnershipId, contactId }: ReaderIds, on: Date) {
  const bodies = await tx.body.findMany({
    where: {
      partnershipId,
      workPlan: { isNot: null },
      roles: { some: { contactId, role: { in: ['chair', 'member'] } } },
    },
    orderBy: { name: 'asc' },
  });
  const own: { key: string; name: string }[] = [];
  for (const { id: bodyId, key, name } of bodies) {
    const held = { partnershipId, bodyId, on };
    const chairs = await holdersOf(tx, { ...held, role: 'chair' });
    const members = await holdersOf(tx, { ...held, role: 'member' });
    if ([...chairs, ...members].includes(contactId)) own.push({ key, name });
  }
  return own;
}

async function planView(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; body: string },
): Promise<WorkPlanView | null> {
  const { partnershipId, body: key } = given;
  const plan = await tx.workPlan.findFirst({
    where: { body: { partnershipId, key } },
    include: { body: true },
  });
  return plan && viewOfPlan(records, tx, plan);
}

async function viewOfPlan(
  records: Records,
  tx: Transaction,
  { statusAt, body }: { statusAt: Date | null; body: Body },
): Promise<WorkPlanView> {
  const { partnershipId } = body;
  const of = { partnershipId, updates: 1 };
  const open = { bodyId: body.id, state: { in: [...openStates] } };
  const complete = { bodyId: body.id, state: 'complete' };
  const openRows = await actionRows(tx, { ...of, where: open });
  const completeRows = await actionRows(tx, {
    ...of,
    where: complete,
    orderBy: [{ completedAt: 'desc' }, { number: 'asc' }],
    take: completeShown,
  });
  const views = await viewsOf(records, tx, partnershipId, [...openRows, ...completeRows]);
  const shown = completeRows.length;
  const all =
    shown < completeShown
      ? shown
      : await tx.action.count({ where: { ...complete, partnershipId } });
  const statuses = await tx.statusReport.findMany({
    where: { partnershipId, bodyId: body.id },
    orderBy: { round: 'desc' },
    take: statusesShown,
  });
  return {
    body: { id: body.id, key: body.key, name: body.name },
    statusAt,
    open: views.slice(0, openRows.length),
    complete: views.slice(openRows.length),
    moreComplete: all - shown,
    statuses: statuses.map(({ round, sentAt, counts }) => {
      return { round, sentAt, counts: counts as unknown as StatusCounts };
    }),
  };
}
