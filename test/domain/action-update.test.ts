import { describe, expect, it } from 'vitest';
import {
  longestUpdate,
  stateAfter,
  updateChoices,
  updateProblems,
} from '../../domain/action-update.ts';

describe('what an owner says of an action', () => {
  it.each([
    ['on-track', '', 'open'],
    ['progress', 'The protocol has been signed.', 'open'],
    ['blocked', 'Waiting for the trust’s solicitor.', 'blocked'],
    ['complete', 'All teams were trained in May.', 'reported-complete'],
  ] as const)('"%s" leaves it %s', (answer, text, state) => {
    expect(updateProblems(3, { answer, text })).toEqual([]);
    expect(stateAfter(answer)).toBe(state);
  });

  it.each(['progress', 'blocked', 'complete'])('needs words with "%s"', (answer) => {
    const [problem, ...others] = updateProblems(3, { answer, text: ' \n' });
    expect(problem).toEqual({
      field: 'text-3',
      message: expect.stringMatching(/^Action 3: say what/),
    });
    expect(others).toEqual([]);
  });

  it('takes one tap where nothing has changed, and one choice for each action', () => {
    expect(updateChoices.filter(({ needsText }) => !needsText).map(({ value }) => value)).toEqual([
      'on-track',
    ]);
    expect(updateProblems(3, { answer: '', text: 'Much.' })).toEqual([
      { field: 'answer-3', message: 'Say how action 3 stands.' },
    ]);
    expect(updateProblems(3, { answer: 'silent', text: '' })).toHaveLength(1);
    expect(updateProblems(3, { answer: 'constructor', text: '' })).toHaveLength(1);
  });

  it('is refused when it is longer than what fits', () => {
    const problems = updateProblems(1, { answer: 'progress', text: 'x'.repeat(longestUpdate + 1) });
    expect(problems[0]?.field).toBe('text-1');
  });
});
