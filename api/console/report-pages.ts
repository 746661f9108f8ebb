import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { reportDocument } from '../../documents/report-html.ts';
import { actionPlanPaper } from '../../domain/action-plan.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { Report } from '../../domain/report-model.ts';
import { type Benchmark, benchmarkOf } from '../../records/planning/benchmark.ts';
import {
  type AmendmentsFinished,
  type ChangeCirculated,
  circulateChange,
  finishAmendments,
  finishReport,
  type ReportFinished,
} from '../../records/report/circulate-report.ts';
import { oldReport, type ReportDesk, type VersionLine } from '../../records/report/report-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { changedParts, reportParts } from '../report-parts.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';
import { deskFacts, deskIn, reportClosed } from './report-request.ts';

type VersionRequest = FastifyRequest<{ Params: { number: string; version: string } }>;

const path = '/console/audits/:number/report';
const version = z.coerce.number().int().min(1);

/** The report on one page: where it stands, its text, its versions, and what can be done with it. */
export function reportPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  const editor = { preHandler: access.requireEditor };

  app.get(path, staff, async (request: AuditRequest, reply) => {
    const { partnershipId } = staffIn(request);
    const { number } = request.params;
    return deskPage(request, reply, await deskIn(records, request), {
      benchmark: await benchmarkOf(records, { partnershipId, number }),
    });
  });

  app.post(`${path}/finish`, editor, async (request: AuditRequest, reply) => {
    const form = formOf(request, { version });
    const input = { ...(await ofAudit(request)), ...form };
    return settled(
      request,
      reply,
      await finishReport(records, input, actorIn(request), request.now),
    );
  });

  app.post(`${path}/amended`, editor, async (request: AuditRequest, reply) => {
    const form = formOf(request, { version });
    const input = { ...(await ofAudit(request)), ...form };
    const outcome = await finishAmendments(records, input, actorIn(request), request.now);
    return settled(request, reply, outcome);
  });

  app.post(`${path}/send`, editor, async (request: AuditRequest, reply) => {
    const form = formOf(request, {
      version,
      changeKind: z.string().max(20).default(''),
      reason: z.string().default(''),
    });
    const input = { ...(await ofAudit(request)), ...form };
    const outcome = await circulateChange(records, input, actorIn(request), request.now);
    if (outcome.kind === 'refused') {
      const given = { problems: outcome.problems, typed: form };
      return deskPage(request, reply.status(422), await deskIn(records, request), given);
    }
    return settled(request, reply, outcome);
  });

  app.get(`${path}/versions/:version`, staff, async (request: VersionRequest, reply) => {
    const found = await versionIn(request);
    return consolePage(request, reply, 'report-version', {
      title: `Version ${request.params.version} of the report`,
      number: found.number,
      backLink: `/console/audits/${found.number}/report`,
      report: found.report,
      sections: reportParts(found.report),
    });
  });

  app.get(`${path}/versions/:version/file`, staff, async (request: VersionRequest, reply) => {
    const { report, number } = await versionIn(request);
    return fileOf(reply, report, `report-${number}-version-${request.params.version}.html`);
  });

  app.get(
    `${path}/versions/:version/action-plan`,
    staff,
    async (request: VersionRequest, reply) => {
      const { report, number } = await versionIn(request);
      return fileOf(reply, actionPlanPaper(report), `action-plan-${number}.html`);
    },
  );

  async function ofAudit(request: AuditRequest) {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    return { auditId, partnershipId };
  }

  async function versionIn(request: VersionRequest) {
    const { id: auditId } = await auditIn(records, request as unknown as AuditRequest);
    const { partnershipId } = staffIn(request);
    const wanted = /^\d{1,6}$/.test(request.params.version) ? Number(request.params.version) : 0;
    const found = await oldReport(records, { partnershipId, auditId, version: wanted });
    if (!found) throw new NotFound();
    return found;
  }

  async function settled(
    request: AuditRequest,
    reply: FastifyReply,
    outcome: Exclude<ReportFinished | ChangeCirculated | AmendmentsFinished, { kind: 'refused' }>,
  ): Promise<FastifyReply> {
    const home = `/console/audits/${request.params.number}/report`;
    switch (outcome.kind) {
      case 'finished':
      case 'circulated':
        nudge();
        return reply.redirect(home, 303);
      case 'identifiers':
        return reply.redirect(`${home}/identifiers`, 303);
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return reportClosed(request, reply);
      case 'empty-sections': {
        const problems = outcome.titles.map((title) => ({
          field: 'send',
          message: nothingUnder(title),
        }));
        return deskPage(request, reply.status(422), await deskIn(records, request), { problems });
      }
      case 'changed':
      case 'unchanged':
      case 'amending': {
        const problems = [{ field: 'send', message: refusals[outcome.kind] }];
        return deskPage(request, reply.status(409), await deskIn(records, request), { problems });
      }
    }
  }
}

function fileOf(reply: FastifyReply, report: Report, name: string): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${name}"`)
    .type('text/html; charset=utf-8')
    .send(reportDocument(report));
}

function nothingUnder(title: string): string {
  return `There is nothing under “${title}” yet, and this report leaves only with it.`;
}

const refusals = {
  changed: 'Somebody has saved another version since you opened this page. Read it below first.',
  unchanged: 'Nothing has been changed yet.',
  amending: 'Make the amendments first; then say below that they are made.',
} as const;

interface Typed {
  changeKind: string;
  reason: string;
}

async function deskPage(
  request: AuditRequest,
  reply: FastifyReply,
  desk: ReportDesk,
  given: { problems?: FieldProblem[]; typed?: Typed; benchmark?: Benchmark | null } = {},
): Promise<FastifyReply> {
  const facts = deskFacts(desk);
  const sent = desk.versions.find(({ circulated }) => circulated !== null);
  return consolePage(request, reply, 'report', {
    ...facts,
    title: 'The report',
    backLink: `/console/audits/${desk.number}`,
    problems: given.problems ?? [],
    typed: given.typed ?? { changeKind: '', reason: '' },
    report: desk.report,
    sections: reportParts(desk.report, desk.changes ?? []),
    changes: desk.changes && changedParts(desk.changes),
    moreThanWording: desk.moreThanWording,
    benchmark: given.benchmark ?? null,
    sent: sent?.version ?? null,
    hits: desk.hits.length,
    held: desk.held.map((child) => `C${child}`),
    versions: desk.versions.map(versionFacts),
  });
}

const changeWords: Record<string, string> = {
  first: 'Finished',
  findings: 'Findings changed: everybody was asked again',
  wording: 'Wording corrected',
  amendments: 'Amended as wanted',
};

function versionFacts({ version: number, writtenAt, by, circulated }: VersionLine) {
  return {
    number,
    saved: by === null ? `${momentOf(writtenAt)}, by itself` : `${momentOf(writtenAt)}, ${by}`,
    sent: circulated && `${changeWords[circulated.changeKind] ?? ''}, ${momentOf(circulated.at)}`,
    reason: circulated?.reason ?? '',
  };
}
