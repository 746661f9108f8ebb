import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const name = 'a-process-that-a-test-made';
const file = `profiles/${name}.yaml`;
const folder = mkdtempSync(join(tmpdir(), 'shown-'));

afterAll(() => {
  rmSync(file, { force: true });
  rmSync(folder, { recursive: true, force: true });
});

function profile(...words: string[]): { code: number | null; said: string } {
  const args = ['--import', 'tsx', 'commands/profile.ts', ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

it('starts a profile that is in order and is never written over, tells it and draws it', () => {
  expect(profile('new', name).code).toBe(0);
  const written = readFileSync(file, 'utf8');
  expect(profile('new', name)).toMatchObject({ code: 1 });
  expect(readFileSync(file, 'utf8')).toBe(written);
  expect(profile('check', file)).toMatchObject({
    code: 0,
    said: expect.stringContaining('2. Random selection\n   Begins when 1 (Focus) has ended.'),
  });
  expect(profile('show', file, folder).code).toBe(0);
  expect(existsSync(join(folder, `${name}.svg`))).toBe(true);
  expect(existsSync(join(folder, `${name}.html`))).toBe(true);
});

it('refuses a name that could be another file, and a file that is not there', () => {
  expect(profile('new', '../outside')).toMatchObject({ code: 2 });
  expect(profile('check', 'profiles/nowhere.yaml')).toMatchObject({ code: 2 });
});
