import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { longestPassOn, passOnWords, type TypedPassOn } from '../../domain/pass-on.ts';
import { momentOf } from '../../emails/wording.ts';
import { type PassOnAsk, passOnAsk } from '../../records/learning/learning-view.ts';
import { confirmPassedOn } from '../../records/learning/pass-on.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { reportParts } from '../report-parts.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

/** Somebody says that they passed on what they were asked to, or that there was nothing. */
export function passOnPages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  app.post('/asks/:ask/passed-on', async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await passOnAsk(records, readerIn(request), request.params.ask);
    if (!view) throw new NotFound();
    const { answer, text, replies, copied } = formOf(request, {
      answer: z.string().max(40).default(''),
      text: z.string().default(''),
      replies: z.string().default(''),
      copied: z.literal('yes').optional(),
    });
    const typed = { answer, text, replies, copied: copied === 'yes' };
    const input = { partnershipId, askId: view.ask.id, typed };
    const outcome = await confirmPassedOn(records, input, { contactId }, request.now);
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

export async function showPassOn(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await passOnAsk(records, readerIn(request), ask.id);
  if (!view) throw new NotFound();
  const { outcome } = view.ask;
  if (outcome === 'answered' && view.said) {
    const { answer, text, replies, at } = view.said;
    return reply.page('contact/passed-on.njk', {
      ...pageFacts(request, view),
      title: 'Thank you: your answer has been sent',
      said: passOnWords(answer).toLowerCase(),
      text,
      replies,
      at: momentOf(at, view.zone),
    });
  }
  if (outcome !== null && outcome !== 'not-answered') return closedPage(request, reply, 'ended');
  const typed = { answer: '', text: '', replies: '', copied: false };
  return form(request, reply, view, { typed, problems: [] });
}

async function form(
  request: FastifyRequest,
  reply: FastifyReply,
  view: PassOnAsk,
  given: { typed: TypedPassOn; problems: FieldProblem[] },
): Promise<FastifyReply> {
  return reply.page('contact/pass-on.njk', {
    ...pageFacts(request, view),
    ...given,
    title: view.settings.title,
    backLink: '/asks',
    late: view.ask.outcome === 'not-answered',
    deadline: deadline(view.ask, view.zone),
    longest: longestPassOn,
    copy: view.settings.copy,
    canReply: view.settings.replies,
  });
}

function pageFacts(request: FastifyRequest, view: PassOnAsk) {
  const { partnershipName } = readerIn(request);
  const report = view.report ? reportParts(view.report) : [];
  const { words } = view;
  return { partnershipName, askId: view.ask.id, number: view.number, words, report };
}
