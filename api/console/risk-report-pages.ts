import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { longestRiskReport } from '../../domain/risk-report.ts';
import {
  type RiskReportView,
  riskReportForm,
  riskReports,
} from '../../records/concerns/risk-report-view.ts';
import { raiseRiskReport, scheduleRiskReport } from '../../records/concerns/risk-reports.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { emptyRiskReport, readRiskReport, type ShownRiskReport } from '../risk-report-form.ts';
import { actorIn, consolePage } from './console-page.ts';
import { dayOf } from './moments.ts';

type ReportRequest = FastifyRequest<{ Params: { report: string } }>;

const path = '/console/agency-audits';

/** What agencies' own audits have shown, and when a report of it goes before its group (SO-36). */
export function riskReportPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  const editor = { preHandler: access.requireEditor };

  app.get(path, staff, async (request, reply) =>
    list(request, reply, { shown: emptyRiskReport(), problems: [] }),
  );

  app.post(path, editor, async (request, reply) => {
    const shown = readRiskReport(request);
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, ...shown };
    const outcome = await raiseRiskReport(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-offered') throw new NotFound();
    if (outcome.kind === 'refused') {
      return list(request, reply.status(422), { shown, problems: outcome.problems });
    }
    nudge();
    return reply.redirect(`${path}/${outcome.number}`, 303);
  });

  app.get(`${path}/:report`, staff, async (request: ReportRequest, reply) =>
    page(request, reply, { typed: { date: '', note: '' }, problems: [] }),
  );

  app.post(`${path}/:report`, editor, async (request: ReportRequest, reply) => {
    const text = z.string().max(20_000).default('');
    const { date, note } = formOf(request, { date: text, note: text });
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, number: request.params.report, date, note };
    const outcome = await scheduleRiskReport(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'refused') {
      const { problems } = outcome;
      return page(request, reply.status(422), { typed: { date, note }, problems });
    }
    nudge();
    return reply.redirect(`${path}/${request.params.report}`, 303);
  });

  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    given: { shown: ShownRiskReport; problems: FieldProblem[] },
  ): Promise<FastifyReply> {
    const { partnershipId, contactId } = staffIn(request);
    const reports = await riskReports(records, { partnershipId });
    const form = await riskReportForm(records, { partnershipId, contactId, staff: true });
    return consolePage(request, reply, 'agency-audits', {
      title: 'Agencies’ own audits that show risk',
      backLink: '/console/concerns',
      reports: reports.map(lineFacts),
      form,
      longest: longestRiskReport,
      ...given.shown,
      problems: given.problems,
    });
  }

  async function page(
    request: ReportRequest,
    reply: FastifyReply,
    given: { typed: { date: string; note: string }; problems: FieldProblem[] },
  ): Promise<FastifyReply> {
    const { partnershipId } = staffIn(request);
    const reports = await riskReports(records, { partnershipId });
    const report = reports.find(({ number }) => number === request.params.report);
    if (!report) throw new NotFound();
    return consolePage(request, reply, 'agency-audit', {
      title: `Report by exception ${report.number}`,
      backLink: path,
      report: lineFacts(report),
      ...given,
    });
  }
}

function lineFacts(report: RiskReportView) {
  const { dueDate, scheduledFor } = report;
  return {
    ...report,
    href: `${path}/${report.number}`,
    raised: dayOf(report.raisedAt),
    due: formatDate(dueDate),
    scheduled: scheduledFor ? formatDate(scheduledFor) : '',
  };
}
