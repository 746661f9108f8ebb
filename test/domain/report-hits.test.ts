import { describe, expect, it } from 'vitest';
import type { KnownIdentifiers } from '../../domain/identifiers.ts';
import { hitsInReport } from '../../domain/report-hits.ts';
import type { Report, ReportBlock } from '../../domain/report-model.ts';
import { typedNames } from '../../domain/typed-names.ts';

const known: KnownIdentifiers = {
  names: [
    { name: 'Tegan Blakemore', whose: 'child' },
    { name: 'Robin Whitaker', whose: 'staff' },
  ],
  dates: ['2014-03-09'],
  references: ['ALD1004'],
  addresses: ['Flat 3, 12 Mill Lane, Aldermere AL1 2AB'],
};

function hitsIn(...blocks: ReportBlock[]) {
  const report: Report = {
    title: 'Report',
    subtitle: '',
    sections: [{ key: 'themes', title: 'Themes', blocks }],
  };
  return hitsInReport(report, known);
}

const point = (text: string): ReportBlock => ({ id: 'p', kind: 'point', text });

describe('what may identify somebody in a report', () => {
  it.each([
    ['name', 'Tegan was seen alone.'],
    ['initials', 'T.B. was seen alone.'],
    ['name', 'Ms Whitaker saw her.'],
    ['date-of-birth', 'A child born on 9 March 2014.'],
    ['local-reference', 'See ald-1004.'],
    ['address', 'The family at 12 mill lane moved.'],
    ['nhs-number', 'Her number is 943 476 5919.'],
    ['postcode', 'They live in AL1 2AB.'],
  ])('a %s is found (DD-18)', (kind, text) => {
    expect(hitsIn(point(text))).toMatchObject([{ kind, blockId: 'p', sectionTitle: 'Themes' }]);
  });

  it('is found in tables, headings, recommendations and their agencies', () => {
    const hits = hitsIn(
      { id: 'a', kind: 'table', caption: 'Tegan', head: ['Tegan'], rows: [['x', 'Tegan']] },
      { id: 'b', kind: 'paragraph', heading: 'Tegan', text: 'x' },
      {
        id: 'c',
        kind: 'recommendation',
        recommendationId: null,
        number: 1,
        text: 'Ask Tegan.',
        ownerAgencyId: 'x',
        owner: 'Blakemore House',
        dueDate: '2027-09-30',
      },
    );
    expect(hits.map(({ blockId, text }) => `${blockId} ${text}`)).toEqual([
      'a Tegan',
      'a Tegan',
      'a Tegan',
      'b Tegan',
      'c Tegan',
      'c Blakemore',
    ]);
  });

  it('is told with the sentence around it, and no more', () => {
    expect(hitsIn(point('One. Then Tegan said so! Two.\nThree'))).toMatchObject([
      { text: 'Tegan', sentence: 'Then Tegan said so!' },
    ]);
  });
});

describe('two texts that stand one after the other', () => {
  it('are never read as one', () => {
    const cells = (...row: string[]): ReportBlock => {
      return { id: 't', kind: 'table', caption: 'x', head: ['x'], rows: [row] };
    };
    for (const row of [
      ['943 476', '5919'],
      ['9 March', '2014'],
      ['ALD', '1004'],
      ['12 Mill', 'Lane'],
      ['T', 'B'],
    ]) {
      expect(hitsIn(cells(...row))).toEqual([]);
    }
    expect(hitsIn(cells('Tegan', 'Blakemore')).map(({ text }) => text)).toEqual([
      'Tegan',
      'Blakemore',
    ]);
  });

  it('are read in a moment, also with ten thousand references', () => {
    const references = Array.from({ length: 10_000 }, (_, place) => `LCS-${place + 100_000}`);
    const blocks = Array.from({ length: 300 }, (_, place) => point(`Text ${place} of many words.`));
    const sections = [{ key: 'themes', title: 'Themes', blocks }];
    const begun = performance.now();
    hitsInReport({ title: '', subtitle: '', sections }, { ...known, references });
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

describe('what agencies typed where a name was asked for', () => {
  it.each([
    ['Robin Whitaker', ['Robin Whitaker']],
    ['robin whitaker, team manager', ['robin whitaker']],
    ['PC 1234 Dean Whitlock / Sgt Jo Ash', ['PC', 'Dean Whitlock', 'Sgt Jo Ash']],
    ['Whitaker (social worker), tel 01632 960123', ['Whitaker']],
    ['r.whitaker@council.example', []],
    ['not known', []],
    ['Duty team manager', []],
    ["Siân Llŷr-Davies and Mary O'Brien", ['Siân Llŷr-Davies', "Mary O'Brien"]],
    ['', []],
  ])('%j names %j', (text, expected) => {
    expect(typedNames(text)).toEqual(expected);
  });
});
