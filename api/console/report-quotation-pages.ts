import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { plannedSections } from '../../domain/report-sections.ts';
import { type QuotableAnswer, quotableAnswers } from '../../records/report/quotable-answers.ts';
import type { ReportDesk } from '../../records/report/report-view.ts';
import { saveReport } from '../../records/report/save-report.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { whoOf } from '../side-by-side.ts';
import { type AuditRequest, actorIn, consolePage } from './console-page.ts';
import { deskFacts, deskIn, reportClosed } from './report-request.ts';

type QuoteRequest = FastifyRequest<{
  Params: { number: string; return: string; section: string; question: string };
}>;

interface Typed {
  text: string;
  into: string;
  named: 'yes' | 'no' | '';
  id: string;
}

const path = '/console/audits/:number/report/quotations';
const onePath = `${path}/:return/:section/:question`;

/** What agencies wrote in their own words, to be quoted in the report without whoever it is about. */
export function reportQuotationPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  const listing = { ...editor, config: { query: ['section'] } };
  app.get(path, listing, async (request: AuditRequest, reply) => {
    const desk = await deskIn(records, request);
    if (isClosed(desk)) return reportClosed(request, reply);
    const { section } = request.query as { section?: string };
    const found = await quotableAnswers(records, { auditId: desk.auditId, section });
    if (!found) throw new NotFound();
    const { base, ...facts } = deskFacts(desk);
    return consolePage(request, reply, 'report-quotations', {
      ...facts,
      base: `${base}/quotations`,
      backLink: `${base}/edit`,
      title: 'Quote what an agency wrote',
      sections: found.sections,
      section: found.section,
      more: found.more,
      answers: found.answers.map((answer) => ({
        href: `${base}/quotations/${answer.returnId}/${found.section.key}/${answer.question.key}`,
        who: whoWrote(answer),
        question: answer.question.label,
        text: answer.text,
      })),
    });
  });

  app.get(onePath, editor, async (request: QuoteRequest, reply) => {
    const { desk, answer } = await answerIn(request);
    if (isClosed(desk)) return reportClosed(request as AuditRequest, reply);
    const typed: Typed = { text: answer.text, into: '', named: '', id: randomUUID() };
    return page(request, reply, { desk, answer, typed, problems: [] });
  });

  app.post(onePath, editor, async (request: QuoteRequest, reply) => {
    const { desk, answer } = await answerIn(request);
    const typed = formOf(request, {
      text: z.string().default(''),
      into: z.string().default(''),
      named: z.enum(['yes', 'no']).or(z.literal('')).default(''),
      id: z.uuid(),
    });
    const problems = problemsOf(desk, typed);
    if (problems.length > 0)
      return page(request, reply.status(422), { desk, answer, typed, problems });
    const { partnershipId } = staffIn(request);
    const text = quoted(typed.text, typed.named === 'yes' ? answer.agency : null);
    const added = { section: typed.into, id: typed.id, text, ownerAgencyId: '', dueDate: '' };
    const edit = { blocks: {}, added: [added] };
    const input = { partnershipId, auditId: desk.auditId, seen: desk.version, edit };
    const outcome = await saveReport(records, input, actorIn(request), request.now);
    const home = deskFacts(desk).base;
    switch (outcome.kind) {
      case 'saved':
      case 'unchanged':
        return reply.redirect(`${home}/edit?saved=${outcome.version}#text-${typed.id}`, 303);
      case 'refused':
        return page(request, reply.status(422), {
          desk,
          answer,
          typed,
          problems: outcome.problems.map(({ message }) => ({ field: 'text', message })),
        });
      case 'ended':
        return reportClosed(request as AuditRequest, reply);
      // Only something added was sent, which no other text can contradict.
      case 'conflict':
      case 'not-found':
        throw new NotFound();
    }
  });

  async function answerIn(
    request: QuoteRequest,
  ): Promise<{ desk: ReportDesk; answer: QuotableAnswer }> {
    const desk = await deskIn(records, request as AuditRequest);
    const { return: returnId, section, question } = request.params;
    const found = await quotableAnswers(records, { auditId: desk.auditId, section, returnId });
    const answer = found?.answers.find((each) => each.question.key === question);
    if (!answer) throw new NotFound();
    return { desk, answer };
  }
}

function isClosed({ state }: ReportDesk): boolean {
  return state === 'closed' || state === 'between';
}

/** "Aldermere Police, C3": for the officer, who then takes out what must not be told. */
function whoWrote(answer: QuotableAnswer): string {
  const { kind, label } = answer.about;
  const who = whoOf(answer);
  return kind === 'agency' || kind === 'establishment' ? label : `${who}, ${label}`;
}

/** Where a quotation can stand: sections of words, not of recommendations. */
function sectionsFor(desk: ReportDesk): { value: string; text: string }[] {
  const planned = plannedSections(stageOfKind(desk.profile, 'write-report')?.sections);
  return desk.report.sections
    .filter(({ key }) => planned.find((each) => each.key === key)?.adds !== 'recommendation')
    .map(({ key, title }) => ({ value: key, text: title }));
}

function problemsOf(desk: ReportDesk, { text, into, named }: Typed): FieldProblem[] {
  const sections = sectionsFor(desk).map(({ value }) => value);
  return [
    ...(text.trim() === ''
      ? [{ field: 'text', message: 'Leave the words that are to be quoted.' }]
      : []),
    ...(sections.includes(into)
      ? []
      : [{ field: 'into', message: 'Choose where it is to stand.' }]),
    ...(named === '' ? [{ field: 'named', message: 'Say whether the agency is named.' }] : []),
  ];
}

/** “Seen at home the same day.” (Aldermere Police) */
function quoted(text: string, agency: string | null): string {
  const words = `“${text.trim()}”`;
  return agency ? `${words} (${agency})` : words;
}

async function page(
  request: QuoteRequest,
  reply: FastifyReply,
  given: { desk: ReportDesk; answer: QuotableAnswer; typed: Typed; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { desk, answer, typed, problems } = given;
  const { base, ...facts } = deskFacts(desk);
  return consolePage(request, reply, 'report-quotation', {
    ...facts,
    base,
    backLink: `${base}/quotations?section=${request.params.section}`,
    title: 'Quote it in the report',
    who: whoWrote(answer),
    agency: answer.agency,
    question: answer.question.label,
    sections: sectionsFor(desk),
    typed,
    problems,
  });
}
