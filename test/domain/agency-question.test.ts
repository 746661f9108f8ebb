import { describe, expect, it } from 'vitest';
import { readsQuestion } from '../../domain/agency-question.ts';

describe('a question to an agency', () => {
  const cases = (...ids: string[]) => new Set(ids);

  it.each([
    ['about the audit as a whole: by everybody of it', null, cases('a'), [cases('a')], true],
    ['about their own case', 'a', cases('a'), [cases('a'), cases('b')], true],
    ['about a case for which a colleague comes', 'b', cases('a'), [cases('a'), cases('b')], false],
    ['about a case for which nobody of it comes', 'c', cases('a'), [cases('a')], true],
  ])('is read %s', (_about, caseId, own, colleagues, reads) => {
    expect(readsQuestion({ caseId }, own, colleagues)).toBe(reads);
  });
});
