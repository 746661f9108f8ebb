import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Profile, profileSchema, type StageSettings } from '../../domain/profile.ts';
import { rulesOf, stageKinds } from '../../domain/stage-kinds.ts';
import { usualWords } from '../../domain/words.ts';

const folders = ['../../profiles/', '../support/profiles/'];

const profiles: Profile[] = folders.flatMap((name) => {
  const folder = new URL(name, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => profileSchema.parse(parse(readFileSync(new URL(file, folder), 'utf8'))));
});

/** Where something that is due stands in a stage's settings. */
function timingsIn(settings: object, path: string[] = []): string[] {
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null) return [];
    const here = [...path, key];
    return 'due' in value ? [here.join('.')] : timingsIn(value, here);
  });
}

describe.each(Object.entries(stageKinds))('a stage of the kind %s', (kind) => {
  const stages = profiles.flatMap((profile) => profile.stages.filter((each) => each.kind === kind));

  it('stands in a profile that the tests know', () => {
    expect(stages.length).toBeGreaterThan(0);
  });

  it('says of everything that it asks who is asked, for what, and what silence means', () => {
    for (const stage of stages) {
      const asks = rulesOf(stage).asks(stage, usualWords);
      expect(asks.map(({ setting }) => setting.join('.')).sort()).toEqual(timingsIn(stage).sort());
      for (const ask of asks) {
        expect(ask.timings).toBe(settingAt(stage, ask.setting));
        expect(`${ask.who} ${ask.act}`).toMatch(/^[a-z].+[^.]$/);
        if (ask.timings.closeWorkingDaysAfter !== undefined) {
          expect(ask.silence, `${stage.key}: ${ask.setting.join('.')}`).toMatch(/\.$/);
        }
      }
    }
  });

  it('is told in whole sentences', () => {
    for (const stage of stages) {
      for (const sentence of rulesOf(stage).inWords(stage, usualWords)) {
        expect(sentence).toMatch(/^[A-Z0-9“].*\.$/s);
      }
      expect(rulesOf(stage).title(usualWords, stage)).toMatch(/^[a-z]/);
    }
  });
});

function settingAt(stage: StageSettings, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], stage);
}
