import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { nilQuestion, nilSentence, thisOne } from '../../domain/about-words.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { declareNotKnown } from '../../records/returns/not-known.ts';
import type { ReturnView } from '../../records/returns/return-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { ToolRequest } from './contact-pages.ts';
import { readTool, toolFacts } from './tool-facts.ts';

export const longestReason = 5000;

/** A child turns out not to be known to the agency in the period: why, and nothing more is asked. */
export function notKnownPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, nudge } = dependencies;

  app.get('/returns/:tool/not-known', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    if (view.state === 'nil') return declared(request, reply, view);
    if (view.closed && !view.leads) return closedPage(request, reply, view.closed);
    return form(request, reply, view, { reason: '', through: '', problems: [] });
  });

  app.post('/returns/:tool/not-known', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    const fields = formOf(request, {
      reason: z.string().optional(),
      through: z.string().default(''),
    });
    const reason = (fields.reason ?? '').replace(/\r\n?/g, '\n').trim();
    const { missing } = nilQuestion(view.about);
    const problems = textProblems('reason', reason, { missing, longest: longestReason });
    const made = whereMade(view, fields.through);
    problems.unshift(...made.problems);
    if (problems.length > 0) {
      return form(request, reply, view, { reason, through: fields.through, problems });
    }
    const { partnershipId, contactId } = readerIn(request);
    const said = `${made.said}${reason}`;
    const input = { partnershipId, returnId: view.id, reason: said };
    const outcome = await declareNotKnown(records, input, { contactId }, request.now);
    if (outcome !== 'declared') return closedPage(request, reply, outcome);
    nudge();
    return reply.redirect(`/returns/${view.id}/not-known`, 303);
  });
}

/** The partnerships for which a return may have been made elsewhere: all but this one. */
export function othersSharing(view: ReturnView): ReturnView['sharing'] {
  return view.sharing.slice(1);
}

/** Through which of them it was made, as it begins the reason; asked only where there are any. */
export function whereMade(
  view: ReturnView,
  wanted: string,
): { said: string; problems: FieldProblem[] } {
  const others = othersSharing(view);
  const through = others.find(({ key }) => key === wanted)?.name;
  if (through) return { said: `Made through ${through}. `, problems: [] };
  const message = 'Choose the partnership through which it was made.';
  return { said: '', problems: others.length > 0 ? [{ field: 'through', message }] : [] };
}

export function throughItems(view: ReturnView, wanted: string) {
  return othersSharing(view).map(({ key, name }) => {
    return { value: key, text: name, checked: key === wanted };
  });
}

async function form(
  request: ToolRequest,
  reply: FastifyReply,
  view: ReturnView,
  given: { reason: string; through: string; problems: FieldProblem[] },
): Promise<FastifyReply> {
  if (given.problems.length > 0) reply.status(422);
  const facts = toolFacts(request, view);
  return reply.page('contact/not-known.njk', {
    ...facts,
    ...given,
    title: nilSentence(view.about, view.audit.profile.words).replace(
      'This child',
      view.about.label,
    ),
    question: nilQuestion(view.about),
    throughItems: throughItems(view, given.through),
    backLink: `/returns/${view.id}`,
    longestReason,
  });
}

async function declared(
  request: ToolRequest,
  reply: FastifyReply,
  view: ReturnView,
): Promise<FastifyReply> {
  const facts = toolFacts(request, view);
  return reply.page('contact/not-known-declared.njk', {
    ...facts,
    title: `Nothing more is asked about ${thisOne(view.about.kind, view.audit.profile.words)}`,
    backLink: facts.home,
    reason: view.notKnownReason,
  });
}
