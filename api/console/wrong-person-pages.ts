import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  keepPerson,
  type WrongPersonView,
  wrongPersonView,
} from '../../records/directory/wrong-person.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { reasonField } from './change-pages.ts';
import { actorIn, consolePage } from './console-page.ts';
import { directoryRoot } from './directory-place.ts';
import { momentOf } from './moments.ts';

type ContactRequest = FastifyRequest<{ Params: { contact: string } }>;

/** Somebody who holds a contact's link has said that they are not the right person. */
export function wrongPersonPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const path = '/console/contacts/:contact/wrong-person';

  app.get(path, editor, async (request: ContactRequest, reply) => {
    const view = await viewIn(request);
    if (!view) throw new NotFound();
    return page(request, reply, { view, reason: '', problems: [] });
  });

  app.post(path, editor, async (request: ContactRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, contactId: request.params.contact, reason };
    const outcome = await keepPerson(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'stays') return reply.redirect('/console', 303);
    const view = await viewIn(request);
    // Somebody else has dealt with it meanwhile.
    if (!view) return reply.redirect('/console', 303);
    const { problems } = outcome;
    return page(request, reply.status(422), { view, reason, problems });
  });

  async function viewIn(request: ContactRequest): Promise<WrongPersonView | null> {
    const { partnershipId } = staffIn(request);
    return wrongPersonView(records, { partnershipId, contactId: request.params.contact });
  }
}

async function page(
  request: ContactRequest,
  reply: FastifyReply,
  given: { view: WrongPersonView; reason: string; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, reason, problems } = given;
  return consolePage(request, reply, 'wrong-person', {
    title: `Not ${view.name}?`,
    backLink: '/console',
    agency: view.agency,
    name: view.name,
    said: view.said.map((each) => ({ ...each, at: momentOf(each.at) })),
    replace: `${directoryRoot}/people/${view.id}/replace`,
    address: `/console/contacts/${view.id}/address`,
    reason,
    problems,
  });
}
