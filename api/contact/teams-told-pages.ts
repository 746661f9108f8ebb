import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { longestTeamsTold, type TypedTeamsTold, teamsToldWords } from '../../domain/teams-told.ts';
import { momentOf } from '../../emails/wording.ts';
import { confirmTeamsTold } from '../../records/planning/teams-told.ts';
import { type TeamsAsk, teamsAsk } from '../../records/planning/teams-told-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

export const teamsToldFields = {
  answer: z.string().max(40).default(''),
  toldOn: z.string().default(''),
  text: z.string().default(''),
};

/** The teams whose work is looked at were told, or there is nobody to tell (SO-8). */
export function teamsToldPages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  app.get('/asks/:ask/note', async (request: AskRequest, reply) => {
    const view = await teamsAsk(records, readerIn(request), request.params.ask);
    if (!view) throw new NotFound();
    return reply.page('contact/teams-note.njk', {
      ...pageFacts(request, view),
      title: view.note.title,
      backLink: `/asks/${view.ask.id}`,
    });
  });

  app.post('/asks/:ask/teams-told', async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await teamsAsk(records, readerIn(request), request.params.ask);
    if (!view) throw new NotFound();
    const { answer, toldOn, text } = formOf(request, teamsToldFields);
    const typed = { answer, toldOn, text };
    const input = { partnershipId, askId: view.ask.id, typed };
    const outcome = await confirmTeamsTold(records, input, { contactId }, request.now);
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

export async function showTeamsTold(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await teamsAsk(records, readerIn(request), ask.id);
  if (!view) throw new NotFound();
  const { outcome } = view.ask;
  if (outcome === 'answered' && view.said) {
    return reply.page('contact/teams-told-given.njk', {
      ...pageFacts(request, view),
      title: 'Thank you: your answer has been sent',
      said: teamsToldWords(view.said.answer ?? '', view.said.toldOn),
      text: view.said.text,
      at: view.ask.settledAt ? momentOf(view.ask.settledAt, view.zone) : '',
    });
  }
  if (outcome !== null && outcome !== 'not-answered') return closedPage(request, reply, 'ended');
  const typed = { answer: '', toldOn: '', text: '' };
  return form(request, reply, view, { typed, problems: [] });
}

async function form(
  request: FastifyRequest,
  reply: FastifyReply,
  view: TeamsAsk,
  given: { typed: TypedTeamsTold; problems: FieldProblem[] },
): Promise<FastifyReply> {
  return reply.page('contact/teams-told.njk', {
    ...pageFacts(request, view),
    ...given,
    title: 'Were your teams told?',
    backLink: '/asks',
    late: view.ask.outcome === 'not-answered',
    deadline: deadline(view.ask, view.zone),
    longest: longestTeamsTold,
  });
}

function pageFacts(request: FastifyRequest, view: TeamsAsk) {
  return {
    partnershipName: readerIn(request).partnershipName,
    askId: view.ask.id,
    number: view.number,
    words: view.words,
    agency: view.agency.name,
    note: view.note,
    focus: view.focus,
    terms: view.terms,
  };
}
