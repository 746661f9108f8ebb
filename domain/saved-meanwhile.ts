import type { SectionAnswers } from './tool.ts';

/**
 * What somebody typed into a section that somebody else saved meanwhile. Where one of the two left an
 * answer empty the other's stands; where both wrote something else, a person has to put it together.
 */
export function besideSaved(
  mine: SectionAnswers,
  theirs: SectionAnswers,
): { answers: SectionAnswers; conflicts: string[] } {
  const answers: SectionAnswers = {};
  const conflicts: string[] = [];
  for (const [question, typed = ''] of Object.entries(mine)) {
    const saved = theirs[question] ?? '';
    answers[question] = typed.trim() === '' ? saved : typed;
    const differ = typed.trim() !== '' && saved.trim() !== '' && typed.trim() !== saved.trim();
    if (differ) conflicts.push(question);
  }
  return { answers, conflicts };
}
