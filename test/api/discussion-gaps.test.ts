import { describe, expect, it } from 'vitest';
import { agreementOf, gapFacts } from '../../api/console/discussion-gaps.ts';
import { type Tool, toolSchema } from '../../domain/tool.ts';
import type { PackCase } from '../../records/discussion/pack-view.ts';
import type { InvolvementLine } from '../../records/involvement/involvement-overview.ts';

const tool: Tool = toolSchema.parse({
  statement: { title: 'Why we share', dated: '2027', text: 'To learn.' },
  scale: ['good', 'improve', 'poor'].map((key) => ({ key, label: `${key}!`, descriptor: key })),
  sections: [
    {
      key: 'child',
      title: 'The child',
      questions: [
        { key: 'seen', label: 'Last seen', type: 'date', required: false },
        { key: 'grade', label: 'Grade', type: 'rating', required: false },
      ],
    },
  ],
});

const childWith = (...said: { seen: string; grade: string }[]): PackCase => ({
  caseId: 'case',
  number: 3,
  level: '',
  notReceived: [],
  family: [],
  returns: said.map((child, at) => ({
    returnId: `return-${at}`,
    agencyId: `agency-${at}`,
    agency: ['Police', 'Health', 'Schools'][at] ?? '',
    service: null,
    version: 1,
    edition: 1,
    tool,
    answers: { child },
  })),
});

const line = (told: Partial<InvolvementLine>): InvolvementLine => ({
  agency: 'Police',
  number: 3,
  state: 'known',
  service: null,
  detail: {},
  others: [],
  from: null,
  to: null,
  received: null,
  ...told,
});

describe('what does not fit together, in words', () => {
  it('tells days and grades as people read them, and where to read on', () => {
    const one = childWith(
      { seen: '3/3/2027', grade: 'good' },
      { seen: '4 May 2027', grade: 'poor' },
    );
    expect(gapFacts(one, [])).toEqual([
      {
        sign: 'contradiction',
        text: 'The child: not the same answer to “Last seen”.',
        section: 'child',
        said: [
          { who: 'Police', answer: 'Wednesday 3 March 2027' },
          { who: 'Health', answer: 'Tuesday 4 May 2027' },
        ],
      },
      {
        sign: 'contradiction',
        text: 'The child: grades 2 steps apart.',
        section: 'child',
        said: [
          { who: 'Police', answer: 'good!' },
          { who: 'Health', answer: 'poor!' },
        ],
      },
    ]);
  });

  it('tells who was involved, of this child only', () => {
    const lines = [
      line({ others: ['Housing'], detail: { lastContact: '2 May 2027' }, to: '2027-04-30' }),
      line({ agency: 'Housing', state: 'not-known' }),
      line({ agency: 'Probation', number: 4, others: ['Schools'] }),
      line({ agency: 'Schools', state: 'not-known' }),
    ];
    expect(gapFacts(childWith(), lines).map(({ text }) => text)).toEqual([
      'Police says that Housing was involved; Housing says that the child was not known to it.',
      'Police names Sunday 2 May 2027 as its last contact, but says that it worked with the child until Friday 30 April 2027.',
    ]);
  });

  it('names what was left empty', () => {
    const [gap] = gapFacts(childWith({ seen: '', grade: 'good' }), []);
    expect(gap).toMatchObject({
      sign: 'gap',
      text: 'Police left empty under The child: Last seen.',
    });
  });
});

describe('how far the agencies agree', () => {
  const grades = (...all: string[]) => childWith(...all.map((grade) => ({ seen: '', grade })));

  it('is a plain count, and a figure where grades vary', () => {
    const cases = [grades('good', 'good'), grades('poor', 'poor', 'poor'), grades('good')];
    expect(agreementOf(cases)).toEqual({ same: 2, of: 2, alpha: '1.00' });
  });

  it('has no figure where all grades are the same, and is not told where nothing compares', () => {
    expect(agreementOf([grades('good', 'good')])).toEqual({ same: 1, of: 1, alpha: null });
    expect(agreementOf([grades('good'), grades('')])).toBeNull();
  });
});
