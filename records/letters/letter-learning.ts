import { auditContext } from '../audits/audit-context.ts';
import { outputAt } from '../learning/outputs.ts';
import { passOnAt } from '../learning/pass-on.ts';
import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** What a letter may tell of what is passed on: the words of the process, and nothing of the audit. */
export interface LearningFacts {
  title: string;
  copy: boolean;
}

export async function learningOfLetters(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, LearningFacts>> {
  const facts = new Map<string, LearningFacts>();
  const wanted = letters.filter(({ kind }) => /^(output|pass-on)\//.test(kind));
  for (const { id, ids, partnershipId } of wanted) {
    const ask = await tx.ask.findFirst({ where: { id: String(ids.ask), partnershipId } });
    if (!ask?.auditId) continue;
    const context = await auditContext(tx, ask.auditId);
    if (ask.step === 'output') {
      facts.set(id, { title: outputAt(context, ask.round).title, copy: false });
    } else {
      const { title, copy } = passOnAt(context, ask);
      facts.set(id, { title, copy });
    }
  }
  return facts;
}
