import { dateProblems, proposedDays } from './date-rules.ts';
import type { ProfileParts } from './profile-parts.ts';
import type { RuleProblem } from './rule-problem.ts';
import { stageProblems } from './stage-rules.ts';
import { toolProblems } from './tool-problems.ts';

/** All that does not fit together in a profile whose every part is right by itself. */
export function profileRuleProblems(parts: ProfileParts): RuleProblem[] {
  const { dates } = parts;
  return [
    ...(dates ? dateProblems(dates) : []),
    ...toolProblems(parts),
    ...stageProblems(parts, dates ? proposedDays(dates) : null),
  ];
}
