import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { TypedPair } from '../../domain/auditor-pair.ts';
import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { peopleToChoose } from '../../records/directory/people-to-choose.ts';
import { enterQuestions, longestQuestions } from '../../records/discussion/pair-questions.ts';
import { namePairs } from '../../records/discussion/pairs.ts';
import { type PairLine, type PairsView, pairsView } from '../../records/discussion/pairs-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';
import { endedPage } from './discussion-request.ts';
import { momentOf } from './moments.ts';
import {
  readReceived,
  receivedFacts,
  receivedFields,
  type TypedReceived,
} from './received-form.ts';

type EntryRequest = FastifyRequest<{ Params: { number: string; child: string } }>;

const path = '/console/audits/:number/pairs';

/** Who facilitates, the two auditors of each child, and how far they have come (WA-2, WA-8). */
export function pairsPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) => {
    const view = await viewFor(records, request);
    return page(request, reply, { view, typed: pairsSoFar(view), problems: [] });
  });

  const editor = { preHandler: access.requireEditor };
  app.post(path, editor, async (request: AuditRequest, reply) => {
    const view = await viewFor(records, request);
    const fields = view.children.flatMap(({ number }) => [
      [`first-${number}`, z.string().max(50).default('')],
      [`second-${number}`, z.string().max(50).default('')],
    ]);
    const form = formOf(request, Object.fromEntries(fields)) as Record<string, string>;
    const typed = view.children.map(({ number }) => {
      const at = (place: string) => form[`${place}-${number}`] ?? '';
      return { number, first: at('first'), second: at('second') };
    });
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, auditId: view.auditId, pairs: typed };
    const outcome = await namePairs(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'named':
        nudge();
        return reply.redirect(`/console/audits/${view.number}/pairs`, 303);
      case 'refused':
        return page(request, reply.status(422), { view, typed, problems: outcome.problems });
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return endedPage(request, reply);
    }
  });

  app.get(`${path}/:child`, editor, async (request: EntryRequest, reply) => {
    const { view, child } = await childFor(records, request);
    const text = child.questions?.text ?? '';
    return entryPage(request, reply, { view, child, text, received: null, problems: [] });
  });

  app.post(`${path}/:child`, editor, async (request: EntryRequest, reply) => {
    const { view, child } = await childFor(records, request);
    const form = formOf(request, {
      ...receivedFields,
      text: z.string().max(100_000).default(''),
      seen: z.coerce.number().int().min(0).max(10_000).default(0),
    });
    const { text, seen } = form;
    const { auditId, zone } = view;
    const { received, checked } = await readReceived(records, request, form, { auditId, zone });
    const shown = { view, child, text, received };
    if (!checked.ok) {
      return entryPage(request, reply.status(422), { ...shown, problems: checked.problems });
    }
    const { partnershipId } = staffIn(request);
    const entered = { number: child.number, text, seen, received: checked.received };
    const by = { ...actorIn(request), onBehalf: true };
    const input = { partnershipId, auditId, ...entered };
    const outcome = await enterQuestions(records, input, by, request.now);
    switch (outcome.kind) {
      case 'written':
        nudge();
        return reply.redirect(`/console/audits/${view.number}/pairs`, 303);
      case 'refused':
        return entryPage(request, reply.status(422), { ...shown, problems: outcome.problems });
      case 'stale': {
        const again = await childFor(records, request);
        const message =
          'The pair has written questions meanwhile; they stand above. Save again if yours are to replace them.';
        const problems = [{ field: 'text', message }];
        return entryPage(request, reply.status(409), { ...shown, ...again, problems });
      }
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return endedPage(request, reply);
    }
  });

  async function page(
    request: AuditRequest,
    reply: FastifyReply,
    given: { view: PairsView; typed: TypedPair[]; problems: FieldProblem[] },
  ): Promise<FastifyReply> {
    const { view, typed, problems } = given;
    const { partnershipId } = staffIn(request);
    const people = await peopleToChoose(records, { partnershipId });
    const replyOf = (id: string) => view.facilitators.find((each) => each.contactId === id)?.reply;
    const said = (id: string) => offeredWords[replyOf(id) ?? ''] ?? '';
    const sorted = [
      ...people.filter(({ contactId }) => replyOf(contactId) === 'coming'),
      ...people.filter(({ contactId }) => replyOf(contactId) !== 'coming'),
    ];
    return consolePage(request, reply, 'pairs', {
      title: 'Pairs of auditors',
      number: view.number,
      backLink: `/console/audits/${view.number}`,
      base: `/console/audits/${view.number}/pairs`,
      words: view.profile.words,
      open: view.open,
      begun: view.begun,
      independent: view.independent,
      facilitators: view.facilitators.map(({ name, reply: answer, askId, received }) => ({
        name,
        said: replyWords[answer ?? ''] ?? 'Not answered yet',
        received: received ? receivedWords(received) : '',
        href: askId ? `/console/audits/${view.number}/enter/${askId}` : '',
      })),
      children: view.children.map((child) => ({
        ...childFacts(child),
        feedbackHref: child.feedbackAskId
          ? `/console/audits/${view.number}/enter/${child.feedbackAskId}`
          : '',
        typed: typed.find(({ number }) => number === child.number),
        people: sorted
          .filter(({ contactId }) => !child.notFor.some((each) => each.contactId === contactId))
          .map(({ contactId, name, place }) => ({
            value: contactId,
            text: `${name}${said(contactId)}${place ? `, ${place}` : ''}`,
          })),
      })),
      problems,
    });
  }
}

