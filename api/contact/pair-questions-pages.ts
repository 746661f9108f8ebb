import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { momentOf } from '../../emails/wording.ts';
import { longestQuestions, writeQuestions } from '../../records/discussion/pair-questions.ts';
import { type PairView, pairView } from '../../records/discussion/pair-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { pairFacts } from '../pair-facts.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

/** An auditor reads what came in about the child of their pair and writes down the questions (WA-8). */
export function pairQuestionsPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
): void {
  app.post('/asks/:ask/questions', async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await viewOf(records, request, request.params.ask);
    if (!view) throw new NotFound();
    const { text, seen } = formOf(request, {
      text: z.string().max(100_000).default(''),
      seen: z.coerce.number().int().min(0).max(10_000).default(0),
    });
    const input = { partnershipId, askId: view.ask.id, text, seen };
    const outcome = await writeQuestions(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'written':
        nudge();
        return reply.redirect(`/asks/${view.ask.id}`, 303);
      case 'refused':
        return page(request, reply.status(422), { view, text, problems: outcome.problems });
      case 'stale': {
        const again = (await viewOf(records, request, view.ask.id)) ?? view;
        const problems = [{ field: 'text', message: staleWords }];
        return page(request, reply.status(409), { view: again, text, problems });
      }
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

const staleWords =
  'The other auditor has written questions meanwhile; they stand above. Put yours to theirs, and save again.';

export async function showPairQuestions(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await viewOf(records, request, ask.id);
  // Of a child under hold, or one that another pair looks at now, nothing is shown.
  if (!view) return closedPage(request, reply, 'ended');
  return page(request, reply, { view, text: view.questions?.text ?? '', problems: [] });
}

async function viewOf(
  records: ApiDependencies['records'],
  request: FastifyRequest,
  askId: string,
): Promise<PairView | null> {
  return pairView(records, readerIn(request), { askId, step: 'questions' });
}

async function page(
  request: FastifyRequest,
  reply: FastifyReply,
  given: { view: PairView; text: string; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, text, problems } = given;
  const { ask, zone, questions } = view;
  return reply.page('contact/pair-questions.njk', {
    partnershipName: readerIn(request).partnershipName,
    title: `Your questions about C${view.child.number}`,
    backLink: '/asks',
    ...pairFacts(view),
    deadline: deadline(ask, zone),
    late: ask.outcome === 'not-answered',
    written: questions && {
      text: questions.text,
      by: questions.by,
      at: momentOf(questions.at, zone),
    },
    seen: questions?.revision ?? 0,
    text,
    longest: longestQuestions,
    problems,
  });
}
