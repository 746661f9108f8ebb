import { describe, expect, it } from 'vitest';
import { emptySections } from '../../domain/report-balance.ts';
import { draftReport } from '../../domain/report-draft.ts';
import type { ReportFacts } from '../../domain/report-facts.ts';
import { blocksOf, type Report, textsOf } from '../../domain/report-model.ts';
import { plannedSections } from '../../domain/report-sections.ts';
import { wordsSchema } from '../../domain/words.ts';

const scale = [
  { key: 'good', label: 'Good' },
  { key: 'inadequate', label: 'Inadequate' },
];

const facts: ReportFacts = {
  title: 'Deep dive multi-agency case audit',
  reportTitle: null,
  sections: plannedSections(undefined),
  partnership: 'Aldermere Safeguarding Children Partnership',
  number: '2027-01',
  words: wordsSchema.parse({}),
  focus: 'Neglect of children under twelve',
  sources: [{ label: 'A concern from practice', rationale: 'Referrals came late.' }],
  period: { from: '2026-09-01', to: '2027-03-01' },
  sample: {
    listed: 60,
    excluded: 2,
    levels: [
      { label: 'Universal', children: 4 },
      { label: 'Early help', children: 3 },
      { label: 'Child protection', children: 1 },
      { label: 'Child in care', children: 0 },
    ],
    leftOut: [{ label: 'Child in care', reason: 'No such child lives at home.' }],
    replaced: 1,
    withdrawn: 2,
    added: 1,
    held: 0,
  },
  involvement: { asked: 8, answered: 7, silent: ['Mereside Homes'] },
  tools: [
    { agency: 'Aldermere Police', asked: 4, received: 4 },
    { agency: 'Aldermere Schools', asked: 3, received: 2 },
    { agency: 'Mere Valley Hospital', asked: 2, received: 1 },
  ],
  grades: {
    scale,
    sections: [
      { title: 'Recognition', own: { good: 6, inadequate: 1 }, agreed: { good: 2 }, notAgreed: 1 },
      { title: 'Impact', own: { good: 7 }, agreed: {}, notAgreed: 0 },
    ],
  },
  findings: [
    { kind: 'theme', text: 'Fathers were seldom asked.' },
    { kind: 'good-practice', text: 'Children were seen alone.' },
    { kind: 'good-practice', text: 'Schools rang the same day.' },
    { kind: 'development', text: 'Plans did not say who does what.' },
  ],
  conclusions: [
    { label: 'Recognition', text: 'Neglect was recognised late.' },
    { label: 'Overall quality', text: 'Good work, seldom joined up.' },
  ],
  recommendations: [
    {
      id: 'r1',
      number: 1,
      text: 'Ask fathers.',
      ownerAgencyId: 'a1',
      owner: 'Aldermere Police',
      dueDate: '2027-09-30',
    },
  ],
  discussion: {
    date: '2027-04-28',
    present: 12,
    missing: ['Aldermere Schools, Hollin Primary'],
    chair: null,
  },
};

function textOf(report: Report, section?: string): string {
  return blocksOf(report)
    .filter((placed) => section === undefined || placed.section === section)
    .flatMap(({ block }) => textsOf(block))
    .join('\n');
}

const titles = (report: Report) => report.sections.map(({ key }) => key);

