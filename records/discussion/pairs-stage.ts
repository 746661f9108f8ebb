import { stageOfKind } from '../../domain/profile.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import type { PrepareQuestions } from '../../domain/stages/prepare-questions.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { Transaction } from '../store/transaction.ts';
import { casesDiscussed } from './discussed-cases.ts';

export function pairsStage(context: Pick<AuditContext, 'profile'>): PrepareQuestions {
  const stage = stageOfKind(context.profile, 'prepare-questions');
  if (!stage) throw new Error(`the profile ${context.profile.profile} has no pairs of auditors`);
  return stage;
}

export function inviteTimings(context: AuditContext): AskTimings {
  const { facilitators } = pairsStage(context);
  if (!facilitators) throw new Error(`the profile ${context.profile.profile} invites nobody`);
  return facilitators.invite;
}

export function caseFeedbackTimings(context: AuditContext): AskTimings {
  const feedback = stageOfKind(context.profile, 'discuss')?.caseFeedback;
  if (!feedback)
    throw new Error(`the profile ${context.profile.profile} asks no pair to feed back`);
  return feedback;
}

/** The two auditors of one child, as they stand now. */
export interface Pair {
  id: string;
  caseId: string;
  number: number;
  contactIds: [string, string];
}

/** The pairs that stand, of the children who are discussed and not under hold. */
export async function pairsOf(tx: Transaction, auditId: string): Promise<Pair[]> {
  const rows = await tx.auditorPair.findMany({ where: { auditId, supersededAt: null } });
  if (rows.length === 0) return [];
  const cases = await tx.case.findMany({
    where: {
      id: { in: rows.map(({ caseId }) => caseId) },
      heldAt: null,
      state: { in: ['drawn', 'identified'] },
    },
    select: { id: true, number: true },
    orderBy: { number: 'asc' },
  });
  return cases.flatMap(({ id: caseId, number }) => {
    const row = rows.find((each) => each.caseId === caseId);
    return row ? [{ id: row.id, caseId, number, contactIds: [row.firstId, row.secondId] }] : [];
  });
}

/** The children who are discussed, each of whom has a pair. */
export async function casesOfPairs(
  tx: Transaction,
  context: AuditContext,
): Promise<{ id: string; number: number }[]> {
  return casesDiscussed(tx, context, {
    returns: { some: { version: { gt: 0 }, state: { notIn: ['nil', 'withdrawn'] } } },
  });
}
