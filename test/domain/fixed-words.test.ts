import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { usualWords } from '../../domain/words.ts';

// Where nothing belongs to an audit the usual words are right: before anybody has signed in, of what
// an agency's own audit shows, of a group's work plan, of a process and of the directory itself.
const ofNoAudit = [
  'api/templates/statements/accessibility.njk',
  'api/templates/statements/privacy.njk',
  'api/templates/concern-parts.njk',
  'api/templates/contact/urgent-numbers.njk',
  'api/templates/contact/risk-report.njk',
  'api/templates/contact/exceptions.njk',
  'api/templates/console/process.njk',
  'api/templates/console/sign-in.njk',
  'api/templates/console/cover.njk',
  'api/templates/console/groups.njk',
  'api/templates/console/directory.njk',
  'api/templates/console/directory-place.njk',
  'api/templates/console/directory-place-form.njk',
  'api/templates/console/directory-upload.njk',
  // What stands in the examples that are looked at.
  'emails/examples.ts',
  // Before a process is chosen.
  'api/templates/console/new-audit.njk',
];

const root = new URL('../../', import.meta.url);
const files = ['api/templates', 'emails/letters', 'emails'].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: folder !== 'emails', encoding: 'utf8' })
    .filter((name) => /\.(njk|ts)$/.test(name))
    .map((name) => `${folder}/${name}`),
);

// "return" and "draw" are in the code of a template itself; what is read is proved by rehearsals.
const words = Object.values(usualWords).map((word) => word.replace("'", '.{1,5}'));
const usual = new RegExp(`(?<![-\\w.])(${words.join('|')})(?![-\\w.]| ?[=,:|)}])`, 'i');

/** Without what the program reads: names, markup, comments, what stands in for a word. */
function fixedText(source: string): string {
  return source
    .replace(/\{#[\s\S]*?#\}|\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^import .*$/gm, '')
    .replace(/\{%-? *(set|for|if|elif|macro|from|call|include|import)\b[^%]*%\}/g, '')
    .replace(/\$\{[^}]*\}|\{\{ *[\w.| ]+ *\}\}/g, '…')
    .replace(/<[^>]+>/g, ' ')
    .replace(/case '\w+'|=== '\w+'|^ +\w+:$/gm, '');
}

it('finds files to look at', () => {
  expect(files.length).toBeGreaterThan(150);
});

it.each(files.filter((file) => !ofNoAudit.includes(file)))(
  '%s says nothing that a process may call by another name',
  (file) => {
    const text = fixedText(readFileSync(new URL(file, root), 'utf8'));
    expect(usual.exec(text)?.[0] ?? '').toBe('');
  },
);

// The same for what code says: in what no process is chosen for, in what is said about a profile that
// is being written, and in faults, which nobody of an audit reads.
const ofNoAuditEither = [
  /^domain\/(words|name-like|ask-rules|programme|risk-report|staff-roles|directory-)/,
  /^domain\/stages\/(choose-|circulate-pack|disseminate|prepare-questions|return-subjects)/,
  /^api\/(access|errors|front-page)\.ts$/,
  /^api\/console\/(account|sign-in|directory-|search|group|urgent-concern)/,
  /^records\/directory\/(directory|role-holdings)/,
  /^records\/(access\/change-staff|planning\/theme|letters\/letter-follow-up)\.ts$/,
  /^records\/actions\/(actions|exceptions)\.ts$/,
  /^emails\/examples\.ts$/,
];

const sources = ['api', 'domain', 'records', 'emails'].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
);
const told = sources.filter((file) => !ofNoAuditEither.some((each) => each.test(file)));

/** What is written between quotes, and neither a key nor an address. */
function sentencesIn(source: string): string[] {
  const plain = source
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^import .*$/gm, '')
    .replace(/\.describe\(\s*(?:'[^']*'|"[^"]*"),?\s*\)/g, '')
    .replace(/\$\{[^}]*\}/g, '…');
  return [...plain.matchAll(/'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`/g)]
    .map(([, single, double, template]) => single ?? double ?? template ?? '')
    .filter((text) => /[a-z] |[A-Z]/.test(text) && !/…\/|^(GET|POST)|[<{;]/.test(text));
}

it('is not said by code either what a process may call by another name', () => {
  const spoken = new RegExp(`\\b(${words.join('|')})s?\\b`, 'i');
  const found = told.flatMap((file) =>
    sentencesIn(readFileSync(new URL(file, root), 'utf8'))
      .filter((text) => spoken.test(text))
      .map((text) => `${file}: ${text}`),
  );
  expect(sources.length).toBeGreaterThan(500);
  expect(found).toEqual([]);
});
