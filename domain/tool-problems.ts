import { factsSection } from './applicability.ts';
import { noGrade } from './completeness.ts';
import type { PlacedTool, ProfileParts } from './profile-parts.ts';
import {
  type RulePath,
  type RuleProblem,
  resting,
  twice,
  unknown,
  within,
} from './rule-problem.ts';
import { ageFact, factsNamed, type Rule } from './rules.ts';
import type { GatherReturns } from './stages/gather-returns.ts';
import type { Fact, Question, Section, Tool } from './tool.ts';

type FactRule = Extract<Rule, { fact: string }>;

/** What does not fit together in the tools of a process, and in the stages that ask for them. */
export function toolProblems(parts: ProfileParts): RuleProblem[] {
  const { facts, tools, stages } = parts;
  return [
    ...writtenOnce(parts),
    ...factProblems(facts),
    ...tools.flatMap(({ tool, path }) => oneTool(facts, tool, path)),
    ...stages.flatMap(({ settings }, at) =>
      settings.kind === 'gather-returns'
        ? resting([['tools'], ['stages']], within(['stages', at], choiceProblems(parts, settings)))
        : [],
    ),
    ...resting([['stages']], neverAsked(parts)),
  ];
}

function writtenOnce({ tools, written }: ProfileParts): RuleProblem[] {
  if (written.tool && written.tools) {
    const message = 'Write either one "tool" or several "tools": each of the several has a key.';
    return [{ path: ['tools'], message }];
  }
  if (!written.tool && !written.tools) {
    return [{ path: [], message: '"tool" is missing: what agencies are asked about each child.' }];
  }
  return twice(namedIn(tools), ['tools'], 'tool');
}

function namedIn(tools: readonly PlacedTool[]): { key: string }[] {
  return tools.flatMap(({ key }) => (key === null ? [] : [{ key }]));
}

function factProblems(facts: readonly Fact[]): RuleProblem[] {
  const problems = twice(facts, ['facts'], 'fact');
  for (const [at, fact] of facts.entries()) {
    if (fact.key === ageFact) {
      const message = `"${ageFact}" is counted from the date of birth; give this fact another key.`;
      problems.push({ path: ['facts', at, 'key'], message });
    }
    problems.push(...answerProblems(fact, ['facts', at]));
  }
  return problems;
}

function oneTool(facts: readonly Fact[], tool: Tool, path: RulePath): RuleProblem[] {
  const problems = [
    ...twice(tool.sections, [...path, 'sections'], 'section'),
    ...idleScale(tool, path),
  ];
  if (tool.scale) problems.push(...twice(tool.scale, [...path, 'scale'], 'grade'));
  for (const [at, section] of tool.sections.entries()) {
    const here = [...path, 'sections', at];
    problems.push(...sectionProblems(tool, section, here));
    problems.push(...ruleProblems(facts, section.applies?.when, [...here, 'applies', 'when']));
    for (const [position, { when }] of section.questions.entries()) {
      problems.push(...ruleProblems(facts, when, [...here, 'questions', position, 'when']));
    }
  }
  for (const [at, { key }] of (tool.scale ?? []).entries()) {
    if (key !== noGrade) continue;
    const message = `"${noGrade}" stands for "no grade given"; give this grade another key.`;
    problems.push({ path: [...path, 'scale', at, 'key'], message });
  }
  return problems;
}

function sectionProblems(tool: Tool, section: Section, path: RulePath): RuleProblem[] {
  const grades = (tool.scale ?? []).map(({ key }) => key);
  const described = (section.descriptors ?? []).flatMap(({ grade }, at): RuleProblem[] => {
    if (grades.includes(grade)) return [];
    const message = unknown('grade', grade, grades);
    return [{ path: [...path, 'descriptors', at, 'grade'], message }];
  });
  const reserved =
    section.key === factsSection
      ? [
          {
            path: [...path, 'key'],
            message: `"${factsSection}" is the key of the facts; give this section another one.`,
          },
        ]
      : [];
  return [
    ...reserved,
    ...described,
    ...twice(section.questions, [...path, 'questions'], 'question'),
    ...section.questions.flatMap((question, at) =>
      questionProblems(tool, question, [...path, 'questions', at]),
    ),
  ];
}

function questionProblems(tool: Tool, question: Question, path: RulePath): RuleProblem[] {
  const problems: RuleProblem[] = [];
  if (question.type === 'rating' && !tool.scale) {
    const message = `"${question.key}" asks for a grade, but the tool has no "scale".`;
    problems.push({ path: [...path, 'type'], message });
  }
  return [...problems, ...answerProblems(question, path)];
}

