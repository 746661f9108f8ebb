import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { questionKey } from '../../domain/experience.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  type ExperienceAsk,
  experienceAsk,
  experiencesForMember,
  giveExperience,
} from '../../records/learning/experience.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

type BodyRequest = FastifyRequest<{ Params: { body: string } }>;

/** How the process was for somebody who took part; and what all said, for the body that reads it. */
export function experiencePages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  app.post('/asks/:ask/experience', async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await experienceAsk(records, readerIn(request), request.params.ask);
    if (!view) throw new NotFound();
    const places = view.questions.map((_, place) => questionKey(place));
    const text = z.string().default('');
    const typed = formOf(request, Object.fromEntries(places.map((key) => [key, text]))) as Record<
      string,
      string
    >;
    const answers = places.map((key) => typed[key] ?? '');
    const input = { partnershipId, askId: view.ask.id, answers };
    const outcome = await giveExperience(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'given':
      case 'already-given':
        nudge();
        return reply.redirect(`/asks/${view.ask.id}`, 303);
      case 'incomplete':
        return form(request, reply.status(422), view, { answers, problems: outcome.problems });
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });

  app.get('/work-plans/:body/experience', async (request: BodyRequest, reply) => {
    const reader = readerIn(request);
    const given = { body: request.params.body, now: request.now };
    const views = await experiencesForMember(records, reader, given);
    if (!views) throw new NotFound();
    return reply.page('contact/experiences.njk', {
      title: 'How audits were for those who took part',
      partnershipName: reader.partnershipName,
      backLink: '/asks',
      audits: views,
    });
  });
}

export async function showExperience(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await experienceAsk(records, readerIn(request), ask.id);
  if (!view) throw new NotFound();
  const { outcome } = view.ask;
  if (outcome === 'answered') {
    return reply.page('message.njk', {
      title: 'Thank you: your answer has been sent',
      partnershipName: readerIn(request).partnershipName,
      backLink: '/asks',
      paragraphs: ['It is kept without your name.'],
      next: { href: '/asks', text: 'See what else you are asked to do' },
    });
  }
  if (outcome !== null) return closedPage(request, reply, 'ended');
  return form(request, reply, view, { answers: [], problems: [] });
}

async function form(
  request: FastifyRequest,
  reply: FastifyReply,
  view: ExperienceAsk,
  { answers, problems }: { answers: string[]; problems: FieldProblem[] },
): Promise<FastifyReply> {
  return reply.page('contact/experience.njk', {
    title: 'How was the audit for you?',
    partnershipName: readerIn(request).partnershipName,
    backLink: '/asks',
    askId: view.ask.id,
    number: view.number,
    words: view.words,
    deadline: deadline(view.ask, view.zone),
    problems,
    questions: view.questions.map((question, place) => ({
      field: questionKey(place),
      question,
      said: answers[place] ?? '',
    })),
  });
}
