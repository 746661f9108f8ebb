import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type BriefingDesk, briefingDesk } from '../../records/learning/briefing-view.ts';
import { clearBriefingHits } from '../../records/learning/clear-briefing-hits.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, consolePage } from './console-page.ts';
import { alike } from './report-identifier-pages.ts';

const path = '/console/audits/:number/briefing/identifiers';

/** Everything in the briefing that may identify somebody: to remove, or to leave in with a reason. */
export function briefingIdentifierPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) =>
    hitsPage(request, reply, { desk: await deskIn(request) }),
  );

  app.post(path, { preHandler: access.requireEditor }, async (request: AuditRequest, reply) => {
    const digest = z.string().regex(/^[0-9a-f]{64}$/);
    const form = formOf(request, {
      version: z.coerce.number().int(),
      digest: z.union([digest, z.array(digest).max(5000)]),
      reason: z.string().default(''),
    });
    const desk = await deskIn(request);
    const digests = [form.digest].flat();
    const { version, reason } = form;
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, auditId: desk.auditId, version, digests, reason };
    const outcome = await clearBriefingHits(records, input, actorIn(request), request.now);
    const given = { desk, typed: { first: digests[0] ?? '', reason } };
    switch (outcome.kind) {
      case 'cleared':
        return reply.redirect(`${base(desk)}/identifiers`, 303);
      case 'refused': {
        const field = `reason-${digests[0]}`;
        const problems = outcome.problems.map(({ message }) => ({ field, message }));
        return hitsPage(request, reply.status(422), { ...given, problems });
      }
      case 'changed': {
        const message = 'Somebody has saved another text. Look at what was found in it.';
        const problems = [{ field: 'found', message }];
        return hitsPage(request, reply.status(409), { ...given, problems });
      }
      case 'ended':
        return reply.redirect(base(desk), 303);
      case 'not-found':
        throw new NotFound();
    }
  });

  async function deskIn(request: AuditRequest): Promise<BriefingDesk> {
    const { partnershipId } = staffIn(request);
    const { number } = request.params;
    const desk = await briefingDesk(records, { partnershipId, number });
    if (!desk) throw new NotFound();
    return desk;
  }
}

async function hitsPage(
  request: AuditRequest,
  reply: FastifyReply,
  given: {
    desk: BriefingDesk;
    typed?: { first: string; reason: string };
    problems?: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { desk, typed, problems = [] } = given;
  // A block's id begins with the field of its point: "point-3-1".
  const hrefOf = ({ blockId }: { blockId: string }) =>
    `${base(desk)}#${blockId.replace(/-\d+$/, '')}`;
  const open = desk.hits.filter(({ cleared }) => cleared === null);
  return consolePage(request, reply, 'report-identifiers', {
    title: 'Check for anything that may identify somebody',
    what: 'briefing',
    number: desk.number,
    version: desk.text.version,
    state: desk.open ? 'open' : 'closed',
    base: base(desk),
    backLink: base(desk),
    words: desk.words,
    openHits: open.length,
    problems,
    typed,
    groups: alike(open, hrefOf),
    left: alike(
      desk.hits.filter(({ cleared }) => cleared !== null),
      hrefOf,
    ),
  });
}

function base(desk: BriefingDesk): string {
  return `/console/audits/${desk.number}/briefing`;
}
