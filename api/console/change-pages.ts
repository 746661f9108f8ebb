import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { cancelAudit, pauseAudit, resumeAudit } from '../../records/audits/pause-audit.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';

export interface ReasonPage {
  title: string;
  paragraphs: string[];
  button: string;
  warning?: boolean;
  problems?: FieldProblem[];
  reason?: string;
}

export const reasonField = z.string().max(5000).default('');
export const missingReason: FieldProblem = {
  field: 'reason',
  message: 'Say why. The reason is kept with the audit.',
};

const changes = {
  pause: {
    title: 'Pause the audit',
    paragraphs: [
      'Every clock stands still: no reminder leaves, nothing falls due and nothing closes. Answers are still taken.',
      'When you resume it, everything open moves by the working days of the pause.',
    ],
    button: 'Pause the audit',
  },
  resume: {
    title: 'Resume the audit',
    paragraphs: [
      'The clocks go on. Due dates and the dates of the audit that are still to come move by the working days of the pause.',
    ],
    button: 'Resume the audit',
  },
  cancel: {
    title: 'Cancel the audit',
    paragraphs: [
      'Nobody is asked anything any more, and no automatic email leaves. What has come in stays on record.',
      'This cannot be undone.',
    ],
    button: 'Cancel the audit for good',
    warning: true,
  },
} as const satisfies Record<string, ReasonPage>;

/** Changes of a running audit, each with a reason on a page of its own. */
export function changePages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const base = '/console/audits/:number';

  for (const change of Object.keys(changes) as (keyof typeof changes)[]) {
    app.get(`${base}/${change}`, editor, async (request: AuditRequest, reply) => {
      await auditIn(records, request);
      return reasonPage(request, reply, changes[change]);
    });
    app.post(`${base}/${change}`, editor, async (request: AuditRequest, reply) => {
      const { reason } = formOf(request, { reason: reasonField });
      const { id: auditId } = await auditIn(records, request);
      const input = { partnershipId: staffIn(request).partnershipId, auditId, reason };
      const outcome = await does[change](records, input, actorIn(request), request.now);
      if (outcome === 'no-reason') {
        const shown = { ...changes[change], problems: [missingReason], reason };
        return reasonPage(request, reply.status(422), shown);
      }
      nudge();
      return reply.redirect(`/console/audits/${request.params.number}`, 303);
    });
  }
}

const does = {
  pause: pauseAudit,
  resume: async (...given: Parameters<typeof resumeAudit>) => (await resumeAudit(...given)).kind,
  cancel: cancelAudit,
};

export async function reasonPage(
  request: FastifyRequest<{ Params: { number: string } }>,
  reply: FastifyReply,
  page: ReasonPage,
): Promise<FastifyReply> {
  const { number } = request.params;
  const backLink = `/console/audits/${number}`;
  return consolePage(request, reply, 'reason', { number, backLink, ...page });
}
