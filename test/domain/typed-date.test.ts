import { describe, expect, it } from 'vitest';
import { readTypedDate } from '../../domain/typed-date.ts';

describe('a date as people in Britain type it', () => {
  it.each([
    ['27/3/2026'],
    ['27 03 2026'],
    ['27.3.26'],
    ['27-03-2026'],
    [' 27 March 2026 '],
    ['27th mar 26'],
    ['2026-03-27'],
  ])('is read from "%s"', (typed) => {
    expect(readTypedDate(typed)).toBe('2026-03-27');
  });

  it.each([
    ['a day that does not exist', '30/2/2026'],
    ['a thirteenth month', '1/13/2026'],
    ['words that begin like a month', '27 marzipan 2026'],
    ['a time of year', 'spring 2026'],
    ['a month without a day', 'March 2026'],
    ['nothing', ''],
    ['a formula', '=27/3/2026'],
  ])('is not %s', (_, typed) => {
    expect(readTypedDate(typed)).toBeNull();
  });
});
