import { expect, it } from 'vitest';
import { minutesInWords, timeOfStep, toolMinutes } from '../../domain/ask-times.ts';
import type { Question } from '../../domain/tool.ts';

const questions = (count: number, type: 'text' | 'yes-no'): Question[] =>
  Array.from({ length: count }, (_, at) => ({
    key: `q${at}`,
    label: 'x',
    required: true,
    type,
  }));
const tool = (...asked: Question[]) => ({
  sections: [{ key: 's', title: 'S', questions: asked }],
});

it('reckons a tool by what has to be written, to the next quarter of an hour', () => {
  expect(toolMinutes(tool(...questions(1, 'yes-no')))).toBe(15);
  expect(toolMinutes(tool(...questions(18, 'text'), ...questions(6, 'yes-no')))).toBe(90);
});

it.each([
  [5, '5 minutes'],
  [60, '1 hour'],
  [90, '1 hour 30 minutes'],
  [121, '2 hours 1 minute'],
])('says %i minutes as “%s”', (minutes, words) => {
  expect(minutesInWords(minutes)).toBe(words);
});

it('says nothing of what depends on somebody’s findings', () => {
  expect(timeOfStep('involvement')).toBe('About 5 minutes');
  expect(timeOfStep('report')).toBe('');
});
