import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { feedBackWords, longestFeedBack, type TypedFeedBack } from '../../domain/feed-back.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { momentOf } from '../../emails/wording.ts';
import { type FeedBackAsk, feedBackAsk } from '../../records/discussion/feed-back-view.ts';
import { confirmFeedBack } from '../../records/discussion/good-practice.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

export const feedBackFields = {
  answer: z.string().max(40).default(''),
  text: z.string().default(''),
};

/** Good practice was fed back to the professionals concerned, or there was none (DD-24). */
export function feedBackPages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  app.post('/asks/:ask/feed-back', async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await feedBackAsk(records, readerIn(request), request.params.ask);
    if (!view) throw new NotFound();
    const { answer, text } = formOf(request, feedBackFields);
    const typed = { answer, text };
    const input = { partnershipId, askId: view.ask.id, typed };
    const outcome = await confirmFeedBack(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'confirmed':
      case 'already-confirmed':
        nudge();
        return reply.redirect(`/asks/${view.ask.id}`, 303);
      case 'incomplete':
        return form(request, reply.status(422), view, { typed, problems: outcome.problems });
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

export async function showFeedBack(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await feedBackAsk(records, readerIn(request), ask.id);
  if (!view) throw new NotFound();
  const { outcome } = view.ask;
  if (outcome === 'answered' && view.said) {
    const { answer, text, at } = view.said;
    return reply.page('contact/given-frame.njk', {
      ...pageFacts(request, view),
      title: 'Thank you: your answer has been sent',
      said: feedBackWords(answer).toLowerCase(),
      text,
      at: momentOf(at, view.zone),
    });
  }
  if (outcome !== null && outcome !== 'not-answered') return closedPage(request, reply, 'ended');
  return form(request, reply, view, { typed: { answer: '', text: '' }, problems: [] });
}

async function form(
  request: FastifyRequest,
  reply: FastifyReply,
  view: FeedBackAsk,
  given: { typed: TypedFeedBack; problems: FieldProblem[] },
): Promise<FastifyReply> {
  return reply.page('contact/feed-back.njk', {
    ...pageFacts(request, view),
    ...given,
    title: 'Was good practice fed back?',
    backLink: '/asks',
    late: view.ask.outcome === 'not-answered',
    deadline: deadline(view.ask, view.zone),
    longest: longestFeedBack,
  });
}

function pageFacts(request: FastifyRequest, view: FeedBackAsk) {
  return {
    partnershipName: readerIn(request).partnershipName,
    askId: view.ask.id,
    number: view.number,
    words: view.words,
    agency: view.agency.name,
  };
}
