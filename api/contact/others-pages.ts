import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  agenciesToName,
  asksWhoIsInvolved,
  nameOthers,
} from '../../records/involvement/name-others.ts';
import type { ReturnView } from '../../records/returns/return-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { ToolRequest } from './contact-pages.ts';
import { listOf } from './involvement-form.ts';
import { readTool, toolFacts } from './tool-facts.ts';

/** Another service turns out to have worked with the child, and should be asked too. */
export function othersPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, nudge } = dependencies;
  const path = '/returns/:tool/others';

  app.get(path, async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    return form(dependencies, { request, reply, view }, []);
  });

  app.post(path, async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    const chosen = z.union([z.string().max(40), z.array(z.string().max(40)).max(500)]).optional();
    const agencyIds = listOf(formOf(request, { others: chosen }).others);
    const { partnershipId, contactId } = readerIn(request);
    const input = { partnershipId, returnId: view.id, agencyIds };
    const outcome = await nameOthers(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'named':
        nudge();
        return reply.redirect(`/returns/${view.id}/others/named`, 303);
      case 'none-chosen': {
        const problems = [{ field: 'others', message: 'Choose the agencies that were involved' }];
        return form(dependencies, { request, reply: reply.status(422), view }, problems);
      }
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });

  app.get(`${path}/named`, async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    return reply.page('contact/others-named.njk', {
      ...toolFacts(request, view),
      title: 'Thank you: it has been sent',
    });
  });
}

async function form(
  { records }: ApiDependencies,
  { request, reply, view }: { request: ToolRequest; reply: FastifyReply; view: ReturnView },
  problems: FieldProblem[],
): Promise<FastifyReply> {
  if (view.about.kind !== 'child' || !asksWhoIsInvolved(view.audit.profile)) throw new NotFound();
  const given = { partnershipId: readerIn(request).partnershipId, agencyId: view.agency.id };
  return reply.page('contact/others.njk', {
    ...toolFacts(request, view),
    title: `Who else worked with ${view.about.label}?`,
    backLink: `/returns/${view.id}`,
    agencies: await agenciesToName(records, given),
    problems,
  });
}
