import type { Answers, Question, Section, SectionAnswers, Tool } from './tool.ts';
import { readTypedDate } from './typed-date.ts';

/** How many characters one answer may have: about ten printed pages. */
export const longestAnswer = 30_000;

/** The answer "no grade given", where the tool allows it; no grade of a scale has this key. */
export const noGrade = 'no-grade';

/** Where its reason stands among the answers. */
export function noGradeReason(question: string): string {
  return `${question}.reason`;
}

export interface AnswerProblem {
  section: string;
  question: string;
  message: string;
}

/** What of a tool says which grades can be given. */
type Graded = Pick<Tool, 'scale' | 'noGrade'>;

export type SectionProgress = 'not-started' | 'in-progress' | 'complete';

/** Everything that keeps a tool from being submitted, in the order of its questions. */
export function missingOrWrong(tool: Tool, answers: Answers): AnswerProblem[] {
  return tool.sections.flatMap((section) =>
    section.questions.flatMap((question) => {
      const answer = answers[section.key]?.[question.key] ?? '';
      const message = isBlank(answer)
        ? unansweredMessage(question)
        : wrongMessage(tool, question, answers[section.key] ?? {});
      return message ? [{ section: section.key, question: question.key, message }] : [];
    }),
  );
}

/** What is wrong with what was typed in one section; what is left empty is not. */
export function wrongAnswers(
  tool: Graded,
  section: Pick<Section, 'key' | 'questions'>,
  answers: SectionAnswers,
): AnswerProblem[] {
  return section.questions.flatMap((question) => {
    const answer = answers[question.key] ?? '';
    const message = isBlank(answer) ? null : wrongMessage(tool, question, answers);
    return message ? [{ section: section.key, question: question.key, message }] : [];
  });
}

export function sectionProgress(
  tool: Tool,
  section: Section,
  answers: SectionAnswers | undefined,
): SectionProgress {
  const given = answers ?? {};
  if (section.questions.every((question) => isBlank(given[question.key] ?? '')))
    return 'not-started';
  const unanswered = section.questions.some(
    (question) => question.required && isBlank(given[question.key] ?? ''),
  );
  return unanswered || wrongAnswers(tool, section, given).length > 0 ? 'in-progress' : 'complete';
}

/** Only what the section asks for, with one kind of line break: browsers send another than they show. */
export function answersOf(section: Section, typed: Record<string, unknown>): SectionAnswers {
  const text = (key: string) => {
    const value = typed[key];
    return typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : '';
  };
  return Object.fromEntries(
    section.questions.flatMap(({ key, type }) => {
      const answer: [string, string] = [key, text(key)];
      if (type !== 'rating' || answer[1] !== noGrade) return [answer];
      return [answer, [noGradeReason(key), text(noGradeReason(key))]];
    }),
  );
}

function isBlank(answer: string): boolean {
  return answer.trim() === '';
}

function unansweredMessage(question: Question): string | null {
  if (!question.required) return null;
  const label = quoted(question.label);
  return question.type === 'text' ? `Write something under ${label}` : `Answer ${label}`;
}

function wrongMessage(tool: Graded, question: Question, answers: SectionAnswers): string | null {
  const answer = answers[question.key] ?? '';
  const label = quoted(question.label);
  switch (question.type) {
    case 'text':
      return answer.length > longestAnswer ? tooLong(label, answer.length) : null;
    case 'rating':
      return wrongGrade(tool, question, answers);
    case 'choice':
      return isOneOf(question.options, answer) ? null : `Choose one of the answers to ${label}`;
    case 'yes-no':
      return answer === 'yes' || answer === 'no' ? null : `Choose yes or no for ${label}`;
    case 'number':
      return isNumberBetween(answer, question.min, question.max)
        ? null
        : `${label} must be a number from ${question.min} to ${question.max}`;
    case 'date':
      return readTypedDate(answer) ? null : `${label} must be a real date, for example 27 3 2026`;
  }
}

function wrongGrade(tool: Graded, question: Question, answers: SectionAnswers): string | null {
  const label = quoted(question.label);
  const grade = answers[question.key] ?? '';
  if (grade !== noGrade || !tool.noGrade) {
    return isOneOf(tool.scale ?? [], grade) ? null : `Choose one of the grades for ${label}`;
  }
  const reason = answers[noGradeReason(question.key)] ?? '';
  if (isBlank(reason)) return `Say why no grade is given for ${label}`;
  return reason.length > longestAnswer ? tooLong(label, reason.length) : null;
}

function tooLong(label: string, length: number): string {
  const format = (count: number) => count.toLocaleString('en-GB');
  return `${label} must be ${format(longestAnswer)} characters or fewer: it has ${format(length)}`;
}

function isOneOf(options: readonly { key: string }[], answer: string): boolean {
  return options.some((option) => option.key === answer);
}

function isNumberBetween(answer: string, min: number, max: number): boolean {
  if (!/^-?\d+(\.\d+)?$/.test(answer.trim())) return false;
  const value = Number(answer);
  return value >= min && value <= max;
}

function quoted(label: string): string {
  return `“${label}”`;
}
