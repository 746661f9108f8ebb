import { dateProblems, proposedDays } from './date-rules.ts';
import type { ProfileParts } from './profile-parts.ts';
import { type RuleProblem, resting, unknown } from './rule-problem.ts';
import { stageProblems } from './stage-rules.ts';
import { toolProblems } from './tool-problems.ts';

/** All that does not fit together in a profile whose every part is right by itself. */
export function profileRuleProblems(parts: ProfileParts): RuleProblem[] {
  const { dates } = parts;
  return [
    ...dateProblems(dates),
    ...toolProblems(parts),
    ...resting([['stages']], kloeProblems(parts)),
    ...stageProblems(parts, proposedDays(dates)),
  ];
}

/** Questions that name a key line of enquiry which no stage lists. */
function kloeProblems({ tools, stages }: ProfileParts): RuleProblem[] {
  const known = stages.flatMap(({ settings }) =>
    settings.kind === 'choose-theme' ? settings.kloes.map(({ key }) => key) : [],
  );
  return tools.flatMap(({ path, tool }) =>
    tool.sections.flatMap(({ questions }, section) =>
      questions.flatMap(({ kloe }, at) =>
        kloe === undefined || known.includes(kloe)
          ? []
          : [
              {
                path: [...path, 'sections', section, 'questions', at, 'kloe'],
                message: unknown('key line of enquiry', kloe, known),
              },
            ],
      ),
    ),
  );
}
