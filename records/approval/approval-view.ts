import type { Profile } from '../../domain/profile.ts';
import type { ReportRemarks } from '../../domain/report-answer.ts';
import { changesBetween, type ReportChange } from '../../domain/report-changes.ts';
import type { Report } from '../../domain/report-model.ts';
import type { Moment } from '../../domain/waits.ts';
import { findOwnAsk, type ReaderIds } from '../asks/contact-view.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { circulatedReport, reportVersion, runningReport } from '../report/report-versions.ts';
import { reasonOf } from '../report/report-view.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** The report as somebody reads it who is asked to approve it. */
export interface ApprovalView {
  askId: string;
  number: string;
  zone: string;
  profile: Profile;
  /** A member of a body is asked for what they say; who took part, for their approval. */
  asks: 'approve' | 'vote';
  /** The body that decides now, or next. */
  body: string;
  dueAt: Date;
  dueDate: string;
  /** When saying nothing is recorded as that, and whether it counts as approval. */
  closesAt: Date | null;
  silenceCounts: boolean;
  /** Whether it can still be answered; the report itself is shown only then. */
  open: boolean;
  version: number;
  report: Report;
  /** What was changed since the text before, and why; null for the first text that they are shown. */
  changed: { reason: string; changes: ReportChange[] } | null;
  own: OwnAnswer | null;
}

export interface OwnAnswer {
  answer: string;
  at: Date;
  remarks: ReportRemarks;
  /** The officer's answer to an objection. */
  reply: string;
  /** Given to an earlier text, for which alone it counts. */
  voided: boolean;
}

/** Null for whoever has not been asked themselves, as for a random id. */
export async function approvalView(
  records: Records,
  reader: ReaderIds,
  askId: string,
): Promise<ApprovalView | null> {
  return transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    if (ask?.step !== 'approve' && ask?.step !== 'vote') return null;
    const row = await tx.ask.findUniqueOrThrow({ where: { id: askId } });
    const context = await auditContext(tx, ask.auditId);
    const key = await records.keyring.audit(tx, ask.auditId);
    const text = await circulatedReport(tx, key, ask.auditId);
    if (!text) return null;
    const running = await runningReport(tx, context);
    const newest = await tx.ask.findFirst({
      where: { auditId: ask.auditId, contactId: reader.contactId, step: ask.step },
      orderBy: [{ askedAt: 'desc' }, { key: 'desc' }],
    });
    const current = newest?.id === askId && ask.outcome !== 'withdrawn';
    const close = (row.moments as unknown as Moment[]).find(({ what }) => what === 'close');
    return {
      askId,
      number: context.number,
      zone: context.clock.calendar.zone,
      profile: context.profile,
      asks: ask.step,
      body: await bodyName(tx, context, row.stageKey),
      dueAt: ask.dueAt,
      dueDate: ask.dueDate,
      closesAt: close ? new Date(close.at) : null,
      silenceCounts: silenceCounts(context, row.stageKey),
      open: current && running?.wait === row.wait,
      version: text.version,
      report: text.report,
      changed: await changeSince(tx, key, {
        auditId: ask.auditId,
        text,
        // A member of a body has not read the earlier texts.
        since: ask.step === 'vote' ? row.askedAt : null,
      }),
      own: await ownAnswer(tx, key, { ...reader, auditId: ask.auditId, stageKey: row.stageKey }),
    };
  });
}

async function changeSince(
  tx: Transaction,
  key: Key,
  given: { auditId: string; text: { circulation: number; report: Report }; since: Date | null },
): Promise<ApprovalView['changed']> {
  const { auditId, text, since } = given;
  const [now, before] = await tx.reportCirculation.findMany({
    where: { auditId, number: { lte: text.circulation } },
    orderBy: { number: 'desc' },
    take: 2,
    include: { reportVersion: { select: { version: true } } },
  });
  if (!now || !before || (since && now.circulatedAt < since)) return null;
  const { version } = before.reportVersion;
  const old = await reportVersion(tx, key, { auditId, version });
  const changes = old ? changesBetween(old.report, text.report) : [];
  return { reason: reasonOf(key, now), changes };
}

/** Of two answers in the same moment the one that stands is the newer. */
export const newestAnswer = [
  { answeredAt: 'desc' as const },
  { voidedAt: { sort: 'desc' as const, nulls: 'first' as const } },
];

async function ownAnswer(
  tx: Transaction,
  key: Key,
  given: ReaderIds & { auditId: string; stageKey: string | null },
): Promise<OwnAnswer | null> {
  const { auditId, contactId, stageKey } = given;
  const row = await tx.approval.findFirst({
    where: { auditId, contactId, stageKey: stageKey ?? '', NOT: { answer: 'silent' } },
    orderBy: newestAnswer,
  });
  if (!row) return null;
  return {
    answer: row.answer,
    at: row.answeredAt,
    remarks: remarksOf(key, row),
    reply: replyOf(key, row),
    voided: row.voidedAt !== null,
  };
}

export function remarksOf(
  key: Key,
  row: { id: string; remarksSealed: Uint8Array | null },
): ReportRemarks {
  const none = { general: '', paragraphs: {} };
  const place = `Approval.remarksSealed/${row.id}`;
  return row.remarksSealed ? openJson<ReportRemarks>(key, place, row.remarksSealed) : none;
}

export function replyOf(key: Key, row: { id: string; replySealed: Uint8Array | null }): string {
  return row.replySealed ? open(key, `Approval.replySealed/${row.id}`, row.replySealed) : '';
}

/** The body of a round; of one of those who took part, the body whose turn comes next. */
export async function bodyName(
  tx: Transaction,
  { partnershipId, profile }: AuditContext,
  stageKey: string | null,
): Promise<string> {
  const place = profile.stages.findIndex(({ key }) => key === stageKey);
  const [next] = profile.stages
    .slice(Math.max(place, 0))
    .flatMap((each) => (each.kind === 'approve' && each.by === 'body' ? each.body : []));
  if (!next) return '';
  const body = await tx.body.findUnique({
    where: { partnershipId_key: { partnershipId, key: next } },
  });
  return body?.name ?? '';
}

function silenceCounts({ profile }: AuditContext, stageKey: string | null): boolean {
  const stage = profile.stages.find(({ key }) => key === stageKey);
  return (
    stage?.kind === 'approve' &&
    stage.by === 'participants' &&
    stage.silence === 'counts-as-approval'
  );
}
