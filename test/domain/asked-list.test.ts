import { describe, expect, it } from 'vitest';
import { parseEstablishments } from '../../domain/asked-list.ts';
import { usualWords } from '../../domain/words.ts';

const agencies = [{ key: 'early-years', label: 'Early Years' }];
const words = { ...usualWords, establishment: 'Nursery (all ages)', establishments: 'nurseries' };
const read = (text: string) =>
  parseEstablishments(new TextEncoder().encode(text), { agencies, words });

describe('a list where the process calls its establishments something else', () => {
  it('heads the column so, or as usual', () => {
    const row = 'Little Oaks,Ann Ray,ann@oaks.example\n';
    for (const head of ['Nursery (all ages)', 'Establishment', 'School name']) {
      const list = read(`${head},Contact,Email\n${row}`);
      expect(list.ok && list.rows.map(({ name }) => name)).toEqual(['Little Oaks']);
    }
  });

  it('says by that name what is wrong', () => {
    const messages = (text: string) => {
      const list = read(text);
      return list.ok ? [] : list.problems.map(({ message }) => message);
    };
    expect(messages('Contact,Email\nAnn Ray,ann@oaks.example\n')).toEqual([
      'The list has no column “Nursery (all ages)”. Add it, with its heading in the first row.',
    ]);
    expect(messages('Name,Contact,Email\n,Ann Ray,ann@oaks.example\n')).toEqual([
      'Row 2 names no Nursery (all ages).',
    ]);
  });
});
