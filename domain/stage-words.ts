import type { Profile } from './profile.ts';
import { sentenceCase } from './sentence-case.ts';

/** What a stage is called where people read it. */
export function stageTitle(profile: Profile, key: string): string {
  const { words } = profile;
  const stage = profile.stages.find((each) => each.key === key);
  switch (stage?.kind) {
    case 'choose-theme':
      return 'Focus';
    case 'draw-sample':
      return sentenceCase(words.draw);
    case 'check-involvement':
      return 'Who is involved';
    case 'gather-returns':
      return sentenceCase(words.returns);
    default:
      return sentenceCase(key.replaceAll('-', ' '));
  }
}
