import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { initialFindingKinds, initialFindingLabel } from '../../domain/initial-finding.ts';
import {
  finishInitialReview,
  type InitialFindingSaved,
  recordInitialFinding,
  settleInitialFinding,
  withdrawInitialFinding,
} from '../../records/checks/initial-review.ts';
import type { DiscussionView } from '../../records/discussion/discussion-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { aboutWords } from './discussion-finding-pages.ts';
import { discussionFacts, discussionIn, endedPage } from './discussion-request.ts';

const parts = ['initialFindings', 'reviewOpen', 'children', 'agencies'] as const;
type ReviewView = DiscussionView<(typeof parts)[number]>;

type ReviewRequest = FastifyRequest<{ Params: { number: string } }>;
type FindingRequest = FastifyRequest<{ Params: { number: string; finding: string } }>;

interface Typed {
  key: string;
  kind: string;
  caseId: string;
  agencyId: string;
  text: string;
}

const path = '/console/audits/:number/discussion/review';
const long = z.string().max(200_000).default('');

/** What came in is gone through before the discussion: what is to be brought up there (SO-20). */
export function discussionReviewPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  const editor = { preHandler: access.requireEditor };

  app.get(path, staff, async (request: ReviewRequest, reply) =>
    page(request, reply, { view: await reviewIn(request), typed: nothingYet(), problems: [] }),
  );

  app.post(path, editor, async (request: ReviewRequest, reply) => {
    const short = z.string().max(50).default('');
    const shape = { key: z.uuid(), kind: short, caseId: short, agencyId: short, text: long };
    const { _csrf, ...typed } = formOf(request, shape);
    const { key, kind, caseId, agencyId, text } = typed;
    const view = await reviewIn(request);
    const finding = { kind, caseId: caseId || null, agencyId: agencyId || null, text };
    const input = { ...ofAudit(request, view), key, typed: finding };
    const outcome = await recordInitialFinding(records, input, actorIn(request), request.now);
    return saved(request, reply, { view, typed, outcome });
  });

  app.post(`${path}/:finding/outcome`, editor, async (request: FindingRequest, reply) => {
    const { outcome: said } = formOf(request, { outcome: long });
    const view = await reviewIn(request);
    const { finding: findingId } = request.params;
    const input = { ...ofAudit(request, view), findingId, outcome: said };
    const outcome = await settleInitialFinding(records, input, actorIn(request), request.now);
    return saved(request, reply, { view, typed: nothingYet(), outcome });
  });

  app.post(`${path}/:finding/remove`, editor, async (request: FindingRequest, reply) => {
    formOf(request, {});
    const view = await reviewIn(request);
    const input = { ...ofAudit(request, view), findingId: request.params.finding };
    const outcome = await withdrawInitialFinding(records, input, actorIn(request), request.now);
    if (outcome === 'not-found') throw new NotFound();
    return outcome === 'ended' ? endedPage(request, reply) : back(request, reply);
  });

  app.post(`${path}/finish`, editor, async (request: ReviewRequest, reply) => {
    formOf(request, {});
    const view = await reviewIn(request);
    const input = ofAudit(request, view);
    const outcome = await finishInitialReview(records, input, actorIn(request), request.now);
    if (outcome === 'not-found') throw new NotFound();
    if (outcome === 'ended') return endedPage(request, reply);
    nudge();
    return reply.redirect(`/console/audits/${request.params.number}/discussion`, 303);
  });

  async function reviewIn(request: ReviewRequest): Promise<ReviewView> {
    const view = await discussionIn(records, request, parts);
    if (!view.settings.initialReview) throw new NotFound();
    return view;
  }

  function saved(
    request: ReviewRequest,
    reply: FastifyReply,
    given: { view: ReviewView; typed: Typed; outcome: InitialFindingSaved },
  ): FastifyReply | Promise<FastifyReply> {
    const { view, typed, outcome } = given;
    switch (outcome.kind) {
      case 'saved':
        return back(request, reply);
      case 'refused':
        return page(request, reply.status(422), { view, typed, problems: outcome.problems });
      case 'ended':
        return endedPage(request, reply);
      case 'not-found':
        throw new NotFound();
    }
  }
}

function back(request: ReviewRequest, reply: FastifyReply): FastifyReply {
  return reply.redirect(`/console/audits/${request.params.number}/discussion/review`, 303);
}

function ofAudit(request: FastifyRequest, { auditId }: ReviewView) {
  return { partnershipId: staffIn(request).partnershipId, auditId };
}

function nothingYet(): Typed {
  return { key: randomUUID(), kind: '', caseId: '', agencyId: '', text: '' };
}

/** What is to be brought up, in words: all of it, or what is about one child and about none. */
export function initialFindingFacts(
  view: Pick<ReviewView, 'initialFindings' | 'children' | 'agencies'>,
  caseId?: string,
) {
  return view.initialFindings
    .filter((each) => caseId === undefined || each.caseId === null || each.caseId === caseId)
    .map((each) => ({
      ...each,
      label: initialFindingLabel(each.kind),
      about: aboutWords(view, each),
    }));
}

async function page(
  request: ReviewRequest,
  reply: FastifyReply,
  given: { view: ReviewView; typed: Typed; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, typed, problems } = given;
  return consolePage(request, reply, 'discussion-review', {
    ...discussionFacts(view),
    title: 'To bring up',
    findings: initialFindingFacts(view),
    open: view.reviewOpen,
    kinds: initialFindingKinds.map(({ key, label }) => ({ value: key, text: label })),
    children: view.children.map(({ caseId, number }) => ({ value: caseId, text: `C${number}` })),
    agencies: view.agencies.map(({ id, name }) => ({ value: id, text: name })),
    typed,
    problems,
  });
}
