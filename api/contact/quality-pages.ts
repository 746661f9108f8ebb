import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { momentOf } from '../../emails/wording.ts';
import { partnershipZone } from '../../records/access/readers.ts';
import {
  answerQualityIssue,
  longestQualityIssue,
  type QualityIssue,
  qualityIssuesWith,
} from '../../records/checks/quality-issue.ts';
import { readerIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';

type IssueRequest = FastifyRequest<{ Params: { issue: string } }>;

/** What was raised with a strategic lead about the quality of what their agency sent (SO-19). */
export function qualityPages(app: FastifyInstance, { records }: ApiDependencies): void {
  app.get('/asks/quality/:issue', async (request: IssueRequest, reply) =>
    page(request, reply, { issue: await issueIn(request), reply: null, problems: [] }),
  );

  app.post('/asks/quality/:issue', async (request: IssueRequest, reply) => {
    const { reply: said } = formOf(request, { reply: z.string().max(100_000).default('') });
    const { partnershipId, contactId } = readerIn(request);
    const { issue: issueId } = request.params;
    const input = { partnershipId, issueId, reply: said };
    const outcome = await answerQualityIssue(records, input, { contactId }, request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind !== 'refused') return reply.redirect(`/asks/quality/${issueId}`, 303);
    const shown = { issue: await issueIn(request), reply: said, problems: outcome.problems };
    return page(request, reply.status(422), shown);
  });

  async function issueIn(request: IssueRequest): Promise<QualityIssue> {
    const issues = await qualityIssuesWith(records, readerIn(request));
    const issue = issues.find(({ id }) => id === request.params.issue);
    if (!issue) throw new NotFound();
    return issue;
  }

  async function page(
    request: IssueRequest,
    reply: FastifyReply,
    given: { issue: QualityIssue; reply: string | null; problems: FieldProblem[] },
  ): Promise<FastifyReply> {
    const { issue, problems } = given;
    const { partnershipId, partnershipName } = readerIn(request);
    const zone = await partnershipZone(records, partnershipId);
    return reply.page('contact/quality.njk', {
      partnershipName,
      title: 'About the quality of what your agency sent',
      backLink: '/asks',
      issue,
      raised: momentOf(issue.raisedAt, zone),
      replied: issue.repliedAt ? momentOf(issue.repliedAt, zone) : '',
      received: issue.received && receivedWords(issue.received),
      earlier: issue.earlier.map(({ reply: text, at, received }) => ({
        text,
        at: momentOf(new Date(at), zone),
        received: received && receivedWords(received),
      })),
      reply: given.reply ?? issue.reply,
      longest: longestQualityIssue,
      problems,
    });
  }
}
