import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { ReportRemarks } from '../../domain/report-answer.ts';
import { blocksOf } from '../../domain/report-model.ts';
import { momentOf } from '../../emails/wording.ts';
import { answerApproval } from '../../records/approval/answer-approval.ts';
import { type ApprovalView, approvalView } from '../../records/approval/approval-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { changedParts, reportParts } from '../report-parts.ts';
import { typedTexts } from '../typed-text.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

/** The report to read, with a remark beside each part, and approve or object. */
export async function showReport(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await approvalView(records, readerIn(request), ask.id);
  if (!view) throw new NotFound();
  return reportPage(request, reply, { view });
}

export function reportPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, nudge } = dependencies;

  app.post('/asks/:ask/report', async (request: AskRequest, reply) => {
    const reader = readerIn(request);
    const view = await approvalView(records, reader, request.params.ask);
    if (!view) throw new NotFound();
    if (!view.open) return closed(request, reply);
    const { key, version, answer, remarks } = readAnswer(request);
    const { partnershipId, contactId } = reader;
    const input = { partnershipId, askId: view.askId, key, version, answer, remarks };
    const outcome = await answerApproval(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'answered':
        nudge();
        return reply.redirect(`/asks/${view.askId}`, 303);
      case 'refused': {
        const { problems } = outcome;
        return reportPage(request, reply.status(422), { view, answer, remarks, problems });
      }
      case 'changed': {
        const fresh = await approvalView(records, reader, view.askId);
        if (!fresh) throw new NotFound();
        return reportPage(request, reply.status(409), { view: fresh, remarks, stale: true });
      }
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return closed(request, reply);
    }
  });
}

/** Remarks stand in fields of the parts that they are about, whichever version had been shown. */
function readAnswer(request: AskRequest) {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const fields = Object.keys(body).filter((name) => /^remark-[\w-]{1,80}$/.test(name));
  const shape = Object.fromEntries(fields.slice(0, 2000).map((name) => [name, z.string()]));
  const { key, version, answer, general, ...remarks } = formOf(request, {
    ...shape,
    key: z.uuid(),
    version: z.coerce.number().int(),
    answer: z.string().max(20).default(''),
    general: z.string().default(''),
  });
  const typed = remarks as unknown as Record<string, string>;
  const paragraphs = Object.fromEntries(
    fields.map((name) => [name.slice('remark-'.length), typed[name] ?? '']),
  );
  return { key, version, answer, remarks: { general, paragraphs } satisfies ReportRemarks };
}

async function reportPage(
  request: FastifyRequest,
  reply: FastifyReply,
  given: {
    view: ApprovalView;
    answer?: string;
    remarks?: ReportRemarks;
    problems?: FieldProblem[];
    stale?: boolean;
  },
): Promise<FastifyReply> {
  const { view, stale = false } = given;
  const { own, changed, profile, zone } = view;
  const again = own !== null && !own.voided;
  const typed = given.remarks ?? (again ? own.remarks : { general: '', paragraphs: {} });
  const shown = new Set(blocksOf(view.report).map(({ block }) => block.id));
  // A remark on a part that has gone since is kept with those on the whole report.
  const gone = Object.entries(typed.paragraphs).flatMap(([id, text]) =>
    shown.has(id) || text.trim() === '' ? [] : [text],
  );
  return reply.page('contact/report.njk', {
    partnershipName: readerIn(request).partnershipName,
    title: view.asks === 'vote' ? 'Do you approve this report?' : 'Read and approve the report',
    backLink: '/asks',
    askId: view.askId,
    number: view.number,
    words: profile.words,
    body: view.body,
    vote: view.asks === 'vote',
    open: view.open,
    due: deadline(view, zone),
    closes: view.closesAt && momentOf(view.closesAt, zone),
    silenceCounts: view.silenceCounts,
    version: view.version,
    formKey: randomUUID(),
    stale,
    problems: given.problems ?? [],
    report: view.report,
    sections: view.open ? reportParts(view.report, changed?.changes) : [],
    changed: changed && { reason: changed.reason, changes: changedParts(changed.changes) },
    own: own && {
      ...own,
      at: momentOf(own.at, zone),
      approved: own.answer === 'approve',
    },
    answer: given.answer ?? (again && !stale ? own.answer : ''),
    remarks: { ...typed, general: [typed.general, ...gone].filter(Boolean).join('\n\n') },
  });
}

async function closed(request: AskRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply.status(409).page('message.njk', {
    title: 'This round has ended',
    paragraphs: [
      'The report has gone on since you opened this page, or you were asked anew about a changed one.',
      'If there is something that we should still know, reply to our last email.',
    ],
    partnershipName: readerIn(request).partnershipName,
    backLink: '/asks',
    typed: typedTexts(request),
  });
}
