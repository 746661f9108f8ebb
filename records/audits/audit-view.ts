import type { DegreeDate } from '../../domain/degree-dates.ts';
import type { CellState } from '../../domain/grid-cell.ts';
import { type Profile, subjectOf } from '../../domain/profile.ts';
import { stageTitle } from '../../domain/stage-words.ts';
import type { Moment } from '../../domain/waits.ts';
import { namesOf } from '../directory/people-names.ts';
import { kloesOf } from '../planning/kloes.ts';
import { type AnswersOverview, answersOverview } from '../returns/answers-overview.ts';
import { type Key, open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type AuditContext, auditContext } from './audit-context.ts';
import { type AuditGrid, auditGrid } from './audit-grid.ts';
import { type AuditHistory, auditHistory } from './audit-history.ts';
import { linksOf } from './audit-links.ts';
import { asDegreeDate } from './date-rows.ts';

export type { AuditGrid, AuditHistory, CellState };

/** An audit on one page: where it stands, who has answered, what happened, what comes next. */
export interface AuditView {
  id: string;
  number: string;
  state: string;
  startedAt: Date;
  pausedAt: Date | null;
  endedAt: Date | null;
  startedBy: string;
  profile: Profile;
  focus: string;
  /** Labels of the key lines of enquiry under which it comes (CH-1). */
  kloes: string[];
  /** Which audits of single agencies it overlaps with (CH-4). */
  overlap: string;
  sources: { kind: string; rationale: string }[];
  window: { from: string; to: string; reason: string };
  size: { cases: number; reason: string };
  stages: StageView[];
  /** The audit that ordered this one, and those that it ordered. */
  links: Awaited<ReturnType<typeof linksOf>>;
  /** Whether the action plan was asked for. */
  asksForPlan: boolean;
  dates: DateView[];
  waits: WaitView[];
  grid: AuditGrid;
  /** Who has answered, in an audit that is not about children; null in any other. */
  answers: AnswersOverview | null;
  history: AuditHistory;
}

export interface StageView {
  key: string;
  kind: string;
  title: string;
  state: 'done' | 'now' | 'next' | 'not-reached';
  begunAt: Date | null;
  endedAt: Date | null;
}

export interface DateView {
  key: string;
  label: string;
  date: DegreeDate;
  /** How often it has been moved, and why the last time. */
  changes: number;
  reason: string;
}

/** What several people are asked for at one point, and what the clock does there next. */
export interface WaitView {
  wait: string;
  step: string;
  stageKey: string;
  /** Set where one agency is asked for everything it owes. */
  agency: string | null;
  open: number;
  overdue: number;
  dueDate: string | null;
  next: Moment | null;
  closesAt: string | null;
}

/** Everything the audit's page shows; null for another partnership's number as for an unknown one. */
export async function auditView(
  records: Records,
  given: { partnershipId: string; number: string },
  now: Date,
): Promise<AuditView | null> {
  return transaction(records, async (tx) => {
    const audit = await tx.audit.findUnique({
      where: { partnershipId_number: given },
      include: { sources: true, stages: true, dates: { orderBy: { setAt: 'asc' } } },
    });
    if (!audit) return null;
    const context = await auditContext(tx, audit.id);
    const key = await records.keyring.audit(tx, audit.id);
    const names = await namesOf(records, tx, { ...given, contactIds: [audit.startedById] });
    const text = (column: string, sealed: Uint8Array | null) =>
      sealed ? open(key, `Audit.${column}/${audit.id}`, sealed) : '';
    const { profile } = context;
    return {
      id: audit.id,
      number: audit.number,
      state: audit.state,
      startedAt: audit.startedAt,
      pausedAt: audit.pausedAt,
      endedAt: audit.endedAt,
      startedBy: names.get(audit.startedById) ?? '',
      profile,
      focus: text('focusSealed', audit.focusSealed),
      kloes: kloesOf(profile, audit.kloes).map(({ label }) => label),
      overlap: text('overlapSealed', audit.overlapSealed),
      sources: audit.sources.map((source) => ({
        kind: source.kind,
        rationale: open(key, `AuditSource.rationaleSealed/${source.id}`, source.rationaleSealed),
      })),
      window: {
        from: audit.windowFrom,
        to: audit.windowTo,
        reason: text('windowReason', audit.windowReason),
      },
      size: { cases: audit.cohortSize, reason: text('cohortReason', audit.cohortReason) },
      stages: stagesOf(profile, audit.stages),
      links: await linksOf(tx, audit.id),
      asksForPlan: (await tx.ask.count({ where: { auditId: audit.id, step: 'action-plan' } })) > 0,
      dates: datesView(profile, audit.dates, key),
      waits: await waitsOf(tx, context, now),
      grid: subjectOf(profile) === 'case' ? await auditGrid(tx, context) : noGrid,
      answers: await answersOverview(records, tx, context, now),
      history: await auditHistory(records, tx, context),
    };
  });
}

