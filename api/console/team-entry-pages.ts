import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { longestTeamText, type TypedTeam } from '../../domain/team-naming.ts';
import { nameTeam } from '../../records/planning/name-team.ts';
import { type TeamAsk, teamAskOfAgency } from '../../records/planning/team-view.ts';
import { type Access, staffIn } from '../access.ts';
import { refusedMember, teamFields, typedTeam } from '../contact/team-pages.ts';
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

const path = '/console/audits/:number/team/:agency';

/** Whom an agency named by phone or on paper, entered by the business unit. */
export function teamEntryPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, editor, async (request: AgencyRequest, reply) => {
    const view = await viewIn(request);
    return entryPage(request, reply, { view, typed: typedTeam({}, view.most), received: null });
  });

  app.post(path, editor, async (request: AgencyRequest, reply) => {
    const view = await viewIn(request);
    const form = formOf(request, { ...teamFields(view.most), ...receivedFields });
    const typed = typedTeam(form, view.most);
    const of = { auditId: (await auditIn(records, request)).id, zone: view.zone };
    const { received, checked } = await readReceived(records, request, form, of);
    const shown = { view, typed, received };
    if (!checked.ok) {
      return entryPage(request, reply.status(422), { ...shown, problems: checked.problems });
    }
    const { partnershipId, contactId } = staffIn(request);
    const input = { partnershipId, askId: view.ask.id, typed, received: checked.received };
    const by = { contactId, onBehalf: true };
    const outcome = await nameTeam(records, input, by, request.now);
    if (outcome.kind === 'incomplete' || outcome.kind === 'refused') {
      const problems =
        outcome.kind === 'refused' ? [refusedMember(view, outcome)] : outcome.problems;
      return entryPage(request, reply.status(422), { ...shown, problems });
    }
    nudge();
    return reply.redirect(`/console/audits/${request.params.number}/planning#team`, 303);
  });

  async function viewIn(request: AgencyRequest): Promise<TeamAsk> {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const given = { partnershipId, auditId, agency: request.params.agency };
    const view = await teamAskOfAgency(records, given);
    if (!view) throw new NotFound();
    return view;
  }
}

async function entryPage(
  request: AgencyRequest,
  reply: FastifyReply,
  given: {
    view: TeamAsk;
    typed: TypedTeam;
    received: TypedReceived | null;
    problems?: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, typed, received, problems = [] } = given;
  const { number } = request.params;
  return consolePage(request, reply, 'team-entry', {
    title: `Enter whom ${view.agency.name} names`,
    number,
    agency: view.agency.name,
    backLink: `/console/audits/${number}/planning`,
    typed,
    problems,
    longest: longestTeamText,
    domains: view.agency.mailDomains,
    newcomers: view.newcomers,
    ...receivedFacts(received, dateOf(request.now, view.zone)),
  });
}
