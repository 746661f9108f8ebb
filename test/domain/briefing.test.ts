import { describe, expect, it } from 'vitest';
import { briefingProblems, briefingReport, draftPoints } from '../../domain/briefing.ts';
import type { Report } from '../../domain/report-model.ts';

const settings = {
  title: '7 Point Briefing',
  points: [
    { title: 'What works well', from: ['good-practice' as const] },
    { title: 'What we have learned', from: ['themes' as const, 'conclusions' as const] },
    { title: 'What agencies will do', from: ['recommendations' as const] },
    { title: 'What you can do', from: [] },
  ],
};

const approved: Report = {
  title: 'Summary report',
  subtitle: '',
  sections: [
    {
      key: 'good-practice',
      title: 'Good practice',
      blocks: [{ id: 'good-practice-1', kind: 'point', text: 'Children were seen alone.' }],
    },
    {
      key: 'conclusions',
      title: 'Conclusions',
      blocks: [
        { id: 'c-1', kind: 'paragraph', heading: 'Impact', text: 'Help came late.' },
        { id: 'c-2', kind: 'table', caption: 'Grades', head: ['Grade'], rows: [['Good']] },
      ],
    },
    {
      key: 'recommendations',
      title: 'Recommendations',
      blocks: [
        {
          id: 'r-1',
          kind: 'recommendation',
          recommendationId: 'id',
          number: 1,
          text: 'Ask both parents.',
          ownerAgencyId: 'police',
          owner: 'Aldermere Police',
          dueDate: '2027-09-30',
        },
      ],
    },
  ],
};

describe('the first text of a briefing', () => {
  it('comes from the sections of the approved report that the profile names (DD-25)', () => {
    expect(draftPoints(settings, approved)).toEqual([
      '- Children were seen alone.',
      'Impact: Help came late.',
      '- Ask both parents. (Aldermere Police, by Thursday 30 September 2027)',
      '',
    ]);
  });

  it('is empty where the process writes no report', () => {
    expect(draftPoints(settings, null)).toEqual(['', '', '', '']);
  });
});

describe('a briefing', () => {
  it('has exactly the points of the profile, and none of them empty (DD-25)', () => {
    expect(briefingProblems(settings, ['One.', ' \n', 'Three.'])).toEqual([
      { field: 'point-2', message: 'Write something under “What we have learned”.' },
      { field: 'point-4', message: 'Write something under “What you can do”.' },
    ]);
    expect(briefingProblems(settings, ['One.', 'Two.', 'Three.', 'Four.'])).toEqual([]);
    const long = 'x'.repeat(6001);
    expect(briefingProblems(settings, [long, '2', '3', '4'])[0]?.field).toBe('point-1');
  });

  it('reads as a report, so that it is checked and written to files like one', () => {
    const report = briefingReport(settings, ['See them alone.\n\n- At home', '', '', ''], 'Us');
    expect(report.sections.map(({ title }) => title)).toEqual([
      '1. What works well',
      '2. What we have learned',
      '3. What agencies will do',
      '4. What you can do',
    ]);
    expect(report.sections[0]?.blocks).toEqual([
      { id: 'point-1-1', kind: 'paragraph', text: 'See them alone.' },
      { id: 'point-1-2', kind: 'point', text: 'At home' },
    ]);
  });
});
