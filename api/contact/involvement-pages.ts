import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { momentOf, upperFirst } from '../../emails/wording.ts';
import { answerInvolvement } from '../../records/involvement/answer-involvement.ts';
import {
  type InvolvementView,
  involvementView,
} from '../../records/involvement/involvement-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import {
  feedbackFacts,
  feedbackWords,
  involvementFields,
  listOf,
  oneLine,
  readInvolvement,
  servicesOf,
  type Typed,
  toAnswer,
} from './involvement-form.ts';
import { childName, deadline, plainDate, whoIs } from './wording.ts';

/** Which of the audit's children an agency knew: all on one page, checked once, sent once. */
export function involvementPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, nudge } = dependencies;

  app.post('/asks/:ask/check', async (request: AskRequest, reply) => {
    const { view, typed } = await read(dependencies, request);
    if (toAnswer(view).length === 0) return reply.redirect(`/asks/${view.ask.id}`, 303);
    const { answers, problems } = readInvolvement(view, typed);
    if (problems.length > 0) return form(request, reply, view, { typed, problems });
    return reply.page('contact/involvement-check.njk', {
      ...pageFacts(request, view),
      title: 'Check your answers',
      typed: Object.entries(typed).flatMap(([name, value]) =>
        listOf(value).map((each) => ({ name, value: each })),
      ),
      children: answers.map((answer) => {
        const child = view.children.find((each) => each.caseId === answer.caseId);
        const number = child?.number ?? 0;
        return {
          number,
          name: childName(number, child?.people ?? []),
          known: answer.known,
          spells: spellRows(view, number, typed),
          others: view.others.filter(({ id }) => answer.othersInvolved.includes(id)),
          feedback: feedbackWords(answer),
          practitioner: answer.practitioner?.name ?? '',
        };
      }),
    });
  });

  app.post('/asks/:ask/change', async (request: AskRequest, reply) => {
    const { view, typed } = await read(dependencies, request);
    return form(request, reply, view, { typed, problems: [] });
  });

  app.post('/asks/:ask/answer', async (request: AskRequest, reply) => {
    const { view, typed } = await read(dependencies, request);
    const { partnershipId, contactId } = readerIn(request);
    const { answers, problems } = readInvolvement(view, typed);
    if (problems.length > 0) return form(request, reply, view, { typed, problems });
    const input = { partnershipId, askId: view.ask.id, answers };
    const outcome = await answerInvolvement(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'answered':
      case 'already-answered':
        nudge();
        return reply.redirect(`/asks/${view.ask.id}`, 303);
      case 'incomplete':
        return form(request, reply, view, readAgain(view, typed));
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

/** The form while it is open; what was answered once it is not. */
export async function showInvolvement(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await involvementView(records, readerIn(request), ask.id);
  if (!view) throw new NotFound();
  const { outcome } = view.ask;
  if (outcome === null || outcome === 'not-answered') {
    return form(request, reply, view, { typed: {}, problems: [] });
  }
  if (outcome !== 'answered') return closedPage(request, reply, 'ended');
  return reply.page('contact/involvement-answered.njk', {
    ...pageFacts(request, view),
    title: 'Your answers have been sent',
    answeredAt: view.ask.settledAt && momentOf(view.ask.settledAt, view.audit.zone),
    children: view.children.map(({ number, people, answer }) => ({
      number,
      name: childName(number, people),
      known: answer?.known ?? false,
      spells: (answer?.spells ?? []).map((spell) => ({
        ...spell,
        from: spell.from && plainDate(spell.from),
        to: spell.to && plainDate(spell.to),
      })),
      others: view.others.filter(({ key }) =>
        answer?.spells.some((spell) => spell.othersInvolved?.includes(key)),
      ),
    })),
  });
}

async function read(
  { records }: ApiDependencies,
  request: AskRequest,
): Promise<{ view: InvolvementView; typed: Typed }> {
  const view = await involvementView(records, readerIn(request), request.params.ask);
  if (!view) throw new NotFound();
  const { _csrf, ...typed } = formOf(request, involvementFields(view)) as Typed;
  return { view, typed };
}

function readAgain(view: InvolvementView, typed: Typed) {
  return { typed, problems: readInvolvement(view, typed).problems };
}

async function form(
  request: FastifyRequest,
  reply: FastifyReply,
  view: InvolvementView,
  given: { typed: Typed; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { typed, problems } = given;
  if (problems.length > 0) reply.status(422);
  return reply.page('contact/involvement.njk', {
    ...pageFacts(request, view),
    title: 'Which of these children did your agency know?',
    backLink: '/asks',
    problems,
    typed,
    late: view.ask.outcome === 'not-answered',
    services: servicesOf(view),
    ...feedbackFacts(view),
    children: toAnswer(view).map(({ number, people }) => ({
      number,
      name: childName(number, people),
      people: whoIs(people),
      services: listOf(typed[`services-${number}`]),
      others: listOf(typed[`others-${number}`]),
      feedback: listOf(typed[`feedback-${number}`]),
    })),
  });
}

function pageFacts(request: FastifyRequest, view: InvolvementView) {
  const { audit, ask, agency } = view;
  return {
    partnershipName: readerIn(request).partnershipName,
    askId: ask.id,
    agency: agency.name,
    otherAgencies: view.others,
    audit,
    words: audit.profile.words,
    notKnown: upperFirst(audit.profile.words.nilReturn),
    from: plainDate(audit.window.from),
    to: plainDate(audit.window.to),
    deadline: deadline(ask, audit.zone),
  };
}

/** What was typed about each service that knew the child, as it will be sent. */
function spellRows(view: InvolvementView, number: number, typed: Typed) {
  const ticked = listOf(typed[`services-${number}`]);
  return servicesOf(view).flatMap(({ id, name }, index) => {
    if (id !== null && !ticked.includes(id)) return [];
    const told = (field: string) => oneLine(typed[`${field}-${number}-${index}`]);
    return [
      {
        service: name,
        from: told('from'),
        to: told('to'),
        lastContact: told('contact'),
        caseHolder: told('holder'),
        lineManager: told('manager'),
        auditor: told('auditor'),
      },
    ];
  });
}
