import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { nilSentence } from '../../domain/about-words.ts';
import { dateOf, formatDate } from '../../domain/calendar.ts';
import { cellState, cellWords } from '../../domain/grid-cell.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import {
  type OfficeReturnView,
  type ReturnView,
  returnForOffice,
} from '../../records/returns/return-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import { answerInWords, answersInWords } from '../contact/answer-words.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';
import { receivedFacts } from './received-form.ts';
import { openSections, type Shown } from './return-form.ts';
import { entryShown } from './return-keep.ts';

export type ReturnRequest = FastifyRequest<{ Params: { number: string; return: string } }>;

export const returnPath = '/console/audits/:number/returns/:return';

/** One completed tool as the business unit sees it; `return-entry-pages.ts` takes what is entered. */
export function returnPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  app.get(
    returnPath,
    { preHandler: access.requireStaff },
    async (request: ReturnRequest, reply) => {
      const view = await viewIn(records, request);
      const shown = await entryShown(records, request, view);
      return returnPage(request, reply, { view, shown });
    },
  );
}

/** Whether they can have more time, which only whoever enters things for them gives. */
function timeLeft(request: ReturnRequest, view: OfficeReturnView) {
  if (view.closed !== null || view.reconsidering || !isEditor(request)) return null;
  return view.moreTime;
}

function isEditor(request: ReturnRequest): boolean {
  return staffIn(request).roles.includes('editor');
}

const refusals: Partial<Record<string, string>> = {
  clash:
    'They are not independent of the work with this child. Decide below whether they may complete it all the same.',
  held: 'This child is sealed: nothing about it can be changed.',
  ended: 'The audit has ended.',
  changed:
    'Somebody saved something in the meantime. It is shown below together with yours; look and enter it again.',
};

/** Why something that was received for somebody could not be entered. */
export function notEntered(kind: string): string {
  return refusals[kind] ?? 'This could not be entered. Go back and look again.';
}

export async function viewIn(records: Records, request: ReturnRequest): Promise<OfficeReturnView> {
  const { partnershipId } = staffIn(request);
  const { number, return: returnId } = request.params;
  const view = await returnForOffice(records, { partnershipId, number, returnId });
  if (!view) throw new NotFound();
  return view;
}

export async function returnPage(
  request: ReturnRequest,
  reply: FastifyReply,
  { view, shown }: { view: OfficeReturnView; shown: Shown },
): Promise<FastifyReply> {
  const { profile, zone } = view.audit;
  const { words } = profile;
  const { tool } = view;
  const checks = stageOfKind(profile, 'gather-returns')?.qualityCheck;
  const begun = view.sections.some(({ draft }) => draft !== null);
  const state = cellState({ involvement: 'known', return: { state: view.state, begun } });
  const path = `/console/audits/${request.params.number}/returns/${view.id}`;
  return consolePage(request, reply, 'return', {
    title: titleOf(view),
    aboutChild: view.about.kind === 'child',
    sharing: view.sharing.map(({ key, name }) => {
      return { value: key, text: name, checked: (shown.serves ?? view.serves ?? []).includes(key) };
    }),
    servedBy: servedBy(view),
    number: request.params.number,
    path,
    backLink: `/console/audits/${request.params.number}#grid`,
    words,
    agencyKey: view.agency.key,
    service: view.about.kind === 'child' ? view.service : null,
    state: cellWords(state, words),
    mayHandOver: mayHandOver(view),
    respondent: view.respondent.name,
    responsible: view.responsible.name,
    due: view.ask ? formatDate(view.ask.dueDate) : '',
    notKnown: sentenceCase(words.nilReturn),
    notKnownReason: view.notKnownReason,
    notKnownReceived: view.notKnownReceived && receivedWords(view.notKnownReceived),
    mayBeNil: mayBeNil(view),
    nil: nilSentence(view.about, words),
    moreTime: timeLeft(request, view)?.workingDays,
    submitted: view.submitted && {
      ...view.submitted,
      at: momentOf(view.submitted.at),
      received: view.submitted.received && receivedWords(view.submitted.received),
      sections: answersInWords(tool, view.submitted.answers),
    },
    clash: view.start.kind === 'clash' ? clashWords[view.start.clash] : '',
    anotherSince: view.anotherSince && momentOf(view.anotherSince),
    id: view.id,
    waitsForCheck: view.state === 'submitted' && checks !== undefined,
    open: view.closed === null,
    reconsidering: view.reconsidering,
    tool,
    sections: openSections(view).map(({ section, remark }) => ({
      ...section,
      seen: shown.seen[section.key] ?? 0,
      remark: remark?.text,
      remarkAnswer: shown.remarkAnswers[section.key],
    })),
    folded: view.folded.map(({ section: { key, title }, state: { reason: why } }) => {
      return { key, title, why };
    }),
    answers: shown.answers,
    theirs: theirsInWords(view, shown),
    independent: shown.independent,
    reason: shown.reason,
    submissionKey: request.id + view.id,
    problems: shown.problems,
    ...receivedFacts(shown.received, dateOf(request.now, zone)),
  });
}

/** What was saved meanwhile, as it is read. */
function theirsInWords({ tool }: ReturnView, { theirs }: Shown): Record<string, string> {
  const said = tool.sections.flatMap(({ key, questions }) =>
    questions.map((question) => {
      const field = `${key}.${question.key}`;
      return [field, answerInWords(tool, question, theirs[field] ?? '')] as const;
    }),
  );
  return { ...theirs, ...Object.fromEntries(said) };
}

/** What somebody says of a course that they attended nobody else can say. */
export function mayHandOver({ closed, about, reconsidering }: ReturnView): boolean {
  return closed === null && !reconsidering && about.kind !== 'attendance';
}

/** Whether they may still say that they knew nothing of it. */
export function mayBeNil({ closed, reconsidering, ofTeam }: ReturnView): boolean {
  return closed === null && !reconsidering && !ofTeam;
}

/** "C3 at Aldermere Police"; a school or an agency by its own name. */
function titleOf({ about, agency }: ReturnView): string {
  if (about.kind === 'agency' || about.kind === 'establishment') return about.label;
  return `${about.label}${about.kind === 'child' ? ` at ${agency.name}` : ''}`;
}

function servedBy({ sharing, serves }: ReturnView): string {
  const names = sharing.filter(({ key }) => serves?.includes(key)).map(({ name }) => name);
  return names.join(', ');
}

const clashWords: Record<string, string> = {
  declared: 'They have said themselves that they are not independent of the work with this child.',
  'case-holder': 'They were named as the case holder of this child.',
  'line-manager': 'They were named as the line manager of the case holder.',
};
