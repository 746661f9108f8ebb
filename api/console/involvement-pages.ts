import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { dateOf, formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { cellState, cellWords } from '../../domain/grid-cell.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import { answerInvolvementOnBehalf } from '../../records/asks/on-behalf.ts';
import { profileOfAudit } from '../../records/audits/audit-profile.ts';
import {
  type InvolvementLine,
  involvementOverview,
} from '../../records/involvement/involvement-overview.ts';
import {
  type InvolvementView,
  involvementView,
} from '../../records/involvement/involvement-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import {
  feedbackFacts,
  involvementFields,
  listOf,
  readInvolvement,
  servicesOf,
  type Typed,
  toAnswer,
} from '../contact/involvement-form.ts';
import { childName, whoIs } from '../contact/wording.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, auditIn, consolePage } from './console-page.ts';
import {
  readReceived,
  receivedFacts,
  receivedFields,
  type TypedReceived,
} from './received-form.ts';

type AgencyRequest = FastifyRequest<{ Params: { number: string; agency: string } }>;

/** Who is involved with whom, and entering an agency's answer for it. */
export function involvementPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const base = '/console/audits/:number/involvement';

  app.get(base, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) => {
    const audit = await auditIn(records, request);
    const given = { partnershipId: staffIn(request).partnershipId, auditId: audit.id };
    const { words } = await profileOfAudit(records, audit.id);
    const lines = await involvementOverview(records, given);
    return consolePage(request, reply, 'involvement', {
      title: 'Who is involved',
      number: audit.number,
      backLink: `/console/audits/${audit.number}`,
      agencies: agencyFacts(lines, words),
    });
  });

  const editor = { preHandler: access.requireEditor };
  app.get(`${base}/:agency/answer`, editor, async (request: AgencyRequest, reply) => {
    const view = await viewIn(records, request);
    return answerPage(request, reply, view, { typed: {}, received: null, problems: [] });
  });

  app.post(`${base}/:agency/answer`, editor, async (request: AgencyRequest, reply) => {
    const view = await viewIn(records, request);
    const fields = { ...involvementFields(view), ...receivedFields };
    const { _csrf, from, how, receivedOn, original, attachment, ...typed } = formOf(
      request,
      fields,
    ) as Typed & TypedReceived;
    const said = { from, how, receivedOn, original, attachment };
    const of = { auditId: (await auditIn(records, request)).id, zone: view.audit.zone };
    const { received, checked } = await readReceived(records, request, said, of);
    const { answers, problems } = readInvolvement(view, typed);
    const wrong = [...problems, ...(checked.ok ? [] : checked.problems)];
    if (!checked.ok || wrong.length > 0) {
      const shown = { typed, received, problems: wrong };
      return answerPage(request, reply.status(422), view, shown);
    }
    const { partnershipId, contactId } = staffIn(request);
    const input = { partnershipId, askId: view.ask.id, answers, received: checked.received };
    const outcome = await answerInvolvementOnBehalf(records, input, contactId, request.now);
    if (outcome.kind === 'incomplete' || outcome.kind === 'ended' || outcome.kind === 'not-found') {
      const message =
        'This can no longer be answered, or changed in the meantime. Go back and look again.';
      const shown = { typed, received, problems: [{ field: 'from', message }] };
      return answerPage(request, reply.status(422), view, shown);
    }
    nudge();
    return reply.redirect(`/console/audits/${request.params.number}#grid`, 303);
  });
}

/** What the agency is asked now, as whoever was asked would see it. */
async function viewIn(records: Records, request: AgencyRequest): Promise<InvolvementView> {
  const audit = await auditIn(records, request);
  const { partnershipId } = staffIn(request);
  const agency = await records.database.agency.findUnique({
    where: { partnershipId_key: { partnershipId, key: request.params.agency } },
  });
  const ask = await records.database.ask.findFirst({
    where: {
      auditId: audit.id,
      agencyId: agency?.id ?? '',
      step: 'involvement',
      OR: [{ outcome: null }, { outcome: 'not-answered' }],
    },
    orderBy: { askedAt: 'desc' },
  });
  const reader = ask && { partnershipId, contactId: ask.contactId };
  const view = ask && reader && (await involvementView(records, reader, ask.id));
  if (!view) throw new NotFound();
  return view;
}

async function answerPage(
  request: AgencyRequest,
  reply: FastifyReply,
  view: InvolvementView,
  given: { typed: Typed; received: TypedReceived | null; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { typed, received, problems } = given;
  const { number } = request.params;
  return consolePage(request, reply, 'involvement-answer', {
    title: `Enter the answer of ${view.agency.name}`,
    number,
    backLink: `/console/audits/${number}#grid`,
    words: view.audit.profile.words,
    from: formatDate(view.audit.window.from),
    to: formatDate(view.audit.window.to),
    notKnown: sentenceCase(view.audit.profile.words.nilReturn),
    services: servicesOf(view),
    ...feedbackFacts(view),
    otherAgencies: view.others,
    typed,
    children: toAnswer(view).map(({ number: child, people }) => ({
      number: child,
      name: childName(child, people),
      people: whoIs(people),
      services: listOf(typed[`services-${child}`]),
      others: listOf(typed[`others-${child}`]),
      feedback: listOf(typed[`feedback-${child}`]),
    })),
    problems: problems.map(({ field, message }) => {
      return { field, message: message.replace('your agency', view.agency.name) };
    }),
    ...receivedFacts(received, dateOf(request.now, view.audit.zone)),
  });
}

/** By agency: what it said of the children that it knew, and the others in one line for each state. */
function agencyFacts(lines: InvolvementLine[], words: Parameters<typeof cellWords>[1]) {
  const names = [...new Set(lines.map(({ agency }) => agency))];
  return names.map((name) => {
    const own = lines.filter(({ agency }) => agency === name);
    const entered = own.find(({ received }) => received)?.received;
    const states = [...new Set(own.map(({ state }) => state))].filter((each) => each !== 'known');
    return {
      name,
      waiting: own.some(({ state }) => state === 'asked'),
      received: entered ? receivedWords(entered) : '',
      known: own.filter(({ state }) => state === 'known').map(knownFacts),
      plain: states.map((state) => ({
        state: cellWords(cellState({ involvement: state, return: null }), words),
        children: own.filter((line) => line.state === state).map(({ number }) => `C${number}`),
      })),
    };
  });
}

function knownFacts({ number, service, detail, from, to, others }: InvolvementLine) {
  const period = [from ? `from ${formatDate(from)}` : '', to ? `to ${formatDate(to)}` : ''];
  const told = (parts: (string | undefined)[]) => parts.filter(Boolean).join(', ');
  return {
    child: `C${number}`,
    service,
    workers: told([detail.caseHolder, detail.lineManager]),
    auditor: detail.auditor,
    contact: told([detail.lastContact, ...period]),
    others: others.join(', '),
  };
}
