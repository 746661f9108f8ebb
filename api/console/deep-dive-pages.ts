import type { FastifyInstance, FastifyReply } from 'fastify';
import { dateOf, formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { chooseDeepDives } from '../../records/returns/choose-deep-dives.ts';
import { type DeepDiveView, deepDiveView } from '../../records/returns/deep-dive-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import {
  choiceFields,
  choiceSoFar,
  chosenOf,
  deepDiveFacts,
  type TypedChoice,
  typedChoice,
} from '../deep-dive-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { typedTexts } from '../typed-text.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';
import {
  readReceived,
  receivedFacts,
  receivedFields,
  type TypedReceived,
} from './received-form.ts';

const path = '/console/audits/:number/deep-dives';

/** The children among whom deep dives are chosen, what came in about each, and the choice (CH-19). */
export function deepDivePages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) => {
    const view = await viewFor(records, request);
    return choicePage(request, reply, { view, typed: choiceSoFar(view) });
  });

  app.post(path, { preHandler: access.requireEditor }, async (request: AuditRequest, reply) => {
    const view = await viewFor(records, request);
    const form = formOf(request, { ...choiceFields(view), ...receivedFields });
    const typed = typedChoice(view, form);
    const { auditId, zone } = view;
    const input = {
      partnershipId: staffIn(request).partnershipId,
      auditId,
      chosen: chosenOf(typed),
    };
    const told = asksSomebodyElse(view)
      ? await readReceived(records, request, form, { auditId, zone })
      : null;
    const shown = { view, typed, received: told?.received ?? null };
    if (told && !told.checked.ok) {
      return choicePage(request, reply.status(422), { ...shown, problems: told.checked.problems });
    }
    const onBehalf = told?.checked.ok
      ? { received: told.checked.received, by: { ...actorIn(request), onBehalf: true } }
      : { by: actorIn(request) };
    const { by, ...received } = onBehalf;
    const outcome = await chooseDeepDives(records, { ...input, ...received }, by, request.now);
    switch (outcome.kind) {
      case 'chosen':
        nudge();
        return reply.redirect(`/console/audits/${view.number}/deep-dives`, 303);
      case 'refused': {
        const { problems } = outcome;
        return choicePage(request, reply.status(422), { ...shown, problems });
      }
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return closedChoice(request, reply);
    }
  });
}

async function viewFor(records: Records, request: AuditRequest): Promise<DeepDiveView> {
  const { id: auditId, partnershipId } = await auditIn(records, request);
  const view = await deepDiveView(records, { partnershipId, auditId });
  if (!view) throw new NotFound();
  return view;
}

/** A chair's choice can be entered as it was told by phone or in a meeting. */
function asksSomebodyElse({ ask }: DeepDiveView): boolean {
  return ask?.step === 'deep-dives-by-chair';
}

async function choicePage(
  request: AuditRequest,
  reply: FastifyReply,
  given: {
    view: DeepDiveView;
    typed: TypedChoice;
    received?: TypedReceived | null;
    problems?: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, typed, received = null, problems = [] } = given;
  const { ask, by } = view;
  const { ways, received: typedReceived } = receivedFacts(received, dateOf(request.now, view.zone));
  return consolePage(request, reply, 'deep-dives', {
    title: 'Children for the deep dive',
    number: view.number,
    backLink: `/console/audits/${view.number}`,
    ...deepDiveFacts(view, typed),
    open: view.open,
    asked: ask && askedWords(view, ask),
    onBehalf: asksSomebodyElse(view),
    chosen: view.chosen,
    gone: view.chosen.filter(({ active }) => !active).map(({ number }) => `C${number}`),
    chosenBy: by?.name ?? '',
    chosenAt: by ? momentOf(by.at) : '',
    received: by?.received ? receivedWords(by.received) : '',
    entry: typedReceived,
    ways,
    problems,
  });
}

function askedWords({ chosen }: DeepDiveView, ask: NonNullable<DeepDiveView['ask']>): string {
  if (ask.outcome === null) return `Asked of ${ask.name}, due ${formatDate(ask.dueDate)}.`;
  return chosen.length > 0
    ? 'The choice can be changed until the pack has left.'
    : `Asked of ${ask.name}.`;
}

async function closedChoice(request: AuditRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply.status(409).page('message.njk', {
    title: 'The choice cannot be changed now',
    partnershipName: staffIn(request).partnershipName,
    paragraphs: ['The pack has left, the meeting is under way, or the audit has ended.'],
    typed: typedTexts(request),
    next: {
      href: `/console/audits/${request.params.number}/deep-dives`,
      text: 'Look at it as it stands',
    },
  });
}
