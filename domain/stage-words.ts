import type { Profile, StageSettings } from './profile.ts';
import { sentenceCase } from './sentence-case.ts';
import type { Words } from './words.ts';

const titles: Record<string, (words: Words) => string> = {
  'choose-theme': () => 'focus',
  'draw-sample': (words) => words.draw,
  'check-involvement': () => 'who is involved',
  'gather-returns': (words) => words.returns,
  'circulate-pack': () => 'pack',
  discuss: (words) => words.discussion,
  'write-report': () => 'report',
  participants: () => 'approval by those who took part',
  body: (words) => `decision of the ${words.body}`,
  'follow-up': () => 'actions',
  disseminate: () => 'briefing',
};

/** What a stage is called where people read it; its key where two are of one kind. */
export function stageTitle(profile: Profile, key: string): string {
  const stage = profile.stages.find((each) => each.key === key);
  const alone =
    stage && profile.stages.filter((each) => sortOf(each) === sortOf(stage)).length === 1;
  const title = alone ? titles[sortOf(stage)]?.(profile.words) : undefined;
  return sentenceCase(title ?? key.replaceAll('-', ' '));
}

/** Rounds of approval differ by whom they ask. */
function sortOf(stage: StageSettings): string {
  return stage.kind === 'approve' ? stage.by : stage.kind;
}
