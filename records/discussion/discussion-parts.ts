import { notIndependent } from '../../domain/chair.ts';
import type { MissingFromRecord } from '../../domain/discussion-record.ts';
import type { CaseSlot } from '../../domain/meeting-slots.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { recordHeads } from '../../domain/stages/discuss.ts';
import { type InitialFinding, initialFindingsOf } from '../checks/initial-review.ts';
import { type RevisedReturn, revisedReturns } from '../checks/revised-returns.ts';
import { personOf } from '../directory/directory.ts';
import { namesOf } from '../directory/people-names.ts';
import { type InvolvementLine, involvementLines } from '../involvement/involvement-overview.ts';
import { type AgencyQuestion, agenciesToAsk, agencyQuestionsOf } from './agency-questions.ts';
import { agenciesOfPerson, auditingAgencies } from './chair.ts';
import { casesDiscussed } from './discussed-cases.ts';
import type { AgencyWithServices, AttendeeView, TakingPart } from './discussion-people.ts';
import type { Reading } from './discussion-reading.ts';
import { type Finding, findingsOf } from './findings.ts';
import { missingNow } from './finish-discussion.ts';
import { discussStage } from './meeting.ts';
import { type ModeratedRating, moderationsOf } from './moderation.ts';
import type { PackCase } from './pack-view.ts';
import { type PairLine, pairLines } from './pairs-view.ts';
import { type Recommendation, recommendationsOf } from './recommendations.ts';
import { type RecordCounts, recordCounts } from './record-counts.ts';

export interface ConclusionView {
  key: string;
  label: string;
  text: string;
  revision: number;
  written: { by: string; at: Date } | null;
}

/** What a page of a discussion may need besides; each is read only where it is asked for. */
export interface DiscussionParts {
  /** The cases that it is about, in their order, and when each is talked about where that is set. */
  discussed: { id: string; number: number }[];
  slots: CaseSlot[];
  people: AttendeeView[];
  /** Who chairs it, and what stands against them since; null while nobody is named. */
  chair: { contactId: string; name: string; problem: string | null } | null;
  /** The services that completed a tool, and those of them that nobody present speaks for. */
  takingPart: TakingPart[];
  unrepresented: TakingPart[];
  /** The children of the pack, and their tools side by side. */
  children: { caseId: string; number: number }[];
  cases: PackCase[];
  moderations: ModeratedRating[];
  conclusions: ConclusionView[];
  /** Under how many of its heads something is written. */
  written: { heads: number; of: number };
  /** How much of the record is written besides. */
  counts: RecordCounts;
  /** What is to be brought up, as the review of what came in found it (SO-20). */
  initialFindings: InitialFinding[];
  /** What single agencies are asked, and what they answered. */
  agencyQuestions: AgencyQuestion[];
  /** The agencies that can be asked something. */
  asked: { id: string; name: string }[];
  /** What agencies said about who is involved with the child whose tools alone are read. */
  involvement: InvolvementLine[];
  /** Whether the review is still asked for. */
  reviewOpen: boolean;
  /** What was revised after the meeting (SO-22). */
  revised: RevisedReturn[];
  findings: Finding[];
  recommendations: Recommendation[];
  /** The auditors of each child, their questions and their feedback. */
  pairs: PairLine[];
  /** What was found and recommended, where pairs of auditors record it child by child. */
  ofPairs: { findings: Finding[]; recommendations: Recommendation[] };
  /** What keeps the record from being finished. */
  missing: MissingFromRecord[];
  agencies: AgencyWithServices[];
}

export type DiscussionPart = keyof DiscussionParts;

