import type { StageSettings } from './profile.ts';
import type { AskTimings } from './stages/asks.ts';

/** Everything that a stage asks of people, by the path of the setting that says how. */
export function asksOfStage(stage: StageSettings): { setting: string[]; ask: AskTimings }[] {
  return asksIn(stage, []);
}

function asksIn(settings: object, path: string[]): { setting: string[]; ask: AskTimings }[] {
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    const setting = [...path, key];
    return isAsk(value) ? [{ setting, ask: value }] : asksIn(value, setting);
  });
}

function isAsk(value: object): value is AskTimings {
  return 'due' in value;
}
