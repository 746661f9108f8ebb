import type { About } from '../../domain/about-words.ts';
import {
  type Circumstances,
  hasRules,
  type SectionState,
  sectionState,
  toolAsAsked,
} from '../../domain/applicability.ts';
import { type SectionProgress, sectionProgress } from '../../domain/completeness.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { Answers, Section, Tool } from '../../domain/tool.ts';
import { aboutForReader } from '../asks/about.ts';
import { type AuditFacts, auditFacts, type ReaderIds } from '../asks/contact-view.ts';
import { moreTimeFor } from '../asks/more-time.ts';
import { openRemarks, type Remark } from '../checks/remarks.ts';
import { namesOf } from '../directory/people-names.ts';
import { isTeamAudit } from '../planning/audit-team.ts';
import { endorsedTerms } from '../planning/terms.ts';
import { circumstancesFrom, statedFacts } from '../sample/case-facts.ts';
import { type CaseIdentity, peopleOfChildren } from '../sample/identities.ts';
import { open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { closedReason, type OwnReturn, ownReturn } from './own-return.ts';
import { answersIn, type Draft, draftsOf } from './return-drafts.ts';
import { type ReturnStarted, sharingOf, startState } from './start-return.ts';

export interface SectionView {
  section: Section;
  state: SectionState;
  progress: SectionProgress;
  draft: Draft | null;
  /** What is to be changed here; only such sections are open in a tool that was sent back. */
  remark: Remark | null;
}

/** A section that is not asked about this child, and why; it can be opened with a reason. */
export interface FoldedSection {
  section: Section;
  draft: Draft | null;
  state: SectionState;
}

export interface ReturnView {
  id: string;
  number: number;
  about: About;
  /** The partnerships that share the tool, and those of them that it serves (SO-37). */
  sharing: { key: string; name: string }[];
  serves: string[] | null;
  service: string | null;
  state: OwnReturn['state'];
  agency: { id: string; key: string; name: string; mailDomains: string[] };
  tool: Tool;
  audit: AuditFacts;
  people: CaseIdentity['people'];
  /** The reader's own ask: by when it is due. */
  ask: { id: string; step: string; dueDate: string; dueAt: Date; outcome: string | null } | null;
  /** The ask for all that the agency is asked; null where the reader has only this tool. */
  requestAskId: string | null;
  /** The request that it belongs to. */
  requestId: string;
  /** Whether the reader answers for the agency. */
  leads: boolean;
  closed: ReturnType<typeof closedReason>;
  /** The discussion has been held, and it is being looked at again. */
  reconsidering: boolean;
  /** One team audits every child, whoever knew it. */
  ofTeam: boolean;
  start: ReturnStarted | { kind: 'not-started' };
  /** Since when the business unit waits for somebody else to complete it. */
  anotherSince: Date | null;
  respondent: { id: string; name: string };
  responsible: { id: string; name: string };
  /** The sections that are asked about this child, with the questions that are. */
  sections: SectionView[];
  folded: FoldedSection[];
  /** What the facts of this child are, where the tool depends on them. */
  circumstances: Circumstances | null;
  /** What good looks like, by "section/question", as the group agreed (SO-9). */
  good: Record<string, string>;
  submitted: {
    receipt: string;
    version: number;
    at: Date;
    answers: Answers;
    /** How the business unit received what it entered for whoever was asked. */
    received: Received | null;
  } | null;
  notKnownReason: string | null;
  /** How the business unit received that, where it has entered it. */
  notKnownReceived: Received | null;
}

/** One child's tool, for the person who completes it and for the lead who looks on. */
export async function returnView(
  records: Records,
  { partnershipId, contactId }: ReaderIds,
  returnId: string,
): Promise<ReturnView | null> {
  return transaction(records, async (tx) => {
    const found = await ownReturn(records, tx, { partnershipId, returnId }, { contactId });
    if (!found) return null;
    const asks = await asksAbout(tx, found);
    return viewOfReturn(records, tx, found, { contactId, asks });
  });
}

/** The same as the person sees it who is to complete it, for the business unit. */
export interface OfficeReturnView extends ReturnView {
  auditId: string;
  /** The ask for which more time can be given, and how many working days. */
  moreTime: { askId: string; workingDays: number } | null;
}

/** Null where an audit of that number has no such tool. */
export async function returnForOffice(
  records: Records,
  given: { partnershipId: string; number: string; returnId: string },
): Promise<OfficeReturnView | null> {
  return transaction(records, async (tx) => {
    const found = await ownReturn(records, tx, given, { contactId: null, onBehalf: true });
    if (found?.context.number !== given.number) return null;
    const asks = await asksAbout(tx, found);
    const view = await viewOfReturn(records, tx, found, { contactId: found.respondentId, asks });
    const open = asks.find(({ step, outcome }) => step === 'returns' && outcome === null);
    const moreTime = open ? await moreTimeFor(tx, found, open.id) : null;
    return { ...view, auditId: found.context.auditId, moreTime };
  });
}

async function viewOfReturn(
  records: Records,
  tx: Transaction,
  found: OwnReturn,
  { contactId, asks }: { contactId: string; asks: readonly AskAbout[] },
): Promise<ReturnView> {
  const { context, request, key, tool, respondentId } = found;
  const { responsibleId, agency } = request;
  const drafts = await draftsOf(tx, found);
  const remarks = await openRemarks(tx, found);
  const people = (await peopleOfChildren(tx, key, [found.case.id])).get(found.case.id) ?? [];
  const circumstances = hasRules(tool)
    ? circumstancesFrom(context, {
        stated: await statedFacts(tx, { caseId: found.case.id, key }),
        people,
      })
    : null;
  const { partnershipId } = context;
  const contactIds = [respondentId, responsibleId];
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  const person = (id: string) => ({ id, name: names.get(id) ?? '' });
  const place = `Return.nilReasonSealed/${found.id}`;
  return {
    id: found.id,
    number: found.case.number,
    about: await aboutForReader(records, tx, found),
    sharing: sharingOf(context),
    serves: found.serves,
    service: found.service?.name ?? null,
    state: found.state,
    agency: { ...agency, mailDomains: agency.mailDomains as string[] },
    tool,
    audit: await auditFacts(records, tx, context),
    people,
    ...asksOf(asks, contactId),
    requestId: request.id,
    leads: responsibleId === contactId,
    closed: closedReason(found),
    reconsidering: found.reconsidering,
    ofTeam: isTeamAudit(context),
    start: await startState(records, tx, found),
    anotherSince: found.independence?.another ? new Date(found.independence.another) : null,
    respondent: person(respondentId),
    responsible: person(responsibleId),
    ...sectionsOf(tool, { drafts, remarks, circumstances }),
    circumstances,
    good: stageOfKind(context.profile, 'agree-terms')
      ? (await endorsedTerms(tx, key, context.auditId)).good
      : {},
    submitted: await latestVersion(tx, found),
    notKnownReason: found.nilReasonSealed && open(key, place, found.nilReasonSealed),
    notKnownReceived:
      found.nilReceivedSealed &&
      openJson(key, `Return.nilReceivedSealed/${found.id}`, found.nilReceivedSealed),
  };
}

function sectionsOf(
  tool: Tool,
  given: {
    drafts: ReadonlyMap<string, Draft>;
    remarks: Remark[];
    circumstances: Circumstances | null;
  },
): Pick<ReturnView, 'sections' | 'folded'> {
  const { drafts, remarks, circumstances } = given;
  const answers = answersIn(drafts);
  const asked = circumstances ? toolAsAsked(tool, answers, circumstances) : tool;
  const stateOf = (section: Section): SectionState =>
    circumstances
      ? sectionState(tool, section, { answers, circumstances })
      : { applies: true, proposed: true, decided: null, reason: '' };
  return {
    sections: asked.sections.map((section) => ({
      section,
      state: stateOf(section),
      progress: sectionProgress(tool, section, drafts.get(section.key)?.answers),
      draft: drafts.get(section.key) ?? null,
      remark: remarks.find((each) => each.section === section.key) ?? null,
    })),
    folded: tool.sections
      .map((section) => ({
        section,
        draft: drafts.get(section.key) ?? null,
        state: stateOf(section),
      }))
      .filter(({ state }) => !state.applies),
  };
}

type AskAbout = Awaited<ReturnType<typeof asksAbout>>[number];

/** What anybody is asked about this tool, or with it: its own before the request's, the newest first. */
async function asksAbout(tx: Transaction, found: OwnReturn) {
  return tx.ask.findMany({
    where: {
      requestId: found.request.id,
      OR: [{ step: 'returns' }, { returnId: found.id, step: { in: ['allocated', 'revise'] } }],
    },
    orderBy: [{ returnId: { sort: 'asc', nulls: 'last' } }, { askedAt: 'desc' }],
    select: { id: true, contactId: true, step: true, dueDate: true, dueAt: true, outcome: true },
  });
}

/** The reader's own of them, an open one first. */
function asksOf(
  all: readonly AskAbout[],
  contactId: string,
): Pick<ReturnView, 'ask' | 'requestAskId'> {
  const asks = all.filter((each) => each.contactId === contactId);
  const ask = asks.find(({ outcome }) => outcome === null) ?? asks[0] ?? null;
  const requests = asks.filter(({ step }) => step === 'returns');
  const request = requests.find(({ outcome }) => outcome === null) ?? requests[0];
  return { ask, requestAskId: request?.id ?? null };
}

async function latestVersion(tx: Transaction, found: OwnReturn): Promise<ReturnView['submitted']> {
  if (found.version === 0) return null;
  const row = await tx.returnVersion.findFirst({
    where: { returnId: found.id },
    orderBy: { version: 'desc' },
  });
  if (!row) return null;
  const place = `ReturnVersion.answersSealed/${row.id}`;
  const answers = openJson<Answers>(found.key, place, row.answersSealed);
  const received = row.onBehalfOf
    ? openJson<Received>(found.key, `ReturnVersion.onBehalfOf/${row.id}`, row.onBehalfOf)
    : null;
  return { receipt: row.receipt, version: row.version, at: row.submittedAt, answers, received };
}
