import { dateOf, formatDate } from '../domain/calendar.ts';
import { counted } from '../domain/phrases.ts';
import { sentenceCase } from '../domain/sentence-case.ts';
import type { OverseenAudit } from '../records/audits/oversight.ts';

/** An audit as the group that oversees it reads it: in states, dates and counts. */
export function overseenFacts(audit: OverseenAudit) {
  const { startedAt, tools, stages, overdue } = audit;
  const { asked, sent, notKnown } = tools;
  return {
    ...audit,
    state: states[audit.state] ?? audit.state,
    started: formatDate(dateOf(startedAt)),
    tools: asked === 0 ? '' : `${sent} of ${asked} sent in, ${notKnown} not known to the agency`,
    overdue: overdue === 0 ? '' : `${counted(overdue, 'answer')} overdue`,
    stages: stages.map(({ title, begunAt, endedAt }) => ({
      title: sentenceCase(title),
      when: endedAt
        ? `done ${formatDate(dateOf(endedAt))}`
        : `since ${formatDate(dateOf(begunAt))}`,
      isNow: endedAt === null,
    })),
  };
}

const states: Record<string, string> = {
  open: 'Under way',
  paused: 'Paused',
  closed: 'Closed',
};
