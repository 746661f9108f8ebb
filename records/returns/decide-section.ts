import { withDecision } from '../../domain/applicability.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { openRemarks } from '../checks/remarks.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { closedReason, lockRequestOf, ownReturn } from './own-return.ts';
import { draftsOf, writeDraft } from './return-drafts.ts';

export type SectionDecided =
  | { kind: 'decided' }
  | { kind: 'refused'; problems: FieldProblem[] }
  /** The tool was sent back, and nothing is to be changed in this section. */
  | { kind: 'not-open' }
  | { kind: 'not-found' | 'not-yours' | 'held' | 'submitted' | 'ended' };

const longestReason = 2000;

/**
 * Whoever completes a tool opens a section that normally does not apply to this child, or closes one
 * that does, with a reason; `decided: null` goes by the rule again (FA-8). What has been typed in the
 * section stays in its draft.
 */
export async function decideSection(
  records: Records,
  input: {
    partnershipId: string;
    returnId: string;
    section: string;
    decided: 'opened' | 'closed' | null;
    reason: string;
  },
  by: Actor,
  now: Date,
): Promise<SectionDecided> {
  return transaction(records, async (tx) => {
    await lockRequestOf(tx, input.returnId);
    const found = await ownReturn(records, tx, input, by);
    const section = found?.tool.sections.find(({ key }) => key === input.section);
    if (!found || !section?.applies) return { kind: 'not-found' };
    const closed = closedReason(found);
    if (closed) return { kind: closed };
    if (found.state === 'sent-back') {
      const remarks = await openRemarks(tx, found);
      if (!remarks.some((each) => each.section === section.key)) return { kind: 'not-open' };
    }
    const { decided } = input;
    const reason = input.reason.replace(/\r\n?/g, '\n').trim();
    const missing = decided === 'closed' ? 'Say why it is not needed.' : 'Say why it is needed.';
    const problems = decided
      ? textProblems('reason', reason, { missing, longest: longestReason })
      : [];
    if (problems.length > 0) return { kind: 'refused', problems };
    const stored = (await draftsOf(tx, found)).get(section.key);
    const answers = withDecision(stored?.answers ?? {}, decided && { decided, reason });
    await writeDraft(tx, found, { section: section.key, stored, answers }, { by, now });
    const { partnershipId, auditId } = found.context;
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'section.decided',
      ids: { return: found.id, section: section.key, decided: decided ?? 'by-rule' },
      digests: { reason: digest(found.key, reason) },
      by,
      now,
    });
    return { kind: 'decided' };
  });
}
