import { dateProblems, proposedDays } from './date-rules.ts';
import type { ProfileParts } from './profile-parts.ts';
import { type RuleProblem, twice } from './rule-problem.ts';
import { stageProblems } from './stage-rules.ts';
import type { Tool } from './tool.ts';

/** All that does not fit together in a profile whose every part is right by itself. */
export function profileRuleProblems(parts: ProfileParts): RuleProblem[] {
  const { dates, tools } = parts;
  return [
    ...(dates ? dateProblems(dates) : []),
    ...(tools ?? []).flatMap((tool) => toolProblems(tool)),
    ...stageProblems(parts, dates ? proposedDays(dates) : null),
  ];
}

function toolProblems(tool: Tool): RuleProblem[] {
  const problems: RuleProblem[] = [
    ...twice(tool.sections, ['tool', 'sections'], 'section'),
    ...idleScale(tool),
  ];
  if (tool.scale) problems.push(...twice(tool.scale, ['tool', 'scale'], 'grade'));
  for (const [at, section] of tool.sections.entries()) {
    const path = ['tool', 'sections', at, 'questions'];
    problems.push(...twice(section.questions, path, 'question'));
    for (const [position, question] of section.questions.entries()) {
      const here = [...path, position];
      if (question.type === 'rating' && !tool.scale) {
        const message = `"${question.key}" asks for a grade, but the tool has no "scale".`;
        problems.push({ path: [...here, 'type'], message });
      }
      if (question.type === 'number' && question.min > question.max) {
        const message = `"${question.key}": the smallest number is larger than the largest.`;
        problems.push({ path: [...here, 'min'], message });
      }
      if (question.type === 'choice') {
        problems.push(...twice(question.options, [...here, 'options'], 'option'));
      }
    }
  }
  return problems;
}

/** Grades that nobody is asked for. */
function idleScale({ scale, sections }: Tool): RuleProblem[] {
  const asked = sections.some(({ questions }) => questions.some(({ type }) => type === 'rating'));
  if (!scale || asked) return [];
  const message =
    'This scale is never used: no question is of the type "rating". Add one, or take the scale out.';
  return [{ path: ['tool', 'scale'], message }];
}
