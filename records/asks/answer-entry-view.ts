import type { Profile } from '../../domain/profile.ts';
import type { PassOn } from '../../domain/stages/disseminate.ts';
import { auditContext } from '../audits/audit-context.ts';
import { toReconsider } from '../checks/reconsider.ts';
import { namesOf } from '../directory/people-names.ts';
import { caseOfPairAsk } from '../discussion/case-feedback.ts';
import { passOnAt } from '../learning/pass-on.ts';
import { circulatedReport } from '../report/report-versions.ts';
import { type Records, transaction } from '../store/transaction.ts';

/** What is asked of one person that has no entry of its own elsewhere in the console. */
export const enteredSteps = [
  'facilitate',
  'approve',
  'vote',
  'terms-vote',
  'pass-on',
  'case-feedback',
  'reconsider',
] as const;
export type EnteredStep = (typeof enteredSteps)[number];

/** An ask whose answer the business unit enters for whoever was asked. */
export interface AnswerEntry {
  auditId: string;
  number: string;
  profile: Profile;
  zone: string;
  askId: string;
  step: EnteredStep;
  /** Who was asked; of a pair both. */
  names: string[];
  /** The version of the report that they have before them. */
  version: number | null;
  passOn: PassOn | null;
  /** The child of a pair, with how much stands about it already. */
  child: { number: number; findings: number } | null;
  agencies: { id: string; name: string }[];
  /** What they sent, where they are asked to look at it again. */
  sent: { id: string; number: number; revised: boolean }[];
}

/** Null for what is asked of nobody any more, and for another audit's as for none. */
export async function answerEntry(
  records: Records,
  given: { partnershipId: string; auditId: string; askId: string },
): Promise<AnswerEntry | null> {
  const { partnershipId, auditId, askId } = given;
  return transaction(records, async (tx) => {
    const ask = await tx.ask.findFirst({
      where: { id: askId, partnershipId, auditId, step: { in: [...enteredSteps] } },
    });
    const step = enteredSteps.find((each) => each === ask?.step);
    if (!ask || !step || ask.outcome === 'withdrawn') return null;
    // What was said stands; only whether somebody can facilitate may be said anew.
    if (ask.outcome === 'answered' && step !== 'facilitate') return null;
    if (step === 'reconsider' && ask.outcome !== null) return null;
    const context = await auditContext(tx, auditId);
    const { number, profile } = context;
    const key = await records.keyring.audit(tx, auditId);
    const pair =
      step === 'case-feedback' ? await caseOfPairAsk(tx, { partnershipId, askId, step }) : null;
    if (step === 'case-feedback' && !pair) return null;
    const contactIds = pair?.pair.contactIds ?? [ask.contactId];
    const names = await namesOf(records, tx, { partnershipId, contactIds });
    const onReport = step === 'approve' || step === 'vote';
    const ofCase = { auditId, caseId: pair?.pair.caseId ?? '', supersededAt: null };
    return {
      auditId,
      number,
      profile,
      zone: context.clock.calendar.zone,
      askId,
      step,
      names: contactIds.map((id) => names.get(id) ?? ''),
      version: onReport ? ((await circulatedReport(tx, key, auditId))?.version ?? null) : null,
      passOn: step === 'pass-on' ? passOnAt(context, ask) : null,
      child: pair && {
        number: pair.pair.number,
        findings: await tx.finding.count({ where: ofCase }),
      },
      agencies: pair
        ? await tx.agency.findMany({
            where: { partnershipId },
            select: { id: true, name: true },
            orderBy: { name: 'asc' },
          })
        : [],
      sent: step === 'reconsider' ? await toReconsider(tx, context, ask.contactId) : [],
    };
  });
}
