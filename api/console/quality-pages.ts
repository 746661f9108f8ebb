import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { partnershipZone } from '../../records/access/readers.ts';
import {
  answerQualityIssue,
  longestQualityIssue,
  type QualityIssue,
  qualityIssuesOf,
  raiseQualityIssue,
} from '../../records/checks/quality-issue.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, auditIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';
import {
  readReceived,
  receivedFacts,
  receivedFields,
  type TypedReceived,
} from './received-form.ts';

type AgencyRequest = FastifyRequest<{ Params: { number: string; agency: string } }>;
type IssueRequest = FastifyRequest<{ Params: { number: string; agency: string; issue: string } }>;

const path = '/console/audits/:number/agencies/:agency/quality';
const replyPath = `${path}/:issue`;

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
    return reply.redirect(pathOf(request), 303);
  });

  app.get(replyPath, editor, async (request: IssueRequest, reply) => {
    const issue = await unansweredIn(request);
    return replyPage(request, reply, { issue, said: '', received: null, problems: [] });
  });

  app.post(replyPath, editor, async (request: IssueRequest, reply) => {
    const form = formOf(request, {
      reply: z.string().max(100_000).default(''),
      ...receivedFields,
    });
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const typed = form.reply.replace(/\r\n?/g, '\n');
    const issue = await issueIn(request);
    const zone = await partnershipZone(records, partnershipId);
    const { received, checked } = await readReceived(records, request, form, { auditId, zone });
    const refused = (problems: FieldProblem[]) => {
      const shown = { issue, said: form.reply, received, problems };
      return replyPage(request, reply.status(422), shown);
    };
    if (!checked.ok) return refused(checked.problems);
    const outcome = await answerQualityIssue(
      records,
      { partnershipId, issueId: issue.id, reply: typed, received: checked.received },
      { ...actorIn(request), onBehalf: true },
      request.now,
    );
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'refused') return refused(outcome.problems);
    // A second click finds its own words.
    const stands = outcome.kind === 'answered' || (await issueIn(request)).reply === typed.trim();
    if (!stands) return refused([{ field: 'reply', message: answeredMeanwhile }]);
    nudge();
    return reply.redirect(pathOf(request), 303);
  });

  async function issueIn(request: IssueRequest): Promise<QualityIssue> {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const issues = await qualityIssuesOf(records, { partnershipId, auditId });
    const { agency, issue } = request.params;
    const found = issues.find(({ id, agencyKey }) => id === issue && agencyKey === agency);
    if (!found) throw new NotFound();
    return found;
  }

  /** Once it is answered there is nothing to enter; the lead may change it by themselves. */
  async function unansweredIn(request: IssueRequest): Promise<QualityIssue> {
    const issue = await issueIn(request);
    if (issue.repliedAt) throw new NotFound();
    return issue;
  }

  async function replyPage(
    request: IssueRequest,
    reply: FastifyReply,
    given: {
      issue: QualityIssue;
      said: string;
      received: TypedReceived | null;
      problems: FieldProblem[];
    },
  ): Promise<FastifyReply> {
    const { issue, said, received, problems } = given;
    const zone = await partnershipZone(records, staffIn(request).partnershipId);
    return consolePage(request, reply, 'quality-reply', {
      title: `Enter what ${issue.lead} answered`,
      number: issue.number,
      backLink: pathOf(request),
      issue,
      said,
      longest: longestQualityIssue,
      problems,
      ...receivedFacts(received, dateOf(request.now, zone)),
    });
  }

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
        .filter((issue) => issue.agencyKey === agency.key)
        .map((issue) => ({
          ...issue,
          raised: momentOf(issue.raisedAt),
          replied: issue.repliedAt ? momentOf(issue.repliedAt) : '',
          received: issue.received && receivedWords(issue.received),
          earlier: issue.earlier.map(({ reply: text, at, received }) => ({
            text,
            at: momentOf(new Date(at)),
            received: received && receivedWords(received),
          })),
          enter: issue.repliedAt ? '' : `${pathOf(request)}/${issue.id}`,
        })),
      longest: longestQualityIssue,
      ...given,
    });
  }
}

const answeredMeanwhile =
  'An answer has come meanwhile, and only whoever was asked can change it. Go back to read it.';

function pathOf({ params }: AgencyRequest): string {
  return `/console/audits/${params.number}/agencies/${params.agency}/quality`;
}
