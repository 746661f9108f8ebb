import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { processDocument } from '../../documents/process-html.ts';
import { checkProfile } from '../../domain/check-profile.ts';
import { withGroupsNamed } from '../../domain/named-groups.ts';
import { processText } from '../../domain/process-in-words.ts';
import type { Profile } from '../../domain/profile.ts';
import { inOwnWords, onOneLine, strayIn, textsOf, wholeText } from '../support/own-words.ts';

const folders = ['../../profiles/', '../support/profiles/'];
const files = folders.flatMap((folder) =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => folder + name),
);

function profileIn(yaml: string): Profile {
  const checked = checkProfile(yaml);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.profile;
}

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}

it.each(files)('%s is told and drawn in its own words', (file) => {
  const yaml = inOwnWords(read(file));
  const profile = withGroupsNamed(profileIn(yaml), { get: () => 'Bandersnatch' });
  const told = [
    { where: 'text', text: onOneLine(processText(profile)) },
    { where: 'document', text: wholeText('html', processDocument(profile)) },
  ];
  expect(strayIn(told, textsOf(yaml))).toEqual([]);
});

const deepDive = profileIn(read('../../profiles/wscp-deep-dive.yaml'));
const decides = /decides on the report|work plan of the/;

it('names a group as the directory does', () => {
  const names = new Map([['seg', 'Safeguarding Effectiveness Group']]);
  const told = processText(withGroupsNamed(deepDive, names));
  expect(told).toContain('The group “Safeguarding Effectiveness Group” decides on the report');
  expect(told.split('\n').filter((line) => decides.test(line) && /\bseg\b/i.test(line))).toEqual(
    [],
  );
});

it('names a group without a directory by its key in words, and leaves the process as it is', () => {
  const hackney = profileIn(read('../../profiles/city-hackney-case-audit.yaml'));
  expect(processText(withGroupsNamed(hackney))).toContain(
    'The group “QA sub committee” oversees it',
  );
  expect(processText(withGroupsNamed(deepDive))).toContain('The group “SEG” decides');
  expect(hackney.overseenBy).toBe('qa-sub-committee');
});
