import { randomUUID } from 'node:crypto';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { emptySections } from '../../domain/report-balance.ts';
import { changesBetween, changesFindings, isMoreThanWording } from '../../domain/report-changes.ts';
import { plannedSections } from '../../domain/report-sections.ts';
import { askEverybodyAgain, voidApprovals } from '../approval/approval-rounds.ts';
import { settleAsk } from '../asks/asks.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, type Key, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { reportStage } from './report.ts';
import { openHits } from './report-check.ts';
import {
  circulatedReport,
  latestReport,
  lockReport,
  type ReportText,
  type RunningReport,
} from './report-versions.ts';

interface OfReport {
  partnershipId: string;
  auditId: string;
  /** The version that the page showed. */
  version: number;
}

type NotSent =
  /** Hits of the identifier check that are neither removed nor cleared: nothing leaves (DD-18). */
  | { kind: 'identifiers'; open: number }
  /** The process wants both sides told, or a section, and in these there is nothing (CH-26). */
  | { kind: 'empty-sections'; titles: string[] }
  /** Somebody has saved another text since the page was opened. */
  | { kind: 'changed' }
  | { kind: 'not-found' | 'ended' };

export type ReportFinished = { kind: 'finished' } | NotSent;

/** The report is written: it may be shown to those who are to approve it, and the audit goes on. */
export async function finishReport(
  records: Records,
  input: OfReport,
  by: Actor,
  now: Date,
): Promise<ReportFinished> {
  return transaction(records, async (tx) => {
    const found = await readyToLeave(records, tx, input);
    if ('kind' in found) return found;
    const { context, stage, wait } = found.running;
    if (stage.kind !== 'write-report') return { kind: 'ended' };
    await circulate(tx, found, { changeKind: 'first', reason: null }, { by, now });
    const asks = await tx.ask.findMany({ where: { wait, step: 'report', outcome: null } });
    for (const ask of asks) await settleAsk(tx, ask.id, 'answered', now);
    const { auditId, partnershipId } = context;
    const ids = { version: found.text.version };
    const event = { partnershipId, chain: auditId, kind: 'report.finished', ids, by, now };
    const seq = await appendEvent(tx, event);
    await nudgeWaits(tx, context, { waits: [wait], word: 'answered', seq }, now);
    return { kind: 'finished' };
  });
}

export type ChangeCirculated =
  /** How many people are asked about the changed report. */
  | { kind: 'circulated'; asked: number }
  | { kind: 'refused'; problems: FieldProblem[] }
  /** It reads as those who approve it know it. */
  | { kind: 'unchanged' }
  /** The body's amendments are being made: `finishAmendments` sends the report on. */
  | { kind: 'amending' }
  | NotSent;

/**
 * Puts a changed text before those who approve the report. A change of findings voids every approval
 * of the earlier text, and everybody is asked again; a correction of wording, with its reason, lets
 * them stand.
 */
export async function circulateChange(
  records: Records,
  input: OfReport & { changeKind: string; reason: string },
  by: Actor,
  now: Date,
): Promise<ChangeCirculated> {
  return transaction(records, async (tx) => {
    const found = await readyToLeave(records, tx, input);
    if ('kind' in found) return found;
    const { running, key, text } = found;
    const { context, stage, wait } = running;
    const { auditId, partnershipId } = context;
    const known = await circulatedReport(tx, key, auditId);
    if (stage.kind !== 'approve' || !known) return { kind: 'ended' };
    if ((await tx.ask.count({ where: { wait, step: 'amend', outcome: null } })) > 0) {
      return { kind: 'amending' };
    }
    const changes = changesBetween(known.report, text.report);
    if (changes.length === 0) return { kind: 'unchanged' };
    const problems = changeProblems(input, isMoreThanWording(changes));
    if (problems.length > 0) return { kind: 'refused', problems };
    const { changeKind } = input;
    const reason = input.reason.trim();
    const circulation = await circulate(tx, found, { changeKind, reason }, { by, now });
    const asked =
      changeKind === 'findings' ? await askEverybodyAgain(tx, running, circulation, now) : 0;
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'report.changed',
      ids: { version: text.version, change: changeKind, asked },
      digests: { reason: digest(key, reason) },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [wait], word: 'asked', seq }, now);
    return { kind: 'circulated', asked };
  });
}

