import type { FastifyReply } from 'fastify';
import { noGradeReason } from '../../domain/completeness.ts';
import { remarkAnswer as remarkQuestion } from '../../domain/remarks.ts';
import type { Question, Tool } from '../../domain/tool.ts';
import { momentOf } from '../../emails/wording.ts';
import { personOf } from '../../records/directory/directory.ts';
import type { Draft } from '../../records/returns/return-drafts.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { answerInWords, optionsOf } from './answer-words.ts';
import { answerField, type SectionRequest, type TypedSection } from './section-form.ts';
import { toolFacts } from './tool-facts.ts';

interface Exchange {
  request: SectionRequest;
  reply: FastifyReply;
}

type Theirs = Draft & { remarkAnswer?: string };

/** Somebody saved the section in between: both texts, and nothing is overwritten unseen. */
export async function stalePage(
  { records }: ApiDependencies,
  { request, reply }: Exchange,
  typed: TypedSection,
  theirs: Theirs,
): Promise<FastifyReply> {
  const { view, found } = typed;
  const { name } = await personOf(records, records.database, theirs.savedById);
  const own = theirs.savedById === readerIn(request).contactId;
  return reply.status(409).page('contact/section-stale.njk', {
    ...toolFacts(request, view),
    title: 'This section was saved while you were writing',
    backLink: `/returns/${view.id}`,
    section: found.section,
    questions: bothTexts(typed, theirs),
    revision: theirs.revision,
    savedBy: own ? 'you, on another page,' : name,
    savedAt: momentOf(theirs.savedAt, view.audit.zone),
  });
}

/** Each question as it is saved now and as this reader wrote it. */
function bothTexts({ view, found, answers, remarkAnswer }: TypedSection, theirs: Theirs) {
  const { tool } = view;
  const questions = withReasons(view.tool, found.section.questions).map((question) => {
    const saved = theirs.answers[question.key] ?? '';
    const own = withPlainBreaks(answers[question.key] ?? '');
    return {
      field: answerField(question.key),
      label: question.label,
      same: saved === own,
      saved: answerInWords(tool, question, saved),
      own,
      options: optionsOf(tool, question),
    };
  });
  if (theirs.remarkAnswer === undefined) return questions;
  const own = withPlainBreaks(remarkAnswer);
  const toRemark = {
    field: answerField(remarkQuestion),
    label: 'Your answer to what is to be changed',
    same: theirs.remarkAnswer === own,
    saved: theirs.remarkAnswer,
    own,
    options: [],
  };
  return [...questions, toRemark];
}

/** It can no longer be saved; what was typed is shown to be copied. */
export async function lostPage(
  { request, reply }: Exchange,
  { view, found, answers, remarkAnswer }: TypedSection,
  why: 'not-yours' | 'held' | 'submitted' | 'not-open' | 'ended',
): Promise<FastifyReply> {
  const { tool } = view;
  const written = withReasons(view.tool, found.section.questions).map((question) => ({
    label: question.label,
    text: answerInWords(tool, question, answers[question.key] ?? ''),
  }));
  const toRemark = { label: 'Your answer to what is to be changed', text: remarkAnswer };
  return reply.status(409).page('contact/section-lost.njk', {
    ...toolFacts(request, view),
    title: 'This could not be saved',
    backLink: `/returns/${view.id}`,
    section: found.section,
    written: [...written, toRemark].filter(({ text }) => text !== ''),
    why,
  });
}

/** "No grade given" stands with its reason, a text of its own. */
function withReasons({ noGrade }: Tool, questions: readonly Question[]): Question[] {
  if (!noGrade) return [...questions];
  return questions.flatMap((question): Question[] => {
    if (question.type !== 'rating') return [question];
    const key = noGradeReason(question.key);
    const reason = { key, label: `${question.label}: why no grade is given`, required: false };
    return [question, { ...reason, type: 'text' }];
  });
}

function withPlainBreaks(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
