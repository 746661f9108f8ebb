import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkProfile } from '../../domain/check-profile.ts';
import { stageSchema } from '../../domain/profile.ts';
import { exampleOf, knownKeys, profileJsonSchema } from '../../domain/profile-keys.ts';

const file = new URL('../support/mistaken/one-of-each.yaml', import.meta.url);
const text = readFileSync(file, 'utf8');

/** What is said of the file: "the word beside the mistake, column: sentence". */
function saidOf(changed: string): string[] {
  const lines = changed.split('\n');
  const checked = checkProfile(changed);
  if (checked.ok) return [];
  return checked.problems.map(({ line, column, message }) => {
    const beside = lines[line - 1]?.split('# ')[1] ?? `line ${line}`;
    return `${beside}, ${column}: ${message}`;
  });
}

it('tells of one mistake of each sort in one run, where it stands and what would be right', () => {
  expect(saidOf(text)).toEqual([
    'early, 61: "day" would come before a date that is written above it. Dates stand in the order in which they come.',
    'not asked for, 10: No stage asks for the tool "police".',
    'fact, 34: There is no fact "in-caer". Did you mean "in-care"?',
    'scale, 7: This scale is never used: no question is of the type "rating". Add one, or take the scale out.',
    'not asked for, 10: No stage asks for the tool "health".',
    'type, 58: "type" is "drawing", which is not known. Did you mean "rating"?',
    'title, 9: "title": this is missing.',
    'needs, 11: The stage "meeting" needs children: put a stage of the kind "draw-sample" before it.',
    'key, 7: "remindWorkingDayBefore" is not known here. Did you mean "remindWorkingDaysBefore"?',
    'end, 7: This ask has no end: if nobody answers, nobody is told and it is never closed. Add "escalate: { workingDaysAfter: 3, to: [manager] }", or "closeWorkingDaysAfter" where the process may go on without an answer.',
    'role, 45: Nobody holds the role "deputy" here: this asks the business unit, not an agency. Use one of: officer, officer-deputy, manager.',
    'word, 14: "silence" is "counts-as-aproval", which is not known. Did you mean "counts-as-approval"?',
  ]);
});

it.each([
  ['not there at all', ''],
  ['no more than a word', 'tool: ask them\n'],
  ['half written', 'tool:\n  statement: { title: Sharing }\n  sections:\n    - key: file\n'],
])('tells of everything else where the tool is %s', (_, tool) => {
  const besides = (said: string) => /^(early|needs|end|role|word|key),/.test(said);
  const said = saidOf(text.replace(/tools:\n[\s\S]*?(?=stages:)/, tool));
  expect(said.filter(besides)).toEqual(saidOf(text).filter(besides));
  expect(said.length).toBeGreaterThan(6);
});

it('says nothing of what hangs on a place that cannot be read', () => {
  const changed = text.replace('key: in-care,', 'key: [],').replace('type: yes-no }', 'type: 7 }');
  expect(saidOf(changed).join('\n')).not.toContain('There is no fact');
  const strange = text.replace('kind: write-report', 'kind: something-else-altogether');
  expect(saidOf(strange).join('\n')).not.toContain('needs children');
});

const kinds = knownKeys(profileJsonSchema(), ['stages', 0, 'kind'], { stages: [{}] }, 'kind');

it.each(kinds)('has a filler that is right by itself for a stage of the kind %s', (kind) => {
  const filler = exampleOf(profileJsonSchema(), ['stages', 0], { stages: [{ kind }] });
  expect(stageSchema.safeParse(filler).success).toBe(true);
});
