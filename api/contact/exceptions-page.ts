import type { FastifyInstance, FastifyRequest } from 'fastify';
import { defaultZone } from '../../domain/calendar.ts';
import { exceptionsForMember } from '../../records/actions/exceptions.ts';
import { readerIn } from '../access.ts';
import { actionFacts } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';

type BodyRequest = FastifyRequest<{ Params: { body: string } }>;

/** What is blocked, for the chair and members of the body that hears of exceptions only. */
export function exceptionsPage(app: FastifyInstance, { records }: ApiDependencies): void {
  app.get('/work-plans/:body/exceptions', async (request: BodyRequest, reply) => {
    const reader = readerIn(request);
    const { now } = request;
    const view = await exceptionsForMember(records, reader, { body: request.params.body, now });
    if (!view) throw new NotFound();
    return reply.page('contact/exceptions.njk', {
      title: 'What is blocked',
      body: view.body.name,
      partnershipName: reader.partnershipName,
      backLink: '/asks',
      actions: view.actions.map((action) => actionFacts(action, { now, zone: defaultZone })),
    });
  });
}
