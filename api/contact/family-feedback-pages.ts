import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { longestFeedback, type TypedFeedback } from '../../domain/family-feedback.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { recordFamilyFeedback } from '../../records/involvement/family-feedback.ts';
import {
  type FamilyFeedbackAsk,
  familyFeedbackAsk,
} from '../../records/involvement/family-feedback-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { askedOf, feedbackFieldsOf, typedFeedback } from '../family-feedback-form.ts';
import { formOf } from '../forms.ts';
import { familyFacts } from '../side-by-side.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { childName, deadline, whoIs } from './wording.ts';

/** What a child, the parents or the carers said is recorded by whoever was named for it (CH-35). */
export function familyFeedbackPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
): void {
  app.post('/asks/:ask/family-feedback', async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await familyFeedbackAsk(records, readerIn(request), request.params.ask);
    if (!view) throw new NotFound();
    const typed = typedFeedback(view, formOf(request, feedbackFieldsOf(view)));
    const input = { partnershipId, askId: view.ask.id, typed };
    const outcome = await recordFamilyFeedback(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'recorded':
      case 'already-recorded':
        nudge();
        return reply.redirect(`/asks/${view.ask.id}`, 303);
      case 'incomplete':
        return page(request, reply.status(422), { view, typed, problems: outcome.problems });
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

export async function showFamilyFeedback(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await familyFeedbackAsk(records, readerIn(request), ask.id);
  // Of a child under hold, or one that was replaced, nothing is shown.
  if (!view) return closedPage(request, reply, 'ended');
  const { outcome } = view.ask;
  if (outcome !== null && outcome !== 'not-answered' && outcome !== 'answered') {
    return closedPage(request, reply, 'ended');
  }
  return page(request, reply, { view, typed: {}, problems: [] });
}

async function page(
  request: FastifyRequest,
  reply: FastifyReply,
  given: {
    view: FamilyFeedbackAsk;
    typed: Record<string, TypedFeedback>;
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, typed, problems } = given;
  const { ask, zone } = view;
  return reply.page('contact/family-feedback.njk', {
    partnershipName: readerIn(request).partnershipName,
    title: `What does the family of C${view.child} say?`,
    backLink: '/asks',
    askId: ask.id,
    number: view.number,
    words: view.profile.words,
    child: view.child,
    name: childName(view.child, view.people),
    people: whoIs(view.people),
    late: ask.outcome === 'not-answered',
    recorded: ask.outcome === 'answered',
    deadline: deadline(ask, zone),
    asked: askedOf(view),
    family: familyFacts({ family: view.voices }),
    typed,
    problems,
    longest: longestFeedback,
  });
}
