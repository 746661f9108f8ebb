import type { Profile, StageSettings } from './profile.ts';
import { sentenceCase } from './sentence-case.ts';
import { rulesOf } from './stage-kinds.ts';

/** What a stage is called where people read it; its key where two are of one kind. */
export function stageTitle(profile: Profile, key: string): string {
  const stage = profile.stages.find((each) => each.key === key);
  const alone =
    stage && profile.stages.filter((each) => sortOf(each) === sortOf(stage)).length === 1;
  const title = alone ? rulesOf(stage).title(profile.words, stage) : undefined;
  return sentenceCase(title ?? key.replaceAll('-', ' '));
}

/** Rounds of approval, for example, differ by whom they ask. */
function sortOf(stage: StageSettings): string {
  return `${stage.kind}/${rulesOf(stage).sort?.(stage) ?? ''}`;
}
