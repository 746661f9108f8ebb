import type { FastifyInstance, FastifyRequest } from 'fastify';
import { defaultZone } from '../../domain/calendar.ts';
import { workPlanForMember } from '../../records/actions/work-plan-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { workPlanFacts } from '../work-plan-facts.ts';

type WorkPlanRequest = FastifyRequest<{ Params: { body: string } }>;

/** The work plan of a body as it stands, for its chair and members. */
export function workPlanPage(app: FastifyInstance, { records }: ApiDependencies): void {
  app.get('/work-plans/:body', async (request: WorkPlanRequest, reply) => {
    const reader = readerIn(request);
    const { now } = request;
    const plan = await workPlanForMember(records, reader, { body: request.params.body, now });
    if (!plan) throw new NotFound();
    return reply.page('contact/work-plan.njk', {
      ...workPlanFacts(plan, { now, zone: defaultZone }),
      title: `Work plan of the ${plan.body.name}`,
      partnershipName: reader.partnershipName,
      backLink: '/asks',
    });
  });
}
