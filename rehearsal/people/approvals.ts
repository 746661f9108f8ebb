import { randomUUID } from 'node:crypto';
import { answerApproval } from '../../records/approval/answer-approval.ts';
import { answerObjection } from '../../records/approval/objections.ts';
import { circulatedReport } from '../../records/report/report-versions.ts';
import { type Act, type Asked, expectOutcome, inAudit } from '../asked.ts';

export const approveReport: Act = (asked) => answerReport(asked, 'approve', '');

export const objectToReport: Act = (asked) =>
  answerReport(asked, 'object', asked.more.text ?? 'The second finding is not what was said.');

async function answerReport(asked: Asked, answer: string, general: string): Promise<void> {
  const { records, ask, now } = asked;
  const { of, by } = inAudit(asked);
  const auditKey = await records.keyring.audit(records.database, of.auditId);
  const text = await circulatedReport(records.database, auditKey, of.auditId);
  const remarks = { general, paragraphs: {} };
  const typed = { key: randomUUID(), version: text?.version ?? 0, answer, remarks };
  const input = { partnershipId: of.partnershipId, askId: ask.id, ...typed };
  expectOutcome(
    `saying "${answer}" about the report`,
    await answerApproval(records, input, by, now),
    'answered',
  );
}

/** The officer says to each who objected why the report stays as it is. */
export const answerObjections: Act = async (asked) => {
  const { records, more, now } = asked;
  const { of, by } = inAudit(asked);
  const reply = more.text ?? 'The record of the discussion was read again, and says this.';
  const open = await records.database.approval.findMany({
    where: { auditId: of.auditId, answer: 'object', voidedAt: null, repliedAt: null },
  });
  for (const { id: approvalId } of open) {
    const outcome = await answerObjection(records, { ...of, approvalId, reply }, by, now);
    expectOutcome('answering an objection', outcome, 'answered');
  }
};
