import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkProfile } from '../../domain/check-profile.ts';
import { processText } from '../../domain/process-in-words.ts';

const starter = readFileSync(new URL('../../commands/new-profile.yaml', import.meta.url), 'utf8')
  .replace('NAME', 'a-process')
  .replace('TITLE', 'A process');

function problemsOf(text: string): string[] {
  const checked = checkProfile(text);
  return checked.ok ? [] : checked.problems.map(({ line, message }) => `${line} ${message}`);
}

function changed(...changes: [from: string | RegExp, to: string][]): string {
  return changes.reduce((text, [from, to]) => {
    const after = text.replace(from, to);
    expect(after).not.toBe(text);
    return after;
  }, starter);
}

const report = / {2}- key: report[\s\S]*?(?=\n {2}- key: group)/;

describe('a profile of somebody who has not read the documentation', () => {
  it('starts from one that is in order', () => {
    expect(problemsOf(starter)).toEqual([]);
  });

  it.each([
    [
      'everything mistyped at once is told at once',
      changed(
        ['practiceWindow', 'practiseWindow'],
        ['kind: gather-returns', 'kind: gather-return'],
        ['date: returns', 'date: return'],
        ['[deputy, officer]', '[deputy, offiser]'],
        ['moderation: true', 'moderation: perhaps'],
        ['from: start', 'from: begin'],
      ),
      [
        '"practiseWindow" is not known here. Did you mean "practiceWindow"?',
        '"practiceWindow": this is missing.',
        'There is no date "begin"',
        'Did you mean "officer"?',
        'Did you mean "gather-returns"?',
        '"moderation": expected boolean',
      ],
    ],
    [
      'nobody ever hears that there is no answer',
      changed(
        [/ {6}due: \{ workingDays: 2 \}\n {6}escalate.*/, '      due: { workingDays: 2 }'],
        [
          'to: [officer-deputy, manager] }\n    confidentiality',
          'to: [safeguarding-lead] }\n    confidentiality',
        ],
      ),
      ['This ask has no end', 'Nobody holds the role "safeguarding-lead" here'],
    ],
    [
      'letters leave when it is too late for them',
      changed(
        [
          'remindWorkingDaysBefore: [5, 1]\n      chaseWorkingDaysAfter: [1]',
          'remindWorkingDaysBefore: [5, 5]\n      chaseWorkingDaysAfter: [9]',
        ],
        [
          'due: { workingDays: 3 }\n      chase',
          'due: { workingDays: 3 }\n      remindWorkingDaysBefore: [3]\n      chase',
        ],
        ['due: { workingDays: 15 }', 'due: { date: returns }'],
        ['due: { workingDays: 30 }', 'due: { workingDays: 30 }\n      askWorkingDaysBefore: 40'],
      ),
      [
        '5 is there twice',
        'A chase after 9 working days never leaves',
        'This reminder never leaves: the first letter leaves 3 working days before',
        'This would be due before it is asked: its stage begins after "meeting"',
        'its first letter cannot wait until 40 working days before',
      ],
    ],
    [
      'clocks and groups that cannot be told apart',
      changed(
        ['from: returns, workingDays: 10 }', 'from: returns, workingDays: 10, days: 14 }'],
        [
          'due: { workingDays: 3 }\n      chaseWorkingDaysAfter: [1]',
          'due: { days: 3 }\n      chaseWorkingDaysAfter: [0]',
        ],
        ['escalate: { workingDaysAfter: 5, to', 'escalate: { workingDaysAfter: 0, to'],
        [
          '  - key: actions',
          '  - key: other\n    kind: approve\n    after: [report]\n    by: body\n    body: board\n    decide: { due: { workingDays: 5 }, escalate: { workingDaysAfter: 1, to: [manager] } }\n\n  - key: actions',
        ],
        [
          'kind: choose-theme',
          'kind: choose-theme\n    decide: { due: { workingDays: 5 }, escalate: { workingDaysAfter: 1, to: [manager] } }\n    groups: [{ body: board, does: agrees-lines }]',
        ],
      ),
      [
        'Say once how far "meeting" is from "returns"',
        'A chase after 0 days leaves on the morning of the due date',
        'An escalation after 0 days leaves on the morning of the due date',
        'This would go round beside "group". A report is approved by one after the other',
        'There are no key lines of enquiry to agree',
      ],
    ],
    ['a grade has a number for its key', changed(['key: not-yet', "key: '3'"]), ['not "3"']],
    [
      'stages stand where they cannot begin',
      changed(
        [report, ''],
        ['key: involvement\n    kind', 'key: involvement\n    after: [returns]\n    kind'],
        [/$/, '  - key: returns\n    kind: choose-theme\n    sources: [{ key: a, label: A }]\n'],
      ),
      [
        'The stage "group" needs a report',
        '"involvement" cannot come after "returns", which is not written before it: they would wait for one another.',
        'There is another stage "returns" above',
        'There is another stage of the kind "choose-theme" above ("theme")',
      ],
    ],
    [
      'the tool and the meeting speak of different things',
      changed(
        [/\n {8}- \{ key: grade,.*/, ''],
        [
          '- { key: practice, label: Your agency’s practice }',
          '- { key: practise, label: Practice }',
        ],
        ['due: { date: meeting, workingDays: 3 }', 'due: { date: meeting, workingDays: -3 }'],
        ['due: { date: meeting, workingDays: -2 }', 'due: { date: meeting, workingDays: 2 }'],
      ),
      [
        'This scale is never used',
        'No section of the tool has the key "practise". Did you mean "practice"?',
        'There are no grades to agree on: no question is of the type "rating"',
        'There is nothing to record before the meeting was held',
        'This would be due after the meeting',
      ],
    ],
  ])('%s', (_, text, sentences) => {
    const problems = problemsOf(text).join('\n');
    for (const sentence of sentences) expect(problems).toContain(sentence);
  });
});

it('a process of quite another shape is in order, and is told as it is', () => {
  const file = new URL('../support/profiles/desk-review.yaml', import.meta.url);
  const checked = checkProfile(readFileSync(file, 'utf8'));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const text = processText(checked.profile);
  expect(text).toContain('It gives no grades.');
  expect(text).toContain('1. Drawing of files\n   Begins when the audit starts.');
  expect(text).toContain('2. Focus\n   Begins when 1 (Drawing of files) has ended.');
  expect(text).toContain('saying nothing counts as approval, and stands on record as silence.');
  expect(text).toContain('If nobody has answered at the end of that day');
  expect(text).not.toMatch(/discussion|meeting begins/);
});
