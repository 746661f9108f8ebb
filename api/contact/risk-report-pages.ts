import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { longestRiskReport } from '../../domain/risk-report.ts';
import { riskReportForm, riskReports } from '../../records/concerns/risk-report-view.ts';
import { raiseRiskReport } from '../../records/concerns/risk-reports.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { emptyRiskReport, readRiskReport, type ShownRiskReport } from '../risk-report-form.ts';

/** An agency reports by exception what its own audit has shown (SO-36). */
export function riskReportPages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  app.get('/asks/agency-audit', async (request, reply) =>
    page(request, reply, { shown: emptyRiskReport(), problems: [] }),
  );

  app.post('/asks/agency-audit', async (request, reply) => {
    const shown = readRiskReport(request);
    const { partnershipId, contactId } = readerIn(request);
    const form = await riskReportForm(records, { partnershipId, contactId, staff: false });
    const [own] = form?.agencies ?? [];
    if (!own) throw new NotFound();
    // Nobody reports for another agency.
    const typed = { ...shown.typed, agency: own.id, from: '' };
    const input = { partnershipId, raiseKey: shown.raiseKey, typed };
    const outcome = await raiseRiskReport(records, input, { contactId }, request.now);
    if (outcome.kind === 'not-offered') throw new NotFound();
    if (outcome.kind === 'refused') {
      return page(request, reply.status(422), { shown, problems: outcome.problems });
    }
    nudge();
    return reply.redirect('/asks/agency-audit', 303);
  });

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    given: { shown: ShownRiskReport; problems: FieldProblem[] },
  ): Promise<FastifyReply> {
    const { partnershipId, contactId, partnershipName } = readerIn(request);
    const form = await riskReportForm(records, { partnershipId, contactId, staff: false });
    if (!form) throw new NotFound();
    const own = await riskReports(records, { partnershipId, raisedById: contactId });
    return reply.page('contact/risk-report.njk', {
      partnershipName,
      title: 'Report what your own audit has shown',
      backLink: '/asks',
      agency: form.agencies[0]?.name,
      body: form.body,
      reports: own.map(({ number, scheduledFor }) => ({
        number,
        scheduled: scheduledFor ? formatDate(scheduledFor) : '',
      })),
      longest: longestRiskReport,
      ...given.shown,
      problems: given.problems,
    });
  }
}
