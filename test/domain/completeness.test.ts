import { describe, expect, it } from 'vitest';
import {
  answersOf,
  longestAnswer,
  missingOrWrong,
  sectionProgress,
  wrongAnswers,
} from '../../domain/completeness.ts';
import { type Section, toolSchema } from '../../domain/tool.ts';

const tool = toolSchema.parse({
  statement: { title: 'Sharing', dated: '2024-05', text: 'Share what is needed.' },
  scale: [
    { key: 'good', label: 'Good', descriptor: 'Timely.' },
    { key: 'poor', label: 'Poor', descriptor: 'Late.' },
  ],
  sections: [
    {
      key: 'impact',
      title: 'Impact',
      questions: [
        { key: 'practice', label: 'Good practice', type: 'text' },
        { key: 'history', label: 'Earlier history', type: 'text', required: false },
        { key: 'grade', label: 'Grade', type: 'rating' },
        { key: 'seen', label: 'Was the child seen alone?', type: 'yes-no' },
        { key: 'visits', label: 'Visits', type: 'number', min: 0, max: 50 },
        { key: 'last', label: 'Last visit', type: 'date' },
        {
          key: 'plan',
          label: 'Plan',
          type: 'choice',
          options: [
            { key: 'cin', label: 'Child in need' },
            { key: 'cp', label: 'Child protection' },
          ],
        },
      ],
    },
  ],
});
const impact = tool.sections[0] as Section;
const complete = {
  practice: 'Seen weekly.',
  grade: 'good',
  seen: 'yes',
  visits: '12',
  last: '27/3/2026',
  plan: 'cp',
};

describe('what keeps a tool from being submitted', () => {
  it('is nothing when every required question is answered', () => {
    expect(missingOrWrong(tool, { impact: complete })).toEqual([]);
  });

  it('is each question that is not answered, in order, but not the optional ones (DD-9)', () => {
    expect(missingOrWrong(tool, {}).map((each) => each.message)).toEqual([
      'Write something under “Good practice”',
      'Answer “Grade”',
      'Answer “Was the child seen alone?”',
      'Answer “Visits”',
      'Answer “Last visit”',
      'Answer “Plan”',
    ]);
  });

  it('is an answer of spaces only', () => {
    const answers = { impact: { ...complete, practice: ' \n\t ' } };
    expect(missingOrWrong(tool, answers)).toHaveLength(1);
  });

  it.each([
    ['grade', 'outstanding', 'Choose one of the grades for “Grade”'],
    ['seen', 'perhaps', 'Choose yes or no for “Was the child seen alone?”'],
    ['visits', '51', '“Visits” must be a number from 0 to 50'],
    ['visits', '1e1', '“Visits” must be a number from 0 to 50'],
    ['last', '31/2/2026', '“Last visit” must be a real date, for example 27 3 2026'],
    ['plan', '__proto__', 'Choose one of the answers to “Plan”'],
  ])('is %s "%s"', (question, answer, message) => {
    const answers = { impact: { ...complete, [question]: answer } };
    expect(missingOrWrong(tool, answers)).toEqual([{ section: 'impact', question, message }]);
  });

  it('is an answer longer than anybody reads', () => {
    const practice = 'x'.repeat(longestAnswer + 1);
    const [problem] = wrongAnswers(tool, impact, { practice });
    expect(problem?.message).toBe(
      '“Good practice” must be 30,000 characters or fewer: it has 30,001',
    );
    expect(wrongAnswers(tool, impact, { practice: 'x'.repeat(longestAnswer) })).toEqual([]);
  });
});

describe('how far a section is', () => {
  it.each([
    ['not-started', undefined],
    ['not-started', { practice: '  ' }],
    ['in-progress', { history: 'Known since 2019.' }],
    ['in-progress', { ...complete, visits: 'many' }],
    ['complete', complete],
  ] as const)('%s', (progress, answers) => {
    expect(sectionProgress(tool, impact, answers)).toBe(progress);
  });
});

describe('what is taken from a form', () => {
  it('is the answers to the questions of the section, as they were typed', () => {
    const typed = { practice: 'One\r\ntwo\r<b>{{x}}</b> =1+1', _csrf: 'x', seen: ['yes', 'no'] };
    expect(answersOf(impact, typed)).toEqual({
      practice: 'One\ntwo\n<b>{{x}}</b> =1+1',
      history: '',
      grade: '',
      seen: '',
      visits: '',
      last: '',
      plan: '',
    });
  });
});