const noGrid: AuditGrid = { cases: [], agencies: [] };

export function stagesOf(
  profile: Profile,
  rows: { key: string; begunAt: Date; endedAt: Date | null; outcome: string | null }[],
): StageView[] {
  let nextSeen = false;
  return profile.stages.map(({ key, kind }) => {
    const row = rows.find((each) => each.key === key);
    const times = { begunAt: row?.begunAt ?? null, endedAt: row?.endedAt ?? null };
    const base = { key, kind, title: stageTitle(profile, key), ...times };
    if (row) return { ...base, state: row.outcome === null ? 'now' : 'done' };
    const state = nextSeen ? 'not-reached' : 'next';
    nextSeen = true;
    return { ...base, state };
  });
}

type DateRow = {
  id: string;
  key: string;
  degree: string;
  date: string | null;
  reasonSealed: Uint8Array | null;
};

function datesView(profile: Profile, rows: DateRow[], key: Key): DateView[] {
  return profile.dates.map((date) => {
    const all = rows.filter((row) => row.key === date.key);
    const last = all.at(-1);
    return {
      key: date.key,
      label: date.label,
      date: last ? asDegreeDate(last) : { degree: 'unknown' },
      changes: Math.max(0, all.length - 1),
      reason: last?.reasonSealed
        ? open(key, `AuditDate.reasonSealed/${last.id}`, last.reasonSealed)
        : '',
    };
  });
}

export async function waitsOf(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<WaitView[]> {
  const asks = await tx.ask.findMany({
    where: { auditId: context.auditId, outcome: null },
    orderBy: [{ dueAt: 'asc' }, { key: 'asc' }],
    select: {
      wait: true,
      step: true,
      stageKey: true,
      dueDate: true,
      dueAt: true,
      moments: true,
      request: { select: { agency: { select: { name: true } } } },
    },
  });
  const waits = new Map<string, typeof asks>();
  for (const ask of asks) {
    const group = `${ask.wait} ${ask.step === 'allocated' ? 'returns' : ask.step}`;
    waits.set(group, [...(waits.get(group) ?? []), ask]);
  }
  return [...waits.values()].map((group): WaitView => {
    const [first] = group;
    const coming = group
      .flatMap((ask) => (ask.moments as unknown as Moment[]).filter((each) => !each.passedAt))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    return {
      wait: first?.wait ?? '',
      step: first?.step === 'allocated' ? 'returns' : (first?.step ?? ''),
      stageKey: first?.stageKey ?? '',
      agency: first?.request?.agency.name ?? null,
      open: group.length,
      overdue: group.filter((ask) => ask.dueAt < now).length,
      dueDate: first?.dueDate ?? null,
      next: coming[0] ?? null,
      closesAt: coming.find((moment) => moment.what === 'close')?.at ?? null,
    };
  });
}
