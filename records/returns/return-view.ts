import type { About } from '../../domain/about-words.ts';
import {
  type Circumstances,
  type SectionState,
  sectionState,
  toolAsAsked,
} from '../../domain/applicability.ts';
import { type SectionProgress, sectionProgress } from '../../domain/completeness.ts';
import type { Received } from '../../domain/received.ts';
import type { Answers, Section, Tool } from '../../domain/tool.ts';
import { aboutForReader } from '../asks/about.ts';
import { type AuditFacts, auditFacts, type ReaderIds } from '../asks/contact-view.ts';
import { openRemarks, type Remark } from '../checks/remarks.ts';
import { personOf } from '../directory/directory.ts';
import { isTeamAudit } from '../planning/audit-team.ts';
import { endorsedTerms } from '../planning/terms.ts';
import { circumstancesOfReturn } from '../sample/case-facts.ts';
import { type CaseIdentity, caseIdentities } from '../sample/identities.ts';
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
  reader: ReaderIds,
  returnId: string,
): Promise<ReturnView | null> {
  const read = await transaction(records, async (tx) => {
    const { partnershipId, contactId } = reader;
    const found = await ownReturn(records, tx, { partnershipId, returnId }, { contactId });
    return found && { found, view: await viewOfReturn(records, tx, found, contactId) };
  });
  if (!read) return null;
  const { auditId, partnershipId } = read.found.context;
  const identities = await caseIdentities(records, { partnershipId, auditId });
  const people = identities.find((each) => each.caseId === read.found.case.id)?.people ?? [];
  return { ...read.view, people };
}

async function viewOfReturn(
  records: Records,
  tx: Transaction,
  found: OwnReturn,
  contactId: string,
): Promise<Omit<ReturnView, 'people'>> {
  const { context, request, key, tool } = found;
  const drafts = await draftsOf(tx, found);
  const remarks = await openRemarks(tx, found);
  const circumstances = await circumstancesOfReturn(tx, found);
  const { mailDomains } = await tx.agency.findUniqueOrThrow({ where: { id: request.agency.id } });
  const place = `Return.nilReasonSealed/${found.id}`;
  return {
    id: found.id,
    number: found.case.number,
    about: await aboutForReader(records, tx, found),
    sharing: sharingOf(context),
    serves: found.serves,
    service: found.service?.name ?? null,
    state: found.state,
    agency: { ...request.agency, mailDomains: mailDomains as string[] },
    tool,
    audit: await auditFacts(records, tx, context),
    ...(await asksOf(tx, found, contactId)),
    requestId: request.id,
    leads: request.responsibleId === contactId,
    closed: closedReason(found),
    reconsidering: found.reconsidering,
    ofTeam: isTeamAudit(context),
    start: await startState(records, tx, found),
    anotherSince: found.independence?.another ? new Date(found.independence.another) : null,
    respondent: await personOf(records, tx, found.respondentId),
    responsible: await personOf(records, tx, request.responsibleId),
    ...sectionsOf(tool, { drafts, remarks, circumstances }),
    circumstances,
    good: (await endorsedTerms(tx, key, context.auditId)).good,
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

/** The reader's asks about this tool: the open and the newest first, its own before the request's. */
async function asksOf(
  tx: Transaction,
  found: OwnReturn,
  contactId: string,
): Promise<Pick<ReturnView, 'ask' | 'requestAskId'>> {
  const asks = await tx.ask.findMany({
    where: {
      requestId: found.request.id,
      contactId,
      OR: [{ step: 'returns' }, { returnId: found.id, step: { in: ['allocated', 'revise'] } }],
    },
    orderBy: [{ returnId: { sort: 'asc', nulls: 'last' } }, { askedAt: 'desc' }],
    select: { id: true, step: true, dueDate: true, dueAt: true, outcome: true },
  });
  const ask = asks.find(({ outcome }) => outcome === null) ?? asks[0] ?? null;
  const all = asks.filter(({ step }) => step === 'returns');
  const request = all.find(({ outcome }) => outcome === null) ?? all[0];
  return { ask, requestAskId: request?.id ?? null };
}

async function latestVersion(tx: Transaction, found: OwnReturn): Promise<ReturnView['submitted']> {
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
