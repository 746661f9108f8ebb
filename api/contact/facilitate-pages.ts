import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { answerFacilitator } from '../../records/discussion/facilitators.ts';
import { type FacilitateView, facilitateView } from '../../records/discussion/pair-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

/** A member of a group says whether they can facilitate (WA-2). */
export function facilitatePages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  app.post('/asks/:ask/facilitate', async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await facilitateView(records, readerIn(request), request.params.ask);
    if (!view) throw new NotFound();
    const form = formOf(request, { reply: z.string().max(20).default('') });
    const input = { partnershipId, askId: view.ask.id, reply: form.reply };
    const outcome = await answerFacilitator(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'answered':
        nudge();
        return reply.redirect(`/asks/${view.ask.id}`, 303);
      case 'refused':
        return page(request, reply.status(422), view, outcome.problems);
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

export async function showFacilitate(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await facilitateView(records, readerIn(request), ask.id);
  return view ? page(request, reply, view, []) : closedPage(request, reply, 'ended');
}

async function page(
  request: FastifyRequest,
  reply: FastifyReply,
  view: FacilitateView,
  problems: FieldProblem[],
): Promise<FastifyReply> {
  const { ask, zone, profile, discussion } = view;
  const said = view.reply === 'coming' || view.reply === 'not-coming' ? view.reply : '';
  return reply.page('contact/facilitate.njk', {
    partnershipName: readerIn(request).partnershipName,
    title: 'Can you facilitate?',
    backLink: '/asks',
    askId: ask.id,
    number: view.number,
    words: profile.words,
    when: discussion ? formatDate(discussion) : '',
    deadline: deadline(ask, zone),
    late: ask.outcome === 'not-answered',
    said,
    problems,
  });
}
