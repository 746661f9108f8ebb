import { expect, it } from 'vitest';
import { cleanTyped } from '../../domain/typed-text.ts';

it.each([
  ['smart quotes and dashes', '“Don’t” – she said… wait', '“Don’t” – she said… wait'],
  ['soft hyphens', 'safe\u00adguard\u00ading', 'safeguarding'],
  ['NULs and other controls', 'a\u0000b\u0007c\u001b[0m', 'abc[0m'],
  ['bullets of a symbol font', '\uf0b7\tSeen alone\n\uf0a7 Heard', '•\tSeen alone\n• Heard'],
  ['line breaks of a word processor', 'one\u000btwo\u2028three', 'one\ntwo\nthree'],
  ['a mark of the byte order', '\ufeffSeen', 'Seen'],
  ['half an emoji', 'so \ud83d', 'so \ufffd'],
  ['a family and a flag', '👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿', '👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
  ['Welsh letters', "Siân Llŷr-O'Neill, Tŵr", "Siân Llŷr-O'Neill, Tŵr"],
  ['tabs and line breaks', 'a\tb\r\nc\nd', 'a\tb\r\nc\nd'],
])('%s', (_what, typed, kept) => {
  expect(cleanTyped(typed)).toBe(kept);
});
