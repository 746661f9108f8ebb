import { describe, expect, it } from 'vitest';
import {
  answersToSend,
  type Circumstances,
  sectionState,
  sentState,
  toolAsAsked,
  withDecision,
  withFacts,
} from '../../domain/applicability.ts';
import { missingOrWrong, noGrade, noGradeReason } from '../../domain/completeness.ts';
import { officersFacts } from '../../domain/officers-facts.ts';
import { type Answers, factSchema, type Section, toolSchema } from '../../domain/tool.ts';

const facts = [
  { key: 'early-help', label: 'Early help in the period?', type: 'yes-no', statedBy: 'officer' },
  {
    key: 'support',
    label: 'Support in the period',
    type: 'choice',
    options: [
      { key: 'need', label: 'Child in need' },
      { key: 'protection', label: 'Child protection' },
    ],
  },
  { key: 'assessed', label: 'Last single assessment', type: 'date', required: false },
].map((fact) => factSchema.parse(fact));

const question = { key: 'view', label: 'Your view', type: 'text' };
const tool = withFacts(
  toolSchema.parse({
    statement: { title: 'Sharing', dated: '2024-05', text: 'Share what is needed.' },
    noGrade: true,
    scale: [
      { key: 'good', label: 'Good', descriptor: 'Timely.' },
      { key: 'poor', label: 'Poor', descriptor: 'Late.' },
    ],
    sections: [
      {
        key: 'early-help',
        title: 'Early help',
        applies: { when: { fact: 'early-help', equals: 'yes' }, note: 'Where it was given.' },
        questions: [question],
      },
      {
        key: 'assessment',
        title: 'Assessment',
        questions: [
          { key: 'grade', label: 'Grade', type: 'rating' },
          {
            key: 'why-none',
            label: 'Why there is none',
            type: 'text',
            flag: true,
            when: { not: { fact: 'assessed', withinMonths: 24 } },
          },
        ],
      },
      {
        key: 'independence',
        title: 'Independence',
        applies: {
          when: {
            all: [
              { fact: 'age', atLeast: 16 },
              { fact: 'support', in: ['need'] },
            ],
          },
          note: 'From sixteen.',
        },
        questions: [question],
      },
    ],
  }),
  facts,
);
const period = { from: '2025-06-01', to: '2027-06-01' };
const told = (stated: Record<string, string>, age: number | null = 12): Circumstances => ({
  stated,
  age,
  period,
});
const sections = (answers: Answers, given: Circumstances) =>
  toolAsAsked(tool, answers, given).sections.map(({ key }) => key);
const questions = (answers: Answers, given: Circumstances, section: string) =>
  toolAsAsked(tool, answers, given)
    .sections.find(({ key }) => key === section)
    ?.questions.map(({ key }) => key);

describe('which sections are asked about a child', () => {
  it('follows what the officer stated and what the auditor says', () => {
    const said = { facts: { support: 'need' } };
    expect(sections(said, told({ 'early-help': 'no' }, 17))).toEqual([
      'facts',
      'assessment',
      'independence',
    ]);
    expect(sections(said, told({ 'early-help': 'yes' }, 15))).toEqual([
      'facts',
      'early-help',
      'assessment',
    ]);
  });

  it('keeps open what rests on something that nobody has said yet', () => {
    expect(sections({}, told({}, null))).toContain('independence');
    expect(sections({}, told({}, 15))).not.toContain('independence');
  });

  it('asks the auditor for a fact that the officer left open, and for no other of the officer’s', () => {
    expect(questions({}, told({}), 'facts')).toEqual(['early-help', 'support', 'assessed']);
    expect(questions({}, told({ 'early-help': 'yes' }), 'facts')).toEqual(['support', 'assessed']);
  });

  it('asks for the explanation only where the fact calls for it (FA-10)', () => {
    const asked = (assessed: string) => {
      const said = { facts: { support: 'need', assessed } };
      return questions(said, told({ 'early-help': 'no' }), 'assessment');
    };
    expect(asked('3 4 2026')).toEqual(['grade']);
    expect(asked('3 4 2025')).toEqual(['grade', 'why-none']);
    expect(asked('')).toEqual(['grade', 'why-none']);
  });
});

describe('a section that the auditor decides about', () => {
  const given = told({ 'early-help': 'no' });
  const opened = {
    'early-help': withDecision(
      { view: 'Seen.' },
      { decided: 'opened', reason: 'It began the day before.' },
    ),
  };

  it('is asked although the rule says no, with the reason (FA-8)', () => {
    expect(sections(opened, given)).toContain('early-help');
    const section = tool.sections[1] as Section;
    expect(sectionState(tool, section, { answers: opened, circumstances: given })).toEqual({
      applies: true,
      proposed: false,
      decided: 'opened',
      reason: 'It began the day before.',
    });
  });

  it('goes by the rule again when the decision is taken back', () => {
    const back = { 'early-help': withDecision(opened['early-help'], null) };
    expect(sections(back, given)).not.toContain('early-help');
    expect(back['early-help']).toEqual({ view: 'Seen.' });
  });
});

describe('what is submitted', () => {
  const answers: Answers = {
    facts: { support: 'protection', assessed: '3 4 2026' },
    'early-help': { view: 'Begun before it was folded.' },
    assessment: { grade: 'good', 'why-none': 'No longer asked.' },
    independence: withDecision(
      { view: 'Kept in the draft.' },
      { decided: 'closed', reason: 'Not yet.' },
    ),
  };
  const sent = answersToSend(tool, answers, told({ 'early-help': 'no' }));

  it('holds all facts, what was asked, and why a section was not', () => {
    expect(sent).toEqual({
      facts: { support: 'protection', assessed: '3 4 2026', 'early-help': 'no' },
      'early-help': { _applies: 'no' },
      assessment: { grade: 'good' },
      independence: { _applies: 'closed', _reason: 'Not yet.' },
    });
    expect(sentState(sent['early-help'])).toMatchObject({ applies: false, decided: null });
    expect(sentState(sent.independence)).toMatchObject({ applies: false, reason: 'Not yet.' });
    expect(sentState(sent.assessment)).toMatchObject({ applies: true });
  });

  it('is complete when what applies is answered', () => {
    const asked = toolAsAsked(tool, answers, told({ 'early-help': 'no' }));
    expect(missingOrWrong(asked, answers)).toEqual([]);
  });
});

describe('no grade given', () => {
  it('is an answer with a reason, where the tool allows it', () => {
    const answers = (reason: string) => ({
      assessment: { grade: noGrade, [noGradeReason('grade')]: reason },
    });
    const only = { ...tool, sections: tool.sections.slice(2, 3) };
    const asked = toolAsAsked(only, {}, told({}));
    expect(missingOrWrong(asked, answers('Only one contact.'))).toEqual([]);
    expect(missingOrWrong(asked, answers(' '))[0]?.message).toContain('Say why no grade is given');
    const strict = { ...asked, noGrade: false };
    expect(missingOrWrong(strict, answers('Only one contact.'))[0]?.message).toContain(
      'Choose one',
    );
  });
});

describe('what the officer states', () => {
  it('may be left open, and is checked where it is not', () => {
    expect(officersFacts(facts, { 'early-help': '', support: 'need' })).toEqual({
      ok: true,
      facts: {},
    });
    expect(officersFacts(facts, { 'early-help': 'perhaps' })).toMatchObject({
      ok: false,
      problems: [{ field: 'fact-early-help' }],
    });
  });
});
