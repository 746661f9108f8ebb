import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { leaveAsItIs } from '../../records/checks/reconsider.ts';
import { reconsiderView } from '../../records/checks/revised-returns.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

/** Somebody looks again, after the discussion, at what they sent in (SO-22). */
export function reconsiderPages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  app.post('/asks/:ask/reconsider', async (request: AskRequest, reply) => {
    formOf(request, {});
    const { partnershipId, contactId } = readerIn(request);
    const { ask: askId } = request.params;
    const outcome = await leaveAsItIs(
      records,
      { partnershipId, askId },
      { contactId },
      request.now,
    );
    if (outcome === 'not-found') throw new NotFound();
    if (outcome === 'ended') return closedPage(request, reply, 'ended');
    nudge();
    return reply.redirect(`/asks/${askId}`, 303);
  });
}

export async function showReconsider(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await reconsiderView(records, readerIn(request), ask.id);
  if (!view) throw new NotFound();
  return reply.page('contact/reconsider.njk', {
    partnershipName: readerIn(request).partnershipName,
    askId: view.ask.id,
    number: view.audit.number,
    words: view.audit.profile.words,
    title: 'Look again at what you sent',
    backLink: '/asks',
    open: view.ask.outcome === null,
    deadline: deadline(view.ask, view.audit.zone),
    tools: view.tools,
  });
}
