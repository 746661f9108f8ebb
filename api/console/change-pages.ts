import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { profileOfAudit } from '../../records/audit-profile.ts';
import { cancelAudit, pauseAudit, resumeAudit } from '../../records/pause-audit.ts';
import { replaceCase } from '../../records/replace-case.ts';
import { levelLabel } from '../../records/selection-view.ts';
import type { Records } from '../../records/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';

interface ReasonPage {
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

  app.get(`${base}/children/:child/replace`, editor, async (request: ChildRequest, reply) => {
    const child = await childIn(records, request);
    return reasonPage(request, reply, replacePage(child));
  });

  app.post(`${base}/children/:child/replace`, editor, async (request: ChildRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const child = await childIn(records, request);
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, caseId: child.id, reason };
    const outcome = await replaceCase(records, input, actorIn(request), request.now);
    const said = replaceRefusals[outcome.kind];
    if (said) {
      const problems = [{ field: 'reason', message: said }];
      return reasonPage(request, reply.status(422), { ...replacePage(child), problems, reason });
    }
    nudge();
    return reply.redirect(`/console/audits/${request.params.number}/children`, 303);
  });
}

const does = {
  pause: pauseAudit,
  resume: async (...given: Parameters<typeof resumeAudit>) => (await resumeAudit(...given)).kind,
  cancel: cancelAudit,
};

const replaceRefusals: Partial<Record<string, string>> = {
  'no-reason': missingReason.message,
  'none-left':
    'No other child of this level is left on the list. The audit has to go on with one child fewer, or be cancelled and started again with a longer list.',
  paused: 'The audit is paused. Resume it first.',
  ended: 'The audit has ended: no child can be replaced any more.',
};

export type ChildRequest = FastifyRequest<{ Params: { number: string; child: string } }>;

/** The child that an address names, selected now or before. */
export async function childIn(
  records: Records,
  request: ChildRequest,
): Promise<{ id: string; number: number; level: string }> {
  const audit = await auditIn(records, request);
  const number = Number(/^C(\d{1,4})$/.exec(request.params.child)?.[1]);
  const row = await records.database.case.findFirst({
    where: { auditId: audit.id, number: number || -1, partnershipId: audit.partnershipId },
  });
  if (!row) throw new NotFound();
  const profile = await profileOfAudit(records, audit.id);
  return { id: row.id, number: row.number, level: levelLabel(profile, row.stratum) };
}

function replacePage({ number, level }: { number: number; level: string }): ReasonPage {
  return {
    title: `Replace C${number}`,
    paragraphs: [
      `The next child of the random order takes its place (${level}). It gets a number of its own and is not chosen by anybody.`,
      `Nobody is asked about C${number} any more; what has come in about it stays on record but goes no further. You are asked who the new child is, and the agencies whether they knew it.`,
    ],
    button: `Replace C${number}`,
    warning: true,
  };
}

export async function reasonPage(
  request: FastifyRequest<{ Params: { number: string } }>,
  reply: FastifyReply,
  page: ReasonPage,
): Promise<FastifyReply> {
  const { number } = request.params;
  const backLink = `/console/audits/${number}`;
  return consolePage(request, reply, 'reason', { number, backLink, ...page });
}
