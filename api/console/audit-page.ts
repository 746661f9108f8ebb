import type { FastifyInstance } from 'fastify';
import { linkWords } from '../../domain/audit-link.ts';
import { formatDate } from '../../domain/calendar.ts';
import { formatDegreeDate } from '../../domain/degree-dates.ts';
import { stepWords } from '../../domain/event-words.ts';
import { cellWords } from '../../domain/grid-cell.ts';
import { letterState, letterWords, momentWords } from '../../domain/letter-words.ts';
import { withArticle } from '../../domain/phrases.ts';
import { stageOfKind, subjectOf } from '../../domain/profile.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import { disseminateStages } from '../../domain/stages/disseminate.ts';
import { subjectWords } from '../../domain/stages/return-subjects.ts';
import { mergedScale, toolsOf } from '../../domain/tools.ts';
import { upperFirst } from '../../emails/wording.ts';
import type { LinkedAudit } from '../../records/audits/audit-links.ts';
import {
  type AuditView,
  auditView,
  type CellState,
  type WaitView,
} from '../../records/audits/audit-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { answersFacts } from './answers-facts.ts';
import { tones } from './cell-tones.ts';
import { type AuditRequest, consolePage } from './console-page.ts';
import { dayOf, momentOf } from './moments.ts';

/** An audit on one page. */
export function auditPage(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  app.get('/console/audits/:number', staff, async (request: AuditRequest, reply) => {
    const { partnershipId } = staffIn(request);
    const { number } = request.params;
    const view = await auditView(records, { partnershipId, number }, request.now);
    if (!view) throw new NotFound();
    return consolePage(request, reply, 'audit', auditFacts(view));
  });
}

function auditFacts(view: AuditView) {
  const { profile } = view;
  const { words } = profile;
  const running = view.state === 'open' || view.state === 'paused';
  const begun = new Set(view.stages.flatMap(({ key, begunAt }) => (begunAt ? [key] : [])));
  const passing = disseminateStages(profile).filter(({ key }) => begun.has(key));
  return {
    title: `Audit ${view.number}`,
    number: view.number,
    base: `/console/audits/${view.number}`,
    backLink: '/console',
    words,
    state: view.state,
    running,
    stateLine: stateLine(view),
    focus: view.focus,
    about: aboutFacts(view),
    stages: view.stages.map((stage) => ({
      title: stage.title,
      state: stage.state,
      said: stageWords(stage),
    })),
    waits: view.waits.map((wait) => waitFacts(view, wait)),
    grid: gridFacts(view),
    aboutChildren: view.answers === null,
    answers: view.answers && answersFacts(view, view.answers, { show: 'pressing' }),
    dates: view.dates.map((date) => ({
      key: date.key,
      label: date.label,
      text: formatDegreeDate(date.date),
      changes: date.changes,
      reason: date.reason,
    })),
    cases: view.grid.cases.map((each) => ({
      ...each,
      said: caseWords(each),
      active: each.state === 'drawn' || each.state === 'identified',
    })),
    hasPlanning: profile.stages.some((stage) =>
      stage.kind === 'choose-theme'
        ? stage.groups.length > 0
        : ['agree-terms', 'name-team', 'tell-teams'].includes(stage.kind),
    ),
    addHref: addHref(view),
    mayAddChild:
      (stageOfKind(profile, 'draw-sample')?.strata ?? []).length > 0 && !isAllocated(profile),
    added: withArticle(
      subjectOf(profile) === 'establishment' ? profile.words.establishment : 'agency',
    ),
    asksInvolvement: asksInvolvement(profile),
    hasPack: stageOfKind(profile, 'circulate-pack') !== undefined,
    hasFamily: stageOfKind(profile, 'gather-feedback') !== undefined,
    hasPairs: stageOfKind(profile, 'prepare-questions') !== undefined,
    hasDeepDives: stageOfKind(profile, 'choose-deep-dives') !== undefined,
    hasDiscussion: stageOfKind(profile, 'discuss') !== undefined,
    hasActions: view.stages.some(({ kind, begunAt }) => kind === 'follow-up' && begunAt !== null),
    links: [
      ...(view.links.follows ? [linkFacts('This audit is', ' of audit', view.links.follows)] : []),
      ...view.links.followedBy.map((link) => linkFacts('It ordered', ': audit', link)),
    ],
    compares: mergedScale(toolsOf(profile)) !== null,
    hasPlan: view.asksForPlan,
    hasLearning: passing.some(
      ({ experience, outputs, passOn }) =>
        experience !== undefined || outputs.length + passOn.length > 0,
    ),
    hasBriefing: passing.some(({ briefing }) => briefing !== undefined),
    hasReport: view.stages.some(({ kind, begunAt }) => kind === 'write-report' && begunAt !== null),
    hasRounds: stageOfKind(profile, 'approve') !== undefined,
    ...historyFacts(view),
  };
}

function linkFacts(before: string, after: string, { number, kind }: LinkedAudit) {
  return { text: `${before} ${linkWords(kind)}${after}`, number };
}

function stateLine(view: AuditView): string {
  const started = `Started ${dayOf(view.startedAt)} by ${view.startedBy || 'a program'}.`;
  switch (view.state) {
    case 'paused':
      return `${started} Paused since ${view.pausedAt ? dayOf(view.pausedAt) : ''}: every clock stands still.`;
    case 'cancelled':
      return `${started} Cancelled ${view.endedAt ? dayOf(view.endedAt) : ''}.`;
    case 'closed':
      return `${started} Closed ${view.endedAt ? dayOf(view.endedAt) : ''}.`;
    default:
      return started;
  }
}

