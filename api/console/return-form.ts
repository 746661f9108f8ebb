import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { missingOrWrong, noGradeReason } from '../../domain/completeness.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { remarkAnswer, unansweredRemarks } from '../../domain/remarks.ts';
import type { Answers, Section } from '../../domain/tool.ts';
import type { ReturnView } from '../../records/returns/return-view.ts';
import { askedTool } from '../contact/asked-tool.ts';
import { formOf } from '../forms.ts';
import { receivedFields, type TypedReceived } from './received-form.ts';

/** What stands in the form by which a tool is entered for somebody else. */
export interface Shown {
  answers: Answers;
  /** What is answered to the remarks on a tool that was sent back, by section. */
  remarkAnswers: Record<string, string>;
  received: TypedReceived | null;
  independent: string;
  reason: string;
  /** Keys of the partnerships that were ticked, where several share the tool. */
  serves?: string[];
  /** The revision of each section that the page shows. */
  seen: Record<string, number>;
  /** What was saved on another page while this was typed, by field. */
  theirs: Record<string, string>;
  problems: FieldProblem[];
}

/** What is kept of the form besides the answers, until it is sent. */
export type KeptEntry = Pick<Shown, 'received' | 'independent' | 'reason' | 'serves'>;

export function shownFor(view: ReturnView): Shown {
  const answers = Object.fromEntries(
    view.sections.map(({ section, draft }) => [section.key, draft?.answers ?? {}]),
  );
  const remarkAnswers = Object.fromEntries(
    view.sections.map(({ section, remark }) => [section.key, remark?.answer ?? '']),
  );
  const seen = Object.fromEntries(
    view.sections.map(({ section, draft }) => [section.key, draft?.revision ?? 0]),
  );
  const typed = { received: null, independent: '', reason: '', theirs: {}, problems: [] };
  return { answers, remarkAnswers, seen, ...typed };
}

/** Of a tool that was sent back, only the sections with a remark can be changed. */
export function openSections(view: ReturnView): ReturnView['sections'] {
  return view.sections.filter(({ remark }) => view.state !== 'sent-back' || remark !== null);
}

export function openAnswers(view: ReturnView, answers: Answers): Answers {
  return Object.fromEntries(
    openSections(view).map(({ section }) => [section.key, answers[section.key] ?? {}]),
  );
}

export function readForm(view: ReturnView, request: FastifyRequest) {
  const text = z.string().max(100_000).default('');
  const open = openSections(view);
  const names = open.flatMap(({ section, remark }) => [
    ...keysIn(view, section).map((key) => `${section.key}.${key}`),
    ...(remark ? [`${section.key}.${remarkAnswer}`] : []),
    `seen/${section.key}`,
  ]);
  const form = formOf(request, {
    ...Object.fromEntries(names.map((name) => [name, text])),
    ...receivedFields,
    independent: text,
    reason: text,
    submissionKey: text,
    wanted: text,
    serves: z.union([z.string(), z.array(z.string())]).default([]),
  }) as unknown as Record<string, string> & TypedReceived;
  const kept = shownFor(view);
  const typed = Object.fromEntries(
    open.map(({ section }) => [
      section.key,
      Object.fromEntries(
        keysIn(view, section).map((key) => {
          const text = form[`${section.key}.${key}`] ?? '';
          return [key, text.replace(/\r\n?/g, '\n')];
        }),
      ),
    ]),
  );
  const { from, how, receivedOn, original, attachment } = form;
  const received = { from, how, receivedOn, original, attachment };
  const independent = form.independent ?? '';
  const answers = { ...kept.answers, ...typed };
  const remarkAnswers = Object.fromEntries(
    open.map(({ section }) => [section.key, form[`${section.key}.${remarkAnswer}`] ?? '']),
  );
  const typedIn = { answers, remarkAnswers, received, independent, reason: form.reason ?? '' };
  const serves = [form.serves ?? []].flat();
  const seen = Object.fromEntries(
    open.map(({ section, draft }) => {
      const told = form[`seen/${section.key}`] ?? '';
      return [section.key, /^\d{1,6}$/.test(told) ? Number(told) : (draft?.revision ?? 0)];
    }),
  );
  const shown: Shown = { ...typedIn, serves, seen, theirs: {}, problems: [] };
  return {
    shown,
    said: received,
    wanted: form.wanted ?? '',
    /** Whether it has any field for an answer: some forms of the page have a button alone. */
    typed: names.some((name) => Object.hasOwn(request.body ?? {}, name)),
    submissionKey: form.submissionKey || request.id,
  };
}

/** What the form has a field for: every question, and why no grade is given. */
function keysIn({ tool }: ReturnView, section: Section): string[] {
  return section.questions.flatMap(({ key, type }) =>
    type === 'rating' && tool.noGrade ? [key, noGradeReason(key)] : [key],
  );
}

export function answerProblems(view: ReturnView, shown: Shown): FieldProblem[] {
  const { tool } = view;
  const remarks = openSections(view).flatMap(({ section, remark }) =>
    remark ? [{ section: section.key, answer: shown.remarkAnswers[section.key] ?? '' }] : [],
  );
  const asked = askedTool(view, shown.answers);
  const problems = [...missingOrWrong(asked, shown.answers), ...unansweredRemarks(tool, remarks)];
  return problems.map(({ section, question, message }) => {
    const title = tool.sections.find(({ key }) => key === section)?.title ?? section;
    return { field: `${section}.${question}`, message: `${title}: ${message}` };
  });
}

export function independenceProblems(view: ReturnView, typed: string): FieldProblem[] {
  const asked = view.tool.independence !== undefined;
  if (!asked || typed === 'yes' || typed === 'no') return [];
  const message = 'Say whether whoever completed it is independent of the work with this child.';
  return [{ field: 'independent', message }];
}
