import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { momentOf } from '../../emails/wording.ts';
import { chooseDeepDives } from '../../records/returns/choose-deep-dives.ts';
import { type DeepDiveView, deepDiveAsk } from '../../records/returns/deep-dive-view.ts';
import { readerIn } from '../access.ts';
import {
  choiceFields,
  choiceSoFar,
  chosenOf,
  deepDiveFacts,
  type TypedChoice,
  typedChoice,
} from '../deep-dive-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

/** The chair of a body chooses by link the children for the deep dive (CH-19). */
export function deepDivePages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  app.post('/asks/:ask/deep-dives', async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await deepDiveAsk(records, {
      partnershipId,
      contactId,
      askId: request.params.ask,
    });
    if (!view) throw new NotFound();
    const typed = typedChoice(view, formOf(request, choiceFields(view)));
    const input = { partnershipId, auditId: view.auditId, chosen: chosenOf(typed) };
    const outcome = await chooseDeepDives(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'chosen':
        nudge();
        return reply.redirect(`/asks/${request.params.ask}`, 303);
      case 'refused': {
        const { problems } = outcome;
        return choicePage(request, reply.status(422), { view, typed, problems });
      }
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

export async function showDeepDives(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const { partnershipId, contactId } = readerIn(request);
  const view = await deepDiveAsk(records, { partnershipId, contactId, askId: ask.id });
  if (!view) throw new NotFound();
  if (!view.open && view.chosen.length === 0) return closedPage(request, reply, 'ended');
  return choicePage(request, reply, { view, typed: choiceSoFar(view), problems: [] });
}

async function choicePage(
  request: FastifyRequest,
  reply: FastifyReply,
  given: { view: DeepDiveView; typed: TypedChoice; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, typed, problems } = given;
  const { ask, by, zone } = view;
  if (!ask) throw new NotFound();
  return reply.page('contact/deep-dives.njk', {
    partnershipName: readerIn(request).partnershipName,
    title: 'Choose the children for the deep dive',
    backLink: '/asks',
    askId: ask.id,
    number: view.number,
    ...deepDiveFacts(view, typed),
    open: view.open,
    deadline: deadline(ask, zone),
    chosen: view.chosen,
    chosenBy: by?.name ?? '',
    chosenAt: by ? momentOf(by.at, zone) : '',
    problems,
  });
}
