import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkProfile } from '../../domain/check-profile.ts';

const folder = new URL('../../profiles/', import.meta.url);
const deepDive = readFileSync(new URL('wscp-deep-dive.yaml', folder), 'utf8');

/** The file with one thing changed, and what is then said of it: "line:column sentence". */
function problemsAfter(from: string | RegExp, to: string): string[] {
  const text = deepDive.replace(from, to);
  expect(text).not.toBe(deepDive);
  const checked = checkProfile(text);
  return checked.ok
    ? []
    : checked.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

function lineOf(part: string): number {
  return deepDive.slice(0, deepDive.indexOf(part)).split('\n').length;
}

describe('a profile that is checked', () => {
  const files = [folder, new URL('../support/profiles/', import.meta.url)].flatMap((each) =>
    readdirSync(each)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => ({ name, file: new URL(name, each) })),
  );

  it.each(files)('$name is in order', ({ file }) => {
    expect(checkProfile(readFileSync(file, 'utf8'))).toMatchObject({ ok: true });
  });

  it('says where an unknown key stands and which was probably meant', () => {
    const at = lineOf('remindWorkingDaysBefore: [5, 1]');
    expect(
      problemsAfter('remindWorkingDaysBefore: [5, 1]', 'remindWorkingDayBefore: [5, 1]'),
    ).toEqual([
      `${at}:7 "remindWorkingDayBefore" is not known here. Did you mean "remindWorkingDaysBefore"?`,
    ]);
  });

  it('lists what is known where no key comes near', () => {
    const [problem] = problemsAfter(
      'moreTimeWorkingDays: 5',
      'moreTimeWorkingDays: 5\n    colour: red',
    );
    expect(problem).toMatch(
      /"colour" is not known here\. Known are: kind, key, after, ask, moreTime/,
    );
  });

  it.each([
    [
      'a question under an unknown key line of enquiry',
      'label: Areas for development, type: text',
      'label: Areas for development, type: text, kloe: voice',
      'There is no key line of enquiry "voice"',
    ],
    [
      'groups that decide on the theme, and nobody asked to record it',
      'kind: choose-theme',
      'kind: choose-theme\n    groups: [{ body: seg, does: approves }]',
      'say in "decide" how the officer is asked',
    ],
    [
      'a group that decides on the theme twice',
      'kind: choose-theme',
      'kind: choose-theme\n    decide: { due: { workingDays: 5 } }\n    groups: [{ body: seg, does: chooses }, { body: seg, does: approves }]',
      '"seg" decides on the theme above already',
    ],
    [
      'a decision that nobody takes',
      'kind: choose-theme',
      'kind: choose-theme\n    decide: { due: { workingDays: 5 } }',
      'name the groups in "groups"',
    ],
    [
      'a stage of an unknown kind',
      'kind: gather-returns',
      'kind: gather-return',
      'Did you mean "gather-returns"?',
    ],
    [
      'a due date that is not there',
      '{ date: returns }',
      '{ date: return }',
      'There is no date "return". Did you mean "returns"?',
    ],
    [
      'a mistyped key inside a choice',
      '{ date: returns }',
      '{ dates: returns }',
      '"dates" is not known here. Did you mean "date"?',
    ],
    [
      'an unknown role',
      '[officer-deputy, manager]',
      '[officer-deputies, manager]',
      'Did you mean "officer-deputy"?',
    ],
    ['a date counted from nothing known', 'from: start', 'from: begin', 'There is no date "begin"'],
    [
      'a date that would come too early',
      'from: discussion, workingDays: -5',
      'from: discussion, workingDays: -20',
      'would come before',
    ],
    [
      'a second stage of the same key',
      'key: returns\n    kind',
      'key: involvement\n    kind',
      'another stage "involvement"',
    ],
    [
      'a stage after a later one',
      'kind: check-involvement',
      'kind: check-involvement\n    after: [returns]',
      'not written before it',
    ],
    [
      'grades without a scale',
      /\n {2}scale:[\s\S]*?(?=\n {2}sections)/,
      '',
      'the tool has no "scale"',
    ],
    ['fewer children than levels', 'size: 8', 'size: 4', '4 children are too few'],
    [
      'a chase after the end',
      'chaseWorkingDaysAfter: [1]\n      escalate: { workingDaysAfter: 3',
      'chaseWorkingDaysAfter: [9]\n      escalate: { workingDaysAfter: 3',
      'never leaves',
    ],
    [
      'silence about actions that is known only after the papers',
      'closeWorkingDaysAfter: 4\n    # Addition: the published process does not say that anybody confirms',
      'closeWorkingDaysAfter: 6\n    # Addition: the published process does not say that anybody confirms',
      'at most so many days after',
    ],
    [
      'an update that is due after the papers',
      'workingDaysBeforePapers: 5',
      'workingDaysBeforePapers: -5',
      '"workingDaysBeforePapers"',
    ],
    [
      'a briefing drafted from a section that no report has',
      'from: [good-practice]',
      'from: [good-practise]',
      'Did you mean "good-practice"?',
    ],
    [
      'amendments of a group that only takes note',
      'body: seg\n    decide:',
      'body: seg\n    decides: notes\n    decide:',
      'nobody is ever asked to make amendments',
    ],
    [
      'a SMART plan that nobody is asked for',
      'everyMonths: 3',
      'everyMonths: 3\n    smart: true',
      'Nobody is asked for this: add "plan:',
    ],
    [
      'a plan that asks for nothing',
      'everyMonths: 3',
      'everyMonths: 3\n    plan: { due: { workingDays: 5 }, escalate: { workingDaysAfter: 1, to: [manager] } }',
      'asks for nothing',
    ],
    [
      'a section of a report without a title',
      'kind: write-report',
      'kind: write-report\n    sections: [{ key: recommendations }, { key: learning }]',
      'needs a "title" of its own',
    ],
    [
      'a report that recommends nothing',
      'kind: write-report',
      'kind: write-report\n    sections: [{ key: focus }]',
      'has nothing to recommend',
    ],
    [
      'a balance of which one side is missing',
      'kind: write-report',
      'kind: write-report\n    balanced: true\n    sections: [{ key: recommendations }, { key: development }]',
      'needs the sections "good-practice" and "development"',
    ],
    [
      'a briefing that nobody publishes',
      /\n {4}publish:[\s\S]*?(?=\n {4}feedBack:)/,
      '',
      'Nobody is asked to publish this briefing',
    ],
    [
      'good practice fed back beside no briefing',
      /\n {4}briefing:[\s\S]*?(?=\n {4}feedBack:)/,
      '',
      'Without one, use "passOn"',
    ],
    ['something missing', /practiceWindow:.*\n/, '', '"practiceWindow": this is missing.'],
  ])('refuses %s', (_, from, to, sentence) => {
    const problems = problemsAfter(from, to);
    expect(problems.join('\n')).toContain(sentence);
  });

  it('finds dates that are counted in a circle', () => {
    expect(problemsAfter('from: start', 'from: discussion')[0]).toContain(
      'The dates go in a circle: "returns" from "discussion" from "returns".',
    );
  });

  it('refuses a stage that needs children before there are any', () => {
    const text = deepDive.replace(/ {2}- key: sample[\s\S]*?(?= {2}- key: involvement)/, '');
    const checked = checkProfile(text);
    expect(checked).toMatchObject({ ok: false });
    expect(JSON.stringify(checked)).toContain('before it');
  });

  it('tells once of what is wrong behind an alias, where it is written', () => {
    expect(problemsAfter('type: rating }', 'type: ratng }')).toEqual([
      `${lineOf('type: rating }')}:76 "type" is "ratng", which is not known. Did you mean "rating"?`,
    ]);
  });

  it('says in which line the file stops being YAML', () => {
    const checked = checkProfile('profile: x\nversion: [1\n');
    expect(checked).toMatchObject({ ok: false, problems: [{ line: 3 }] });
  });

  it('refuses an empty file', () => {
    expect(checkProfile('')).toEqual({
      ok: false,
      problems: [{ line: 1, column: 1, message: 'The profile is empty.' }],
    });
  });
});
