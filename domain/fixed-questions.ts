import type { Profile } from './profile.ts';
import { partsOf } from './profile-parts.ts';
import type { RuleProblem } from './rule-problem.ts';

/** The fixed questions of the version before that a later version of a process leaves out (WA-7). */
export function removedFixedQuestions(before: Profile, after: Profile): RuleProblem[] {
  const later = partsOf(after).tools;
  return partsOf(before).tools.flatMap(({ key, tool }) => {
    const same = later.find((each) => each.key === key) ?? later[0];
    if (!same) return [];
    return tool.sections.flatMap((section) => {
      const at = same.tool.sections.findIndex((each) => each.key === section.key);
      const kept = same.tool.sections[at]?.questions.map((question) => question.key) ?? [];
      const path = [...same.path, 'sections', ...(at < 0 ? [] : [at, 'questions'])];
      return section.questions
        .filter((question) => question.fixed && !kept.includes(question.key))
        .map(({ label }) => {
          const message = `“${label}” is a fixed question of “${section.title}” in version ${before.version}: put it back.`;
          return { path, message };
        });
    });
  });
}
