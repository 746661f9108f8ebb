import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { CheckedHit } from '../../records/report/report-check.ts';
import { clearHits, identifiersIn } from '../../records/report/report-check.ts';
import type { ReportDesk } from '../../records/report/report-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';
import { deskFacts, deskIn, reportClosed } from './report-request.ts';

const path = '/console/audits/:number/report/identifiers';

/** Everything in the report that may identify somebody: to remove, or to leave in with a reason. */
export function reportIdentifierPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) =>
    hitsPage(request, reply, { desk: await deskIn(records, request) }),
  );

  // A text goes with each pause in writing, so it is told apart from the forms' own addresses.
  app.post(`${path}/text`, { preHandler: access.requireEditor }, async (request: AuditRequest) => {
    const { text } = formOf(request, { text: z.string() });
    const { id: auditId, partnershipId } = await auditIn(records, request);
    return { hits: await identifiersIn(records, { partnershipId, auditId, text }) };
  });

  app.post(path, { preHandler: access.requireEditor }, async (request: AuditRequest, reply) => {
    const digest = z.string().regex(/^[0-9a-f]{64}$/);
    const form = formOf(request, {
      version: z.coerce.number().int(),
      digest: z.union([digest, z.array(digest).max(5000)]),
      reason: z.string().default(''),
    });
    const { id: auditId } = await auditIn(records, request);
    const { partnershipId } = staffIn(request);
    const digests = [form.digest].flat();
    const { version, reason } = form;
    const input = { partnershipId, auditId, version, digests, reason };
    const outcome = await clearHits(records, input, actorIn(request), request.now);
    const given = { typed: { first: digests[0] ?? '', reason } };
    switch (outcome.kind) {
      case 'cleared':
        return reply.redirect(`/console/audits/${request.params.number}/report/identifiers`, 303);
      case 'refused': {
        const [problem] = outcome.problems;
        const field = `reason-${digests[0]}`;
        const problems = [{ field, message: problem?.message ?? '' }];
        const desk = await deskIn(records, request);
        return hitsPage(request, reply.status(422), { desk, ...given, problems });
      }
      case 'changed': {
        const message = 'Somebody has saved another version. Look at what was found in it.';
        const problems = [{ field: 'found', message }];
        const desk = await deskIn(records, request);
        return hitsPage(request, reply.status(409), { desk, ...given, problems });
      }
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return reportClosed(request, reply);
    }
  });
}

async function hitsPage(
  request: AuditRequest,
  reply: FastifyReply,
  given: {
    desk: ReportDesk;
    typed?: { first: string; reason: string };
    problems?: { field: string; message: string }[];
  },
): Promise<FastifyReply> {
  const { desk, typed, problems = [] } = given;
  const { number } = request.params;
  const hrefOf = ({ blockId }: CheckedHit) =>
    `/console/audits/${number}/report/edit#text-${blockId}`;
  const open = desk.hits.filter(({ cleared }) => cleared === null);
  const left = desk.hits.filter(({ cleared }) => cleared !== null);
  return consolePage(request, reply, 'report-identifiers', {
    ...deskFacts(desk),
    title: 'Check for anything that may identify somebody',
    problems,
    typed,
    what: 'report',
    groups: alike(open, hrefOf),
    left: alike(left, hrefOf),
  });
}

/** Hits that read the same are decided on together; each leads to where it can be changed. */
export function alike(hits: readonly CheckedHit[], hrefOf: (hit: CheckedHit) => string) {
  const groups = new Map<string, CheckedHit[]>();
  for (const hit of hits) {
    const key = `${hit.kind} ${hit.text} ${hit.cleared?.reason ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), hit]);
  }
  return [...groups.values()].map((group) => ({
    text: group[0]?.text ?? '',
    why: group[0]?.why ?? '',
    first: group[0]?.digest ?? '',
    reason: group[0]?.cleared?.reason ?? '',
    digests: [...new Set(group.map(({ digest }) => digest))],
    places: group.map((hit) => ({
      sentence: hit.sentence,
      sectionTitle: hit.sectionTitle,
      href: hrefOf(hit),
    })),
  }));
}
