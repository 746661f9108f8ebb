import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { longestTeamsTold, type TypedTeamsTold } from '../../domain/teams-told.ts';
import { confirmTeamsTold } from '../../records/planning/teams-told.ts';
import { type TeamsAsk, teamsAskOfAgency } from '../../records/planning/teams-told-view.ts';
import { type Access, staffIn } from '../access.ts';
import { teamsToldFields } from '../contact/teams-told-pages.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { auditIn, consolePage } from './console-page.ts';
import {
  readReceived,
  receivedFacts,
  receivedFields,
  type TypedReceived,
} from './received-form.ts';

type AgencyRequest = FastifyRequest<{ Params: { number: string; agency: string } }>;

const path = '/console/audits/:number/teams-told/:agency';

/** What an agency said about its teams by phone or on paper, entered by the business unit. */
export function teamsToldEntryPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, editor, async (request: AgencyRequest, reply) => {
    const typed = { answer: '', toldOn: '', text: '' };
    return entryPage(request, reply, { view: await viewIn(request), typed, received: null });
  });

  app.post(path, editor, async (request: AgencyRequest, reply) => {
    const view = await viewIn(request);
    const fields = { ...teamsToldFields, ...receivedFields };
    const { answer, toldOn, text, _csrf, ...said } = formOf(request, fields);
    const typed = { answer, toldOn, text };
    const of = { auditId: (await auditIn(records, request)).id, zone: view.zone };
    const { received, checked } = await readReceived(records, request, said, of);
    const shown = { view, typed, received };
    if (!checked.ok) {
      return entryPage(request, reply.status(422), { ...shown, problems: checked.problems });
    }
    const { partnershipId, contactId } = staffIn(request);
    const input = { partnershipId, askId: view.ask.id, typed, received: checked.received };
    const by = { contactId, onBehalf: true };
    const outcome = await confirmTeamsTold(records, input, by, request.now);
    if (outcome.kind === 'incomplete') {
      return entryPage(request, reply.status(422), { ...shown, problems: outcome.problems });
    }
    nudge();
    return reply.redirect(`/console/audits/${request.params.number}/planning#teams`, 303);
  });

  async function viewIn(request: AgencyRequest): Promise<TeamsAsk> {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const given = { partnershipId, auditId, agency: request.params.agency };
    const view = await teamsAskOfAgency(records, given);
    if (!view) throw new NotFound();
    return view;
  }
}

async function entryPage(
  request: AgencyRequest,
  reply: FastifyReply,
  given: {
    view: TeamsAsk;
    typed: TypedTeamsTold;
    received: TypedReceived | null;
    problems?: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, typed, received, problems = [] } = given;
  const { number } = request.params;
  return consolePage(request, reply, 'teams-told-entry', {
    title: `Enter what ${view.agency.name} said`,
    number,
    agency: view.agency.name,
    backLink: `/console/audits/${number}/planning`,
    typed,
    problems,
    longest: longestTeamsTold,
    ...receivedFacts(received, dateOf(request.now, view.zone)),
  });
}
