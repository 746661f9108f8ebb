import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { Content } from '../content.ts';

/** To the manager of the business unit: something was reported by exception (SO-36). */
export function riskReportRaised(facts: LetterFacts): Content | null {
  return toSchedule(
    facts,
    'An agency’s own audit has shown risk to children, and it is reported by exception.',
  );
}

/** While no report is scheduled. */
export function riskReportRemind(facts: LetterFacts): Content | null {
  return toSchedule(facts, 'This is a reminder: no report has been scheduled yet.');
}

function toSchedule({ riskReport, partnership }: LetterFacts, opening: string): Content | null {
  if (!riskReport) return null;
  const { number, agency, body, dueDate } = riskReport;
  return {
    subject: `Report by exception ${number}: schedule it by ${formatDate(dueDate)} – ${partnership.name}`,
    blocks: [
      opening,
      `Please read it in the console, and schedule a report to the ${body}.`,
      {
        rows: [
          ['Report', number],
          ['Agency', agency],
          ['Schedule it by', formatDate(dueDate)],
        ],
      },
    ],
    button: { label: 'Open the console', opens: 'console' },
    after: [
      'This is apart from urgent concerns. Where a child is at risk now, raise one there as well.',
    ],
  };
}

/** To whoever reported it: when it goes before the body. */
export function riskReportScheduled({ riskReport, partnership }: LetterFacts): Content | null {
  if (!riskReport?.scheduledFor) return null;
  const { number, body, scheduledFor } = riskReport;
  return {
    subject: `Your report by exception ${number} is scheduled – ${partnership.name}`,
    blocks: [
      `What you reported of an agency’s own audit goes before the ${body} on ${formatDate(scheduledFor)}.`,
    ],
  };
}
