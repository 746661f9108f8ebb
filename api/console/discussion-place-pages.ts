import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import { whenDegreeDate } from '../../domain/degree-dates.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import { arrangeMeeting } from '../../records/arrange-meeting.ts';
import type { DiscussionView } from '../../records/discussion-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, consolePage } from './console-page.ts';
import { discussionFacts, discussionIn, endedPage } from './discussion-request.ts';

interface Typed {
  startsAt: string;
  minutes: string;
  place: string;
  revision: number;
}

/** When on its day the discussion begins, and where. */
export function discussionPlacePages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const path = '/console/audits/:number/discussion/place';

  app.get(path, editor, async (request: AuditRequest, reply) => {
    const view = await discussionIn(records, request);
    const { startsAt, minutes, place, revision } = view.meeting;
    const typed = { startsAt, minutes: String(minutes), place, revision };
    return page(request, reply, { view, typed, problems: [] });
  });

  app.post(path, editor, async (request: AuditRequest, reply) => {
    const typed: Typed = formOf(request, {
      startsAt: z.string().max(500).default(''),
      minutes: z.string().max(500).default(''),
      place: z.string().max(5000).default(''),
      revision: z.coerce.number().int().min(0),
    });
    const view = await discussionIn(records, request);
    const outcome = await arrangeMeeting(
      records,
      {
        partnershipId: staffIn(request).partnershipId,
        auditId: view.auditId,
        startsAt: typed.startsAt
          .trim()
          .replace(/^(\d):/, '0$1:')
          .replace('.', ':'),
        minutes: Number(typed.minutes.trim() || 'x'),
        place: typed.place,
        revision: typed.revision,
      },
      actorIn(request),
      request.now,
    );
    switch (outcome.kind) {
      case 'arranged':
      case 'unchanged':
        nudge();
        return reply.redirect(`/console/audits/${view.number}/discussion`, 303);
      case 'refused':
        return page(request, reply.status(422), { view, typed, problems: outcome.problems });
      case 'stale':
        return page(request, reply.status(409), {
          view,
          typed: { ...typed, revision: view.meeting.revision },
          problems: [{ field: 'place', message: staleWords(view) }],
        });
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return endedPage(request, reply);
    }
  });
}

function staleWords({ meeting }: DiscussionView): string {
  const where = meeting.place ? `, ${meeting.place}` : '';
  return `Somebody has changed this meanwhile: it is now at ${meeting.startsAt}${where}. What you entered stands below; save it again if it is to replace that.`;
}

async function page(
  request: AuditRequest,
  reply: FastifyReply,
  given: { view: DiscussionView; typed: Typed; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, typed, problems } = given;
  return consolePage(request, reply, 'discussion-place', {
    ...discussionFacts(view),
    title: `Time and place of the ${view.profile.words.discussion}`,
    date: view.meeting.date
      ? formatDate(view.meeting.date)
      : sentenceCase(whenDegreeDate(view.day)),
    typed,
    problems,
  });
}
