import { expect, it } from 'vitest';
import { overlapping } from '../../domain/overlaps.ts';

it('names audits that look at something alike, by the words they share (CH-4)', () => {
  const others = [
    { number: '2026-01', focus: 'Domestic abuse: how agencies respond to children' },
    { number: '2026-02', focus: 'How agencies respond to children who go missing' },
  ];
  expect(overlapping('Children living with domestic abuse', others)).toEqual([
    { ...others[0], shared: ['abuse', 'domestic'] },
  ]);
});
