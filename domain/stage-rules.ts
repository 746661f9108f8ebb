import { type AskSetting, askProblems } from './ask-rules.ts';
import type { ProposedDays } from './date-rules.ts';
import type { ProfileParts, StagePart } from './profile-parts.ts';
import {
  type RulePath,
  type RuleProblem,
  resting,
  theTools,
  twice,
  unknown,
  within,
} from './rule-problem.ts';
import { rulesOf } from './stage-kinds.ts';
import { endedBefore } from './stage-order.ts';
import type { Need, StageAround } from './stages/stage-kind.ts';

/** What is wrong with the stages, each by itself and among the others. */
export function stageProblems(parts: ProfileParts, days: ProposedDays): RuleProblem[] {
  const { stages } = parts;
  const order = [
    ...twice(stages, ['stages'], 'stage'),
    ...stages.flatMap((_stage, position) => orderProblems(stages, position)),
  ];
  return [
    ...order,
    ...stages.flatMap((stage, position) =>
      within(
        ['stages', position],
        [
          ...kindProblems(stages, { position, inOrder: order.length === 0 }),
          ...settingProblems(parts, { stage, days }),
        ],
      ),
    ),
  ];
}

/** A stage comes after stages that are written before it, which is why none can wait for itself. */
function orderProblems(stages: readonly StagePart[], position: number): RuleProblem[] {
  const { key, after = [] } = stages[position] as StagePart;
  const before = stages.slice(0, position).map((each) => each.key);
  return after.flatMap((other, at) => {
    const path = ['stages', position, 'after', at];
    if (after.indexOf(other) !== at) return [{ path, message: `"${other}" is there twice.` }];
    if (before.includes(other)) return [];
    if (!stages.some((each) => each.key === other)) {
      return [{ path, message: unknown('stage', other, before) }];
    }
    if (key === other) return [{ path, message: `The stage "${key}" waits for itself.` }];
    const circle = waitsFor(stages, other, key) ? ': they would wait for one another' : '';
    const message = `The stage "${key}" cannot come after "${other}", which is not written before it${circle}.`;
    return [{ path, message }];
  });
}

/** Whether a stage waits for another, be it through stages between them. */
function waitsFor(stages: readonly StagePart[], key: string, other: string): boolean {
  const seen = new Set<string>();
  const open = [key];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === other) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    const at = stages.findIndex((each) => each.key === next);
    const previous = stages[at - 1]?.key;
    open.push(...(stages[at]?.after ?? (previous === undefined ? [] : [previous])));
  }
  return false;
}

/** Whether there may be a stage of this kind here. */
function kindProblems(
  stages: readonly StagePart[],
  { position, inOrder }: { position: number; inOrder: boolean },
): RuleProblem[] {
  const { settings, kind } = stages[position] as StagePart;
  const rules = rulesOf(settings);
  const path = ['kind'];
  const earlier = stages.slice(0, position).find((each) => each.kind === kind);
  const second =
    rules.once && earlier
      ? [
          {
            path,
            message: `There is another stage of the kind "${kind}" above ("${earlier.key}"); a process can have one.`,
          },
        ]
      : [];
  const { needs = [] } = rules;
  const needed = typeof needs === 'function' ? needs(settings) : needs;
  const missing = needed.flatMap((need) => {
    const message = needProblem(stages, { position, inOrder }, need);
    return message ? [{ path, message }] : [];
  });
  return resting(kindsOf(stages), [...second, ...missing]);
}

/** Of which kind the stages are. */
function kindsOf(stages: readonly StagePart[]): RulePath[] {
  return stages.map((_stage, at) => ['stages', at, 'kind']);
}

function needProblem(
  stages: readonly StagePart[],
  { position, inOrder }: { position: number; inOrder: boolean },
  need: Need,
): string | null {
  const { key } = stages[position] as StagePart;
  const gives = (stage: StagePart) => need.kinds.includes(stage.kind);
  const before = stages.slice(0, position).filter(gives);
  const kinds = need.kinds.map((kind) => `"${kind}"`).join(' or ');
  if (before.length === 0) {
    return `The stage "${key}" needs ${need.what}: put a stage of the kind ${kinds} before it.`;
  }
  // In a wrong order nothing can be said of what has ended.
  const ended = endedBefore(stages, position);
  if (!inOrder || need.begunIsEnough || before.some((stage) => ended.has(stage.key))) return null;
  return `The stage "${key}" needs ${need.what}, but begins before "${before[0]?.key}" has ended: add "${before[0]?.key}" to its "after".`;
}

function settingProblems(
  parts: ProfileParts,
  { stage, days }: { stage: StagePart; days: ProposedDays },
): RuleProblem[] {
  const { settings } = stage;
  const { dates, words, stages } = parts;
  const tools = parts.tools.map(({ tool }) => tool);
  const rules = rulesOf(settings);
  const position = stages.indexOf(stage);
  const setting: AskSetting = { dates, days, beginsAfter: meetingsBefore(parts, position) };
  return [
    ...resting([['dates']], unknownDates(rules.dates?.(settings) ?? [], dates)),
    ...resting(
      kindsOf(stages),
      rules.problems?.(settings, { dates, tools, words, stages: around(parts) }) ?? [],
    ).filter(({ restsOn }) => tools.length > 0 || !restsOn?.includes(theTools[0] ?? [])),
    ...rules.asks(settings, words).flatMap((ask) => askProblems(ask, setting)),
  ];
}

function around({ stages }: ProfileParts): StageAround[] {
  return stages.map(({ key, kind, settings }, position) => {
    return {
      key,
      kind,
      settings: { ...settings },
      endedBefore: endedBefore(stages, position),
    };
  });
}

function unknownDates(
  named: readonly { setting: readonly string[]; key: string }[],
  dates: readonly { key: string }[],
): RuleProblem[] {
  const keys = dates.map(({ key }) => key);
  return named.flatMap(({ setting, key }) =>
    keys.includes(key) ? [] : [{ path: setting, message: unknown('date', key, keys) }],
  );
}

/** The dates that have come when a stage begins. */
function meetingsBefore({ stages }: ProfileParts, position: number): string[] {
  const ended = endedBefore(stages, position);
  return stages.flatMap(({ key, settings }) => {
    const date = ended.has(key) ? rulesOf(settings).endsAfter?.(settings) : undefined;
    return date === undefined ? [] : [date];
  });
}
