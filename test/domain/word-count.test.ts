import { expect, it } from 'vitest';
import { wordCount } from '../../domain/word-count.ts';

it.each([
  ['', 0],
  [' \n\t', 0],
  ['– • …', 0],
  ['Seen weekly, and heard.', 4],
  ['Siân’s plan – 3 visits\nin Llŷr’s school', 7],
  ['a '.repeat(3), 3],
])('counts the words of “%s”', (text, count) => {
  expect(wordCount(text)).toBe(count);
});
