import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { ReportConflict } from '../../domain/report-merge.ts';
import type { Report } from '../../domain/report-model.ts';
import { plannedSections } from '../../domain/report-sections.ts';
import { personOf } from '../../records/directory/directory.ts';
import { oldReport, type ReportDesk } from '../../records/report/report-view.ts';
import { type ReportSaved, saveReport } from '../../records/report/save-report.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';
import { editorSections, readReportEdit, reportFields, type TypedReport } from './report-form.ts';
import { deskFacts, deskIn, reportClosed } from './report-request.ts';

const path = '/console/audits/:number/report/edit';

/** Room for a long report in which every letter takes three bytes of a form. */
const bodyLimit = 16 * 1024 * 1024;

/** The editor: each paragraph in a box of its own; saving makes a new version. */
export function reportEditPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  const reading = { ...editor, config: { query: ['saved'] } };
  app.get(path, reading, async (request: AuditRequest, reply) => {
    const desk = await deskIn(records, request);
    if (desk.state === 'closed' || desk.state === 'between') return reportClosed(request, reply);
    const saved = (request.query as { saved?: string }).saved;
    return editPage(request, reply, { desk, saved: saved === String(desk.version) ? saved : null });
  });

  app.post(path, { ...editor, bodyLimit }, async (request: AuditRequest, reply) => {
    const { id: auditId, partnershipId, number } = await auditIn(records, request);
    const seen = seenIn(request);
    const base = await oldReport(records, { partnershipId, auditId, version: seen });
    if (!base) throw new NotFound();
    const form = formOf(request, {
      ...reportFields(base.report, request.body),
      seen: z.coerce.number().int(),
      onward: z.enum(['stay', 'check', 'quotations']).default('stay'),
    });
    const { onward, ...typed } = form as unknown as TypedReport & { onward: Onward };
    const edit = readReportEdit(base.report, typed);
    const input = { partnershipId, auditId, seen, edit };
    const outcome = await saveReport(records, input, actorIn(request), request.now);
    if (outcome.kind === 'saved' || outcome.kind === 'unchanged') {
      const home = `/console/audits/${number}/report`;
      const stay = `/edit?saved=${outcome.version}`;
      return reply.redirect(home + (onward === 'stay' ? stay : leadsTo[onward]), 303);
    }
    return notSaved(request, reply, { outcome, typed, base: base.report, seen });
  });

  async function notSaved(
    request: AuditRequest,
    reply: FastifyReply,
    given: {
      outcome: Exclude<ReportSaved, { kind: 'saved' | 'unchanged' }>;
      typed: TypedReport;
      base: Report;
      seen: number;
    },
  ): Promise<FastifyReply> {
    const { outcome, typed, base, seen } = given;
    switch (outcome.kind) {
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return reportClosed(request, reply);
      case 'refused': {
        const desk = { ...(await deskIn(records, request)), report: base, version: seen };
        return editPage(request, reply.status(422), { desk, typed, problems: outcome.problems });
      }
      case 'conflict': {
        const { report, version, conflicts } = outcome;
        const desk = { ...(await deskIn(records, request)), report, version };
        const savedBy = await whoSaved(request, outcome.savedById);
        return editPage(request, reply.status(409), { desk, conflicts, savedBy });
      }
    }
  }

  async function whoSaved(request: AuditRequest, savedById: string | null): Promise<string> {
    if (!savedById) return 'somebody';
    if (savedById === staffIn(request).contactId) return 'you, on another page,';
    return (await personOf(records, records.database, savedById)).name;
  }
}

/** Where the editor's buttons lead once the text is saved. */
const leadsTo = { check: '/identifiers', quotations: '/quotations' };
type Onward = 'stay' | keyof typeof leadsTo;

function seenIn({ body }: AuditRequest): number {
  const { seen } = (body ?? {}) as { seen?: unknown };
  return typeof seen === 'string' && /^\d{1,6}$/.test(seen) ? Number(seen) : 0;
}

async function editPage(
  request: AuditRequest,
  reply: FastifyReply,
  given: {
    desk: ReportDesk;
    typed?: TypedReport;
    problems?: FieldProblem[];
    conflicts?: ReportConflict[];
    savedBy?: string;
    saved?: string | null;
  },
): Promise<FastifyReply> {
  const { desk, typed = {}, conflicts = [], savedBy, saved } = given;
  const problems = given.problems ?? conflicts.map(conflictProblem);
  const planned = plannedSections(stageOfKind(desk.profile, 'write-report')?.sections);
  return consolePage(request, reply, 'report-edit', {
    ...deskFacts(desk),
    title: 'Edit the report',
    version: desk.version,
    saved,
    savedBy,
    problems,
    agencies: desk.agencies.map(({ id, name }) => ({ value: id, text: name })),
    sections: editorSections({ report: desk.report, planned, typed, conflicts }),
  });
}

function conflictProblem({ id, theirs, section }: ReportConflict): FieldProblem {
  if (theirs === null) {
    const message = 'What you changed here was taken out by somebody else: yours is under “Add”.';
    return { field: `added-${section}`, message };
  }
  return { field: `text-${id}`, message: 'Put together here what should stay.' };
}
