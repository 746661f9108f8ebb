import { notIndependent } from '../../domain/chair.ts';
import type { DegreeDate } from '../../domain/degree-dates.ts';
import type { MissingFromRecord } from '../../domain/discussion-record.ts';
import type { CaseSlot } from '../../domain/meeting-slots.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import { recordHeads } from '../../domain/stages/discuss.ts';
import { type AuditContext, findContext } from '../audits/audit-context.ts';
import { datesOf } from '../audits/date-move-plan.ts';
import { type InitialFinding, initialFindingsOf } from '../checks/initial-review.ts';
import { type RevisedReturn, revisedReturns } from '../checks/revised-returns.ts';
import { personOf } from '../directory/directory.ts';
import { namesOf } from '../directory/people-names.ts';
import type { Key } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type AgencyQuestion, agencyQuestionsOf } from './agency-questions.ts';
import { placeOf } from './arrange-meeting.ts';
import { agenciesOfPerson, auditingAgencies } from './chair.ts';
import { conclusionsOf } from './conclusions.ts';
import { casesDiscussed } from './discussed-cases.ts';
import {
  type AttendeeView,
  attendeesOf,
  representationOf,
  type TakingPart,
} from './discussion-people.ts';
import { type Finding, findingsOf } from './findings.ts';
import { missingNow } from './finish-discussion.ts';
import { type Discuss, discussStage, plannedMeeting } from './meeting.ts';
import { slotsOf } from './meeting-slots.ts';
import { type ModeratedRating, moderationsOf } from './moderation.ts';
import { type PackCase, packView } from './pack-view.ts';
import { type PairLine, pairLines } from './pairs-view.ts';
import { type Recommendation, recommendationsOf } from './recommendations.ts';

export interface ConclusionView {
  key: string;
  label: string;
  text: string;
  revision: number;
  written: { by: string; at: Date } | null;
}

/** Everything about one audit's discussion, for the business unit. */
export interface DiscussionView {
  auditId: string;
  number: string;
  profile: Profile;
  settings: Discuss;
  zone: string;
  /** Before the pack is out there is nobody to ask; once its record is finished, nothing to change. */
  state: 'to-come' | 'running' | 'finished' | 'cancelled';
  /** No date while its day is not set. */
  meeting: {
    date: string | null;
    startsAt: string;
    minutes: number;
    place: string;
    revision: number;
  };
  /** Its day as far as it is known. */
  day: DegreeDate;
  /** The cases that it is about, in their order, and when each is talked about where that is set. */
  discussed: { id: string; number: number }[];
  slots: CaseSlot[];
  people: AttendeeView[];
  /** Who chairs it, and what stands against them since; null while nobody is named. */
  chair: { contactId: string; name: string; problem: string | null } | null;
  /** The services that completed a tool, and those of them that nobody present speaks for. */
  takingPart: TakingPart[];
  unrepresented: TakingPart[];
  cases: PackCase[];
  moderations: ModeratedRating[];
  conclusions: ConclusionView[];
  /** What is to be brought up, as the review of what came in found it (SO-20). */
  initialFindings: InitialFinding[];
  /** What single agencies are asked, and what they answered. */
  agencyQuestions: AgencyQuestion[];
  /** Whether the review is still asked for. */
  reviewOpen: boolean;
  /** What was revised after the meeting (SO-22). */
  revised: RevisedReturn[];
  findings: Finding[];
  recommendations: Recommendation[];
  /** The auditors of each child, their questions and their feedback. */
  pairs: PairLine[];
  /** Whether the report has been drafted from the record. */
  hasReport: boolean;
  /** What keeps the record from being finished. */
  missing: MissingFromRecord[];
  agencies: { id: string; name: string; services: { id: string; name: string }[] }[];
}

/** Null for a process that holds no discussion, and for another partnership's audit. */
export async function discussionView(
  records: Records,
  given: { partnershipId: string; auditId: string },
  now: Date,
): Promise<DiscussionView | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = given;
    const context = await findContext(tx, given);
    if (!context || !stageOfKind(context.profile, 'discuss')) return null;
    const meeting = await plannedMeeting(tx, context);
    const key = await records.keyring.audit(tx, auditId);
    const people = await attendeesOf(records, tx, { context, meeting });
    const { takingPart, missing: unrepresented } = await representationOf(tx, context, people);
    const circulated = await tx.packEdition.count({ where: { auditId } });
    const pack = circulated > 0 ? await packView(records, tx, context) : null;
    return {
      auditId,
      number: context.number,
      profile: context.profile,
      settings: discussStage(context),
      zone: context.clock.calendar.zone,
      state: await stateOf(tx, context, meeting),
      meeting: { ...meeting, place: placeOf(key, meeting) },
      day: (await datesOf(tx, context))[discussStage(context).date] ?? { degree: 'unknown' },
      discussed: await casesDiscussed(tx, context),
      slots: await slotsOf(tx, meeting.id),
      people,
      chair: await chairOf(records, tx, { context, chairId: meeting.chairId }),
      takingPart,
      unrepresented,
      cases: pack?.cases ?? [],
      moderations: await moderationsOf(tx, key, { auditId }),
      conclusions: await conclusionViews(records, tx, context, key),
      initialFindings: await initialFindingsOf(tx, key, auditId),
      agencyQuestions: await agencyQuestionsOf(tx, key, auditId),
      reviewOpen:
        (await tx.ask.count({ where: { auditId, step: 'initial-review', outcome: null } })) > 0,
      revised: await revisedReturns(tx, context, key),
      findings: await findingsOf(tx, key, auditId),
      recommendations: await recommendationsOf(tx, key, auditId),
      pairs: await pairLines(records, tx, context),
      hasReport: (await tx.reportVersion.count({ where: { auditId } })) > 0,
      missing: meeting.date
        ? await missingNow(records, tx, { context, meeting: { date: meeting.date }, people }, now)
        : [],
      agencies: await tx.agency.findMany({
        where: { partnershipId },
        select: { id: true, name: true, services: { select: { id: true, name: true } } },
        orderBy: { name: 'asc' },
      }),
    };
  });
}

async function chairOf(
  records: Records,
  tx: Transaction,
  { context, chairId }: { context: AuditContext; chairId: string | null },
): Promise<DiscussionView['chair']> {
  if (!chairId) return null;
  const { name } = await personOf(records, tx, chairId);
  if (!discussStage(context).chair?.independent) return { contactId: chairId, name, problem: null };
  const agencyIds = await agenciesOfPerson(tx, chairId);
  const problem = notIndependent({ name, agencyIds }, await auditingAgencies(tx, context));
  return { contactId: chairId, name, problem };
}

async function stateOf(
  tx: Transaction,
  context: AuditContext,
  meeting: { date: string | null; recordedAt: Date | null },
): Promise<DiscussionView['state']> {
  if (meeting.recordedAt) return 'finished';
  if (context.state === 'cancelled' || context.state === 'closed') return 'cancelled';
  if (!meeting.date) return 'to-come';
  const { key } = discussStage(context);
  const begun = await tx.stage.count({ where: { auditId: context.auditId, key } });
  return begun > 0 ? 'running' : 'to-come';
}

async function conclusionViews(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  key: Key,
): Promise<ConclusionView[]> {
  const { auditId, partnershipId } = context;
  const written = await conclusionsOf(tx, key, auditId);
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
