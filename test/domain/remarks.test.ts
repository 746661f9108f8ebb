import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkProfile } from '../../domain/check-profile.ts';
import {
  checkRemarks,
  longestRemark,
  remarkAnswer,
  unansweredRemarks,
  wrongRemarkAnswer,
} from '../../domain/remarks.ts';
import { questionSchema, type Tool } from '../../domain/tool.ts';

const section = (key: string) => ({
  key,
  title: key.toUpperCase(),
  questions: [{ key: 'text', label: 'Text', type: 'text' as const, required: true }],
});
const tool: Tool = {
  statement: { title: 'Sharing', dated: '2024', text: 'Share what is needed.' },
  sections: [section('impact'), section('planning')],
};

describe('the remarks with which a tool is sent back', () => {
  it('stand in the order of its sections, without blanks and other sections', () => {
    const typed = { planning: ' By whom?\r\nWhen? ', other: 'No such section', impact: '\n' };
    expect(checkRemarks(tool, typed)).toEqual({
      ok: true,
      remarks: [{ section: 'planning', text: 'By whom?\nWhen?' }],
    });
  });

  it.each([
    [{}, 'remark-impact'],
    [{ impact: '   ' }, 'remark-impact'],
    [{ planning: 'x'.repeat(longestRemark + 1) }, 'remark-planning'],
  ])('are refused where there is none or one too many words long: %#', (typed, field) => {
    const checked = checkRemarks(tool, typed);
    expect(checked.ok ? [] : checked.problems.map((each) => each.field)).toEqual([field]);
  });

  it('keep the tool from coming in again until each is answered', () => {
    const remarks = [
      { section: 'planning', answer: null },
      { section: 'impact', answer: ' \n' },
    ];
    expect(unansweredRemarks(tool, remarks)).toEqual([
      {
        section: 'impact',
        question: remarkAnswer,
        message: 'Answer what is to be changed under “IMPACT”',
      },
      {
        section: 'planning',
        question: remarkAnswer,
        message: 'Answer what is to be changed under “PLANNING”',
      },
    ]);
    expect(unansweredRemarks(tool, [{ section: 'impact', answer: 'Done.' }])).toEqual([]);
  });

  it('have answers that are not too long, under a key that no question can have', () => {
    expect(wrongRemarkAnswer('impact', 'x'.repeat(longestRemark))).toEqual([]);
    expect(wrongRemarkAnswer('impact', 'x'.repeat(longestRemark + 1))).toHaveLength(1);
    const question = { key: remarkAnswer, label: 'Mine', type: 'text' };
    expect(questionSchema.safeParse(question).success).toBe(false);
  });
});

describe('a profile with a quality check', () => {
  const url = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
  const deepDive = readFileSync(url, 'utf8');
  const check = 'check:\n        due: { workingDays: 3 }';

  function problemsAfter(change: string): string[] {
    const text = deepDive.replace(check, change);
    expect(text).not.toBe(deepDive);
    const checked = checkProfile(text);
    return checked.ok ? [] : checked.problems.map(({ message }) => message);
  }

  it('may name only dates that the audit has', () => {
    const [message] = problemsAfter('check:\n        due: { date: retruns }');
    expect(message).toBe('There is no date "retruns". Did you mean "returns"?');
  });

  it('cannot let silence pass for a check', () => {
    const [message] = problemsAfter(`${check}\n        closeWorkingDaysAfter: 5`);
    expect(message).toContain('"closeWorkingDaysAfter" is not known here.');
  });
});
