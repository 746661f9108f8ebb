import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { returnDocument } from '../../documents/return-html.ts';
import { missingOrWrong } from '../../domain/completeness.ts';
import { gradesWithoutEvidence } from '../../domain/grade-evidence.ts';
import { unansweredRemarks } from '../../domain/remarks.ts';
import type { Answers, Tool } from '../../domain/tool.ts';
import { momentOf } from '../../emails/wording.ts';
import type { ReturnView } from '../../records/returns/return-view.ts';
import { submitReturn } from '../../records/returns/submit-return.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { answersInWords } from './answer-words.ts';
import { allSections, askedTool, foldedWords } from './asked-tool.ts';
import { closedPage } from './closed-page.ts';
import type { ToolRequest } from './contact-pages.ts';
import { answerField } from './section-form.ts';
import { readTool, toolFacts } from './tool-facts.ts';

/** Check answers, submit, the receipt, and the answers to read afterwards. */
export function submitPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, post, nudge } = dependencies;

  app.get('/returns/:tool/check', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    if (view.closed || view.start.kind !== 'started') {
      return reply.redirect(`/returns/${view.id}`, 303);
    }
    return checkPage(request, reply, view, { changed: false, tried: false });
  });

  app.post('/returns/:tool/submit', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    const { submissionKey, seen } = readSubmission(request, view);
    const { partnershipId, contactId } = readerIn(request);
    const input = { partnershipId, returnId: view.id, submissionKey, seen };
    const outcome = await submitReturn(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'submitted':
        nudge();
        if (!outcome.again) await post.send([outcome.letter], request.now);
        return reply.redirect(`/returns/${view.id}/submitted`, 303);
      case 'changed':
      case 'incomplete': {
        const fresh = await readTool(dependencies, request);
        const changed = outcome.kind === 'changed';
        return checkPage(request, reply, fresh, { changed, tried: true });
      }
      case 'clash':
      case 'not-started':
        return reply.redirect(`/returns/${view.id}`, 303);
      case 'submitted-otherwise':
        return closedPage(request, reply, 'submitted');
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });

  app.get('/returns/:tool/copy', async (request: ToolRequest, reply) =>
    sendCopy(request, reply, await readTool(dependencies, request)),
  );

  app.get('/returns/:tool/submitted', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    if (!view.submitted) return reply.redirect(`/returns/${view.id}`, 303);
    const facts = toolFacts(request, view);
    return reply.page('contact/submitted.njk', {
      ...facts,
      title: `${view.about.label} has been sent`,
      receipt: view.submitted.receipt,
      sentAt: momentOf(view.submitted.at, view.audit.zone),
    });
  });
}

/** What was sent, as a file for the agency's own records (CH-18). */
function sendCopy(request: ToolRequest, reply: FastifyReply, view: ReturnView): FastifyReply {
  const { submitted, about, number, agency, tool, audit } = view;
  if (!submitted) throw new NotFound();
  const copy = returnDocument({
    title: `${about.label}: what was sent`,
    partnership: readerIn(request).partnershipName,
    agency: view.service ? `${agency.name}, ${view.service}` : agency.name,
    audit: audit.number,
    receipt: submitted.receipt,
    sentAt: momentOf(submitted.at, audit.zone),
    sections: answersInWords(tool, submitted.answers),
  });
  const child = about.kind === 'child' ? `-C${number}` : '';
  const name = `audit-${audit.number}${child}-${submitted.receipt}.html`;
  return reply
    .type('text/html; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(copy);
}

/** What was sent, or what a colleague has saved so far: to read, not to change. */
export async function showAnswers(
  request: ToolRequest,
  reply: FastifyReply,
  view: ReturnView,
): Promise<FastifyReply> {
  const facts = toolFacts(request, view);
  const { submitted } = view;
  const { tool } = view;
  const begun = view.sections.some(({ progress }) => progress !== 'not-started');
  return reply.page('contact/answers.njk', {
    ...facts,
    title: `${view.about.label}: ${submitted ? 'what was sent' : 'what has been saved'}`,
    backLink: facts.home,
    closed: view.closed,
    receipt: submitted?.receipt ?? null,
    sentAt: submitted && momentOf(submitted.at, view.audit.zone),
    sections: submitted
      ? answersInWords(tool, submitted.answers)
      : begun
        ? answersInWords(askedTool(view, answersOf(view)), answersOf(view))
        : [],
  });
}

async function checkPage(
  request: ToolRequest,
  reply: FastifyReply,
  view: ReturnView,
  given: { changed: boolean; tried: boolean },
): Promise<FastifyReply> {
  const answers = answersOf(view);
  const { tool } = view;
  const asked = askedTool(view, answers);
  const remarks = view.sections.flatMap(({ remark }) => remark ?? []);
  const open = [...missingOrWrong(asked, answers), ...unansweredRemarks(tool, remarks)];
  if (given.tried) reply.status(given.changed ? 409 : 422);
  return reply.page('contact/check.njk', {
    ...toolFacts(request, view),
    title: 'Check your answers',
    backLink: `/returns/${view.id}`,
    changed: given.changed,
    // Somebody who only looks has made no mistake yet.
    problems: (given.tried ? open : []).map(({ section, question, message }) => ({
      field: `${section}-${question}`,
      message: `${titleOf(tool, section)}: ${message}`,
    })),
    missing: asked.sections.flatMap(({ key, title }) => {
      const count = open.filter(({ section }) => section === key).length;
      return count > 0 ? [{ key, title, count }] : [];
    }),
    unproven: unprovenGrades(view, asked, answers),
    folded: foldedWords(view),
    sections: answersInWords(asked, answers).map((section) => ({
      ...section,
      remark: remarks.find((each) => each.section === section.key) ?? null,
      closed: view.state === 'sent-back' && !remarks.some((each) => each.section === section.key),
    })),
    submissionKey: randomUUID(),
    seen: allSections(view).map(({ section, draft }) => ({
      key: section.key,
      revision: draft?.revision ?? 0,
    })),
  });
}

/** Grades with hardly a word beside them, in the sections that can be changed. */
function unprovenGrades(view: ReturnView, asked: Tool, answers: Answers) {
  const closed = (key: string) =>
    view.state === 'sent-back' &&
    !view.sections.some(({ section, remark }) => section.key === key && remark !== null);
  return gradesWithoutEvidence(asked, answers).flatMap(({ section, question }) => {
    if (closed(section)) return [];
    const href = `/returns/${view.id}/sections/${section}#${answerField(question)}`;
    return [{ href, title: titleOf(asked, section) }];
  });
}

function readSubmission(request: ToolRequest, view: ReturnView) {
  const revision = z.coerce.number().int().min(0);
  const shape = Object.fromEntries(
    allSections(view).map(({ section }) => [`seen-${section.key}`, revision]),
  );
  const form = formOf(request, { ...shape, submissionKey: z.uuid() });
  const seen = Object.fromEntries(
    allSections(view).map(({ section }) => [
      section.key,
      Number((form as Record<string, unknown>)[`seen-${section.key}`]),
    ]),
  );
  return { submissionKey: form.submissionKey, seen };
}

function answersOf(view: ReturnView): Answers {
  return Object.fromEntries(
    allSections(view).map(({ section, draft }) => [section.key, draft?.answers ?? {}]),
  );
}

function titleOf(tool: Tool, key: string): string {
  return tool.sections.find((section) => section.key === key)?.title ?? '';
}