const readers: { [Part in DiscussionPart]: (reading: Reading) => Promise<DiscussionParts[Part]> } =
  {
    discussed: ({ tx, context }) => casesDiscussed(tx, context),
    slots: async ({ meeting }) => meeting.slots,
    people: ({ people }) => people(),
    chair: chairOf,
    takingPart: async ({ representation }) => (await representation()).takingPart,
    unrepresented: async ({ representation }) => (await representation()).missing,
    children: async ({ inPack }) =>
      (await inPack()).map(({ id: caseId, number }) => ({ caseId, number })),
    cases: ({ cases }) => cases(),
    moderations: async ({ tx, context, key }) =>
      discussStage(context).moderation ? moderationsOf(tx, key, { auditId: context.auditId }) : [],
    conclusions: conclusionViews,
    written: async ({ context, conclusions }) => {
      const texts = await conclusions();
      const heads = recordHeads(discussStage(context));
      return { heads: heads.filter(({ key }) => texts.get(key)?.text).length, of: heads.length };
    },
    counts: ({ tx, context }) => recordCounts(tx, context.auditId),
    initialFindings: async ({ tx, context, key }) =>
      discussStage(context).initialReview ? initialFindingsOf(tx, key, context.auditId) : [],
    agencyQuestions: ({ tx, context, key }) => agencyQuestionsOf(tx, key, context.auditId),
    asked: ({ tx, context, meeting }) => agenciesToAsk(tx, context, meeting.attendances),
    involvement: async ({ tx, context, key, agencies, cases }) => {
      const [one] = await cases();
      if (!one) return [];
      const { partnershipId, auditId } = context;
      const of = { partnershipId, auditId, child: one.number };
      return involvementLines(tx, key, { ...of, agencies: await agencies() });
    },
    reviewOpen: async ({ tx, context }) => {
      if (!discussStage(context).initialReview) return false;
      const { auditId } = context;
      return (
        (await tx.ask.count({ where: { auditId, step: 'initial-review', outcome: null } })) > 0
      );
    },
    revised: async ({ tx, context, key }) =>
      discussStage(context).mayRevise ? revisedReturns(tx, context, key) : [],
    findings: ({ tx, context, key }) => findingsOf(tx, key, context.auditId),
    recommendations: ({ tx, context, key }) => recommendationsOf(tx, key, context.auditId),
    pairs: ({ records, tx, context }) => pairLines(records, tx, context),
    ofPairs: async (reading) =>
      stageOfKind(reading.context.profile, 'prepare-questions')
        ? {
            findings: await readers.findings(reading),
            recommendations: await readers.recommendations(reading),
          }
        : { findings: [], recommendations: [] },
    missing: async ({ context, meeting, now, people, conclusions }) =>
      meeting.date
        ? missingNow(
            {
              context,
              meeting: { date: meeting.date },
              people: await people(),
              written: await conclusions(),
            },
            now,
          )
        : [],
    agencies: ({ agencies }) => agencies(),
  };

export const allParts = Object.keys(readers) as DiscussionPart[];

export async function readPart<Part extends DiscussionPart>(
  reading: Reading,
  part: Part,
  into: Partial<DiscussionParts>,
): Promise<void> {
  const own: Pick<DiscussionParts, Part>[Part] = await readers[part](reading);
  Object.assign(into, { [part]: own });
}

async function chairOf({
  records,
  tx,
  context,
  meeting: { chairId },
}: Reading): Promise<DiscussionParts['chair']> {
  if (!chairId) return null;
  const { name } = await personOf(records, tx, chairId);
  if (!discussStage(context).chair?.independent) return { contactId: chairId, name, problem: null };
  const agencyIds = await agenciesOfPerson(tx, chairId);
  const problem = notIndependent({ name, agencyIds }, await auditingAgencies(tx, context));
  return { contactId: chairId, name, problem };
}

async function conclusionViews({
  records,
  tx,
  context,
  conclusions,
}: Reading): Promise<ConclusionView[]> {
  const { partnershipId } = context;
  const written = await conclusions();
  const contactIds = [...written.values()].map(({ writtenById }) => writtenById);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  return recordHeads(discussStage(context)).map(({ key: head, label }) => {
    const own = written.get(head);
    return {
      key: head,
      label,
      text: own?.text ?? '',
      revision: own?.revision ?? 0,
      written: own ? { by: names.get(own.writtenById) ?? '', at: own.writtenAt } : null,
    };
  });
}
