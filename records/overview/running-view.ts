import type { Profile } from '../../domain/profile.ts';
import { stageTitle } from '../../domain/stage-words.ts';
import { auditContext, profileOf } from '../audits/audit-context.ts';
import { type StageView, stagesOf, type WaitView, waitsOf } from '../audits/audit-view.ts';
import { type Records, transaction } from '../store/transaction.ts';

/** What runs and what stands still, for whoever keeps the installation going: ids, dates and counts. */
export interface RunningView {
  audits: RunningLine[];
  letters: { waiting: number; since: Date | null; cameBack: number };
  nudges: { waiting: number; since: Date | null };
}

export interface RunningLine {
  number: string;
  state: string;
  process: string;
  stage: string;
  nextDue: string | null;
  open: number;
  overdue: number;
}

/** An audit without anything that is about a case or that somebody wrote. */
export interface RunningAuditView {
  number: string;
  state: string;
  startedAt: Date;
  profile: Profile;
  stages: StageView[];
  waits: WaitView[];
  letters: LetterCount[];
}

/** How many letters of a kind stand in a state. */
export interface LetterCount {
  kind: string;
  state: string;
  failure: string | null;
  count: number;
}

export async function runningView(
  records: Records,
  { partnershipId }: { partnershipId: string },
  now: Date,
): Promise<RunningView> {
  return transaction(records, async (tx) => {
    const audits = await tx.audit.findMany({
      where: { partnershipId, state: { in: ['open', 'paused'] } },
      orderBy: { number: 'asc' },
      select: {
        number: true,
        state: true,
        profileVersionId: true,
        stages: { where: { outcome: null }, select: { key: true }, orderBy: { begunAt: 'asc' } },
        asks: {
          where: { outcome: null },
          select: { dueAt: true, dueDate: true },
          orderBy: { dueAt: 'asc' },
        },
      },
    });
    const lines: RunningLine[] = [];
    for (const { number, state, profileVersionId, stages, asks } of audits) {
      const profile = await profileOf(tx, profileVersionId);
      lines.push({
        number,
        state,
        process: profile.title,
        stage: stages.map(({ key }) => stageTitle(profile, key)).join(', '),
        nextDue: asks[0]?.dueDate ?? null,
        open: asks.length,
        overdue: asks.filter(({ dueAt }) => dueAt < now).length,
      });
    }
    const left = { partnershipId, state: { in: ['pending', 'sending'] } };
    const letters = await tx.letter.aggregate({
      where: { ...left, nextAttemptAt: { lte: now } },
      _count: true,
      _min: { queuedAt: true },
    });
    const nudges = await tx.nudge.aggregate({
      where: { partnershipId, sentAt: null },
      _count: true,
      _min: { queuedAt: true },
    });
    return {
      audits: lines,
      letters: {
        waiting: letters._count,
        since: letters._min.queuedAt,
        cameBack: await tx.letter.count({ where: { partnershipId, state: 'failed' } }),
      },
      nudges: { waiting: nudges._count, since: nudges._min.queuedAt },
    };
  });
}

export async function runningAudit(
  records: Records,
  given: { partnershipId: string; number: string },
  now: Date,
): Promise<RunningAuditView | null> {
  return transaction(records, async (tx) => {
    const audit = await tx.audit.findUnique({
      where: { partnershipId_number: given },
      select: { id: true, number: true, state: true, startedAt: true, stages: true },
    });
    if (!audit) return null;
    const { id: auditId, number, state, startedAt, stages } = audit;
    const context = await auditContext(tx, auditId);
    const letters = await tx.letter.groupBy({
      by: ['kind', 'state', 'failure'],
      where: { auditId },
      orderBy: [{ kind: 'asc' }, { state: 'asc' }],
      _count: true,
    });
    return {
      number,
      state,
      startedAt,
      profile: context.profile,
      stages: stagesOf(context.profile, stages),
      waits: await waitsOf(tx, context, now),
      letters: letters.map(({ _count, ...line }) => ({ ...line, count: _count })),
    };
  });
}
