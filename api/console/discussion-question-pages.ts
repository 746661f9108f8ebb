import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  type AgencyQuestion,
  askAgency,
  noteAnswer,
  withdrawQuestion,
} from '../../records/discussion/agency-questions.ts';
import type { DiscussionView } from '../../records/discussion/discussion-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { discussionFacts, discussionIn, endedPage } from './discussion-request.ts';

const parts = ['agencyQuestions', 'discussed', 'children', 'agencies', 'asked'] as const;
type QuestionsView = DiscussionView<(typeof parts)[number]>;

type ListRequest = FastifyRequest<{
  Params: { number: string };
  Querystring: { child?: string; agency?: string };
}>;
type QuestionRequest = FastifyRequest<{ Params: { number: string; question: string } }>;

interface Typed {
  key: string;
  caseId: string;
  agencyId: string;
  text: string;
}

/** An answer that could not be taken, and what is noted meanwhile. */
interface TypedAnswer {
  id: string;
  answer: string;
  theirs?: string;
}

const path = '/console/audits/:number/discussion/questions';
const long = z.string().max(200_000).default('');

/** What single agencies are asked at the discussion, and what they answered there. */
export function discussionQuestionPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff, config: { query: ['child', 'agency'] } };
  const editor = { preHandler: access.requireEditor };

  app.get(path, staff, async (request: ListRequest, reply) => {
    const { child: caseId = '', agency: agencyId = '' } = request.query;
    const view = await discussionIn(records, request, parts);
    return page(request, reply, { view, typed: { ...nothingYet(), caseId, agencyId } });
  });

  app.post(path, editor, async (request: ListRequest, reply) => {
    const short = z.string().max(50).default('');
    const shape = { key: z.uuid(), caseId: short, agencyId: short, text: long };
    const { _csrf, ...typed } = formOf(request, shape);
    const view = await discussionIn(records, request, parts);
    const { key, caseId, ...rest } = typed;
    const input = { ...ofAudit(request, view), key, typed: { ...rest, caseId: caseId || null } };
    const outcome = await askAgency(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'asked':
        return reply.redirect(`/console/audits/${view.number}/discussion/questions`, 303);
      case 'refused':
        return page(request, reply.status(422), { view, typed, problems: outcome.problems });
      case 'ended':
        return endedPage(request, reply);
      case 'not-found':
        throw new NotFound();
    }
  });

  app.post(`${path}/:question/answer`, editor, async (request: QuestionRequest, reply) => {
    const { answer, seen, from } = formOf(request, {
      answer: long,
      seen: z.coerce.number().int().min(0),
      from: z.string().max(20).default(''),
    });
    const { question: questionId } = request.params;
    const view = await discussionIn(records, request, parts);
    const input = { ...ofAudit(request, view), questionId, answer, seen };
    const outcome = await noteAnswer(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'noted':
        return reply.redirect(backTo(view, from), 303);
      case 'refused': {
        const { problems } = outcome;
        const typedAnswer = { id: questionId, answer };
        return page(request, reply.status(422), { view, typedAnswer, problems });
      }
      case 'stale': {
        const { theirs } = outcome;
        const problems = [{ field: `answer-${questionId}`, message: staleWords }];
        const typedAnswer = { id: questionId, answer, theirs };
        return page(request, reply.status(409), { view, typedAnswer, problems });
      }
      case 'ended':
        return endedPage(request, reply);
      case 'not-found':
        throw new NotFound();
    }
  });

  app.post(`${path}/:question/remove`, editor, async (request: QuestionRequest, reply) => {
    formOf(request, {});
    const view = await discussionIn(records, request, parts);
    const input = { ...ofAudit(request, view), questionId: request.params.question };
    const outcome = await withdrawQuestion(records, input, actorIn(request), request.now);
    switch (outcome) {
      case 'withdrawn':
      // Somebody has noted an answer meanwhile: the page shows it, and no button any more.
      case 'answered':
        return reply.redirect(backTo(view, ''), 303);
      case 'ended':
        return endedPage(request, reply);
      case 'not-found':
        throw new NotFound();
    }
  });

  async function page(
    request: FastifyRequest<{ Params: { number: string } }>,
    reply: FastifyReply,
    given: {
      view: QuestionsView;
      typed?: Typed;
      typedAnswer?: TypedAnswer;
      problems?: FieldProblem[];
    },
  ): Promise<FastifyReply> {
    const { view, typed = nothingYet(), typedAnswer, problems = [] } = given;
    return consolePage(request, reply, 'discussion-questions', {
      ...discussionFacts(view),
      title: 'Questions to agencies',
      mayChange: isOpen(view),
      groups: groupsOf(view, typedAnswer),
      children: view.discussed.map(({ id, number }) => ({ value: id, text: `C${number}` })),
      agencies: view.asked.map(({ id, name }) => ({ value: id, text: name })),
      typed,
      problems,
    });
  }
}

const staleWords =
  'Somebody has noted an answer meanwhile; it stands above. What you entered is below: save it again if it is to replace that.';

function ofAudit(request: FastifyRequest, { auditId }: QuestionsView) {
  return { partnershipId: staffIn(request).partnershipId, auditId };
}

function nothingYet(): Typed {
  return { key: randomUUID(), caseId: '', agencyId: '', text: '' };
}

/** The page of the case on which the answer was noted, or the list. */
function backTo({ number, children }: QuestionsView, from: string): string {
  const base = `/console/audits/${number}/discussion`;
  const onDesk = children.some((one) => `C${one.number}` === from);
  return onDesk ? `${base}/children/${from}#questions` : `${base}/questions`;
}

function isOpen({ state }: QuestionsView): boolean {
  return state === 'to-come' || state === 'running';
}

const notDiscussed = 'Not discussed any more';

/** Questions by what they are about, the audit as a whole first, then by agency. */
function groupsOf(view: QuestionsView, typed?: TypedAnswer) {
  const abouts = [null, ...view.discussed.map(({ id }) => id)];
  // A case may have been replaced since; what was asked about it stays on record.
  const gone = view.agencyQuestions.filter(({ caseId }) => !abouts.includes(caseId));
  return [
    ...abouts.map((about) => ({
      about: aboutWords(view, about),
      questions: view.agencyQuestions.filter(({ caseId }) => caseId === about),
    })),
    { about: notDiscussed, questions: gone },
  ]
    .filter(({ questions }) => questions.length > 0)
    .map(({ about, questions }) => ({
      about,
      questions: agencyQuestionFacts(view, questions, typed),
    }));
}

function aboutWords(
  { discussed }: Pick<QuestionsView, 'discussed'>,
  caseId: string | null,
): string {
  if (caseId === null) return 'The audit as a whole';
  const number = discussed.find(({ id }) => id === caseId)?.number;
  return number ? `C${number}` : notDiscussed;
}

/** Questions as pages show them, those to one agency after one another. */
export function agencyQuestionFacts(
  view: Pick<QuestionsView, 'agencies' | 'discussed'>,
  questions: readonly AgencyQuestion[],
  typed?: TypedAnswer,
) {
  return questions
    .map(({ id, agencyId, caseId, text, answer, answerRevision }) => ({
      id,
      agency: view.agencies.find((each) => each.id === agencyId)?.name ?? '',
      about: aboutWords(view, caseId),
      text,
      answer,
      typed: typed?.id === id ? typed.answer : answer,
      theirs: typed?.id === id ? (typed.theirs ?? null) : null,
      seen: answerRevision,
    }))
    .toSorted((a, b) => (a.agency < b.agency ? -1 : a.agency > b.agency ? 1 : 0));
}
