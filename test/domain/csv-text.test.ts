import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvText } from '../../domain/csv-text.ts';

it.each(['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '\u0000=1', '＝1', '%0A=1'])(
  'puts an apostrophe before %j, which a spreadsheet would take for a formula',
  (cell) => {
    const [row] = parse(csvText([[cell]])) as string[][];
    expect(row?.[0]).toBe(`'${cell}`);
  },
);

it('gives every other cell back as it was', () => {
  const plain = fc.string({ unit: 'grapheme' }).filter((cell) => /^[\p{L}\p{N}"]/u.test(cell));
  fc.assert(
    fc.property(fc.array(plain, { minLength: 1, maxLength: 4 }), (cells) => {
      expect(parse(csvText([cells]))).toEqual([cells]);
    }),
  );
});
