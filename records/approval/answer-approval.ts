import type { FieldProblem } from '../../domain/field-problem.ts';
import type { Received } from '../../domain/received.ts';
import {
  type ReportRemarks,
  reportAnswerProblems,
  type TypedReportAnswer,
  tidyRemarks,
} from '../../domain/report-answer.ts';
import { settleAsk } from '../asks/asks.ts';
import { askedOf, keepEntered } from '../asks/entered-answers.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { tellOfLastVote } from '../letters/email-round.ts';
import {
  circulatedReport,
  lockReport,
  type ReportText,
  type RunningReport,
} from '../report/report-versions.ts';
import { type Actor, appendEvent, canonical } from '../store/events.ts';
import { digest, type Key, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { askAboutObjections } from './objections.ts';

export type ApprovalAnswered =
  | { kind: 'answered'; answer: 'approve' | 'object' }
  /** The report was changed since the page was opened: it is to be read again first. */
  | { kind: 'changed' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

interface Given extends TypedReportAnswer {
  partnershipId: string;
  askId: string;
  /** The form's own key: a second click is the same answer. */
  key: string;
  /** The version that the page showed. */
  version: number;
  /** How the business unit received it, which enters it for them. */
  received?: Received;
}

/**
 * Somebody who took part, or a member of a body in an email round, approves the report or objects.
 * Until the round ends they can answer again; what they said before stays on record.
 */
export async function answerApproval(
  records: Records,
  input: Given,
  by: Actor,
  now: Date,
): Promise<ApprovalAnswered> {
  const remarks = tidyRemarks(input.remarks);
  return transaction(records, async (tx) => {
    const { partnershipId, askId } = input;
    const ask = await tx.ask.findFirst({
      where: {
        id: askId,
        partnershipId,
        ...askedOf(by),
        step: { in: ['approve', 'vote'] },
      },
    });
    if (!ask?.auditId || !ask.stageKey) return { kind: 'not-found' };
    const { auditId, stageKey } = ask;
    const running = await lockReport(tx, { partnershipId, auditId });
    // Before anything else: the first of two clicks may have ended the round.
    const same = await tx.approval.findUnique({ where: { id: input.key } });
    if (same) {
      const own = same.auditId === auditId && same.contactId === ask.contactId;
      return own ? { kind: 'answered', answer: same.answer as 'approve' } : { kind: 'not-found' };
    }
    if ('refused' in running) return { kind: running.refused };
    if (!(await mayAnswer(tx, running, { ...ask, auditId }))) return { kind: 'ended' };
    const key = await records.keyring.audit(tx, auditId);
    const text = await circulatedReport(tx, key, auditId);
    if (text?.version !== input.version) return { kind: 'changed' };
    const { answer } = input;
    const problems = reportAnswerProblems({ answer, remarks });
    if (problems.length > 0) return { kind: 'refused', problems };
    const person = { contactId: ask.contactId, stageKey };
    await writeAnswer(tx, key, { running, ...input, remarks, text, ...person }, now);
    await tx.ask.updateMany({
      where: { id: ask.id, outcome: 'not-answered' },
      data: { outcome: 'answered', settledAt: now },
    });
    await settleAsk(tx, ask.id, 'answered', now);
    const { received } = input;
    if (received) await keepEntered(records, tx, { ask, auditId, received }, { by, now });
    const { context, wait } = running;
    const { circulation } = text;
    if (ask.step === 'approve') await askAboutObjections(tx, running, stageKey, now);
    else await tellOfLastVote(tx, context, { wait, circulation }, now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: ask.step === 'vote' ? 'vote.given' : 'approval.given',
      ids: { contact: ask.contactId, stage: stageKey, version: text.version, answer },
      digests: { remarks: digest(key, canonical(remarks)) },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [wait], word: 'answered', seq }, now);
    return { kind: 'answered', answer: answer as 'approve' | 'object' };
  });
}

/** Only their newest ask counts, and only while its round is the one that runs. */
async function mayAnswer(
  tx: Transaction,
  { wait }: RunningReport,
  ask: { id: string; wait: string; step: string; contactId: string; auditId: string },
): Promise<boolean> {
  const [newest] = await tx.ask.findMany({
    where: { auditId: ask.auditId, contactId: ask.contactId, step: ask.step },
    orderBy: [{ askedAt: 'desc' }, { key: 'desc' }],
    take: 1,
  });
  return newest?.id === ask.id && newest.outcome !== 'withdrawn' && ask.wait === wait;
}

async function writeAnswer(
  tx: Transaction,
  key: Key,
  given: {
    running: RunningReport;
    key: string;
    stageKey: string;
    contactId: string;
    answer: string;
    remarks: ReportRemarks;
    text: ReportText;
  },
  now: Date,
): Promise<void> {
  const { running, key: id, stageKey, contactId, answer, remarks, text } = given;
  const { auditId, partnershipId } = running.context;
  await tx.approval.updateMany({
    where: { auditId, stageKey, contactId, voidedAt: null },
    data: { voidedAt: now, voidedWhy: 'answered-again' },
  });
  const silent = remarks.general === '' && Object.keys(remarks.paragraphs).length === 0;
  await tx.approval.create({
    data: {
      id,
      partnershipId,
      auditId,
      stageKey,
      reportVersionId: text.id,
      contactId,
      answer,
      remarksSealed: silent ? null : sealJson(key, `Approval.remarksSealed/${id}`, remarks),
      answeredAt: now,
    },
  });
}
