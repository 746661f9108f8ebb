import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { longestUpdate, updateChoices } from '../../domain/action-update.ts';
import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { giveUpdates } from '../../records/actions/action-updates.ts';
import { type UpdateAskView, updateAskOfAgency } from '../../records/actions/update-view.ts';
import { type Access, staffIn } from '../access.ts';
import { actionFacts } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { readUpdates, type TypedUpdates, updateFields } from '../update-form.ts';
import { auditIn, consolePage } from './console-page.ts';
import {
  readReceived,
  receivedFacts,
  receivedFields,
  type TypedReceived,
} from './received-form.ts';

type AgencyRequest = FastifyRequest<{ Params: { number: string; agency: string } }>;

const path = '/console/audits/:number/actions/agencies/:agency/update';
const over = 'This can no longer be answered, or changed in the meantime. Go back and look again.';

/** What an agency said of its actions by phone or on paper, entered by the business unit. */
export function updateEntryPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, editor, async (request: AgencyRequest, reply) =>
    entryPage(request, reply, { view: await viewIn(request), typed: {}, received: null }),
  );

  app.post(path, editor, async (request: AgencyRequest, reply) => {
    const view = await viewIn(request);
    const fields = { ...updateFields(view), ...receivedFields };
    const form = formOf(request, fields) as TypedUpdates & TypedReceived;
    const { _csrf, from, how, receivedOn, original, attachment, ...typed } = form;
    const said = { from, how, receivedOn, original, attachment };
    const of = { auditId: (await auditIn(records, request)).id, zone: view.zone };
    const { received, checked } = await readReceived(records, request, said, of);
    const shown = { view, typed, received };
    if (!checked.ok) {
      return entryPage(request, reply.status(422), { ...shown, problems: checked.problems });
    }
    const { partnershipId, contactId } = staffIn(request);
    const answers = readUpdates(view, typed);
    const input = { partnershipId, askId: view.ask.id, answers, received: checked.received };
    const by = { contactId, onBehalf: true };
    const outcome = await giveUpdates(records, input, by, request.now);
    if (outcome.kind === 'incomplete') {
      return entryPage(request, reply.status(422), { ...shown, problems: outcome.problems });
    }
    if (outcome.kind === 'ended' || outcome.kind === 'not-found') {
      const problems = [{ field: 'from', message: over }];
      return entryPage(request, reply.status(422), { ...shown, problems });
    }
    nudge();
    return reply.redirect(`/console/audits/${request.params.number}/actions`, 303);
  });

  async function viewIn(request: AgencyRequest): Promise<UpdateAskView> {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const given = { partnershipId, auditId, agency: request.params.agency };
    const view = await updateAskOfAgency(records, given, request.now);
    if (!view || view.actions.length === 0) throw new NotFound();
    return view;
  }
}

async function entryPage(
  request: AgencyRequest,
  reply: FastifyReply,
  given: {
    view: UpdateAskView;
    typed: TypedUpdates;
    received: TypedReceived | null;
    problems?: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, typed, received, problems = [] } = given;
  const { number } = request.params;
  const { zone } = view;
  return consolePage(request, reply, 'update-entry', {
    title: `Enter the update of ${view.agency.name}`,
    number,
    backLink: `/console/audits/${number}/actions`,
    typed,
    problems,
    choices: updateChoices,
    longest: longestUpdate,
    actions: view.actions.map((action) => actionFacts(action, { now: request.now, zone })),
    ...receivedFacts(received, dateOf(request.now, zone)),
  });
}
