import { noGrade } from './completeness.ts';
import type { Answers, Tool } from './tool.ts';
import { wordCount } from './word-count.ts';

/** Fewer words than these beside a grade are no evidence that somebody else could weigh. */
export const fewestWordsOfEvidence = 5;

/**
 * The sections in which a grade was given while hardly anything was written: a prompt, never a
 * wall. A section without room to write in asks for no evidence, nor does "no grade given".
 */
export function gradesWithoutEvidence(
  tool: Pick<Tool, 'sections'>,
  answers: Answers,
): { section: string; question: string }[] {
  return tool.sections.flatMap(({ key, questions }) => {
    const given = answers[key] ?? {};
    const graded = questions.find(({ key: question, type }) => {
      const grade = given[question] ?? '';
      return type === 'rating' && grade !== '' && grade !== noGrade;
    });
    const texts = questions.filter(({ type }) => type === 'text');
    if (!graded || texts.length === 0) return [];
    const words = texts.reduce((sum, text) => sum + wordCount(given[text.key] ?? ''), 0);
    return words < fewestWordsOfEvidence ? [{ section: key, question: texts[0]?.key ?? '' }] : [];
  });
}