export type AmendmentsFinished = { kind: 'finished' } | { kind: 'unchanged' } | NotSent;

/** The amendments that a body wanted are made: its approval stands for this text, and the round ends. */
export async function finishAmendments(
  records: Records,
  input: OfReport,
  by: Actor,
  now: Date,
): Promise<AmendmentsFinished> {
  return transaction(records, async (tx) => {
    const found = await readyToLeave(records, tx, input);
    if ('kind' in found) return found;
    const { running, key, text } = found;
    const { context, stage, wait } = running;
    const { auditId, partnershipId } = context;
    const ask = await tx.ask.findFirst({ where: { wait, step: 'amend', outcome: null } });
    const known = await circulatedReport(tx, key, auditId);
    if (!ask || !known) return { kind: 'ended' };
    const changes = changesBetween(known.report, text.report);
    if (changes.length === 0) return { kind: 'unchanged' };
    await circulate(tx, found, { changeKind: 'amendments', reason: null }, { by, now });
    if (changesFindings(changes)) await voidApprovals(tx, { auditId, except: stage.key }, now);
    const decision = await tx.decision.findFirstOrThrow({
      where: { auditId, stageKey: stage.key, outcome: 'with-amendments' },
      orderBy: { recordedAt: 'desc' },
    });
    await tx.decision.update({ where: { id: decision.id }, data: { amendedVersionId: text.id } });
    await settleAsk(tx, ask.id, 'answered', now);
    const ids = { version: text.version, stage: stage.key, decision: decision.id };
    const event = { partnershipId, chain: auditId, kind: 'report.amended', ids, by, now };
    const seq = await appendEvent(tx, event);
    await nudgeWaits(tx, context, { waits: [wait], word: 'answered', seq }, now);
    return { kind: 'finished' };
  });
}

interface Ready {
  running: RunningReport;
  key: Key;
  text: ReportText;
}

/** The newest text, when it is the one that the page showed and nothing in it identifies anybody. */
async function readyToLeave(
  records: Records,
  tx: Transaction,
  input: OfReport,
): Promise<Ready | NotSent> {
  const running = await lockReport(tx, input);
  if ('refused' in running) return { kind: running.refused };
  const key = await records.keyring.audit(tx, input.auditId);
  const text = await latestReport(tx, key, input.auditId);
  if (!text) return { kind: 'not-found' };
  if (text.version !== input.version) return { kind: 'changed' };
  const { context } = running;
  const open = await openHits(records, tx, { context, report: text.report });
  if (open > 0) return { kind: 'identifiers', open };
  const { balanced, sections } = reportStage(context);
  const wanted = { balanced, sections: plannedSections(sections) };
  const titles = emptySections(text.report, wanted);
  return titles.length > 0 ? { kind: 'empty-sections', titles } : { running, key, text };
}

async function circulate(
  tx: Transaction,
  { running, key, text }: Ready,
  change: { changeKind: string; reason: string | null },
  { by, now }: { by: Actor; now: Date },
): Promise<number> {
  const { auditId, partnershipId } = running.context;
  const id = randomUUID();
  const number = 1 + (await tx.reportCirculation.count({ where: { auditId } }));
  await tx.reportCirculation.create({
    data: {
      id,
      partnershipId,
      auditId,
      number,
      reportVersionId: text.id,
      changeKind: change.changeKind,
      reasonSealed: change.reason
        ? seal(key, `ReportCirculation.reasonSealed/${id}`, change.reason)
        : null,
      circulatedAt: now,
      circulatedById: by.contactId ?? '',
    },
  });
  return number;
}

function changeProblems(
  { changeKind, reason }: { changeKind: string; reason: string },
  moreThanWording: boolean,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (changeKind !== 'findings' && changeKind !== 'wording') {
    problems.push({ field: 'changeKind', message: 'Say what kind of change it is.' });
  }
  if (changeKind === 'wording' && moreThanWording) {
    const message =
      'This is more than wording: a finding or recommendation was added or taken out, or a recommendation has another agency or date.';
    problems.push({ field: 'changeKind', message });
  }
  const missing = 'Say what was changed and why. Those who approve the report read this.';
  return [...problems, ...textProblems('reason', reason, { missing, longest: 2000 })];
}
