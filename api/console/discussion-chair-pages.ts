import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { peopleToChoose } from '../../records/directory/people-to-choose.ts';
import type { DiscussionView } from '../../records/discussion/discussion-view.ts';
import { nameChair } from '../../records/discussion/name-chair.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, consolePage } from './console-page.ts';
import { discussionFacts, discussionIn, endedPage } from './discussion-request.ts';

const parts = ['chair'] as const;
type ChairView = DiscussionView<(typeof parts)[number]>;

interface Typed {
  chair: string;
  name: string;
  email: string;
}

/** The officer names who chairs the discussion (CH-21). */
export function discussionChairPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const path = '/console/audits/:number/discussion/chair';

  app.get(path, editor, async (request: AuditRequest, reply) => {
    const view = await viewFor(records, request);
    const typed = { chair: view.chair?.contactId ?? '', name: '', email: '' };
    return page(request, reply, { view, typed, problems: [] });
  });

  app.post(path, editor, async (request: AuditRequest, reply) => {
    const form = formOf(request, {
      chair: z.string().max(40).default(''),
      name: z.string().max(5000).default(''),
      email: z.string().max(5000).default(''),
    });
    const typed: Typed = { chair: form.chair, name: form.name, email: form.email };
    const view = await viewFor(records, request);
    const chair = typed.chair === 'other' ? typed : { contactId: typed.chair };
    const input = { partnershipId: staffIn(request).partnershipId, auditId: view.auditId, chair };
    const outcome = await nameChair(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'named':
        nudge();
        return reply.redirect(`/console/audits/${view.number}/discussion`, 303);
      case 'refused':
        return page(request, reply.status(422), { view, typed, problems: outcome.problems });
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return endedPage(request, reply);
    }
  });

  async function page(
    request: AuditRequest,
    reply: FastifyReply,
    given: { view: ChairView; typed: Typed; problems: FieldProblem[] },
  ): Promise<FastifyReply> {
    const { view, typed, problems } = given;
    const { partnershipId } = staffIn(request);
    return consolePage(request, reply, 'discussion-chair', {
      ...discussionFacts(view),
      title: `Who chairs the ${view.profile.words.discussion}`,
      independent: view.settings.chair?.independent,
      named: view.chair?.name ?? null,
      people: await peopleToChoose(records, { partnershipId }),
      typed,
      problems,
    });
  }
}

async function viewFor(records: Records, request: AuditRequest): Promise<ChairView> {
  const view = await discussionIn(records, request, parts);
  if (!view.settings.chair) throw new NotFound();
  return view;
}
