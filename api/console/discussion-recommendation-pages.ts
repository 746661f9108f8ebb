import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { DiscussionView } from '../../records/discussion/discussion-view.ts';
import {
  type Recommendation,
  recordRecommendation,
  withdrawRecommendation,
} from '../../records/discussion/recommendations.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, consolePage } from './console-page.ts';
import { aboutWords, kindWords } from './discussion-finding-pages.ts';
import { discussionFacts, discussionIn, endedPage } from './discussion-request.ts';

const parts = ['recommendations', 'findings', 'children', 'agencies'] as const;
type RecommendationsView = DiscussionView<(typeof parts)[number]>;

type OneRequest = FastifyRequest<{ Params: { number: string; recommendation: string } }>;

interface Typed {
  key: string;
  text: string;
  ownerAgencyId: string;
  dueDate: string;
  findingId: string;
}

const fields = {
  key: z.uuid(),
  text: z.string().max(200_000).default(''),
  ownerAgencyId: z.string().max(50).default(''),
  dueDate: z.string().max(500).default(''),
  findingId: z.string().max(50).default(''),
};

/** What is recommended, to which agency and by when. */
export function discussionRecommendationPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const path = '/console/audits/:number/discussion/recommendations';
  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) => {
    const view = await discussionIn(records, request, parts);
    return listPage(request, reply, { view, typed: nothingYet(), problems: [] });
  });

  const editor = { preHandler: access.requireEditor };
  app.post(path, editor, async (request: AuditRequest, reply) => {
    const typed = formOf(request, fields);
    const view = await discussionIn(records, request, parts);
    const input = { ...ofAudit(request, view), key: typed.key, typed: asTyped(typed) };
    const outcome = await recordRecommendation(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'recorded':
        return reply.redirect(listOf(view), 303);
      case 'refused':
        return listPage(request, reply.status(422), { view, typed, problems: outcome.problems });
      case 'ended':
        return endedPage(request, reply);
      default:
        throw new NotFound();
    }
  });

  app.get(`${path}/:recommendation`, editor, async (request: OneRequest, reply) => {
    const view = await discussionIn(records, request, parts);
    const own = view.recommendations.find(({ id }) => id === request.params.recommendation);
    if (!own) throw new NotFound();
    const typed = typedOf(view, own);
    return changePage(request, reply, { view, typed, theirs: null, problems: [] });
  });

  app.post(`${path}/:recommendation`, editor, async (request: OneRequest, reply) => {
    const typed = formOf(request, fields);
    const view = await discussionIn(records, request, parts);
    const replaces = request.params.recommendation;
    const input = { ...ofAudit(request, view), key: typed.key, replaces, typed: asTyped(typed) };
    const outcome = await recordRecommendation(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'recorded':
        return reply.redirect(listOf(view), 303);
      case 'refused': {
        const { problems } = outcome;
        return changePage(request, reply.status(422), { view, typed, theirs: null, problems });
      }
      case 'stale': {
        const { theirs } = outcome;
        const problems = [{ field: 'text', message: theirs ? changedWords : removedWords }];
        return changePage(request, reply.status(409), { view, typed, theirs, problems });
      }
      case 'ended':
        return endedPage(request, reply);
      case 'not-found':
        throw new NotFound();
    }
  });

  app.post(`${path}/:recommendation/remove`, editor, async (request: OneRequest, reply) => {
    formOf(request, {});
    const view = await discussionIn(records, request, parts);
    const recommendationId = request.params.recommendation;
    const input = { ...ofAudit(request, view), recommendationId };
    const outcome = await withdrawRecommendation(records, input, actorIn(request), request.now);
    if (outcome === 'not-found') throw new NotFound();
    if (outcome === 'ended') return endedPage(request, reply);
    return reply.redirect(listOf(view), 303);
  });
}

const changedWords =
  'Somebody has changed this recommendation since you opened it. Nothing is lost: put together below what should stay, then save.';
const removedWords =
  'Somebody has removed this recommendation since you opened it. To keep what you wrote, record it as a new one.';

function ofAudit(request: FastifyRequest, view: RecommendationsView) {
  return { partnershipId: staffIn(request).partnershipId, auditId: view.auditId };
}

function listOf(view: RecommendationsView): string {
  return `/console/audits/${view.number}/discussion/recommendations`;
}

function nothingYet(): Typed {
  return { key: randomUUID(), text: '', ownerAgencyId: '', dueDate: '', findingId: '' };
}

function asTyped({ text, ownerAgencyId, dueDate, findingId }: Typed) {
  return { text, ownerAgencyId, dueDate, findingId: findingId || null };
}

function typedOf(view: RecommendationsView, own: Recommendation): Typed {
  const { text, ownerAgencyId, dueDate } = own;
  // A finding that was changed or removed since cannot be chosen any more.
  const standing = view.findings.find(({ id }) => id === own.findingId);
  const day = formatDate(dueDate).replace(/^\w+ /, '');
  return { key: randomUUID(), text, ownerAgencyId, dueDate: day, findingId: standing?.id ?? '' };
}

function choices(view: RecommendationsView) {
  return {
    agencies: view.agencies.map(({ id, name }) => ({ value: id, text: name })),
    findings: view.findings.map((finding) => ({
      value: finding.id,
      text: `${kindWords[finding.kind]}, ${aboutWords(view, finding)}: ${shortened(finding.text)}`,
    })),
  };
}

const shownLength = 60;

function shortened(text: string): string {
  return text.length <= shownLength ? text : `${text.slice(0, shownLength).trimEnd()} …`;
}

async function listPage(
  request: AuditRequest,
  reply: FastifyReply,
  given: { view: RecommendationsView; typed: Typed; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, typed, problems } = given;
  return consolePage(request, reply, 'discussion-recommendations', {
    ...discussionFacts(view),
    ...choices(view),
    title: 'Recommendations',
    recommendations: view.recommendations.map((each) => ({
      ...each,
      owner: view.agencies.find(({ id }) => id === each.ownerAgencyId)?.name ?? '',
      due: formatDate(each.dueDate),
    })),
    typed,
    problems,
  });
}

async function changePage(
  request: OneRequest,
  reply: FastifyReply,
  given: {
    view: RecommendationsView;
    typed: Typed;
    theirs: Recommendation | null;
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, typed, theirs, problems } = given;
  const id = theirs?.id ?? request.params.recommendation;
  const standing = view.recommendations.find((each) => each.id === id);
  return consolePage(request, reply, 'discussion-recommendation', {
    ...discussionFacts(view),
    ...choices(view),
    backLink: listOf(view),
    title: standing ? `Change recommendation ${standing.number}` : 'Change a recommendation',
    // What was removed meanwhile can only come back as a new one.
    action: standing ? `${listOf(view)}/${id}` : listOf(view),
    theirs: theirs?.text,
    typed,
    problems,
  });
}
