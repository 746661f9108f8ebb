import { describe, expect, it } from 'vitest';
import { changesBetween, changesFindings, isMoreThanWording } from '../../domain/report-changes.ts';
import { applyEdit, type ReportEdit } from '../../domain/report-edit.ts';
import { mergeReports } from '../../domain/report-merge.ts';
import { blocksOf, type Report } from '../../domain/report-model.ts';
import { reportProblems } from '../../domain/report-problems.ts';

const report: Report = {
  title: 'Summary report',
  subtitle: 'Aldermere',
  sections: [
    {
      key: 'children',
      title: 'The children',
      blocks: [
        { id: 'p1', kind: 'paragraph', text: 'Eight children.' },
        { id: 't1', kind: 'table', caption: 'Levels', head: ['Level'], rows: [['Universal']] },
      ],
    },
    {
      key: 'themes',
      title: 'Themes',
      blocks: [
        { id: 'f1', kind: 'point', text: 'Fathers were seldom asked.' },
        { id: 'f2', kind: 'point', text: 'Plans were vague.' },
      ],
    },
    {
      key: 'recommendations',
      title: 'Recommendations',
      blocks: [
        {
          id: 'r1',
          kind: 'recommendation',
          recommendationId: 'row-1',
          number: 1,
          text: 'Ask fathers.',
          ownerAgencyId: 'police',
          owner: 'Aldermere Police',
          dueDate: '2027-09-30',
        },
      ],
    },
  ],
};

const names: Record<string, string> = { police: 'Aldermere Police', schools: 'Aldermere Schools' };

function typed(blocks: ReportEdit['blocks'], added: Partial<ReportEdit['added'][number]>[] = []) {
  const blank = { section: 'themes', id: 'n1', text: '', ownerAgencyId: '', dueDate: '' };
  const edit = { blocks, added: added.map((each) => ({ ...blank, ...each })) };
  return applyEdit(report, edit, (id) => names[id] ?? '');
}

const ids = (text: Report) => blocksOf(text).map(({ block }) => block.id);

describe('a report that somebody edits', () => {
  it('takes new words, whatever line ends they have, and leaves the rest as it is', () => {
    const after = typed({ f1: { text: ' One line.\r\nAnother. ' } });
    expect(changesBetween(report, after)).toMatchObject([
      { section: 'themes', after: { id: 'f1', text: 'One line.\nAnother.' } },
    ]);
  });

  it('loses a text that was emptied and a table that was left out', () => {
    expect(ids(typed({ f2: { text: ' ' }, t1: { dropped: true } }))).toEqual(['p1', 'f1', 'r1']);
  });

  it('gains what was added at the end of a section, in the form of that section', () => {
    const after = typed({}, [
      { text: 'Moves between placements.' },
      { section: 'children', id: 'n2', text: 'Their views were asked.' },
      {
        section: 'recommendations',
        id: 'n3',
        text: 'Say who does what.',
        ownerAgencyId: 'schools',
        dueDate: '1 October 2027',
      },
      { section: 'themes', id: 'n4', text: '  ' },
    ]);
    expect(ids(after)).toEqual(['p1', 't1', 'n2', 'f1', 'f2', 'n1', 'r1', 'n3']);
    expect(blocksOf(after).find(({ block }) => block.id === 'n3')?.block).toEqual({
      id: 'n3',
      kind: 'recommendation',
      recommendationId: null,
      number: 2,
      text: 'Say who does what.',
      ownerAgencyId: 'schools',
      owner: 'Aldermere Schools',
      dueDate: '2027-10-01',
    });
  });

  it('is refused with a recommendation for nobody or by no real day', () => {
    const after = typed({ r1: { ownerAgencyId: 'nobody', dueDate: '31 2 2027' } });
    const given = { discussion: '2027-04-28', agencies: ['police', 'schools'] };
    expect(reportProblems(changesBetween(report, after), given)).toEqual([
      { field: 'owner-r1', message: 'Choose the agency that is to see to it.' },
      {
        field: 'due-r1',
        message: 'Enter a real day by which it is to be done, such as 27 3 2027.',
      },
    ]);
    const long = typed({ p1: { text: 'x'.repeat(10_001) } });
    expect(reportProblems(changesBetween(report, long), given)).toMatchObject([
      { field: 'text-p1' },
    ]);
  });
});

