import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { contactAddress, mendAddress } from '../../records/directory/mend-address.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';

type ContactRequest = FastifyRequest<{ Params: { contact: string } }>;

/** Mending an address from which email came back. */
export function addressPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const path = '/console/contacts/:contact/address';

  app.get(path, editor, async (request: ContactRequest, reply) => page(request, reply, null, []));

  app.post(path, editor, async (request: ContactRequest, reply) => {
    const { email } = formOf(request, { email: z.string().max(500).default('') });
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, contactId: request.params.contact, email };
    const outcome = await mendAddress(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'refused') {
      return page(request, reply.status(422), email, outcome.problems);
    }
    return reply.redirect('/console', 303);
  });

  async function page(
    request: ContactRequest,
    reply: FastifyReply,
    typed: string | null,
    problems: FieldProblem[],
  ): Promise<FastifyReply> {
    const { partnershipId } = staffIn(request);
    const given = { partnershipId, contactId: request.params.contact };
    const contact = await contactAddress(records, given);
    if (!contact) throw new NotFound();
    return consolePage(request, reply, 'address', {
      title: `Email address of ${contact.name}`,
      backLink: '/console',
      contact,
      bounced: contact.bouncedAt ? momentOf(contact.bouncedAt) : '',
      email: typed ?? contact.email,
      problems,
    });
  }
}
