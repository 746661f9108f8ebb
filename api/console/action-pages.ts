import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defaultZone } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type ActionView, actionViews } from '../../records/actions/action-view.ts';
import type { ActionReviewed } from '../../records/actions/changed-action.ts';
import { confirmAction, reopenAction } from '../../records/actions/confirm-action.ts';
import { withdrawAction } from '../../records/actions/withdraw-action.ts';
import { type Access, staffIn } from '../access.ts';
import { actionFacts } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { reasonField } from './change-pages.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';

type ActionRequest = FastifyRequest<{ Params: { number: string; action: string } }>;

const base = '/console/audits/:number/actions';

/** What is changed with a reason, each on a page of its own. */
const changes = {
  reopen: {
    does: reopenAction,
    title: (number: number) => `Open action ${number} again`,
    paragraphs: [
      'It was reported complete. It goes on as an open action, and its agency is told and asked for updates as before. The agency reads the reason.',
    ],
    button: 'Open it again',
  },
  withdraw: {
    does: withdrawAction,
    title: (number: number) => `Withdraw action ${number}`,
    paragraphs: [
      'Nobody is to see to it any more: it leaves the work plan, and its agency is not asked about it. What was said of it stays on record. This cannot be undone.',
    ],
    button: 'Withdraw it',
  },
};

/** The actions of one audit with everything that was said of them, and what the business unit decides. */
export function actionPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  app.get(base, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) =>
    listPage(request, reply, await actionsIn(request)),
  );

  const editor = { preHandler: access.requireEditor };
  app.post(`${base}/:action/confirm`, editor, async (request: ActionRequest, reply) => {
    formOf(request, {});
    const action = await actionIn(request);
    const outcome = await confirmAction(
      records,
      of(request, action),
      actorIn(request),
      request.now,
    );
    const field = `action-${action.number}`;
    const message = refusals[outcome.kind];
    if (message) {
      const actions = await actionsIn(request);
      return listPage(request, reply.status(422), actions, [{ field, message }]);
    }
    nudge();
    return reply.redirect(`${pathOf(request)}#action-${action.number}`, 303);
  });

  for (const [name, change] of Object.entries(changes)) {
    app.get(`${base}/:action/${name}`, editor, async (request: ActionRequest, reply) =>
      changePage(request, reply, { change, action: await actionIn(request), reason: '' }),
    );
    app.post(`${base}/:action/${name}`, editor, async (request: ActionRequest, reply) => {
      const { reason } = formOf(request, { reason: reasonField });
      const action = await actionIn(request);
      const input = { ...of(request, action), reason };
      const outcome = await change.does(records, input, actorIn(request), request.now);
      const message = refusals[outcome.kind];
      if (message) {
        const problems = [{ field: 'reason', message }];
        return changePage(request, reply.status(422), { change, action, reason, problems });
      }
      nudge();
      return reply.redirect(`${pathOf(request)}#action-${action.number}`, 303);
    });
  }

  async function actionsIn(request: AuditRequest): Promise<ActionView[]> {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const orderBy = [{ number: 'asc' as const }];
    const where = { auditId };
    return actionViews(records, records.database, { partnershipId, where, orderBy });
  }

  async function actionIn(request: ActionRequest): Promise<ActionView> {
    const actions = await actionsIn(request);
    const found = actions.find(({ number }) => String(number) === request.params.action);
    if (!found) throw new NotFound();
    return found;
  }
}

const refusals: Partial<Record<ActionReviewed['kind'], string>> = {
  'own-word':
    'You entered this report yourself. Somebody else has to confirm it: ask a colleague to sign in.',
  'not-reported': 'It is not reported complete any more, or somebody has decided already.',
  'no-reason': 'Say why. The reason is kept with the action.',
  ended: 'This action, or its audit, has ended: nothing can be changed any more.',
};

async function listPage(
  request: AuditRequest,
  reply: FastifyReply,
  actions: ActionView[],
  problems: FieldProblem[] = [],
): Promise<FastifyReply> {
  const { number } = request.params;
  const given = { now: request.now, zone: defaultZone };
  const shown = actions.map((action) => actionFacts(action, given));
  const open = shown.filter((action) => action.open && !action.reported);
  const owners = new Map(open.map(({ owner }) => [owner.key, owner]));
  return consolePage(request, reply, 'actions', {
    title: 'Actions',
    number,
    base: pathOf(request),
    backLink: `/console/audits/${number}`,
    problems,
    actions: shown,
    reported: shown.filter((action) => action.reported).length,
    owners: [...owners.values()].sort((a, b) => a.name.localeCompare(b.name)),
  });
}

async function changePage(
  request: ActionRequest,
  reply: FastifyReply,
  given: {
    change: (typeof changes)[keyof typeof changes];
    action: ActionView;
    reason: string;
    problems?: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { change, action, ...typed } = given;
  return consolePage(request, reply, 'reason', {
    ...typed,
    title: change.title(action.number),
    number: request.params.number,
    backLink: pathOf(request),
    paragraphs: [`“${action.text}” (${action.owner.name})`, ...change.paragraphs],
    button: change.button,
  });
}

function of(request: ActionRequest, action: ActionView) {
  return { partnershipId: staffIn(request).partnershipId, actionId: action.id };
}

function pathOf(request: AuditRequest): string {
  return `/console/audits/${request.params.number}/actions`;
}
