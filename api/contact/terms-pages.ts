import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDegreeDate } from '../../domain/degree-dates.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { goodPlaces, termsAnswerWords } from '../../domain/terms.ts';
import { toolsOf } from '../../domain/tools.ts';
import { type TermsAsk, termsAsk } from '../../records/planning/planning-view.ts';
import { termsStage } from '../../records/planning/terms.ts';
import { answerTerms } from '../../records/planning/terms-round.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline, plainDate } from './wording.ts';

/** A member of the group reads the terms of reference and says whether they agree (SO-9). */
export function termsPages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  app.post('/asks/:ask/terms', async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await termsAsk(records, readerIn(request), request.params.ask);
    if (!view) throw new NotFound();
    const { answer, text } = formOf(request, {
      answer: z.string().max(40).default(''),
      text: z.string().default(''),
    });
    const typed = { answer, text };
    const input = { partnershipId, askId: view.ask.id, typed };
    const outcome = await answerTerms(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'answered':
      case 'already-answered':
        nudge();
        return reply.redirect(`/asks/${view.ask.id}`, 303);
      case 'incomplete':
        return page(request, reply.status(422), view, { typed, problems: outcome.problems });
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

export async function showTerms(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await termsAsk(records, readerIn(request), ask.id);
  if (!view) throw new NotFound();
  const { outcome } = view.ask;
  if (outcome !== null && outcome !== 'answered') return closedPage(request, reply, 'ended');
  return page(request, reply, view, { typed: { answer: '', text: '' }, problems: [] });
}

async function page(
  request: FastifyRequest,
  reply: FastifyReply,
  view: TermsAsk,
  given: { typed: { answer: string; text: string }; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { profile, window } = view.facts;
  const stage = termsStage({ profile });
  const { terms } = view.text;
  return reply.page('contact/terms.njk', {
    partnershipName: readerIn(request).partnershipName,
    askId: view.ask.id,
    number: view.facts.number,
    words: view.facts.profile.words,
    title: 'Terms of reference',
    backLink: '/asks',
    ...given,
    deadline: deadline(view.ask, view.facts.zone),
    said: view.said && { words: termsAnswerWords(view.said.answer), text: view.said.text },
    focus: view.facts.focus,
    period: `${plainDate(window.from)} to ${plainDate(window.to)}`,
    dates: view.dates.map(({ label, date }) => ({ label, date: formatDegreeDate(date) })),
    guidance: stage.guidance,
    confirms: stage.confirms,
    parts: stage.sections.map(({ key, title }) => ({ title, text: terms.sections[key] ?? '' })),
    good: goodPlaces(stage, toolsOf(profile)).map(({ place, label, section }) => {
      return { label, section, text: terms.good[place] ?? '' };
    }),
  });
}
