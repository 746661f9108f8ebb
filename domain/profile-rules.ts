import { proposedDates, startDateKey } from './audit-dates.ts';
import { defaultZone } from './calendar.ts';
import { outOfOrder } from './degree-dates.ts';
import type { Profile, StageSettings } from './profile.ts';
import { nearest } from './profile-keys.ts';
import { asksOfStage } from './stage-asks.ts';
import type { AskTimings } from './stages/asks.ts';

/** What does not fit together in a profile whose every part is right by itself. */
export interface RuleProblem {
  path: (string | number)[];
  message: string;
}

export function profileRuleProblems(profile: Profile): RuleProblem[] {
  return [
    ...stageProblems(profile),
    ...dateProblems(profile),
    ...toolProblems(profile),
    ...profile.stages.flatMap((stage, position) =>
      settingProblems(profile, stage, ['stages', position]),
    ),
  ];
}

function stageProblems({ stages }: Profile): RuleProblem[] {
  const problems = twice(stages, ['stages'], 'stage');
  for (const [position, stage] of stages.entries()) {
    const before = stages.slice(0, position).map(({ key }) => key);
    for (const [at, key] of (stage.after ?? []).entries()) {
      if (before.includes(key)) continue;
      const path = ['stages', position, 'after', at];
      const known = stages.some((each) => each.key === key);
      problems.push({
        path,
        message: known
          ? `The stage "${stage.key}" cannot come after "${key}", which is not written before it.`
          : unknown('stage', key, before),
      });
    }
  }
  return problems;
}

function dateProblems(profile: Profile): RuleProblem[] {
  const { dates } = profile;
  const problems = twice(dates, ['dates'], 'date');
  const keys = dates.map(({ key }) => key);
  for (const [position, { key, from }] of dates.entries()) {
    if (key === startDateKey) {
      const message = `"${startDateKey}" is the day on which the audit starts; give this date another key.`;
      problems.push({ path: ['dates', position, 'key'], message });
    }
    if (from !== startDateKey && !keys.includes(from)) {
      const path = ['dates', position, 'from'];
      problems.push({ path, message: unknown('date', from, [startDateKey, ...keys]) });
    }
  }
  if (problems.length > 0) return problems;
  return [...circular(profile), ...(circular(profile).length > 0 ? [] : disordered(profile))];
}

/** Dates that are counted from one another and so from nothing. */
function circular({ dates }: Profile): RuleProblem[] {
  const from = new Map(dates.map((date) => [date.key, date.from]));
  return dates.flatMap(({ key }, position) => {
    const seen = new Set<string>();
    let at: string | undefined = key;
    while (at !== undefined && at !== startDateKey && !seen.has(at)) {
      seen.add(at);
      at = from.get(at);
    }
    if (at !== key) return [];
    const chain = [...seen, key].map((each) => `"${each}"`).join(' from ');
    return [{ path: ['dates', position, 'from'], message: `The dates go in a circle: ${chain}.` }];
  });
}

/** The dates are written in the order in which they come; what is proposed has to agree. */
function disordered({ dates }: Profile): RuleProblem[] {
  const everyWeekday = { zone: defaultZone, holidays: [], closures: [] };
  const proposed = proposedDates(dates, '2027-01-04', everyWeekday);
  const steps = dates.map(({ key, label }) => {
    const date = proposed[key] ?? '';
    return { key, label, date: { degree: 'fixed' as const, date } };
  });
  return outOfOrder(steps).map(({ key }) => ({
    path: ['dates', dates.findIndex((date) => date.key === key), 'workingDays'],
    message: `"${key}" would come before a date that is written above it. Dates stand in the order in which they come.`,
  }));
}

