import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formatDate } from '../../domain/calendar.ts';
import { formatDegreeDate } from '../../domain/degree-dates.ts';
import { stageOfKind, subjectOf } from '../../domain/profile.ts';
import { momentOf, upperFirst } from '../../emails/wording.ts';
import { askForMoreTime } from '../../records/asks/more-time.ts';
import {
  type RequestView,
  requestView,
  type ToolInRequest,
} from '../../records/returns/request-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';
import { childName, deadline, plainDate } from './wording.ts';

/** All that is asked of an agency in one audit, for the person who answers for it. */
export async function showRequest(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await requestView(records, readerIn(request), ask.id);
  if (!view) throw new NotFound();
  if (view.ask.outcome === 'handed-over' || view.ask.outcome === 'withdrawn') {
    return closedPage(request, reply, 'ended');
  }
  const { audit } = view;
  const open = view.tools.filter(isOpen);
  return reply.page('contact/request.njk', {
    ...requestFacts(request, view),
    title: view.asks === 'person' ? 'What is asked of you' : `What is asked of ${view.agency.name}`,
    backLink: '/asks',
    from: plainDate(audit.window.from),
    to: plainDate(audit.window.to),
    discussion:
      stageOfKind(audit.profile, 'discuss') === undefined
        ? null
        : formatDegreeDate(audit.discussion),
    heading: headingOf(view),
    aboutChildren: subjectOf(audit.profile) === 'case',
    asks: view.asks,
    // The first date is shown beside the present one, so that nobody wonders which holds.
    firstDate:
      view.ask.firstDueDate === view.ask.dueDate ? null : formatDate(view.ask.firstDueDate),
    overdue: open.length > 0 && view.ask.dueAt < request.now,
    canChange: view.ask.outcome === null,
    canHaveTime: view.ask.outcome === null && view.moreTime.days > 0 && !view.moreTime.had,
    sent: view.tools.length - open.length,
    tools: view.tools.map((tool) => toolRow(view, tool)),
  });
}

export function requestPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, nudge } = dependencies;

  app.get('/asks/:ask/more-time', async (request: AskRequest, reply) => {
    const view = await requestView(records, readerIn(request), request.params.ask);
    if (!view) throw new NotFound();
    if (view.ask.outcome !== null) return closedPage(request, reply, 'ended');
    return moreTimePage(request, reply, view);
  });

  app.post('/asks/:ask/more-time', async (request: AskRequest, reply) => {
    formOf(request, {});
    const { partnershipId, contactId } = readerIn(request);
    const { ask } = request.params;
    const input = { partnershipId, askId: ask };
    const outcome = await askForMoreTime(records, input, { contactId }, request.now);
    nudge();
    switch (outcome.kind) {
      case 'given':
      case 'given-before':
        return reply.redirect(`/asks/${ask}/more-time`, 303);
      case 'not-offered':
        throw new NotFound();
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

async function moreTimePage(
  request: FastifyRequest,
  reply: FastifyReply,
  view: RequestView,
): Promise<FastifyReply> {
  const { days, had } = view.moreTime;
  if (days === 0) throw new NotFound();
  return reply.page('contact/more-time.njk', {
    ...requestFacts(request, view),
    title: had ? 'You have more time' : `Ask for ${days} more working days`,
    backLink: `/asks/${view.ask.id}`,
    days,
    had,
    firstDate: formatDate(view.ask.firstDueDate),
  });
}

function requestFacts(request: FastifyRequest, view: RequestView) {
  return {
    partnershipName: readerIn(request).partnershipName,
    askId: view.ask.id,
    agency: view.agency.name,
    audit: view.audit,
    words: view.audit.profile.words,
    periodName: upperFirst(view.audit.profile.words.window),
    deadline: deadline(view.ask, view.audit.zone),
  };
}

/** What the list is of: children, or what else is answered for. */
function headingOf({ audit, tools }: RequestView): string {
  const { profile } = audit;
  const { returns } = profile.words;
  if (subjectOf(profile) === 'case') return 'Children';
  return tools.length === 1 ? upperFirst(profile.words.return) : upperFirst(returns);
}

function isOpen({ state }: ToolInRequest): boolean {
  return state === 'asked' || state === 'sent-back' || state === 'not-answered';
}

function toolRow(view: RequestView, tool: ToolInRequest) {
  const { zone, profile } = view.audit;
  const { complete, sections, begun } = tool.progress;
  return {
    id: tool.id,
    number: tool.number,
    label: tool.about.label,
    isChild: tool.about.kind === 'child',
    name: childName(tool.number, tool.people),
    service: tool.service,
    colleague: tool.colleague?.name ?? null,
    open: isOpen(tool) && !tool.held,
    begun,
    progress: begun ? `${complete} of ${sections} sections complete` : null,
    receipt: tool.submitted?.receipt ?? null,
    sentAt: tool.submitted && momentOf(tool.submitted.at, zone),
    status: tool.held ? { text: 'On hold', colour: 'grey' } : statusOf(tool, profile.words),
  };
}

function statusOf(
  { state, progress, needsAnother }: ToolInRequest,
  words: { sentBack: string; nilReturn: string },
): { text: string; colour: string } {
  const waits = state === 'asked' || state === 'sent-back' || state === 'not-answered';
  if (needsAnother && waits) return { text: 'Needs somebody else', colour: 'red' };
  switch (state) {
    case 'submitted':
      return { text: 'Sent', colour: 'green' };
    case 'accepted':
      return { text: 'Accepted', colour: 'green' };
    case 'nil':
      return { text: upperFirst(words.nilReturn), colour: 'grey' };
    case 'sent-back':
      return { text: upperFirst(words.sentBack), colour: 'orange' };
    case 'not-answered':
      return { text: 'Late', colour: 'red' };
    default:
      return progress.begun
        ? { text: 'In progress', colour: 'light-blue' }
        : { text: 'Not started', colour: 'blue' };
  }
}
