import type { StageSettings } from './profile.ts';
import type { AskTimings } from './stages/asks.ts';

/** Everything that a stage asks of people, by the name of the setting that says how. */
export function asksOfStage(stage: StageSettings): { setting: string; ask: AskTimings }[] {
  return Object.entries(stage).flatMap(([setting, value]) =>
    isAsk(value) ? [{ setting, ask: value }] : [],
  );
}

function isAsk(value: unknown): value is AskTimings {
  return typeof value === 'object' && value !== null && 'due' in value;
}