describe('two people who edit one report at once', () => {
  it('both keep what they wrote in different parts', () => {
    const theirs = typed({ p1: { text: 'Seven children.' }, f2: { text: '' } });
    const mine = typed({ f1: { text: 'Fathers were never asked.' } }, [{ text: 'New.' }]);
    const { report: both, conflicts } = mergeReports(report, theirs, mine);
    expect(conflicts).toEqual([]);
    expect(ids(both)).toEqual(['p1', 't1', 'f1', 'n1', 'r1']);
    expect(blocksOf(both).map(({ block }) => (block.kind === 'table' ? '' : block.text))).toEqual([
      'Seven children.',
      '',
      'Fathers were never asked.',
      'New.',
      'Ask fathers.',
    ]);
  });

  it('are shown both texts where they changed the same part', () => {
    const theirs = typed({ f1: { text: 'Fathers were asked.' } });
    const mine = typed({ f1: { text: 'Fathers were never asked.' } });
    const { report: merged, conflicts } = mergeReports(report, theirs, mine);
    expect(conflicts).toMatchObject([
      {
        id: 'f1',
        mine: { text: 'Fathers were never asked.' },
        theirs: { text: 'Fathers were asked.' },
      },
    ]);
    expect(changesBetween(theirs, merged)).toEqual([]);
  });

  it('do not lose what one wrote where the other took the part out', () => {
    const theirs = typed({ f1: { text: '' } });
    const mine = typed({ f1: { text: 'Fathers were never asked.' } });
    expect(mergeReports(report, theirs, mine).conflicts).toMatchObject([
      { id: 'f1', theirs: null, mine: { text: 'Fathers were never asked.' } },
    ]);
    expect(mergeReports(report, mine, theirs).conflicts).toMatchObject([{ id: 'f1', mine: null }]);
  });

  it('agree where they wrote the same', () => {
    const both = typed({ f1: { text: 'Same.' } });
    expect(mergeReports(report, both, both)).toEqual({ report: both, conflicts: [] });
  });

  it('get two numbers for two recommendations that they added', () => {
    const added = { section: 'recommendations', ownerAgencyId: 'police', dueDate: '1 10 2027' };
    const theirs = typed({}, [{ ...added, id: 'a', text: 'One.' }]);
    const mine = typed({}, [{ ...added, id: 'b', text: 'Two.' }]);
    const { report: both } = mergeReports(report, theirs, mine);
    const numbers = blocksOf(both).flatMap(({ block }) =>
      block.kind === 'recommendation' ? [[block.id, block.number]] : [],
    );
    expect(numbers).toEqual([
      ['r1', 1],
      ['a', 2],
      ['b', 3],
    ]);
  });
});

describe('a change to a report that has been circulated', () => {
  const changes = (after: Report) => changesBetween(report, after);

  it.each([
    [
      'other words in a finding',
      typed({ f1: { text: 'Fathers were rarely asked.' } }),
      false,
      true,
    ],
    ['other words in a recommendation', typed({ r1: { text: 'Ask all fathers.' } }), false, true],
    ['another sentence on the children', typed({ p1: { text: '8 children.' } }), false, false],
    ['a finding taken out', typed({ f2: { text: '' } }), true, true],
    ['a finding added', typed({}, [{ text: 'New.' }]), true, true],
    ['another agency', typed({ r1: { ownerAgencyId: 'schools' } }), true, true],
    ['another date', typed({ r1: { dueDate: '1 10 2027' } }), true, true],
    ['a table left out', typed({ t1: { dropped: true } }), false, false],
  ])('with %s', (_what, after, moreThanWording, findings) => {
    expect(changes(after)).toHaveLength(1);
    expect(isMoreThanWording(changes(after))).toBe(moreThanWording);
    expect(changesFindings(changes(after))).toBe(findings);
  });
});
