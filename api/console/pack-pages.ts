import type { FastifyInstance, FastifyReply } from 'fastify';
import { stageOfKind } from '../../domain/profile.ts';
import { type Collation, collation } from '../../records/checks/collation.ts';
import { circulatePack, type PackCirculated } from '../../records/discussion/pack.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { whoOf } from '../side-by-side.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';

/** What is in and what is missing; the pack can be circulated before its date. */
export function packPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const path = '/console/audits/:number/pack';

  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) => {
    return packPage(request, reply, { view: await viewFor(records, request) });
  });

  app.post(path, { preHandler: access.requireEditor }, async (request: AuditRequest, reply) => {
    formOf(request, {});
    const audit = await auditIn(records, request);
    const input = { partnershipId: staffIn(request).partnershipId, auditId: audit.id };
    const outcome = await circulatePack(records, input, actorIn(request), request.now);
    if (outcome.kind === 'circulated') {
      nudge();
      return reply.redirect(`/console/audits/${audit.number}/pack`, 303);
    }
    const view = await viewFor(records, request);
    return packPage(request, reply.status(409), { view, refused: refusals[outcome.kind] });
  });
}

const refusals: Record<Exclude<PackCirculated['kind'], 'circulated'>, string> = {
  'not-found': 'There is no such audit.',
  'not-open': 'The audit is paused. Resume it first.',
  'nothing-new': 'Nothing new is there to circulate. If somebody else was faster, it has left.',
};

async function viewFor(records: Records, request: AuditRequest): Promise<Collation> {
  const audit = await auditIn(records, request);
  const { partnershipId } = staffIn(request);
  const view = await collation(records, { partnershipId, auditId: audit.id });
  if (!view || !stageOfKind(view.context.profile, 'circulate-pack')) throw new NotFound();
  return view;
}

async function packPage(
  request: AuditRequest,
  reply: FastifyReply,
  { view, refused }: { view: Collation; refused?: string },
): Promise<FastifyReply> {
  const { number } = request.params;
  const { words } = view.context.profile;
  const received = view.agencies.reduce((sum, each) => sum + each.received.length, 0);
  const missing = view.agencies.reduce((sum, each) => sum + each.missing.length, 0);
  return consolePage(request, reply, 'pack', {
    title: 'The pack',
    number,
    backLink: `/console/audits/${number}`,
    words,
    refused,
    received,
    missing,
    fresh: view.fresh,
    leaves: view.leaves && {
      at: momentOf(new Date(view.leaves.at)),
      supplement: view.leaves.supplement,
    },
    running: view.context.state === 'open',
    discussion: stageOfKind(view.context.profile, 'discuss')
      ? `/console/audits/${number}/discussion`
      : null,
    editions: view.editions.map((edition) => ({
      ...edition,
      at: momentOf(edition.circulatedAt),
    })),
    agencies: view.agencies.map((each) => ({
      who: whoOf(each),
      received: each.received.length,
      missing: [...new Set(each.missing)].map((child) => `C${child}`).join(', '),
    })),
  });
}
