import type { FastifyInstance } from 'fastify';
import { formatDate } from '../../domain/calendar.ts';
import { stepWords } from '../../domain/event-words.ts';
import { letterState, letterWords, momentWords } from '../../domain/letter-words.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import {
  type RunningAuditView,
  type RunningView,
  runningAudit,
  runningView,
} from '../../records/overview/running-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { type AuditRequest, consolePage } from './console-page.ts';
import { dayOf, momentOf } from './moments.ts';

/** What runs and waits, for whoever keeps the installation going: nothing of a case. */
export function runningPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };

  app.get('/console/running', staff, async (request, reply) => {
    const { partnershipId } = staffIn(request);
    const view = await runningView(records, { partnershipId }, request.now);
    return consolePage(request, reply, 'running', { title: 'What runs', ...listFacts(view) });
  });

  app.get('/console/running/:number', staff, async (request: AuditRequest, reply) => {
    const { partnershipId } = staffIn(request);
    const { number } = request.params;
    const view = await runningAudit(records, { partnershipId, number }, request.now);
    if (!view) throw new NotFound();
    return consolePage(request, reply, 'running-audit', auditFacts(view));
  });
}

function listFacts({ audits, letters, nudges }: RunningView) {
  return {
    audits: audits.map((line) => ({
      ...line,
      due: line.nextDue ? formatDate(line.nextDue) : '',
      stage: sentenceCase(line.stage),
    })),
    health: [
      ['Emails that should have left', waiting(letters)],
      ['Emails that came back', String(letters.cameBack)],
      ['Messages to the workflows that have not been taken', waiting(nudges)],
    ].map(([key, text]) => ({ key: { text: key }, value: { text } })),
  };
}

function waiting({ waiting: count, since }: RunningView['nudges']): string {
  return since && count > 0 ? `${count}, the oldest since ${momentOf(since)}` : 'None';
}

const stateWords: Record<string, string> = {
  open: 'Under way',
  paused: 'Paused: every clock stands still',
  cancelled: 'Cancelled',
  closed: 'Closed',
};

function auditFacts(view: RunningAuditView) {
  const { words } = view.profile;
  return {
    title: `Audit ${view.number}`,
    backLink: '/console/running',
    process: `${view.profile.title} (version ${view.profile.version})`,
    state: `${stateWords[view.state] ?? view.state}. Started ${dayOf(view.startedAt)}.`,
    stages: view.stages.map(({ title, state, begunAt, endedAt }) => ({
      title,
      state,
      said: endedAt
        ? `Done ${dayOf(endedAt)}`
        : begunAt
          ? `Since ${dayOf(begunAt)}`
          : state === 'next'
            ? 'Next'
            : 'Later',
    })),
    waits: view.waits.map(({ agency, step, dueDate, open, overdue, next, closesAt }) => ({
      what: agency ? `${agency}: ${stepWords(step, words)}` : sentenceCase(stepWords(step, words)),
      due: dueDate ? formatDate(dueDate) : '',
      open,
      overdue,
      next: next ? `${momentWords(next.what)} at ${momentOf(new Date(next.at))}` : 'Nothing more',
      closes: closesAt ? momentOf(new Date(closesAt)) : '',
    })),
    letters: view.letters.map(({ kind, state, failure, count }) => ({
      what: letterWords(kind, words),
      count,
      ...letterState(state, failure),
    })),
  };
}
