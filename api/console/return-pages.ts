import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { nilSentence } from '../../domain/about-words.ts';
import { dateOf, formatDate } from '../../domain/calendar.ts';
import { cellState, cellWords } from '../../domain/grid-cell.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import { askForMoreTime } from '../../records/asks/more-time.ts';
import { saveReturnOnBehalf, submitReturnOnBehalf } from '../../records/asks/on-behalf.ts';
import { acceptClash, askForAnotherPerson } from '../../records/returns/independence.ts';
import {
  type OfficeReturnView,
  type ReturnView,
  returnForOffice,
} from '../../records/returns/return-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import { answersInWords } from '../contact/answer-words.ts';
import { servesNone } from '../contact/tool-pages.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { reasonField } from './change-pages.ts';
import { actorIn, auditIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';
import { readReceived, receivedFacts } from './received-form.ts';
import {
  answerProblems,
  independenceProblems,
  openAnswers,
  openSections,
  readForm,
  type Shown,
  shownFor,
} from './return-form.ts';

export type ReturnRequest = FastifyRequest<{ Params: { number: string; return: string } }>;

/** One completed tool as the business unit sees it, and entering it for whoever was asked. */
export function returnPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const path = '/console/audits/:number/returns/:return';

  app.get(path, { preHandler: access.requireStaff }, async (request: ReturnRequest, reply) => {
    const view = await viewIn(records, request);
    return page(request, reply, { view, shown: shownFor(view) });
  });

  const editor = { preHandler: access.requireEditor };
  app.post(path, editor, async (request: ReturnRequest, reply) => {
    const view = await viewIn(records, request);
    const { shown, said, wanted, submissionKey } = readForm(view, request);
    const { serves = [] } = shown;
    const { partnershipId, contactId } = staffIn(request);
    const own = { partnershipId, returnId: view.id };
    const { remarkAnswers } = shown;
    const saved = { ...own, answers: openAnswers(view, shown.answers), remarkAnswers };
    await saveReturnOnBehalf(records, saved, contactId, request.now);
    const of = { auditId: (await auditIn(records, request)).id, zone: view.audit.zone };
    const { received, checked } = await readReceived(records, request, said, of);
    if (wanted === 'save') return reply.redirect(`${request.url}#enter`, 303);
    shown.received = received;
    const problems = [
      ...answerProblems(view, shown),
      ...independenceProblems(view, shown.independent),
      ...(checked.ok ? [] : checked.problems),
      ...(view.sharing.length > 0 && serves.length === 0 ? [servesNone] : []),
    ];
    if (!checked.ok || problems.length > 0) {
      return page(request, reply.status(422), { view, shown: { ...shown, problems } });
    }
    const independent = shown.independent !== 'no';
    const input = { ...own, submissionKey, independent, received: checked.received, serves };
    const outcome = await submitReturnOnBehalf(records, input, contactId, request.now);
    if (outcome.kind === 'submitted') {
      nudge();
      return reply.redirect(request.url, 303);
    }
    const field = outcome.kind === 'clash' ? 'independent' : 'from';
    const message = notEntered(outcome.kind);
    const refused = { ...shown, problems: [{ field, message }] };
    return page(request, reply.status(422), {
      view: await viewIn(records, request),
      shown: refused,
    });
  });

  app.post(`${path}/independence`, editor, async (request: ReturnRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const view = await viewIn(records, request);
    if (reason.trim() === '') {
      const problems = [{ field: 'reason', message: 'Say why they may complete it all the same.' }];
      const shown = { ...shownFor(view), reason, problems };
      return page(request, reply.status(422), { view, shown });
    }
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, returnId: view.id, reason: reason.trim() };
    await acceptClash(records, input, actorIn(request), request.now);
    return reply.redirect(`/console/audits/${request.params.number}/returns/${view.id}`, 303);
  });

  app.post(`${path}/more-time`, editor, async (request: ReturnRequest, reply) => {
    formOf(request, {});
    const view = await viewIn(records, request);
    const { partnershipId } = staffIn(request);
    if (view.moreTime) {
      const by = { ...actorIn(request), onBehalf: true };
      const { askId } = view.moreTime;
      await askForMoreTime(records, { partnershipId, askId }, by, request.now);
      nudge();
    }
    return reply.redirect(`/console/audits/${request.params.number}/returns/${view.id}`, 303);
  });

  app.post(`${path}/another-person`, editor, async (request: ReturnRequest, reply) => {
    formOf(request, {});
    const view = await viewIn(records, request);
    const input = { partnershipId: staffIn(request).partnershipId, returnId: view.id };
    await askForAnotherPerson(records, input, actorIn(request), request.now);
    return reply.redirect(`/console/audits/${request.params.number}/returns/${view.id}`, 303);
  });
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

async function page(
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
    respondent: view.respondent.name,
    responsible: view.responsible.name,
    due: view.ask ? formatDate(view.ask.dueDate) : '',
    notKnown: sentenceCase(words.nilReturn),
    notKnownReason: view.notKnownReason,
    notKnownReceived: view.notKnownReceived && receivedWords(view.notKnownReceived),
    mayBeNil: view.closed === null && !view.reconsidering && !view.ofTeam,
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
      remark: remark?.text,
      remarkAnswer: shown.remarkAnswers[section.key],
    })),
    folded: view.folded.map(({ section: { key, title }, state: { reason: why } }) => {
      return { key, title, why };
    }),
    answers: shown.answers,
    independent: shown.independent,
    reason: shown.reason,
    submissionKey: request.id + view.id,
    problems: shown.problems,
    ...receivedFacts(shown.received, dateOf(request.now, zone)),
  });
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
