import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defaultZone } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type StatusCounts, statusRows } from '../../domain/status-counts.ts';
import { allExceptions } from '../../records/actions/exceptions.ts';
import { bringStatusForward, statusAsItStands } from '../../records/actions/status.ts';
import { type WorkPlanView, workPlanOf, workPlans } from '../../records/actions/work-plan-view.ts';
import { type Access, staffIn } from '../access.ts';
import { actionFacts } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { workPlanFacts } from '../work-plan-facts.ts';
import { reasonField } from './change-pages.ts';
import { actorIn, consolePage } from './console-page.ts';

type BodyRequest = FastifyRequest<{ Params: { body: string } }>;

/** The actions of all audits, by agency, with their age and state; and the status to each group. */
export function workPlanPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  app.get('/console/work-plan', { preHandler: access.requireStaff }, async (request, reply) => {
    const { partnershipId } = staffIn(request);
    const plans = await workPlans(records, { partnershipId });
    return consolePage(request, reply, 'work-plan', {
      title: 'Work plan',
      exceptions: (await allExceptions(records, { partnershipId })).map(({ body, actions }) => ({
        body,
        actions: actions.map((each) => actionFacts(each, { now: request.now, zone: defaultZone })),
      })),
      plans: plans.map((plan) => workPlanFacts(plan, { now: request.now, zone: defaultZone })),
    });
  });

  const editor = { preHandler: access.requireEditor };
  const path = '/console/work-plan/:body/status';
  app.get(path, editor, async (request: BodyRequest, reply) =>
    page(request, reply, { plan: await planIn(request), problems: [], reason: '' }),
  );

  app.post(path, editor, async (request: BodyRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const plan = await planIn(request);
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, bodyId: plan.body.id, reason };
    const outcome = await bringStatusForward(records, input, actorIn(request), request.now);
    if (outcome === 'no-reason') {
      const problems = [{ field: 'reason', message: 'Say why. The reason is kept.' }];
      return page(request, reply.status(422), { plan, problems, reason });
    }
    nudge();
    return reply.redirect('/console/work-plan', 303);
  });

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    given: { plan: WorkPlanView; problems: FieldProblem[]; reason: string },
  ): Promise<FastifyReply> {
    const { plan, ...typed } = given;
    const { partnershipId } = staffIn(request);
    const of = { partnershipId, bodyId: plan.body.id };
    const counts = await statusAsItStands(records, of, request.now);
    return consolePage(request, reply, 'reason', {
      ...typed,
      title: 'Send the status now',
      caption: plan.body.name,
      backLink: '/console/work-plan',
      paragraphs: [
        `The chair and members of the ${plan.body.name} get the status of the work plan now, in counts. The next one comes with the papers after those for which it was due.`,
        ...(counts ? ['As things stand, this is what they would be told:'] : []),
      ],
      rows: counts ? rowsOf(counts, plan) : [],
      button: 'Send it now',
    });
  }

  async function planIn(request: BodyRequest): Promise<WorkPlanView> {
    const { partnershipId } = staffIn(request);
    const { body } = request.params;
    const plan = await workPlanOf(records, { partnershipId, body });
    if (!plan) throw new NotFound();
    return plan;
  }
}

function rowsOf(counts: StatusCounts, { open, complete }: WorkPlanView): [string, string][] {
  const owners = new Map([...open, ...complete].map(({ owner }) => [owner.id, owner.name]));
  const { whole, byAgency } = statusRows(counts, (id) => owners.get(id) ?? 'An agency');
  return [...whole, ...byAgency];
}
