import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { concernKindWords, concernStateWords } from '../../domain/concern-words.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { partnershipZone } from '../../records/access/readers.ts';
import {
  type ConcernLine,
  closedConcerns,
  concernNumbers,
  openConcerns,
} from '../../records/concerns/concern-list.ts';
import { raiseConcern } from '../../records/concerns/raise-concern.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import {
  concernFormFacts,
  emptyConcern,
  notReferralFacts,
  readConcern,
  type ShownConcern,
} from '../concern-form.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { mayUse } from '../who-may.ts';
import { consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';

/** Raising an urgent concern in the business unit, and all that there are. */
export function urgentConcernPages(
  app: FastifyInstance,
  dependencies: ApiDependencies,
  access: Access,
): void {
  const { records, post, nudge } = dependencies;
  // Whoever only looks at audits must be able to raise a concern as well.
  const staff = { preHandler: access.requireStaff };

  app.get('/console/urgent-concern', staff, async (request, reply) => {
    const zone = await partnershipZone(records, staffIn(request).partnershipId);
    return form(records, request, reply, { shown: emptyConcern(request.now, zone), problems: [] });
  });

  app.post('/console/urgent-concern', staff, async (request, reply) => {
    const shown = readConcern(request);
    const { partnershipId, contactId } = staffIn(request);
    const reporter = { partnershipId, contactId, staff: true };
    const outcome = await raiseConcern(records, { reporter, ...shown }, request.now);
    if (outcome.kind === 'refused') {
      const { problems } = outcome;
      return form(records, request, reply.status(422), { shown, problems });
    }
    if (outcome.kind === 'raised') {
      await post.send(outcome.letters, request.now);
      nudge();
    }
    const reads = mayUse(staffIn(request), 'GET /console/concerns/:concern');
    const next = reads ? `/console/concerns/${outcome.number}` : '/console/urgent-concern/raised';
    return reply.redirect(next, 303);
  });

  app.get('/console/urgent-concern/raised', staff, async (request, reply) =>
    reply.page('message.njk', {
      title: 'The concern has been raised',
      partnershipName: staffIn(request).partnershipName,
      paragraphs: [
        'Those who have to act have been told by email, the business unit among them.',
        'Raising it here is not a referral. If a child is in danger now, phone 999, or the front door of children’s social care.',
      ],
      next: { href: '/console', text: 'Back to the console' },
    }),
  );

  app.get('/console/concerns', staff, async (request, reply) => {
    const reader = staffIn(request);
    const closed = await closedConcerns(records, reader, request.now);
    return consolePage(request, reply, 'concerns', {
      title: 'Urgent concerns',
      concerns: await concernLines(records, reader, request.now),
      closed: closed.map(lineWords),
    });
  });
}

/** The open concerns as the console's first page lists them, before everything else. */
export async function concernLines(
  records: Records,
  staff: { partnershipId: string; contactId: string },
  now: Date,
) {
  return (await openConcerns(records, staff, now)).map(lineWords);
}

function lineWords(line: ConcernLine) {
  return {
    number: line.number,
    agency: line.agency,
    kind: concernKindWords(line.kind),
    state: concernStateWords(line.step),
    raised: momentOf(line.raisedAt),
    due: line.dueAt ? momentOf(line.dueAt) : '',
    overdue: line.overdue,
    href: `/console/concerns/${line.number}`,
  };
}

async function form(
  records: Records,
  request: FastifyRequest,
  reply: FastifyReply,
  given: { shown: ShownConcern; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { partnershipId, contactId } = staffIn(request);
  const settings = await concernNumbers(records, partnershipId);
  return consolePage(request, reply, 'urgent-concern', {
    title: 'Urgent concern',
    backLink: '/console',
    forOthers: true,
    ...notReferralFacts(settings),
    ...(await concernFormFacts(records, { partnershipId, contactId, staff: true })),
    ...given.shown,
    problems: given.problems,
  });
}
