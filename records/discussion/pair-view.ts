import type { Profile } from '../../domain/profile.ts';
import type { ReaderIds } from '../asks/contact-view.ts';
import { auditContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { submittedEntries } from '../returns/deep-dive-view.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { caseOfPairAsk } from './case-feedback.ts';
import { agenciesOf } from './discussion-people.ts';
import { type Finding, findingsOf } from './findings.ts';
import { runningMeeting } from './meeting.ts';
import { casesInPack, casesOf, type PackCase } from './pack-view.ts';
import { questionsOf, type WrittenQuestions } from './pair-questions.ts';
import { mayNamePairs } from './pairs.ts';
import { type Recommendation, recommendationsOf } from './recommendations.ts';

/** What one auditor of a pair sees: their own child, and of it what all agencies wrote (WA-8). */
export interface PairView {
  auditId: string;
  number: string;
  profile: Profile;
  zone: string;
  ask: { id: string; step: string; dueDate: string; dueAt: Date; outcome: string | null };
  /** With whom they are a pair. */
  partner: string;
  child: PackCase;
  questions: (WrittenQuestions & { by: string }) | null;
  /** What the pair has found, and the actions for this child. */
  findings: (Finding & { own: boolean })[];
  actions: (Recommendation & { own: boolean })[];
  agencies: { id: string; name: string }[];
  /** Whether anything can still be written. */
  open: boolean;
}

/** Null for everybody else, as for a random id, and once the child is not discussed any more. */
export async function pairView(
  records: Records,
  { partnershipId, contactId }: ReaderIds,
  given: { askId: string; step: 'questions' | 'case-feedback' },
): Promise<PairView | null> {
  return transaction(records, async (tx) => {
    const found = await caseOfPairAsk(tx, { partnershipId, contactId, ...given });
    if (!found) return null;
    const { ask, pair, auditId } = found;
    const context = await auditContext(tx, auditId);
    if (context.state !== 'open' && context.state !== 'paused') return null;
    const agencies = await agenciesOf(tx, partnershipId);
    const [child] = await casesOf(records, tx, context, {
      items: await submittedEntries(tx, auditId),
      cases: await casesInPack(tx, auditId, new Set([pair.caseId])),
      agencies,
    });
    if (!child) return null;
    const key = await records.keyring.audit(tx, auditId);
    const written = (await questionsOf(tx, key, auditId)).find(
      ({ caseId }) => caseId === pair.caseId,
    );
    const contactIds = [...pair.contactIds, written?.byId ?? null];
    const names = await namesOf(records, tx, { partnershipId, contactIds });
    const partner = pair.contactIds.find((id) => id !== contactId) ?? '';
    const isOwn = <T extends { caseId: string | null; recordedById: string }>(row: T) => ({
      ...row,
      own: pair.contactIds.includes(row.recordedById),
    });
    const ofChild = ({ caseId }: { caseId: string | null }) => caseId === pair.caseId;
    return {
      auditId,
      number: context.number,
      profile: context.profile,
      zone: context.clock.calendar.zone,
      ask,
      partner: names.get(partner) ?? '',
      child,
      questions: written ? { ...written, by: names.get(written.byId ?? '') ?? '' } : null,
      findings: (await findingsOf(tx, key, auditId)).filter(ofChild).map(isOwn),
      actions: (await recommendationsOf(tx, key, auditId)).filter(ofChild).map(isOwn),
      agencies,
      open:
        given.step === 'questions'
          ? await mayNamePairs(tx, context)
          : (await runningMeeting(tx, context)) !== null,
    };
  });
}

/** Whether somebody can facilitate, as they were asked. */
export interface FacilitateView {
  ask: { id: string; dueDate: string; dueAt: Date; outcome: string | null };
  number: string;
  profile: Profile;
  zone: string;
  reply: string | null;
  discussion: string | null;
}

export async function facilitateView(
  records: Records,
  { partnershipId, contactId }: ReaderIds,
  askId: string,
): Promise<FacilitateView | null> {
  return transaction(records, async (tx) => {
    const ask = await tx.ask.findFirst({
      where: { id: askId, partnershipId, contactId, step: 'facilitate' },
    });
    if (!ask?.auditId || ask.outcome === 'withdrawn') return null;
    const { auditId, stageKey } = ask;
    const context = await auditContext(tx, auditId);
    if (context.state !== 'open' && context.state !== 'paused') return null;
    const row = await tx.facilitator.findFirst({
      where: { auditId, stageKey: stageKey ?? '', contactId },
    });
    const stage = context.profile.stages.find(({ kind }) => kind === 'discuss');
    const date = stage?.kind === 'discuss' ? context.clock.dates[stage.date] : undefined;
    return {
      ask,
      number: context.number,
      profile: context.profile,
      zone: context.clock.calendar.zone,
      reply: row?.reply ?? null,
      discussion: date ?? null,
    };
  });
}
