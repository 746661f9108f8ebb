import { describe, expect, it } from 'vitest';
import { reportAnswerProblems, tidyRemarks } from '../../domain/report-answer.ts';

const none = { general: '', paragraphs: {} };

describe('an answer to the report', () => {
  it('may be an approval without a word', () => {
    expect(reportAnswerProblems({ answer: 'approve', remarks: none })).toEqual([]);
  });

  it('has to be one of the two', () => {
    expect(reportAnswerProblems({ answer: '', remarks: none })).toMatchObject([
      { field: 'answer' },
    ]);
  });

  it('has to say what an objection is about, beside a part or on the whole', () => {
    expect(reportAnswerProblems({ answer: 'object', remarks: none })).toMatchObject([
      { field: 'general' },
    ]);
    const beside = { general: '', paragraphs: { 'themes-1': 'We did ask.' } };
    expect(reportAnswerProblems({ answer: 'object', remarks: beside })).toEqual([]);
  });

  it('keeps only remarks that say something, and none that is too long', () => {
    const remarks = tidyRemarks({
      general: ' a\r\nb ',
      paragraphs: { one: '  ', two: 'x'.repeat(5001) },
    });
    expect(remarks.general).toBe('a\nb');
    expect(Object.keys(remarks.paragraphs)).toEqual(['two']);
    expect(reportAnswerProblems({ answer: 'approve', remarks })).toMatchObject([
      { field: 'remark-two' },
    ]);
  });
});
