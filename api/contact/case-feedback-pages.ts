import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  addCaseAction,
  addKeyFinding,
  giveCaseFeedback,
  removeFromCase,
} from '../../records/discussion/case-feedback.ts';
import { type PairView, pairView } from '../../records/discussion/pair-view.ts';
import { readerIn } from '../access.ts';
import { kindWords } from '../console/discussion-finding-pages.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { pairFacts } from '../pair-facts.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

type RemoveRequest = FastifyRequest<{ Params: { ask: string; what: string; id: string } }>;

const long = z.string().max(100_000).default('');
const short = z.string().default('');

interface Typed {
  finding: { key: string; kind: string; agencyId: string; text: string };
  action: { key: string; ownerAgencyId: string; dueDate: string; action: string };
}

/** After the discussion a pair says what it found in its case, and what is to be done (WA-10). */
export function caseFeedbackPages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  const path = '/asks/:ask/case-feedback';

  app.post(`${path}/findings`, async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await viewOf(records, request);
    const finding = formOf(request, { key: z.uuid(), kind: short, agencyId: short, text: long });
    const { key, kind, agencyId, text } = finding;
    const typed = { kind, agencyId: agencyId || null, text };
    const input = { partnershipId, askId: view.ask.id, key, typed };
    const outcome = await addKeyFinding(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'recorded':
        return reply.redirect(`/asks/${view.ask.id}#findings`, 303);
      case 'refused': {
        const { problems } = outcome;
        return page(request, reply.status(422), { view, typed: { finding }, problems });
      }
      case 'ended':
        return closedPage(request, reply, 'ended');
      default:
        throw new NotFound();
    }
  });

  app.post(`${path}/actions`, async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await viewOf(records, request);
    const action = formOf(request, {
      key: z.uuid(),
      ownerAgencyId: short,
      dueDate: short,
      action: long,
    });
    const { key, ownerAgencyId, dueDate, action: text } = action;
    const typed = { text, ownerAgencyId, dueDate };
    const input = { partnershipId, askId: view.ask.id, key, typed };
    const outcome = await addCaseAction(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'recorded':
        return reply.redirect(`/asks/${view.ask.id}#actions`, 303);
      case 'refused': {
        const problems = outcome.problems.map(({ field, message }) => {
          return field === 'text' ? { field: 'action', message } : { field, message };
        });
        return page(request, reply.status(422), { view, typed: { action }, problems });
      }
      case 'ended':
        return closedPage(request, reply, 'ended');
      default:
        throw new NotFound();
    }
  });

  app.post(`${path}/:what/:id/remove`, async (request: RemoveRequest, reply) => {
    formOf(request, {});
    const { partnershipId, contactId } = readerIn(request);
    const view = await viewOf(records, request);
    const { what, id } = request.params;
    if (what !== 'finding' && what !== 'action') throw new NotFound();
    const input = { partnershipId, askId: view.ask.id, what, id } as const;
    const outcome = await removeFromCase(records, input, { contactId }, request.now);
    if (outcome === 'not-found') throw new NotFound();
    if (outcome === 'ended') return closedPage(request, reply, 'ended');
    return reply.redirect(`/asks/${view.ask.id}`, 303);
  });

  app.post(`${path}/finish`, async (request: AskRequest, reply) => {
    formOf(request, {});
    const { partnershipId, contactId } = readerIn(request);
    const view = await viewOf(records, request);
    const input = { partnershipId, askId: view.ask.id };
    const outcome = await giveCaseFeedback(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'given':
        nudge();
        return reply.redirect(`/asks/${view.ask.id}`, 303);
      case 'refused':
        return page(request, reply.status(422), { view, typed: {}, problems: outcome.problems });
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });

  async function viewOf(
    from: ApiDependencies['records'],
    request: FastifyRequest<{ Params: { ask: string } }>,
  ): Promise<PairView> {
    const given = { askId: request.params.ask, step: 'case-feedback' } as const;
    const view = await pairView(from, readerIn(request), given);
    if (!view) throw new NotFound();
    return view;
  }
}

export async function showCaseFeedback(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const given = { askId: ask.id, step: 'case-feedback' } as const;
  const view = await pairView(records, readerIn(request), given);
  if (!view) return closedPage(request, reply, 'ended');
  return page(request, reply, { view, typed: {}, problems: [] });
}

async function page(
  request: FastifyRequest,
  reply: FastifyReply,
  given: { view: PairView; typed: Partial<Typed>; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, typed, problems } = given;
  const nameOf = (id: string | null) => view.agencies.find((each) => each.id === id)?.name ?? '';
  return reply.page('contact/case-feedback.njk', {
    partnershipName: readerIn(request).partnershipName,
    title: `What you found about C${view.child.number}`,
    backLink: '/asks',
    ...pairFacts(view),
    deadline: deadline(view.ask, view.zone),
    late: view.ask.outcome === 'not-answered',
    given: view.ask.outcome === 'answered',
    questions: view.questions?.text ?? '',
    findings: view.findings.map(({ id, kind, agencyId, text, own }) => {
      return { id, kind: kindWords[kind], agency: nameOf(agencyId), text, own };
    }),
    actions: view.actions.map(({ id, text, ownerAgencyId, dueDate, own }) => {
      return { id, text, agency: nameOf(ownerAgencyId), due: formatDate(dueDate), own };
    }),
    kinds: (['good-practice', 'development'] as const).map((value) => {
      return { value, text: kindWords[value] };
    }),
    agencies: view.agencies.map(({ id, name }) => ({ value: id, text: name })),
    typed: { ...nothingYet(), ...typed },
    problems,
  });
}

function nothingYet(): Typed {
  return {
    finding: { key: randomUUID(), kind: '', agencyId: '', text: '' },
    action: { key: randomUUID(), ownerAgencyId: '', dueDate: '', action: '' },
  };
}
