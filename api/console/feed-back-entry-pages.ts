import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { dateOf } from '../../domain/calendar.ts';
import { longestFeedBack, type TypedFeedBack } from '../../domain/feed-back.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type FeedBackAsk, feedBackAskOfAgency } from '../../records/discussion/feed-back-view.ts';
import { confirmFeedBack } from '../../records/discussion/good-practice.ts';
import { type Access, staffIn } from '../access.ts';
import { feedBackFields } from '../contact/feed-back-pages.ts';
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

const path = '/console/audits/:number/briefing/agencies/:agency/good-practice';

/** What an agency said about good practice by phone or on paper, entered by the business unit. */
export function feedBackEntryPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, editor, async (request: AgencyRequest, reply) => {
    const typed = { answer: '', text: '' };
    return entryPage(request, reply, { view: await viewIn(request), typed, received: null });
  });

  app.post(path, editor, async (request: AgencyRequest, reply) => {
    const view = await viewIn(request);
    const fields = { ...feedBackFields, ...receivedFields };
    const { answer, text, _csrf, ...said } = formOf(request, fields);
    const typed = { answer, text };
    const of = { auditId: (await auditIn(records, request)).id, zone: view.zone };
    const { received, checked } = await readReceived(records, request, said, of);
    const shown = { view, typed, received };
    if (!checked.ok) {
      return entryPage(request, reply.status(422), { ...shown, problems: checked.problems });
    }
    const { partnershipId, contactId } = staffIn(request);
    const input = { partnershipId, askId: view.ask.id, typed, received: checked.received };
    const by = { contactId, onBehalf: true };
    const outcome = await confirmFeedBack(records, input, by, request.now);
    if (outcome.kind === 'incomplete') {
      return entryPage(request, reply.status(422), { ...shown, problems: outcome.problems });
    }
    nudge();
    return reply.redirect(`/console/audits/${request.params.number}/briefing#good-practice`, 303);
  });

  async function viewIn(request: AgencyRequest): Promise<FeedBackAsk> {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const given = { partnershipId, auditId, agency: request.params.agency };
    const view = await feedBackAskOfAgency(records, given);
    if (!view) throw new NotFound();
    return view;
  }
}

async function entryPage(
  request: AgencyRequest,
  reply: FastifyReply,
  given: {
    view: FeedBackAsk;
    typed: TypedFeedBack;
    received: TypedReceived | null;
    problems?: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, typed, received, problems = [] } = given;
  const { number } = request.params;
  return consolePage(request, reply, 'feed-back-entry', {
    title: `Enter what ${view.agency.name} said`,
    number,
    agency: view.agency.name,
    backLink: `/console/audits/${number}/briefing`,
    typed,
    problems,
    longest: longestFeedBack,
    ...receivedFacts(received, dateOf(request.now, view.zone)),
  });
}
