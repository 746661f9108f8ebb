import type { StageSettings } from './profile.ts';
import { rulesOf } from './stage-kinds.ts';
import type { StageAsk } from './stages/stage-kind.ts';
import { usualWords, type Words } from './words.ts';

/** Everything that a stage asks of people. */
export function asksOfStage(stage: StageSettings, words: Words = usualWords): StageAsk[] {
  return rulesOf(stage).asks(stage, words);
}
