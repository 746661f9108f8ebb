import { shownCount, statusRows } from '../../domain/status-counts.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { Content } from '../content.ts';
import { linkNote } from './notes.ts';

/** The status of a body's work plan, to its chair and members: counts, and small ones not exactly. */
export function quarterlyStatus({ status, partnership }: LetterFacts): Content | null {
  if (!status) return null;
  const { body, counts, agencies } = status;
  const { whole, byAgency } = statusRows(counts, (id) => agencies.get(id) ?? 'An agency');
  const done = counts.open === 0;
  return {
    subject: `Work plan of the ${body}: ${done ? 'nothing is open' : `${shownCount(counts.open)} open`} – ${partnership.name}`,
    blocks: [
      done
        ? `Every action from audits on the work plan of the ${body} is complete or was withdrawn. This is the last status until new actions are adopted.`
        : `This is how the actions from audits on the work plan of the ${body} stand.`,
      { rows: whole },
      ...(byAgency.length > 0 ? ['By agency:', { rows: byAgency }] : []),
    ],
    button: { label: 'Open the work plan', opens: 'asks' },
    after: [linkNote],
  };
}
