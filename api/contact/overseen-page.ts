import type { FastifyInstance } from 'fastify';
import { dateOf, formatDate } from '../../domain/calendar.ts';
import { counted } from '../../domain/phrases.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import { type OverseenAudit, overseenAudits } from '../../records/oversight.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';

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
      audits: audits.map(facts),
    });
  });
}

function facts(audit: OverseenAudit) {
  const { startedAt, tools, stages, overdue } = audit;
  const { asked, sent, notKnown } = tools;
  return {
    ...audit,
    state: states[audit.state] ?? audit.state,
    started: formatDate(dateOf(startedAt)),
    tools: asked === 0 ? '' : `${sent} of ${asked} sent in, ${notKnown} not known to the agency`,
    overdue: overdue === 0 ? '' : `${counted(overdue, 'answer')} overdue`,
    stages: stages.map(({ title, begunAt, endedAt }) => ({
      title: sentenceCase(title),
      when: endedAt
        ? `done ${formatDate(dateOf(endedAt))}`
        : `since ${formatDate(dateOf(begunAt))}`,
      isNow: endedAt === null,
    })),
  };
}

const states: Record<string, string> = {
  open: 'Under way',
  paused: 'Paused',
  closed: 'Closed',
};
