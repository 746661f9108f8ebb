import type { FastifyInstance, FastifyRequest } from 'fastify';
import { stageOfKind } from '../../domain/profile.ts';
import { preparation } from '../../records/discussion/preparation.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { whoOf } from '../side-by-side.ts';
import { answersInWords } from './answer-words.ts';
import { childName, whoIs } from './wording.ts';

type PrepareRequest = FastifyRequest<{ Params: { audit: string } }>;

/**
 * What somebody who worked with a family reads before the discussion: what their own agency
 * completed about their own children, and the questions to think through (WA-7, WA-12).
 */
export function preparationPages(app: FastifyInstance, { records }: ApiDependencies): void {
  app.get('/pack/:audit/prepare', async (request: PrepareRequest, reply) => {
    const { partnershipId, contactId, partnershipName } = readerIn(request);
    const { audit: auditId } = request.params;
    const view = await preparation(records, { partnershipId, auditId, contactId });
    if (!view) throw new NotFound();
    const { profile } = view;
    const stage = stageOfKind(profile, 'discuss');
    return reply.page('contact/prepare.njk', {
      partnershipName,
      title: `Before the ${profile.words.discussion}`,
      backLink: '/asks',
      number: view.number,
      words: profile.words,
      invitation: stage?.practitioners?.invitation ?? '',
      questions: stage?.conclusions.map(({ label }) => label) ?? [],
      children: view.cases.map(({ number, people, ledBy, tools }) => ({
        number,
        ledBy: ledBy.join(' and '),
        name: childName(number, people),
        people: whoIs(people),
        tools: tools.map((tool) => ({
          who: whoOf(tool),
          sections: answersInWords(tool.tool, tool.answers),
        })),
      })),
    });
  });
}
