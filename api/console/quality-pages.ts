import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  longestQualityIssue,
  qualityIssuesOf,
  raiseQualityIssue,
} from '../../records/quality-issue.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, auditIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';

type AgencyRequest = FastifyRequest<{ Params: { number: string; agency: string } }>;

const path = '/console/audits/:number/agencies/:agency/quality';

/** What is wrong with the quality of what an agency sent is raised with its strategic lead (SO-19). */
export function qualityPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  const editor = { preHandler: access.requireEditor };

  app.get(path, staff, async (request: AgencyRequest, reply) =>
    page(request, reply, { key: randomUUID(), text: '', problems: [] }),
  );

  app.post(path, editor, async (request: AgencyRequest, reply) => {
    const { key, text } = formOf(request, { key: z.uuid(), text: z.string().default('') });
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const { agency } = request.params;
    const input = { partnershipId, auditId, agency, key, text };
    const outcome = await raiseQualityIssue(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'refused') {
      return page(request, reply.status(422), { key, text, problems: outcome.problems });
    }
    nudge();
    return reply.redirect(
      `/console/audits/${request.params.number}/agencies/${agency}/quality`,
      303,
    );
  });

  async function page(
    request: AgencyRequest,
    reply: FastifyReply,
    given: { key: string; text: string; problems: FieldProblem[] },
  ): Promise<FastifyReply> {
    const { id: auditId, number } = await auditIn(records, request);
    const { partnershipId } = staffIn(request);
    const agency = await records.database.agency.findUnique({
      where: { partnershipId_key: { partnershipId, key: request.params.agency } },
    });
    if (!agency) throw new NotFound();
    const issues = await qualityIssuesOf(records, { partnershipId, auditId });
    return consolePage(request, reply, 'quality', {
      title: `Quality of what ${agency.name} sent`,
      number,
      agency: agency.name,
      backLink: `/console/audits/${number}#grid`,
      issues: issues
        .filter((issue) => issue.agency === agency.name)
        .map((issue) => ({
          ...issue,
          raised: momentOf(issue.raisedAt),
          replied: issue.repliedAt ? momentOf(issue.repliedAt) : '',
        })),
      longest: longestQualityIssue,
      ...given,
    });
  }
}
