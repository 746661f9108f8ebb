import type { OwnReturn } from '../returns/own-return.ts';
import { type Key, open, seal } from '../store/sealing.ts';
import type { Transaction } from '../store/transaction.ts';

/** What a checker wrote about one section, with the contact's answer beside it. */
export interface Remark {
  id: string;
  version: number;
  section: string;
  text: string;
  answer: string | null;
  answeredAt: Date | null;
}

/** The remarks that are to be answered now; none unless the return has been sent back. */
export async function openRemarks(tx: Transaction, found: OwnReturn): Promise<Remark[]> {
  if (found.state !== 'sent-back') return [];
  return remarksOf(tx, found.key, { returnId: found.id, version: found.version });
}

/** All remarks on a return, or on one version of it, the earliest version first. */
export async function remarksOf(
  tx: Transaction,
  key: Key,
  given: { returnId: string; version?: number },
): Promise<Remark[]> {
  const rows = await tx.returnRemark.findMany({
    where: { qualityCheck: { ...given, outcome: 'sent-back' } },
    include: { qualityCheck: { select: { version: true } } },
    orderBy: [{ qualityCheck: { version: 'asc' } }, { section: 'asc' }],
  });
  return rows.map((row) => ({
    id: row.id,
    version: row.qualityCheck.version,
    section: row.section,
    text: open(key, `ReturnRemark.remarkSealed/${row.id}`, row.remarkSealed),
    answer: row.answerSealed && open(key, `ReturnRemark.answerSealed/${row.id}`, row.answerSealed),
    answeredAt: row.answeredAt,
  }));
}

/** Keeps what is answered to a remark, finished or not; it is final with the next version. */
export async function writeRemarkAnswer(
  tx: Transaction,
  found: OwnReturn,
  given: { remarkId: string; answer: string; answeredById: string },
  now: Date,
): Promise<void> {
  const { remarkId, answer, answeredById } = given;
  await tx.returnRemark.update({
    where: { id: remarkId },
    data: {
      answerSealed: seal(found.key, `ReturnRemark.answerSealed/${remarkId}`, answer),
      answeredById,
      answeredAt: now,
    },
  });
}
