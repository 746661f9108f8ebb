import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { longestUpdate, updateChoices } from '../../domain/action-update.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { momentOf } from '../../emails/wording.ts';
import { giveUpdates } from '../../records/actions/action-updates.ts';
import { type UpdateAskView, updateAskView } from '../../records/actions/update-view.ts';
import { readerIn } from '../access.ts';
import { actionFacts } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import {
  mayBeOnTrack,
  onTrackAll,
  readUpdates,
  type TypedUpdates,
  updateFields,
} from '../update-form.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

/** How the actions of an agency stand: all of one audit on one page, sent once. */
export function updatePages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  app.post('/asks/:ask/updates', async (request: AskRequest, reply) => {
    const reader = readerIn(request);
    const view = await updateAskView(records, reader, request.params.ask, request.now);
    if (!view) throw new NotFound();
    const fields = { ...updateFields(view), all: z.literal('on-track').optional() };
    const { _csrf, all, ...given } = formOf(request, fields) as TypedUpdates;
    const typed = all ? onTrackAll(view, given) : given;
    const answers = readUpdates(view, typed);
    const input = { partnershipId: reader.partnershipId, askId: view.ask.id, answers };
    const by = { contactId: reader.contactId };
    const outcome = await giveUpdates(records, input, by, request.now);
    switch (outcome.kind) {
      case 'given':
      case 'already-given':
        nudge();
        return reply.redirect(`/asks/${view.ask.id}`, 303);
      case 'incomplete':
        return form(request, reply.status(422), view, { typed, problems: outcome.problems });
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

/** The form while it is open; what was said once it is not. */
export async function showUpdate(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await updateAskView(records, readerIn(request), ask.id, request.now);
  if (!view) throw new NotFound();
  const { outcome, settledAt } = view.ask;
  if (outcome === 'answered') {
    return reply.page('contact/update-given.njk', {
      ...pageFacts(request, view),
      title: 'Your update has been sent',
      givenAt: settledAt && momentOf(settledAt, view.zone),
    });
  }
  const still = outcome === null || outcome === 'not-answered';
  if (!still || view.actions.length === 0) return closedPage(request, reply, 'ended');
  return form(request, reply, view, { typed: {}, problems: [] });
}

async function form(
  request: FastifyRequest,
  reply: FastifyReply,
  view: UpdateAskView,
  given: { typed: TypedUpdates; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const facts = pageFacts(request, view);
  return reply.page('contact/update.njk', {
    ...facts,
    ...given,
    onTrackAll: mayBeOnTrack(facts.actions),
    title: `How do the actions of ${view.agency.name} stand?`,
    backLink: '/asks',
    late: view.ask.outcome === 'not-answered',
    later: view.later,
    deadline: deadline(view.ask, view.zone),
    choices: updateChoices,
    longest: longestUpdate,
  });
}

function pageFacts(request: FastifyRequest, view: UpdateAskView) {
  const { zone, ask } = view;
  return {
    partnershipName: readerIn(request).partnershipName,
    askId: ask.id,
    number: view.number,
    agency: view.agency.name,
    body: view.body,
    words: view.words,
    actions: view.actions.map((action) => {
      const facts = actionFacts(action, { now: request.now, zone });
      const own = action.updates.find(({ round, answer }) => {
        return round === ask.round && answer !== 'silent';
      });
      const said = own && actionFacts({ ...action, updates: [own] }, { now: request.now, zone });
      return { ...facts, given: said?.last ?? null };
    }),
  };
}
