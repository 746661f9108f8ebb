import { type Counts, shownAgencies, shownCount } from '../../domain/status-counts.ts';
import type { LetterFacts } from '../../records/letter-facts.ts';
import type { Content } from '../content.ts';
import { upperFirst } from '../wording.ts';
import { linkNote } from './notes.ts';

/** The status of a body's work plan, to its chair and members: counts, and small ones not exactly. */
export function quarterlyStatus({ status, partnership }: LetterFacts): Content | null {
  if (!status) return null;
  const { body, counts, agencies } = status;
  const { own, others } = shownAgencies(counts);
  const byAgency: [string, string][] = own.map((each) => [
    agencies.get(each.agencyId) ?? 'An agency',
    inWords(each),
  ]);
  if (others) byAgency.push(['Other agencies together', inWords(others)]);
  const done = counts.open === 0;
  return {
    subject: `Work plan of the ${body}: ${done ? 'nothing is open' : `${shownCount(counts.open)} open`} – ${partnership.name}`,
    blocks: [
      done
        ? `Every action from audits on the work plan of the ${body} is complete or was withdrawn. This is the last status until new actions are adopted.`
        : `This is how the actions from audits on the work plan of the ${body} stand.`,
      {
        rows: [
          ['Open', upperFirst(shownCount(counts.open))],
          ['Of these overdue', upperFirst(shownCount(counts.overdue))],
          ['Of these blocked', upperFirst(shownCount(counts.blocked))],
          ['Completed in the last 12 months', upperFirst(shownCount(counts.complete))],
        ],
      },
      ...(byAgency.length > 0 ? ['By agency:', { rows: byAgency }] : []),
    ],
    button: { label: 'Open the work plan', opens: 'asks' },
    after: [linkNote],
  };
}

function inWords({ open, overdue, blocked, complete }: Counts): string {
  const told = [`${shownCount(open)} open`];
  if (overdue > 0) told.push(`${shownCount(overdue)} overdue`);
  if (blocked > 0) told.push(`${shownCount(blocked)} blocked`);
  return upperFirst([...told, `${shownCount(complete)} complete`].join(', '));
}
