import { expect, it } from 'vitest';
import { askTitle } from '../../api/contact/ask-titles.ts';
import { usualWords } from '../../domain/words.ts';

const words = {
  ...usualWords,
  return: 'case review form',
  returns: 'case review forms',
  discussion: 'learning circle',
};

it.each([
  ['returns', 'Send your agency’s case review forms'],
  ['allocated', 'Send a case review form that a colleague passed to you'],
  ['attend', 'Say whether you come to the learning circle'],
  ['circulate', 'Circulate the pack for the learning circle'],
  ['chair', 'Name who chairs the learning circle'],
  ['record', 'Record the learning circle'],
])('what is asked at the step %s is said in the words of its process', (step, title) => {
  expect(askTitle(step, words)).toBe(title);
});
