import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkProfile } from '../../domain/check-profile.ts';

const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
const fixed = readFileSync(file, 'utf8').replace(
  'label: Areas for development, type: text }',
  'label: Areas for development, type: text, fixed: true }',
);

describe('a later version of a process', () => {
  const before = checkProfile(fixed);
  if (!before.ok) throw new Error(JSON.stringify(before.problems));

  it('may not leave out a question that is fixed, and may add others (WA-7)', () => {
    const question = /\n +- \{ key: development, [^\n]+/;
    expect(fixed).toMatch(question);
    const without = checkProfile(fixed.replace(question, ''), before.profile);
    expect(without.ok ? [] : without.problems.map(({ message }) => message)).toContain(
      '“Areas for development” is a fixed question of “Recognition” in version 1: put it back.',
    );
    const more = '\n        - { key: theme, label: For this theme, type: text }';
    const added = fixed.replace(question, (line) => `${line}${more}`);
    expect(checkProfile(added, before.profile).ok).toBe(true);
  });

  it('may leave out any other question', () => {
    const without = fixed.replace(/\n +- \{ key: recommendations, [^\n]+/, '');
    expect(checkProfile(without, before.profile).ok).toBe(true);
  });
});
