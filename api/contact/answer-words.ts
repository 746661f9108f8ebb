import type { Answers, Question, Tool } from '../../domain/tool.ts';

/** What can be chosen for a question; nothing where the answer is written. */
export function optionsOf(tool: Tool, question: Question): { key: string; label: string }[] {
  switch (question.type) {
    case 'rating':
      return tool.scale ?? [];
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
    rows: section.questions.map((question) => ({
      key: question.key,
      label: question.label,
      answer: answerInWords(tool, question, answers[section.key]?.[question.key] ?? ''),
    })),
  }));
}