function toolProblems({ tool }: Profile): RuleProblem[] {
  const problems = twice(tool.sections, ['tool', 'sections'], 'section');
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

function settingProblems(
  profile: Profile,
  stage: StageSettings,
  path: (string | number)[],
): RuleProblem[] {
  return [
    ...(stage.kind === 'choose-theme' ? twice(stage.sources, [...path, 'sources'], 'source') : []),
    ...(stage.kind === 'draw-sample' ? sampleProblems(stage, path) : []),
    ...(needSample.has(stage.kind) ? needsSample(profile, stage, path) : []),
    ...(stage.kind === 'discuss' ? discussionProblems(profile, stage, path) : []),
    ...(stage.kind === 'follow-up' ? followUpProblems(stage, path) : []),
    ...asksOfStage(stage).flatMap(({ setting, ask }) =>
      askProblems(profile, ask, [...path, ...setting]),
    ),
  ];
}

const needSample: ReadonlySet<string> = new Set(['check-involvement', 'gather-returns']);

function needsSample(
  { stages }: Profile,
  stage: StageSettings,
  path: (string | number)[],
): RuleProblem[] {
  const before = stages.slice(0, stages.indexOf(stage));
  if (before.some((each) => each.kind === 'draw-sample')) return [];
  const message = `The stage "${stage.key}" needs children: put a stage of the kind "draw-sample" before it.`;
  return [{ path: [...path, 'kind'], message }];
}

function discussionProblems(
  { dates, tool }: Profile,
  stage: Extract<StageSettings, { kind: 'discuss' }>,
  path: (string | number)[],
): RuleProblem[] {
  const problems = twice(stage.conclusions, [...path, 'conclusions'], 'conclusion');
  const keys = dates.map(({ key }) => key);
  if (!keys.includes(stage.date)) {
    problems.push({ path: [...path, 'date'], message: unknown('date', stage.date, keys) });
  }
  if (stage.moderation && !tool.scale) {
    const message = 'There are no grades to agree on: the tool has no "scale".';
    problems.push({ path: [...path, 'moderation'], message });
  }
  return problems;
}

/** What an agency says, or that it says nothing, has to be known when the papers are due. */
function followUpProblems(
  { update }: Extract<StageSettings, { kind: 'follow-up' }>,
  path: (string | number)[],
): RuleProblem[] {
  const { workingDaysBeforePapers: before } = update.due;
  if (update.closeWorkingDaysAfter <= before) return [];
  const message = `Updates are due ${before} working days before the papers, so saying nothing can be recorded at most so many days after.`;
  return [{ path: [...path, 'update', 'closeWorkingDaysAfter'], message }];
}

function sampleProblems(
  stage: Extract<StageSettings, { kind: 'draw-sample' }>,
  path: (string | number)[],
): RuleProblem[] {
  const problems = twice(stage.strata, [...path, 'strata'], 'level');
  const certain = stage.strata.reduce((sum, { quota }) => sum + (quota ?? 1), 0);
  const open = stage.strata.some(({ quota }) => quota === undefined);
  if (certain > stage.size) {
    const message = `${stage.size} children are too few: with at least one of every level, or the number fixed for it, there are ${certain}.`;
    problems.push({ path: [...path, 'size'], message });
  } else if (!open && certain < stage.size) {
    const message = `The numbers fixed for the levels add up to ${certain}, but ${stage.size} children are wanted.`;
    problems.push({ path: [...path, 'size'], message });
  }
  return problems;
}

function askProblems(
  { dates }: Profile,
  ask: AskTimings,
  path: (string | number)[],
): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const keys = dates.map(({ key }) => key);
  if ('date' in ask.due && !keys.includes(ask.due.date)) {
    const message = unknown('date', ask.due.date, keys);
    problems.push({ path: [...path, 'due', 'date'], message });
  }
  const close = ask.closeWorkingDaysAfter;
  if (close === undefined) return problems;
  for (const [at, days] of ask.chaseWorkingDaysAfter.entries()) {
    if (days <= close) continue;
    const message = `A chase after ${days} working days never leaves: the ask closes after ${close}.`;
    problems.push({ path: [...path, 'chaseWorkingDaysAfter', at], message });
  }
  if (ask.escalate && ask.escalate.workingDaysAfter > close) {
    const message = `This is never escalated: the ask closes after ${close} working days.`;
    problems.push({ path: [...path, 'escalate', 'workingDaysAfter'], message });
  }
  return problems;
}

function twice(
  keyed: readonly { key: string }[],
  path: (string | number)[],
  what: string,
): RuleProblem[] {
  return keyed.flatMap(({ key }, position) => {
    const first = keyed.findIndex((each) => each.key === key);
    if (first === position) return [];
    const message = `There is another ${what} "${key}" above. Each needs a key of its own.`;
    return [{ path: [...path, position, 'key'], message }];
  });
}

function unknown(what: string, key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  const hint = near ? `Did you mean "${near}"?` : `Known are: ${known.join(', ') || 'none'}.`;
  return `There is no ${what} "${key}". ${hint}`;
}
