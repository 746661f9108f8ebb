import type { FastifyInstance } from 'fastify';
import { overseenAudits } from '../../records/audits/oversight.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { overseenFacts } from '../overseen-facts.ts';

/** Where the audits stand, for the chair and members of the group that oversees them (CH-36). */
export function overseenPage(app: FastifyInstance, { records }: ApiDependencies): void {
  app.get('/overseen', async (request, reply) => {
    const reader = readerIn(request);
    const audits = await overseenAudits(records, reader, request.now);
    if (audits.length === 0) throw new NotFound();
    return reply.page('contact/overseen.njk', {
      title: 'Where the audits stand',
      partnershipName: reader.partnershipName,
      backLink: '/asks',
      audits: audits.map(overseenFacts),
    });
  });
}
