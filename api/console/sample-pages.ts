import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { profileOfAudit } from '../../records/audits/audit-profile.ts';
import { addCase } from '../../records/sample/add-case.ts';
import { replaceCase, withdrawCase } from '../../records/sample/replace-case.ts';
import { levelLabel } from '../../records/sample/selection-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { missingReason, type ReasonPage, reasonField, reasonPage } from './change-pages.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';

const base = '/console/audits/:number';

/** Changes of a sample that has been drawn: a child is replaced or withdrawn, or one more joins. */
export function samplePages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  for (const [change, { page, act, refusals, next }] of Object.entries(changes)) {
    app.get(`${base}/children/:child/${change}`, editor, async (request: ChildRequest, reply) =>
      reasonPage(request, reply, page(await childIn(records, request))),
    );

    app.post(`${base}/children/:child/${change}`, editor, async (request: ChildRequest, reply) => {
      const { reason } = formOf(request, { reason: reasonField });
      const child = await childIn(records, request);
      const { partnershipId } = staffIn(request);
      const input = { partnershipId, caseId: child.id, reason };
      const outcome = await act(records, input, actorIn(request), request.now);
      const said = refusals[outcome.kind];
      if (said) {
        const problems = [{ field: 'reason', message: said }];
        return reasonPage(request, reply.status(422), { ...page(child), problems, reason });
      }
      nudge();
      return reply.redirect(`/console/audits/${request.params.number}${next}`, 303);
    });
  }

  app.get(`${base}/add-child`, editor, async (request: AuditRequest, reply) =>
    addPage(request, reply, { level: '', reason: '' }, []),
  );

  app.post(`${base}/add-child`, editor, async (request: AuditRequest, reply) => {
    const { level, reason } = formOf(request, {
      level: z.string().max(100).default(''),
      reason: reasonField,
    });
    const audit = await auditIn(records, request);
    const { id: auditId, partnershipId } = audit;
    const input = { partnershipId, auditId, stratum: level, reason };
    const outcome = await addCase(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    const problem = addRefusals[outcome.kind];
    if (problem) return addPage(request, reply.status(422), { level, reason }, [problem]);
    nudge();
    return reply.redirect(`/console/audits/${audit.number}/children`, 303);
  });

  async function addPage(
    request: AuditRequest,
    reply: FastifyReply,
    typed: { level: string; reason: string },
    problems: FieldProblem[],
  ): Promise<FastifyReply> {
    const { id, number } = await auditIn(records, request);
    const profile = await profileOfAudit(records, id);
    const levels = stageOfKind(profile, 'draw-sample')?.strata ?? [];
    return consolePage(request, reply, 'add-child', {
      title: 'Add a child to this audit',
      number,
      backLink: `/console/audits/${number}`,
      words: profile.words,
      levels,
      typed,
      problems,
    });
  }
}

interface Child {
  id: string;
  number: number;
  level: string;
}

const paused = 'The audit is paused. Resume it first.';
const leftBefore = 'This child has left the audit already.';

const changes = {
  replace: {
    act: replaceCase,
    // Where the officer says who the new child is.
    next: '/children',
    page: ({ number, level }: Child): ReasonPage => ({
      title: `Replace C${number}`,
      paragraphs: [
        `The next child of the random order takes its place (${level}). It gets a number of its own and is not chosen by anybody.`,
        `Nobody is asked about C${number} any more; what has come in about it stays on record but goes no further. You are asked who the new child is, and the agencies whether they knew it.`,
      ],
      button: `Replace C${number}`,
      warning: true,
    }),
    refusals: {
      'no-reason': missingReason.message,
      'none-left':
        'No other child of this level is left on the list. Withdraw this one, and the audit goes on with one child fewer.',
      'left-before': leftBefore,
      paused,
      ended: 'The audit has ended: no child can be replaced any more.',
    } as Partial<Record<string, string>>,
  },
  withdraw: {
    act: withdrawCase,
    next: '#children',
    page: ({ number }: Child): ReasonPage => ({
      title: `Withdraw C${number}`,
      paragraphs: [
        `Nobody is asked about C${number} any more; what has come in about it stays on record but goes no further. Whoever was to send something is told.`,
        'No other child takes its place. Replace it instead where one should.',
      ],
      button: `Withdraw C${number}`,
      warning: true,
    }),
    refusals: {
      'no-reason': missingReason.message,
      'the-last': 'This is the last child of the audit. Replace it, or cancel the audit.',
      'left-before': leftBefore,
      paused,
      ended: 'The audit has ended: no child can be withdrawn any more.',
    } as Partial<Record<string, string>>,
  },
};

const addRefusals: Partial<Record<string, FieldProblem>> = {
  'unknown-level': { field: 'level', message: 'Choose which level the child is of.' },
  'none-left': { field: 'level', message: 'No other child of this level is left on the list.' },
  'no-reason': missingReason,
  paused: { field: 'reason', message: paused },
  ended: {
    field: 'reason',
    message: 'Nothing has been selected yet, or the audit has ended: no child can be added.',
  },
};

export type ChildRequest = FastifyRequest<{ Params: { number: string; child: string } }>;

/** The child that an address names, selected now or before. */
export async function childIn(records: Records, request: ChildRequest): Promise<Child> {
  const audit = await auditIn(records, request);
  const number = Number(/^C(\d{1,4})$/.exec(request.params.child)?.[1]);
  const row = await records.database.case.findFirst({
    where: { auditId: audit.id, number: number || -1, partnershipId: audit.partnershipId },
  });
  if (!row) throw new NotFound();
  const profile = await profileOfAudit(records, audit.id);
  return { id: row.id, number: row.number, level: levelLabel(profile, row.stratum) };
}
