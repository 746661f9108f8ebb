import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { declareNotKnown } from '../../records/not-known.ts';
import type { ReturnView } from '../../records/return-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { ToolRequest } from './contact-pages.ts';
import { readTool, toolFacts } from './tool-facts.ts';

const longestReason = 5000;

/** A child turns out not to be known to the agency in the period: why, and nothing more is asked. */
export function notKnownPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, nudge } = dependencies;

  app.get('/returns/:tool/not-known', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    if (view.state === 'nil') return declared(request, reply, view);
    if (view.closed && !view.leads) return closedPage(request, reply, view.closed);
    return form(request, reply, view, { reason: '', problems: [] });
  });

  app.post('/returns/:tool/not-known', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    const fields = formOf(request, { reason: z.string().optional() });
    const reason = (fields.reason ?? '').replace(/\r\n?/g, '\n').trim();
    const missing = 'Say how you know that this child was not known to you in the period.';
    const problems = textProblems('reason', reason, { missing, longest: longestReason });
    if (problems.length > 0) return form(request, reply, view, { reason, problems });
    const { partnershipId, contactId } = readerIn(request);
    const input = { partnershipId, returnId: view.id, reason };
    const outcome = await declareNotKnown(records, input, { contactId }, request.now);
    if (outcome !== 'declared') return closedPage(request, reply, outcome);
    nudge();
    return reply.redirect(`/returns/${view.id}/not-known`, 303);
  });
}

async function form(
  request: ToolRequest,
  reply: FastifyReply,
  view: ReturnView,
  given: { reason: string; problems: FieldProblem[] },
): Promise<FastifyReply> {
  if (given.problems.length > 0) reply.status(422);
  const facts = toolFacts(request, view);
  return reply.page('contact/not-known.njk', {
    ...facts,
    ...given,
    title: `C${view.number} was ${view.audit.profile.words.nilReturn}`,
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
    title: 'Nothing more is asked about this child',
    backLink: facts.home,
    reason: view.notKnownReason,
  });
}