function answerProblems(question: Question | Fact, path: RulePath): RuleProblem[] {
  const problems: RuleProblem[] = [];
  if (question.type === 'number' && question.min > question.max) {
    const message = `"${question.key}": the smallest number is larger than the largest.`;
    problems.push({ path: [...path, 'min'], message });
  }
  if (question.type === 'choice') {
    problems.push(...twice(question.options, [...path, 'options'], 'option'));
  }
  return problems;
}

/** A rule rests on facts that are asked, and compares each with something that it can be. */
function ruleProblems(
  facts: readonly Fact[],
  rule: Rule | undefined,
  path: RulePath,
): RuleProblem[] {
  if (!rule) return [];
  const known = [...facts.map(({ key }) => key), ageFact];
  return factsNamed(rule).flatMap(({ path: at, leaf }): RuleProblem[] => {
    const here = [...path, ...at];
    if (!known.includes(leaf.fact)) {
      return [{ path: here, message: unknown('fact', leaf.fact, known), restsOn: [['facts']] }];
    }
    const fact = facts.find(({ key }) => key === leaf.fact);
    const message = neverTrue(fact, leaf);
    return message ? [{ path: here, message }] : [];
  });
}

/** Why a comparison could not come true; without a fact it is about the child's age. */
function neverTrue(fact: Fact | undefined, leaf: FactRule): string | null {
  const name = `"${leaf.fact}"`;
  const type = fact?.type ?? 'number';
  if ('atLeast' in leaf) return type === 'number' ? null : `${name} is no number to compare.`;
  if ('withinMonths' in leaf || 'inPeriod' in leaf) {
    return type === 'date' ? null : `${name} is no date.`;
  }
  const values = 'in' in leaf ? leaf.in : [leaf.equals];
  const possible =
    fact?.type === 'choice'
      ? fact.options.map(({ key }) => key)
      : fact?.type === 'yes-no'
        ? ['yes', 'no']
        : null;
  const wrong = possible && values.find((each) => !possible.includes(String(each)));
  if (wrong === undefined || wrong === null || !possible) return null;
  return `${name} is never "${wrong}". It is one of: ${possible.join(', ')}.`;
}

/** Which of several tools a stage asks for: each named one exists, and nobody is left without. */
function choiceProblems({ tools, stages }: ProfileParts, stage: GatherReturns): RuleProblem[] {
  const keys = namedIn(tools).map(({ key }) => key);
  const named: [RulePath, string][] = [
    ...(stage.tool ? [[['tool'], stage.tool] as [RulePath, string]] : []),
    ...entriesOf(stage, 'toolByStratum'),
    ...entriesOf(stage, 'toolByAgency'),
    ...entriesOf(stage, 'toolByPart'),
  ];
  const problems = named.flatMap(([path, key]) =>
    keys.includes(key) ? [] : [{ path, message: unknown('tool', key, keys) }],
  );
  const strata = stages.flatMap(({ settings }) =>
    settings.kind === 'draw-sample' ? settings.strata.map(({ key }) => key) : [],
  );
  for (const key of Object.keys(stage.toolByStratum ?? {})) {
    if (strata.includes(key)) continue;
    problems.push({ path: ['toolByStratum', key], message: unknown('level', key, strata) });
  }
  const covered = strata.length > 0 && strata.every((key) => stage.toolByStratum?.[key]);
  if (!stage.tool && keys.length > 1 && !covered && !stage.toolByPart) {
    const message = `Say which of the tools "${stage.key}" asks for: "tool", or "toolByStratum" with every level.`;
    problems.push({ path: ['key'], message });
  }
  return problems;
}

function entriesOf(
  stage: GatherReturns,
  setting: 'toolByStratum' | 'toolByAgency' | 'toolByPart',
): [RulePath, string][] {
  return Object.entries(stage[setting] ?? {}).map(([key, tool]) => [[setting, key], tool]);
}

function neverAsked({ tools, stages }: ProfileParts): RuleProblem[] {
  if (tools.length < 2) return [];
  const asked = new Set(
    stages.flatMap(({ settings }) =>
      settings.kind === 'gather-returns'
        ? [
            settings.tool,
            ...Object.values(settings.toolByStratum ?? {}),
            ...Object.values(settings.toolByAgency ?? {}),
            ...Object.values(settings.toolByPart ?? {}),
          ]
        : [],
    ),
  );
  return tools.flatMap(({ key, path }) => {
    if (key === null || asked.has(key)) return [];
    const message = `No stage asks for the tool "${key}".`;
    return [{ path: [...path, 'key'], message }];
  });
}

/** Grades that nobody is asked for. */
function idleScale({ scale, sections }: Tool, path: RulePath): RuleProblem[] {
  const asked = sections.some(({ questions }) => questions.some(({ type }) => type === 'rating'));
  if (!scale || asked) return [];
  const message =
    'This scale is never used: no question is of the type "rating". Add one, or take the scale out.';
  return [{ path: [...path, 'scale'], message, restsOn: [[...path, 'sections']] }];
}
