import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkProfile } from '../../domain/check-profile.ts';
import { choiceProblems } from '../../domain/deep-dive-choice.ts';
import { feedbackProblems } from '../../domain/family-feedback.ts';

const url = new URL('../support/profiles/deep-dives.yaml', import.meta.url);
const text = readFileSync(url, 'utf8');

/** What is said of the process with one thing changed. */
function said(from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  const checked = checkProfile(changed);
  return checked.ok ? '' : checked.problems.map(({ message }) => message).join('\n');
}

const choice = / {2}- key: deep-dives[\s\S]*?(?= {2}- key: pack)/;

describe('a process with deep dives', () => {
  it('is in order', () => {
    expect(checkProfile(text)).toMatchObject({ ok: true });
  });

  it('chooses children before it discusses those chosen (CH-19)', () => {
    expect(said(choice, '')).toContain(
      'needs children chosen for the deep dive: put a stage of the kind "choose-deep-dives" before it',
    );
    expect(said('cases: chosen', 'cases: all')).toBe('');
  });

  it('sends no pack before the choice that decides what is in it (CH-19)', () => {
    const early = said('after: [deep-dives, family]', 'after: [family]');
    expect(early).toContain(
      'The pack of the chosen children would leave before they are chosen: put "deep-dives" before "pack", and into its "after".',
    );
  });

  it('needs returns among which to choose (CH-19)', () => {
    expect(
      said('kind: choose-deep-dives', 'kind: choose-deep-dives\n    after: [sample]'),
    ).toContain('needs completed audit tools, but begins before "returns" has ended');
  });

  it('tells somebody when nobody chooses, for silence never chooses (CH-19)', () => {
    const unending = said(/ {6}escalate: { workingDaysAfter: 2, to: \[officer\] }\n/, '');
    expect(unending).toContain('This ask has no end');
    expect(said('to: [officer]', 'to: [safeguarding-lead]')).toContain('this asks people');
  });
});

describe('a process that hears families', () => {
  it('asks with the involvement who can be asked, and asks them in a stage (CH-7, CH-35)', () => {
    expect(said('    feedback: true\n', '')).toContain(
      'Nobody says whose feedback can be asked for, or by whom: add "feedback: true" to "involvement".',
    );
    const stage = / {2}- key: family[\s\S]*?(?= {2}- key: returns)/;
    const without = text.replace(', family]', ']');
    expect(checkProfile(without.replace(stage, ''))).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('add a stage of the kind "gather-feedback"') }],
    });
  });

  it('wants what was said, or why nothing was, of everybody who was asked (CH-35)', () => {
    const typed = { child: { outcome: 'given', text: ' ' }, parents: { outcome: '', text: '' } };
    expect(feedbackProblems(['child', 'parents'], typed)).toEqual([
      { field: 'given-child', message: 'Write what the child said.' },
      { field: 'outcome-parents', message: 'Say whether the parents gave feedback.' },
    ]);
    const none = { carers: { outcome: 'not-given', text: '' } };
    expect(feedbackProblems(['carers'], none)).toEqual([
      { field: 'not-given-carers', message: 'Say why the carers gave no feedback.' },
    ]);
  });
});

describe('a choice of children', () => {
  const reason = 'Because of what it shows.';

  it('is of all of them where there are fewer than the process says (CH-19)', () => {
    const all = [
      { number: 4, reason },
      { number: 6, reason },
    ];
    expect(choiceProblems(all, { howMany: 3, among: [4, 6] })).toEqual([]);
  });

  it('names no child twice', () => {
    const twice = [
      { number: 4, reason },
      { number: 4, reason },
    ];
    expect(choiceProblems(twice, { howMany: 2, among: [4, 6] })).toEqual([
      { field: 'chosen', message: 'Choose 2 children; you have chosen 1.' },
    ]);
  });
});
