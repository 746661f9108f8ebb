import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { findLink } from '../../records/access/links.ts';
import { partnershipName, partnershipZone } from '../../records/access/readers.ts';
import { findSession } from '../../records/access/sessions.ts';
import { concernNumbers } from '../../records/concerns/concern-list.ts';
import { raiseConcern } from '../../records/concerns/raise-concern.ts';
import { type Access, readerIn, readerNow } from '../access.ts';
import {
  concernFormFacts,
  emptyConcern,
  notReferralFacts,
  readConcern,
  type ShownConcern,
} from '../concern-form.ts';
import { cookieNames } from '../cookies.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { roomForPastes } from '../forms.ts';

type LinkRequest = FastifyRequest<{ Params: { token: string } }>;

/**
 * Where every page leads with one click when a child or an adult is at risk. It says first that it
 * is not a referral, and whom to phone, to anybody; who has entered a code can raise a concern.
 */
export function urgentConcernPage(
  app: FastifyInstance,
  dependencies: ApiDependencies,
  access: Access,
): void {
  const { records, post, nudge } = dependencies;

  app.get('/urgent-concern', async (request, reply) => {
    const reader = await readerNow(records, request);
    if (!reader) {
      if (await isStaff(dependencies, request)) {
        return reply.redirect('/console/urgent-concern', 303);
      }
      return numbersPage(dependencies, reply, null);
    }
    request.reader = reader;
    const zone = await partnershipZone(records, reader.partnershipId);
    const shown = emptyConcern(request.now, zone);
    return form(dependencies, request, reply, { shown, problems: [] });
  });

  // From a link that nobody has entered a code for: its partnership's numbers, and nothing else.
  app.get('/l/:token/urgent-concern', async (request: LinkRequest, reply) => {
    if (await readerNow(records, request)) return reply.redirect('/urgent-concern', 303);
    const link = await findLink(records, request.params.token, request.now);
    return numbersPage(dependencies, reply, link.kind === 'unknown' ? null : link.partnershipId);
  });

  const reader = { preHandler: access.requireReader, bodyLimit: roomForPastes };
  app.post('/urgent-concern', reader, async (request, reply) => {
    const shown = readConcern(request);
    const { partnershipId, contactId } = readerIn(request);
    const outcome = await raiseConcern(
      records,
      { reporter: { partnershipId, contactId, staff: false }, ...shown },
      request.now,
    );
    if (outcome.kind === 'refused') {
      const { problems } = outcome;
      return form(dependencies, request, reply.status(422), { shown, problems });
    }
    if (outcome.kind === 'raised') {
      await post.send(outcome.letters, request.now);
      nudge();
    }
    return reply.redirect(`/concerns/${outcome.number}`, 303);
  });
}

async function form(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  given: { shown: ShownConcern; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { partnershipId, contactId, partnershipName: name } = readerIn(request);
  const settings = await concernNumbers(records, partnershipId);
  return reply.page('contact/urgent-concern.njk', {
    title: 'Urgent concern',
    partnershipName: name,
    backLink: '/asks',
    ...notReferralFacts(settings),
    ...(await concernFormFacts(records, { partnershipId, contactId, staff: false })),
    ...given.shown,
    problems: given.problems,
  });
}

async function numbersPage(
  { records }: ApiDependencies,
  reply: FastifyReply,
  partnershipId: string | null,
): Promise<FastifyReply> {
  const settings = await concernNumbers(records, partnershipId);
  return reply.page('contact/urgent-numbers.njk', {
    title: 'Urgent concern',
    partnershipName: partnershipId ? await partnershipName(records, partnershipId) : '',
    ...notReferralFacts(settings),
  });
}

async function isStaff({ records }: ApiDependencies, request: FastifyRequest): Promise<boolean> {
  const token = request.cookies[cookieNames.staff];
  if (!token) return false;
  return (await findSession(records, { kind: 'staff', token, now: request.now })) !== null;
}