const offeredWords: Record<string, string> = {
  coming: ' (can facilitate)',
  'not-coming': ' (cannot this time)',
};

const replyWords: Record<string, string> = {
  coming: 'Can facilitate',
  'not-coming': 'Cannot this time',
  silent: 'Did not answer by the date',
};

async function viewFor(records: Records, request: AuditRequest): Promise<PairsView> {
  const { id: auditId, partnershipId } = await auditIn(records, request);
  const view = await pairsView(records, { partnershipId, auditId });
  if (!view) throw new NotFound();
  return view;
}

async function childFor(records: Records, request: EntryRequest) {
  const view = await viewFor(records, request as AuditRequest);
  const child = view.children.find(({ number }) => `C${number}` === request.params.child);
  if (!child) throw new NotFound();
  return { view, child };
}

function pairsSoFar({ children }: PairsView): TypedPair[] {
  return children.map(({ number, auditors: [first, second] }) => {
    return { number, first: first?.contactId ?? '', second: second?.contactId ?? '' };
  });
}

const askedWords = {
  waiting: 'Waited for',
  silent: 'Nothing by the date',
  'not-asked': 'Not asked yet',
} as const;

/** The pair of one child as the console shows it, here and at the desk of the discussion. */
export function childFacts({ number, auditors, questions, asked }: PairLine) {
  return {
    number,
    auditors: auditors.map(({ name }) => name),
    away: auditors.filter(({ notComing }) => notComing).map(({ name }) => name),
    questions: questions && {
      text: questions.text,
      by: questions.by,
      at: momentOf(questions.at),
      received: questions.received ? receivedWords(questions.received) : '',
    },
    questionsSaid: asked.questions === 'given' ? 'Written' : askedWords[asked.questions],
    feedbackSaid: asked.feedback === 'given' ? 'Given' : askedWords[asked.feedback],
    feedbackSilent: asked.feedback === 'silent',
  };
}

async function entryPage(
  request: EntryRequest,
  reply: FastifyReply,
  given: {
    view: PairsView;
    child: PairLine;
    text: string;
    received: TypedReceived | null;
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, child, text, received, problems } = given;
  return consolePage(request, reply, 'pair-entry', {
    ...childFacts(child),
    title: `Enter the questions of the pair for C${child.number}`,
    number: view.number,
    child: child.number,
    backLink: `/console/audits/${view.number}/pairs`,
    seen: child.questions?.revision ?? 0,
    text,
    problems,
    longest: longestQuestions,
    ...receivedFacts(received, dateOf(request.now, view.zone)),
  });
}
