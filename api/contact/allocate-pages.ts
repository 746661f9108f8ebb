import type { FastifyInstance, FastifyReply } from 'fastify';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { allocateReturn, takeBack } from '../../records/returns/allocate.ts';
import { colleaguesAt } from '../../records/returns/request-view.ts';
import type { ReturnView } from '../../records/returns/return-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import { nobody, readColleague, refusedColleague, type TypedColleague } from './colleague-form.ts';
import type { ToolRequest } from './contact-pages.ts';
import { readTool, toolFacts } from './tool-facts.ts';

/** The person who answers for an agency gives one child to a colleague, or takes it back. */
export function allocatePages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, nudge } = dependencies;

  app.get('/returns/:tool/allocate', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    if (!view.leads || view.about.kind === 'attendance') throw new NotFound();
    if (!isOpen(view)) return closedPage(request, reply, 'submitted');
    return form(dependencies, { request, reply, view }, { typed: nobody, problems: [] });
  });

  app.post('/returns/:tool/allocate', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    const read = readColleague(request);
    const page = { request, reply, view };
    if ('problems' in read) return form(dependencies, page, read);
    const { partnershipId, contactId } = readerIn(request);
    const input = { partnershipId, returnId: view.id, colleague: read.chosen };
    const outcome = await allocateReturn(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'allocated':
        nudge();
        return reply.redirect(toolFacts(request, view).home, 303);
      case 'not-found':
      case 'held':
      case 'submitted':
      case 'ended':
        return closedPage(request, reply, outcome.kind);
      default: {
        const problems = [refusedColleague(outcome.kind, view.agency)];
        return form(dependencies, page, { typed: read.typed, problems });
      }
    }
  });

  app.get('/returns/:tool/take-back', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    if (!view.leads || view.respondent.id === view.responsible.id) throw new NotFound();
    return reply.page('contact/take-back.njk', {
      ...toolFacts(request, view),
      title: `Take ${view.about.label} back from ${view.respondent.name}`,
      backLink: toolFacts(request, view).home,
    });
  });

  app.post('/returns/:tool/take-back', async (request: ToolRequest, reply) => {
    formOf(request, {});
    const view = await readTool(dependencies, request);
    const { partnershipId, contactId } = readerIn(request);
    const input = { partnershipId, returnId: view.id };
    const outcome = await takeBack(records, input, { contactId }, request.now);
    if (outcome === 'taken-back' || outcome === 'not-allocated') {
      nudge();
      return reply.redirect(toolFacts(request, view).home, 303);
    }
    return closedPage(request, reply, outcome);
  });
}

async function form(
  { records }: ApiDependencies,
  { request, reply, view }: { request: ToolRequest; reply: FastifyReply; view: ReturnView },
  { typed, problems }: { typed: TypedColleague; problems: FieldProblem[] },
): Promise<FastifyReply> {
  if (problems.length > 0) reply.status(422);
  const facts = toolFacts(request, view);
  return reply.page('contact/allocate.njk', {
    ...facts,
    title: `Give ${view.about.label} to a colleague`,
    backLink: facts.home,
    colleagues: await colleaguesAt(records, readerIn(request), view.agency.id),
    typed,
    problems,
  });
}

function isOpen({ state }: ReturnView): boolean {
  return state === 'asked' || state === 'sent-back';
}
