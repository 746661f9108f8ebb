import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type ConclusionText, saveConclusion } from '../../records/discussion/conclusions.ts';
import type { ConclusionView } from '../../records/discussion/discussion-parts.ts';
import type { DiscussionView } from '../../records/discussion/discussion-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, consolePage } from './console-page.ts';
import { discussionFacts, discussionIn, endedPage } from './discussion-request.ts';
import { momentOf } from './moments.ts';

const parts = ['conclusions'] as const;
type ConclusionsView = DiscussionView<(typeof parts)[number]>;

type HeadRequest = FastifyRequest<{ Params: { number: string; head: string } }>;

/** A conclusion under each head of the process. */
export function discussionConclusionPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const path = '/console/audits/:number/discussion/conclusions';
  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) => {
    const view = await discussionIn(records, request, parts);
    return consolePage(request, reply, 'discussion-conclusions', {
      ...discussionFacts(view),
      title: 'Conclusions',
      conclusions: view.conclusions.map((each) => ({
        ...each,
        written: each.written && `${momentOf(each.written.at)}, ${each.written.by}`,
      })),
    });
  });

  const editor = { preHandler: access.requireEditor };
  app.get(`${path}/:head`, editor, async (request: HeadRequest, reply) => {
    const view = await discussionIn(records, request, parts);
    const head = headIn(view, request);
    const { text, revision } = head;
    return page(request, reply, { view, head, text, revision, theirs: null, problems: [] });
  });

  app.post(`${path}/:head`, editor, async (request: HeadRequest, reply) => {
    const { text, revision } = formOf(request, {
      text: z.string().default(''),
      revision: z.coerce.number().int().min(0),
    });
    const view = await discussionIn(records, request, parts);
    const head = headIn(view, request);
    const input = {
      partnershipId: staffIn(request).partnershipId,
      auditId: view.auditId,
      head: head.key,
      text,
      revision,
    };
    const outcome = await saveConclusion(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'saved':
        nudge();
        return reply.redirect(`/console/audits/${view.number}/discussion/conclusions`, 303);
      case 'refused': {
        const { problems } = outcome;
        return page(request, reply.status(422), {
          view,
          head,
          text,
          revision,
          theirs: null,
          problems,
        });
      }
      case 'stale': {
        const { theirs } = outcome;
        const problems = [{ field: 'text', message: staleWords }];
        const next = { view, head, text, revision: theirs.revision, theirs, problems };
        return page(request, reply.status(409), next);
      }
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return endedPage(request, reply);
    }
  });
}

const staleWords =
  'Somebody has saved this conclusion since you opened it. Nothing is lost: put together below what should stay, then save.';

function headIn(view: ConclusionsView, request: HeadRequest): ConclusionView {
  const head = view.conclusions.find(({ key }) => key === request.params.head);
  if (!head) throw new NotFound();
  return head;
}

async function page(
  request: HeadRequest,
  reply: FastifyReply,
  given: {
    view: ConclusionsView;
    head: ConclusionView;
    text: string;
    revision: number;
    theirs: ConclusionText | null;
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, head, text, revision, theirs, problems } = given;
  const facts = discussionFacts(view);
  return consolePage(request, reply, 'discussion-conclusion', {
    ...facts,
    backLink: `${facts.base}/conclusions`,
    title: `Conclusion: ${head.label}`,
    text,
    revision,
    theirs: theirs?.text,
    problems,
  });
}
