import { questionsShown, sentState } from '../../domain/applicability.ts';
import { noGrade, noGradeReason } from '../../domain/completeness.ts';
import type { Answers, Question, Section, SectionAnswers, Tool } from '../../domain/tool.ts';
import { wordCount } from '../../domain/word-count.ts';
import { whyWords } from './section-state.ts';

const noGradeOption = { key: noGrade, label: 'No grade given' };

/** What can be chosen for a question; nothing where the answer is written. */
export function optionsOf(tool: Tool, question: Question): { key: string; label: string }[] {
  switch (question.type) {
    case 'rating':
      return [...(tool.scale ?? []), ...(tool.noGrade ? [noGradeOption] : [])];
    case 'choice':
      return question.options;
    case 'yes-no':
      return [
        { key: 'yes', label: 'Yes' },
        { key: 'no', label: 'No' },
      ];
    default:
      return [];
  }
}

/** The words behind what was chosen; what was typed stays as it is. */
export function answerInWords(tool: Tool, question: Question, answer: string): string {
  return optionsOf(tool, question).find((option) => option.key === answer)?.label ?? answer;
}

/** All answers of a tool as they are read: section by section, question by question. */
export function answersInWords(tool: Tool, answers: Answers) {
  return tool.sections.map((section) => ({
    key: section.key,
    title: section.title,
    why: whyWords(section, sentState(answers[section.key])),
    rows: rowsOf(tool, section, answers[section.key]),
  }));
}

/** One section's answers; of a section that was not asked, none. */
export function rowsOf(tool: Tool, section: Section, answers: SectionAnswers = {}) {
  if (!sentState(answers).applies) return [];
  return questionsShown(section, answers).map((question) => ({
    key: question.key,
    label: question.label,
    flag: question.flag ?? false,
    answer: fullAnswer(tool, question, answers),
    words: question.type === 'text' ? wordCount(answers[question.key] ?? '') : 0,
  }));
}

/** "No grade given: …" with its reason; every other answer as it is. */
export function fullAnswer(tool: Tool, question: Question, answers: SectionAnswers): string {
  const answer = answers[question.key] ?? '';
  const words = answerInWords(tool, question, answer);
  if (question.type !== 'rating' || answer !== noGrade) return words;
  return `${words}: ${answers[noGradeReason(question.key)] ?? ''}`;
}