describe('the report that is drafted from the data', () => {
  it('holds good practice, areas for development, themes and recommendations (DD-18)', () => {
    const report = draftReport(facts);
    expect(textOf(report, 'good-practice')).toBe(
      'Children were seen alone.\nSchools rang the same day.',
    );
    expect(textOf(report, 'development')).toBe('Plans did not say who does what.');
    expect(textOf(report, 'themes')).toBe('Fathers were seldom asked.');
    expect(textOf(report, 'conclusions')).toBe(
      'Recognition\nNeglect was recognised late.\nOverall quality\nGood work, seldom joined up.',
    );
    expect(report.sections.find(({ key }) => key === 'recommendations')?.blocks).toEqual([
      {
        id: 'recommendations-1',
        kind: 'recommendation',
        recommendationId: 'r1',
        number: 1,
        text: 'Ask fathers.',
        ownerAgencyId: 'a1',
        owner: 'Aldermere Police',
        dueDate: '2027-09-30',
      },
    ]);
  });

  it('says what was looked at, where the focus came from and over which period (DD-2, DD-4)', () => {
    const text = textOf(draftReport(facts), 'focus');
    expect(text).toContain('Neglect of children under twelve');
    expect(text).toContain('A concern from practice: Referrals came late.');
    expect(text).toContain('from 1 September 2026 to 1 March 2027');
  });

  it('says how the children were chosen, and why a level has none (DD-5)', () => {
    const text = textOf(draftReport(facts), 'children');
    expect(text).toContain('about 8 children, chosen by a random selection from a list of 60');
    expect(text).toContain('2 children were excluded');
    expect(text).toContain(
      'No child was selected at “Child in care”: No such child lives at home.',
    );
    expect(text).toContain('1 child was replaced');
  });

  it('shows no number of children that is so small that it points to one', () => {
    const report = draftReport(facts);
    const tables = blocksOf(report).flatMap(({ section, block }) =>
      block.kind === 'table' && section !== 'grades' ? [block.rows] : [],
    );
    expect(tables).toEqual([
      [
        ['Universal', 'not shown'],
        ['Early help', 'not shown'],
        ['Child protection', 'fewer than 3'],
      ],
      [
        ['Aldermere Police', '4', '4'],
        ['Aldermere Schools', 'not shown', 'fewer than 3'],
        ['Mere Valley Hospital', 'fewer than 3', 'fewer than 3'],
      ],
    ]);
  });

  it('names the levels without numbers where all are small', () => {
    const levels = ['Universal', 'Early help', 'Child in care'].map((label) => ({
      label,
      children: 2,
    }));
    const sample = { ...(facts.sample as NonNullable<typeof facts.sample>), levels, leftOut: [] };
    const text = textOf(draftReport({ ...facts, sample }), 'children');
    expect(text).toContain('Universal, Early help and Child in care');
    expect(text).not.toContain('fewer than');
  });

  it('counts grades by section, the agencies’ own and the agreed ones, and what was not agreed', () => {
    const tables = blocksOf(draftReport(facts)).flatMap(({ section, block }) =>
      block.kind === 'table' && section === 'grades' ? [block] : [],
    );
    expect(tables.map(({ head, rows }) => [head, ...rows])).toEqual([
      [
        ['Section', 'Good', 'Inadequate'],
        ['Recognition', '6', '1'],
        ['Impact', '7', '0'],
      ],
      [
        ['Section', 'Good', 'Inadequate', 'Not agreed'],
        ['Recognition', '2', '0', '1'],
      ],
    ]);
  });

  it('counts where no grade was given, with a reason, in a column of its own', () => {
    const sections = [
      { title: 'Recognition', own: { good: 1, 'no-grade': 2 }, agreed: null, notAgreed: 0 },
      { title: 'Impact', own: { good: 3 }, agreed: null, notAgreed: 0 },
    ];
    const grades = { scale, sections };
    const [table] = blocksOf(draftReport({ ...facts, grades })).flatMap(({ section, block }) =>
      block.kind === 'table' && section === 'grades' ? [block] : [],
    );
    expect([table?.head, ...(table?.rows ?? [])]).toEqual([
      ['Section', 'Good', 'Inadequate', 'No grade given'],
      ['Recognition', '1', '0', '2'],
      ['Impact', '3', '0', '0'],
    ]);
  });

  it('reads whole without grades: nothing in it speaks of any', () => {
    const report = draftReport({ ...facts, grades: null });
    expect(titles(report)).not.toContain('grades');
    expect(textOf(report)).not.toMatch(/grade|Inadequate/i);
    expect(titles(report)).toEqual(titles(draftReport(facts)).filter((key) => key !== 'grades'));
  });

  it('says so where nothing was found, concluded or recommended', () => {
    const report = draftReport({ ...facts, findings: [], conclusions: [], recommendations: [] });
    expect(textOf(report, 'good-practice')).toBe('No good practice was recorded.');
    expect(textOf(report, 'conclusions')).toBe('No conclusion was recorded.');
    expect(textOf(report, 'recommendations')).toBe('Nothing is recommended.');
  });

  it('does without a part that the process does not have', () => {
    const bare = { sample: null, involvement: null, discussion: null, grades: null };
    const report = draftReport({ ...facts, ...bare });
    expect(titles(report)).not.toContain('children');
    expect(textOf(report)).not.toMatch(/discussion|selection|undefined|null/);
    expect(draftReport({ ...facts, ...bare, tools: [] }).sections[1]?.key).toBe('good-practice');
  });

  it('says who did not answer, and who was not represented (DD-10, DD-14)', () => {
    const report = draftReport(facts);
    expect(textOf(report, 'agencies')).toContain('No answer came from Mereside Homes.');
    expect(textOf(report, 'agencies')).toContain(
      '3 agencies were asked for 9 completed audit tools, one for each child that it knew; 7 were received.',
    );
    expect(textOf(report, 'process')).toContain('Aldermere Schools, Hollin Primary');
  });

  it('tells of what was learnt about the audit itself (SO-23)', () => {
    const report = draftReport({ ...facts, processLearning: 'Ask schools before the holidays.' });
    expect(textOf(report, 'process')).toContain('Ask schools before the holidays.');
    expect(textOf(report, 'conclusions')).not.toContain('holidays');
  });

  it('gives every block an id of its own', () => {
    const ids = blocksOf(draftReport(facts)).map(({ block }) => block.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a report with sections of the process’s own', () => {
  const wanted = [
    { key: 'good-practice', title: 'What works well', required: false },
    {
      key: 'development',
      prompt: 'Which standards were met, and which were not?',
      required: false,
    },
    { key: 'themes', title: 'Recurring themes', required: false },
    { key: 'recommendations', required: false },
    { key: 'learning', title: 'What the audit itself taught', required: true },
  ];
  const sections = plannedSections(wanted);

  it('has these alone, in their order and under their titles (SO-27, SO-28, FA-24)', () => {
    const report = draftReport({ ...facts, sections, reportTitle: 'Thematic audit' });
    expect(report.title).toBe('Thematic audit');
    expect(report.sections.map(({ title }) => title)).toEqual([
      'What works well',
      'Areas for development',
      'Recurring themes',
      'Recommendations',
      'What the audit itself taught',
    ]);
    expect(report.sections[2]?.blocks).toMatchObject([{ text: 'Fathers were seldom asked.' }]);
    expect(report.sections[4]?.blocks).toEqual([]);
  });

  it('prompts for what the process asks, and with our own words where it asks nothing (SO-44)', () => {
    const prompts = Object.fromEntries(sections.map(({ key, prompt }) => [key, prompt]));
    expect(prompts.development).toBe('Which standards were met, and which were not?');
    expect(prompts.themes).toContain('How are thresholds applied');
    expect(prompts.learning).toBe('');
  });

  it('does not leave while something required is empty, or one side is not told (SO-28, CH-26)', () => {
    const none = { ...facts, sections, findings: [] };
    expect(emptySections(draftReport(none), { balanced: true, sections })).toEqual([
      'What works well',
      'Areas for development',
      'What the audit itself taught',
    ]);
    expect(
      emptySections(draftReport({ ...facts, sections }), { balanced: true, sections }),
    ).toEqual(['What the audit itself taught']);
  });
});
