import type { Planned } from '../../domain/planned-action.ts';
import type { Received } from '../../domain/received.ts';
import type { Prisma } from '../../prisma/client/client.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { openPlanned } from './planned-action-rows.ts';

/** An action with what was said of it, for those who may read it. */
export interface ActionView {
  id: string;
  number: number;
  audit: { id: string; number: string };
  text: string;
  owner: { id: string; key: string; name: string };
  dueDate: string;
  /** What was planned for it before it was adopted; null where the process asks for no plan. */
  planned: Planned | null;
  state: string;
  adoptedAt: Date;
  completedAt: Date | null;
  /** The newest first. */
  updates: UpdateView[];
}

export interface UpdateView {
  round: number;
  late: boolean;
  answer: string;
  text: string;
  at: Date;
  /** Null: the clock. */
  by: string | null;
  /** What the business unit entered: from whom, how and when it received it. */
  received: Received | null;
  review: { outcome: string; reason: string; by: string | null; at: Date | null } | null;
}

/** Which actions of a partnership; `updates` says how many of each one's are shown. */
interface WantedActions {
  partnershipId: string;
  where: Prisma.ActionWhereInput;
  orderBy?: Prisma.ActionOrderByWithRelationInput[];
  take?: number;
  updates?: number;
}

/** Actions of one partnership with their texts. */
export async function actionViews(
  records: Records,
  tx: Transaction,
  given: WantedActions,
): Promise<ActionView[]> {
  return viewsOf(records, tx, given.partnershipId, await actionRows(tx, given));
}

type ActionRow = Awaited<ReturnType<typeof actionRows>>[number];

export async function actionRows(tx: Transaction, given: WantedActions) {
  const { partnershipId, where } = given;
  return tx.action.findMany({
    where: { ...where, partnershipId },
    orderBy: given.orderBy ?? [{ adoptedAt: 'asc' }, { number: 'asc' }],
    ...(given.take === undefined ? {} : { take: given.take }),
    include: {
      recommendation: { select: { id: true, textSealed: true } },
      updates: {
        orderBy: [{ givenAt: 'desc' }, { late: 'desc' }],
        ...(given.updates === undefined ? {} : { take: given.updates }),
      },
    },
  });
}

/** What rows of actions say, in the same order. */
export async function viewsOf(
  records: Records,
  tx: Transaction,
  partnershipId: string,
  rows: readonly ActionRow[],
): Promise<ActionView[]> {
  if (rows.length === 0) return [];
  const owners = await ownersOf(tx, partnershipId);
  const audits = await auditsOf(tx, partnershipId, rows);
  const names = await namesOf(records, tx, {
    partnershipId,
    contactIds: rows.flatMap(({ updates }) =>
      updates.flatMap(({ givenById, reviewedById }) => [givenById, reviewedById]),
    ),
  });
  const planned = await tx.plannedAction.findMany({
    where: { recommendationId: { in: rows.map(({ recommendationId }) => recommendationId) } },
  });
  const views: ActionView[] = [];
  for (const row of rows) {
    const key = await records.keyring.audit(tx, row.auditId);
    const plan = planned.find(({ recommendationId }) => recommendationId === row.recommendationId);
    const place = `Recommendation.textSealed/${row.recommendation.id}`;
    const { id, number, dueDate, state, adoptedAt, completedAt } = row;
    views.push({
      id,
      number,
      audit: { id: row.auditId, number: audits.get(row.auditId) ?? '' },
      text: open(key, place, row.recommendation.textSealed),
      owner: owners.get(row.ownerAgencyId) ?? { id: row.ownerAgencyId, key: '', name: '' },
      dueDate,
      planned: plan ? openPlanned(key, plan) : null,
      state,
      adoptedAt,
      completedAt,
      updates: row.updates.map((update) => updateView(key, update, names)),
    });
  }
  return views;
}

type UpdateRow = Awaited<ReturnType<Transaction['actionUpdate']['findFirstOrThrow']>>;

function updateView(key: Key, update: UpdateRow, names: Map<string, string>): UpdateView {
  const { id, round, late, answer, givenAt: at, textSealed, onBehalfOf } = update;
  return {
    round,
    late,
    answer,
    at,
    text: textSealed ? open(key, `ActionUpdate.textSealed/${id}`, textSealed) : '',
    by: names.get(update.givenById ?? '') ?? null,
    received: onBehalfOf
      ? openJson<Received>(key, `ActionUpdate.onBehalfOf/${id}`, onBehalfOf)
      : null,
    review: reviewOf(key, update, names),
  };
}

function reviewOf(key: Key, update: UpdateRow, names: Map<string, string>): UpdateView['review'] {
  const { id, review, reviewSealed, reviewedById, reviewedAt } = update;
  if (!review) return null;
  const reason = reviewSealed ? open(key, `ActionUpdate.reviewSealed/${id}`, reviewSealed) : '';
  return { outcome: review, reason, by: names.get(reviewedById ?? '') ?? null, at: reviewedAt };
}

async function ownersOf(tx: Transaction, partnershipId: string) {
  const rows = await tx.agency.findMany({
    where: { partnershipId },
    select: { id: true, key: true, name: true },
  });
  return new Map(rows.map((row) => [row.id, row]));
}

async function auditsOf(
  tx: Transaction,
  partnershipId: string,
  actions: readonly { auditId: string }[],
): Promise<Map<string, string>> {
  const ids = [...new Set(actions.map(({ auditId }) => auditId))];
  const rows = await tx.audit.findMany({
    where: { partnershipId, id: { in: ids } },
    select: { id: true, number: true },
  });
  return new Map(rows.map(({ id, number }) => [id, number]));
}
