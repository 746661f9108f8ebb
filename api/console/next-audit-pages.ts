import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { linkKinds } from '../../domain/audit-link.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { beginAuditDraft } from '../../records/audits/audit-drafts.ts';
import { type NextAudit, nextAudit } from '../../records/audits/audit-links.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, auditIn, consolePage } from './console-page.ts';
import type { Answers } from './new-audit-answers.ts';

const path = '/console/audits/:number/next';

/** A follow-up audit or a wider sample, set up with what is known from the audit that orders it. */
export function nextAuditPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, editor, async (request: AuditRequest, reply) =>
    choicePage(request, reply, await nextIn(request)),
  );

  app.post(path, editor, async (request: AuditRequest, reply) => {
    const next = await nextIn(request);
    const { kind: chosen } = formOf(request, { kind: z.string().max(20).default('') });
    const kind = linkKinds.find((each) => each === chosen);
    if (!kind) {
      const problems = [{ field: 'kind', message: 'Say what you want to start.' }];
      return choicePage(request, reply.status(422), next, problems);
    }
    const { partnershipId, contactId } = staffIn(request);
    const why = `The action plan of audit ${next.number} orders it.`;
    const answers: Answers = {
      profileVersionId: next.profileVersionId,
      follows: { number: next.number, kind },
      focus: { focus: next.focus, sources: next.source ? { [next.source]: why } : {} },
    };
    const begun = { partnershipId, contactId, answers };
    const draft = await beginAuditDraft(records, begun, request.now);
    return reply.redirect(`/console/audits/new/${draft}/focus`, 303);
  });

  async function nextIn(request: AuditRequest): Promise<NextAudit> {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const next = await nextAudit(records, { partnershipId, auditId });
    if (!next) throw new NotFound();
    return next;
  }
}

async function choicePage(
  request: AuditRequest,
  reply: FastifyReply,
  next: NextAudit,
  problems: FieldProblem[] = [],
): Promise<FastifyReply> {
  return consolePage(request, reply, 'next-audit', {
    title: 'Start a follow-up audit',
    number: next.number,
    backLink: `/console/audits/${next.number}`,
    process: next.title,
    problems,
  });
}