function aboutFacts(view: AuditView) {
  const { profile, sources, window, size, kloes, overlap } = view;
  const subject = subjectOf(profile);
  const offered = stageOfKind(profile, 'choose-theme')?.sources ?? [];
  const labelOf = (kind: string) => offered.find(({ key }) => key === kind)?.label ?? kind;
  const plain = (date: string) => formatDate(date).replace(/^\w+ /, '');
  return [
    { key: 'Process', value: `${profile.title} (version ${profile.version})` },
    ...(kloes.length > 0 ? [{ key: 'Key lines of enquiry', value: kloes.join('\n') }] : []),
    ...(overlap ? [{ key: 'Audits of single agencies', value: overlap }] : []),
    ...sources.map(({ kind, rationale }) => ({ key: labelOf(kind), value: rationale })),
    {
      key: sentenceCase(profile.words.window),
      value: `${plain(window.from)} to ${plain(window.to)}`,
    },
    ...(window.reason ? [{ key: 'Why this period', value: window.reason }] : []),
    { key: upperFirst(subjectWords(subject, profile.words).many), value: String(size.cases) },
    ...(size.reason ? [{ key: 'Why this number', value: size.reason }] : []),
    ...statements(profile),
  ];
}

/** For what and on which basis information is shared, as it stood when the audit began (CH-32). */
function statements(profile: AuditView['profile']) {
  const all = toolsOf(profile).map(({ statement }) => statement);
  const each = new Map(all.map((statement) => [statement.text, statement]));
  return [...each.values()].map(({ title, dated, text }) => {
    return { key: `${title} (${dated})`, value: text };
  });
}

function stageWords(stage: AuditView['stages'][number]): string {
  switch (stage.state) {
    case 'done':
      return `Done ${stage.endedAt ? dayOf(stage.endedAt) : ''}`;
    case 'now':
      return `Now, since ${stage.begunAt ? dayOf(stage.begunAt) : ''}`;
    case 'next':
      return 'Next';
    case 'not-reached':
      return 'Later';
  }
}

function waitFacts(view: AuditView, wait: WaitView) {
  const { words } = view.profile;
  const what = sentenceCase(stepWords(wait.step, words));
  return {
    id: wait.wait,
    step: wait.step,
    what: wait.agency ? `${wait.agency}: ${stepWords(wait.step, words)}` : what,
    open: wait.open,
    overdue: wait.overdue,
    due: wait.dueDate ? formatDate(wait.dueDate) : '',
    next: wait.next ? `${momentWords(wait.next.what)} at ${momentOf(new Date(wait.next.at))}` : '',
    closes: wait.closesAt ? momentOf(new Date(wait.closesAt)) : '',
  };
}

function gridFacts(view: AuditView) {
  const { words } = view.profile;
  const active = view.grid.cases.filter(({ state }) => state === 'drawn' || state === 'identified');
  const asked = view.grid.agencies.filter(({ cells }) =>
    cells.some(({ state }) => state !== 'not-asked'),
  );
  return {
    cases: active,
    agencies: asked.map((agency) => ({
      name: agency.name,
      key: agency.key,
      askId: agency.involvementAskId,
      mayLeave: !agency.withdrawn,
      openRequest: agency.requestOpen ? agency.requestId : null,
      silent: agency.silent.map((step) => stepWords(step, words)),
      cells: agency.cells.map((cell) => ({
        ...toned(cell.state, words),
        services: cell.services.map((service) => ({
          ...toned(service.state, words),
          name: service.name,
          returnId: service.returnId,
        })),
      })),
    })),
    notAsked: view.grid.agencies.filter((agency) => !asked.includes(agency)),
  };
}

function toned(state: CellState, words: AuditView['profile']['words']) {
  return { ...cellWords(state, words), tone: tones[state] ?? '' };
}

function caseWords(each: AuditView['grid']['cases'][number]): string {
  const says = {
    drawn: 'Not identified yet',
    identified: 'Identified',
    replaced: 'Replaced',
    withdrawn: 'Withdrawn',
  };
  const said = says[each.state as keyof typeof says] ?? each.state;
  const place = each.replaces === null ? '' : `, in place of C${each.replaces}`;
  return `${said}${place}${each.held ? ', sealed' : ''}`;
}

function historyFacts({ history, profile }: AuditView) {
  return {
    events: history.events.map((event) => ({
      at: momentOf(event.at),
      sentence: event.sentence,
      by: event.by,
      onBehalf: event.onBehalf,
      reason: event.reason,
    })),
    moreEvents: history.moreEvents,
    letters: history.letters.map((letter) => ({
      what: letterWords(letter.kind, profile.words),
      to: letter.to,
      agency: letter.agency,
      contactId: letter.contactId,
      at: momentOf(letter.at),
      opened: letter.openedAt ? momentOf(letter.openedAt) : '',
      ...letterState(letter.state, letter.failure),
    })),
    moreLetters: history.moreLetters,
  };
}

/** Where somebody found late is added; empty while nobody has been asked, or where a list says who is. */
function addHref({ profile, grid, answers, number }: AuditView): string {
  const subject = subjectOf(profile);
  const asked =
    subject === 'case' ? asksInvolvement(profile) && grid.agencies.length > 0 : answers !== null;
  return asked && subject !== 'person' ? `/console/audits/${number}/agencies/add` : '';
}

function isAllocated(profile: AuditView['profile']): boolean {
  return stageOfKind(profile, 'draw-sample')?.how === 'allocated';
}

function asksInvolvement(profile: AuditView['profile']): boolean {
  return stageOfKind(profile, 'check-involvement') !== undefined;
}
