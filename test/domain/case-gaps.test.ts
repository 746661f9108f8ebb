import { describe, expect, it } from 'vitest';
import { type Account, caseGaps, type Involved } from '../../domain/case-gaps.ts';
import { type Answers, type Tool, toolSchema } from '../../domain/tool.ts';

const tool: Tool = toolSchema.parse({
  statement: { title: 'Why we share', dated: '2027', text: 'To learn.' },
  scale: [
    { key: 'good', label: 'Good', descriptor: 'It was good.' },
    { key: 'improve', label: 'Requires improvement', descriptor: 'It was not yet good.' },
    { key: 'poor', label: 'Inadequate', descriptor: 'It failed.' },
  ],
  sections: [
    {
      key: 'child',
      title: "The child's voice",
      questions: [
        { key: 'seen', label: 'Last seen alone', type: 'date', required: false },
        { key: 'knew', label: 'Knew of the missing episode', type: 'yes-no', required: false },
        { key: 'text', label: 'What was done', type: 'text', required: false },
        { key: 'grade', label: 'Grade', type: 'rating', required: false },
      ],
    },
  ],
});

const whole = { seen: '3 March 2027', knew: 'yes', text: 'Seen at home.', grade: 'good' };
const account = (who: string, child: Partial<typeof whole> = {}): Account => {
  const answers: Answers = { child: { ...whole, ...child } };
  return { who, tool, answers };
};
const involved = (agency: string, told: Partial<Involved> = {}): Involved => ({
  who: agency,
  agency,
  state: 'known',
  lastContact: '',
  from: null,
  to: null,
  others: [],
  ...told,
});

describe('what does not fit together in the accounts of one child', () => {
  it('is nothing where all say the same, however a day is typed', () => {
    const accounts = [account('Police'), account('Health', { seen: '03/03/2027' })];
    const all = [
      involved('Police', { others: ['Health'], lastContact: '2 3 2027', to: '2027-03-04' }),
      involved('Health', { others: ['Police'] }),
    ];
    expect(caseGaps(accounts, all)).toEqual([]);
  });

  it('is a day that two agencies tell differently', () => {
    const gaps = caseGaps([account('Police'), account('Health', { seen: '9/4/2027' })], []);
    const said = [
      { who: 'Police', answer: '2027-03-03' },
      { who: 'Health', answer: '2027-04-09' },
    ];
    expect(gaps).toEqual([{ kind: 'differs', section: 'child', question: 'seen', said }]);
  });

  it('is what one agency knew and another did not', () => {
    const gaps = caseGaps([account('Police'), account('Schools', { knew: 'no' })], []);
    expect(gaps).toMatchObject([{ kind: 'differs', question: 'knew' }]);
  });

  it('is not what each wrote in its own words', () => {
    const accounts = [account('Police'), account('Health', { text: 'Not seen.' })];
    expect(caseGaps(accounts, [])).toEqual([]);
  });

  it('is a grade two steps from another, and not one of one step', () => {
    const accounts = [account('Police'), account('Health', { grade: 'improve' })];
    expect(caseGaps(accounts, [])).toEqual([]);
    const far = caseGaps([...accounts, account('Schools', { grade: 'poor' })], []);
    expect(far).toMatchObject([{ kind: 'apart', section: 'child', steps: 2 }]);
  });

  it('is not the distance of grades of different scales', () => {
    const own = { ...tool, scale: [...(tool.scale ?? [])].reverse() };
    const other = { ...account('Health', { grade: 'poor' }), tool: own };
    expect(caseGaps([account('Police'), other], [])).toEqual([]);
  });

  it.each([
    ['says that it did not know the child', 'not-known', true],
    ['has said nothing', 'not-answered', false],
  ] as const)('is an agency that was named and %s', (_, state, answered) => {
    const all = [involved('Police', { others: ['Housing'] }), involved('Housing', { state })];
    expect(caseGaps([], all)).toEqual([
      { kind: 'named-but-unknown', other: 'Housing', by: ['Police'], answered },
    ]);
  });

  it('is an agency that worked with the child and that others do not name', () => {
    const all = [
      involved('Police', { others: ['Health'] }),
      involved('Health', { others: ['Police', 'Housing'] }),
      involved('Housing'),
    ];
    expect(caseGaps([], all)).toEqual([{ kind: 'not-named', other: 'Housing', by: ['Police'] }]);
  });

  it.each([
    ['after the end of its own work', { lastContact: '5 May 2027', to: '2027-04-30' }],
    ['before its beginning', { lastContact: '5/5/2026', from: '2026-06-01' }],
  ])('is a last contact %s', (_, told) => {
    expect(caseGaps([], [involved('Police', told)])).toMatchObject([
      { kind: 'last-contact', who: 'Police' },
    ]);
  });

  it('is not a last contact that names no day', () => {
    const told = { lastContact: 'some time in spring', to: '2027-01-01' };
    expect(caseGaps([], [involved('Police', told)])).toEqual([]);
  });

  it('is an empty answer, but not in a section that does not apply', () => {
    const empty = account('Police', { text: ' ', seen: '' });
    expect(caseGaps([empty], [])).toEqual([
      { kind: 'unanswered', who: 'Police', section: 'child', questions: ['seen', 'text'] },
    ]);
    const closed = { who: 'Police', tool, answers: { child: { _applies: 'no' } } };
    expect(caseGaps([closed], [])).toEqual([]);
  });

  it('tells contradictions before what is only missing', () => {
    const accounts = [account('Police', { text: '' }), account('Health', { knew: 'no' })];
    expect(caseGaps(accounts, []).map(({ kind }) => kind)).toEqual(['differs', 'unanswered']);
  });
});
