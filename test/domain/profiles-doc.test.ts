import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkProfile } from '../../domain/check-profile.ts';

const page = readFileSync(new URL('../../docs/profiles.md', import.meta.url), 'utf8');

interface Part {
  stages?: { key: string }[];
}

/** What the page shows, step by step, each with what has grown until then. */
const steps = [...page.matchAll(/^```yaml( refused)?\n([\s\S]*?)^```/gm)].map(
  ([, refused, yaml = '']) => ({ refused: refused !== undefined, part: parse(yaml) as Part }),
);

function grown(until: number): string {
  let whole: Part = {};
  for (const [at, { part, refused }] of steps.entries()) {
    if (at > until || (refused && at !== until)) continue;
    const kept = (whole.stages ?? []).map((stage) => {
      return part.stages?.find(({ key }) => key === stage.key) ?? stage;
    });
    const joined = (part.stages ?? []).filter(({ key }) => !kept.some((each) => each.key === key));
    whole = { ...whole, ...part, stages: [...kept, ...joined] };
  }
  return stringify(whole, { aliasDuplicateObjects: false });
}

describe('the page that teaches how a process is written', () => {
  it.each(steps.flatMap(({ refused }, at) => (refused ? [] : [at])))(
    'is in order after step %i',
    (at) => {
      expect(checkProfile(grown(at))).toMatchObject({ ok: true });
    },
  );

  it('shows what the check refuses as it is refused', () => {
    const said = [...page.matchAll(/^> (.+)$/gm)].map(([, sentence]) => sentence ?? '');
    const checked = checkProfile(grown(steps.findIndex(({ refused }) => refused)));
    const problems = checked.ok ? [] : checked.problems.map(({ message }) => message);
    expect(said.length).toBeGreaterThan(2);
    for (const sentence of said) expect(problems.join('\n')).toContain(sentence);
  });
});
