import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { editorSchema } from '../../domain/profile-keys.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

it('the schema for editors is that of the code: npm run profile -- schema', () => {
  expect(read('profiles/profile.schema.json')).toBe(editorSchema());
});

it('editors are told what every setting of an ask means', () => {
  for (const key of ['due', 'escalate', 'closeWorkingDaysAfter', 'askWorkingDaysBefore']) {
    expect(editorSchema()).toMatch(new RegExp(`"${key}": \\{[^}]*"(description|anyOf)"`));
  }
});

it('no code knows any process by its name', () => {
  const names = readdirSync(new URL('profiles/', root))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => (parse(read(`profiles/${file}`)) as { profile: string }).profile);
  expect(names.length).toBeGreaterThan(0);
  const code = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.(ts|js|njk|sql|prisma)$/.test(file))
    .filter((file) => !/^(profiles|scenarios|programmes|test|docs)\//.test(file));
  const found = code.flatMap((file) => {
    const text = read(file);
    return names.filter((name) => text.includes(name)).map((name) => `${file}: ${name}`);
  });
  expect(found).toEqual([]);
});
