import { expect, it } from 'vitest';
import { gradesWithoutEvidence } from '../../domain/grade-evidence.ts';
import type { Question } from '../../domain/tool.ts';

const asked = { label: 'x', required: false };
const text: Question = { ...asked, key: 'practice', type: 'text' };
const grade: Question = { ...asked, key: 'grade', type: 'rating' };
const toolWith = (...questions: Question[]) => ({
  sections: [{ key: 'impact', title: 'Impact', questions }],
});

it.each([
  ['nothing', '', true],
  ['a dash', ' – ', true],
  ['two words', 'See above', true],
  ['a sentence', 'She was seen alone each week.', false],
])('a grade with %s beside it', (_what, practice, prompts) => {
  const found = gradesWithoutEvidence(toolWith(text, grade), {
    impact: { practice, grade: 'good' },
  });
  expect(found).toEqual(prompts ? [{ section: 'impact', question: 'practice' }] : []);
});

it('asks for no evidence of "no grade given", of no grade, and where nothing can be written', () => {
  const tool = toolWith(text, grade);
  expect(gradesWithoutEvidence(tool, { impact: { practice: '', grade: 'no-grade' } })).toEqual([]);
  expect(gradesWithoutEvidence(tool, {})).toEqual([]);
  expect(gradesWithoutEvidence(toolWith(grade), { impact: { grade: 'good' } })).toEqual([]);
});
