import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate, isPlainDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type Planned, smartQuestions } from '../../domain/planned-action.ts';
import {
  type ActionPlanView,
  actionPlanView,
  type PlannedActionView,
} from '../../records/actions/action-plan-view.ts';
import { finishPlan, savePlanned } from '../../records/actions/planned-actions.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';

type ActionRequest = FastifyRequest<{ Params: { number: string; action: string } }>;

const base = '/console/audits/:number/action-plan';
const text = z.string().max(20_000).default('');
const smartFields = Object.fromEntries(smartQuestions.map(({ key }) => [key, text]));

/** The plan that is completed before anything in it is adopted: what is missing of each action. */
export function actionPlanPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  const editor = { preHandler: access.requireEditor };

  app.get(base, staff, async (request: AuditRequest, reply) =>
    planPage(request, reply, await planIn(request)),
  );

  app.post(base, editor, async (request: AuditRequest, reply) => {
    formOf(request, {});
    const outcome = await finishPlan(
      records,
      await ofAudit(request),
      actorIn(request),
      request.now,
    );
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'incomplete') {
      const problems = outcome.missing.map(({ number, what }) => ({
        field: `action-${number}`,
        message: `Action ${number}: still missing are ${what.join(', ')}.`,
      }));
      return planPage(request, reply.status(422), await planIn(request), problems);
    }
    nudge();
    return reply.redirect(`/console/audits/${request.params.number}/actions`, 303);
  });

  app.get(`${base}/:action`, editor, async (request: ActionRequest, reply) => {
    const { view, action } = await actionIn(request);
    const { planned, revision } = action;
    return actionPage(request, reply, { view, action, typed: planned, revision });
  });

  app.post(`${base}/:action`, editor, async (request: ActionRequest, reply) => {
    const { view, action } = await actionIn(request);
    const { revision, responsible, caseId, agreedOn, ...rest } = formOf(request, {
      revision: z.coerce.number().int().min(0),
      responsible: text,
      caseId: text,
      agreedOn: text,
      ...smartFields,
    });
    const smart = rest as Record<string, string | undefined>;
    const typed: Planned = {
      smart: Object.fromEntries(smartQuestions.map(({ key }) => [key, smart[key] ?? ''])),
      responsible,
      caseId: caseId || null,
      agreedOn,
    };
    const { recommendationId } = action;
    const input = { ...(await ofAudit(request)), recommendationId, seen: revision, typed };
    const outcome = await savePlanned(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'saved':
      case 'ended':
        return reply.redirect(`${pathOf(request)}#action-${action.number}`, 303);
      case 'refused': {
        const { problems } = outcome;
        const given = { view, action, typed, revision, problems };
        return actionPage(request, reply.status(422), given);
      }
      case 'stale': {
        const problems = [{ field: 'specific', message: stale }];
        const given = { view, action, typed, revision: action.revision, problems };
        return actionPage(request, reply.status(409), given);
      }
      case 'not-found':
        throw new NotFound();
    }
  });

  async function ofAudit(request: FastifyRequest) {
    const { id: auditId } = await auditIn(records, request as AuditRequest);
    return { auditId, partnershipId: staffIn(request).partnershipId };
  }

  async function planIn(request: FastifyRequest): Promise<ActionPlanView> {
    const view = await actionPlanView(records, await ofAudit(request));
    if (!view) throw new NotFound();
    return view;
  }

  async function actionIn(request: ActionRequest) {
    const view = await planIn(request);
    const wanted = request.params.action;
    const action = view.actions.find(({ number }) => String(number) === wanted);
    if (!action) throw new NotFound();
    return { view, action };
  }
}

const stale =
  'Somebody has saved something else since you opened this page; it stands on record. What you typed is kept below: look at theirs in another window, then save again.';

async function planPage(
  request: AuditRequest,
  reply: FastifyReply,
  view: ActionPlanView,
  problems: FieldProblem[] = [],
): Promise<FastifyReply> {
  const childOf = (id: string | null) => view.cases.find((each) => each.id === id)?.number;
  return consolePage(request, reply, 'action-plan', {
    title: 'Action plan',
    number: view.number,
    base: pathOf(request),
    backLink: `/console/audits/${view.number}`,
    problems,
    open: view.open,
    due: formatDate(view.dueDate),
    complete: view.actions.every(({ missing }) => missing.length === 0),
    actions: view.actions.map((action) => ({
      ...action,
      due: day(action.dueDate),
      child: childOf(action.planned.caseId),
      agreed: action.planned.agreedOn && day(action.planned.agreedOn),
      smart: smartQuestions.flatMap(({ key, title }) => {
        const said = action.planned.smart[key];
        return said ? [{ title, said }] : [];
      }),
    })),
  });
}

async function actionPage(
  request: ActionRequest,
  reply: FastifyReply,
  given: {
    view: ActionPlanView;
    action: PlannedActionView;
    typed: Planned;
    revision: number;
    problems?: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, action, typed, revision, problems = [] } = given;
  const { settings, cases } = view;
  const agreedOn = isPlainDate(typed.agreedOn) ? day(typed.agreedOn) : typed.agreedOn;
  return consolePage(request, reply, 'planned-action', {
    title: `Plan action ${action.number}`,
    number: view.number,
    backLink: pathOf(request),
    problems,
    text: action.text,
    owner: action.owner,
    due: day(action.dueDate),
    revision,
    settings,
    questions: smartQuestions.map((each) => ({ ...each, said: typed.smart[each.key] ?? '' })),
    typed: { ...typed, agreedOn },
    cases: [
      { value: '', text: 'No single child' },
      ...cases.map(({ id, number }) => ({ value: id, text: `C${number}` })),
    ],
    managers: action.managers,
  });
}

/** "9 March 2027": no weekday beside an action. */
function day(date: string): string {
  return formatDate(date).replace(/^\w+ /, '');
}

function pathOf(request: FastifyRequest<{ Params: { number: string } }>): string {
  return `/console/audits/${request.params.number}/action-plan`;
}
