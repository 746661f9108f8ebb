import { readsQuestion } from '../../domain/agency-question.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { Key } from '../store/sealing.ts';
import type { Transaction } from '../store/transaction.ts';
import { agencyQuestionsOf } from './agency-questions.ts';
import { casesDiscussed } from './discussed-cases.ts';
import { type Comer, casesByComer } from './meeting-slots.ts';

export interface OwnQuestion {
  id: string;
  /** Of the case that it is about; null: the audit as a whole. */
  number: number | null;
  text: string;
}

/** The questions to the agency of somebody expected, as far as they are for them to read. */
export async function questionsTo(
  tx: Transaction,
  context: AuditContext,
  given: { key: Key; meeting: { id: string; chairId: string | null }; own: Comer },
  now: Date,
): Promise<OwnQuestion[]> {
  const { key, meeting, own } = given;
  const asked = await agencyQuestionsOf(tx, key, context.auditId);
  const toAgency = asked.filter(({ agencyId }) => agencyId === own.agencyId);
  if (toAgency.length === 0) return [];
  const discussed = await casesDiscussed(tx, context);
  const casesOf = await casesByComer(tx, context, meeting, now);
  const colleagues = await tx.attendance.findMany({
    where: {
      meetingId: meeting.id,
      agencyId: own.agencyId,
      contactId: { not: null },
      withdrawnAt: null,
    },
  });
  const readable = toAgency.flatMap(({ id, caseId, text }) => {
    const number = discussed.find((each) => each.id === caseId)?.number ?? null;
    if (caseId !== null && number === null) return [];
    const reads = readsQuestion(
      { caseId },
      casesOf(own),
      colleagues.map((each) => casesOf(each)),
    );
    return reads ? [{ id, number, text }] : [];
  });
  return readable.toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0));
}
