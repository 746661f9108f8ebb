import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatMonth } from '../../domain/calendar.ts';
import { formatDegreeDate } from '../../domain/degree-dates.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { entryDates } from '../../domain/programme.ts';
import { degrees, type TypedDegreeDate, typedFormOf } from '../../domain/typed-degree-date.ts';
import { auditSetup } from '../../records/audits/audit-drafts.ts';
import { beginPlanned, plannedToBegin } from '../../records/programme/begin-planned.ts';
import {
  changePlannedDate,
  dropPlanned,
  type PlannedChanged,
} from '../../records/programme/change-planned.ts';
import { loadProgramme } from '../../records/programme/load-programme.ts';
import {
  type PlannedLine,
  type ProgrammeView,
  programmesView,
} from '../../records/programme/programme-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { dayOf } from './moments.ts';
import { type Answers, usualAnswers } from './new-audit-answers.ts';
import { type YamlFilePage, yamlFileOf, yamlFilePage } from './yaml-file-form.ts';

type EntryRequest = FastifyRequest<{ Params: { programme: string; entry: string } }>;
type DateRequest = FastifyRequest<{ Params: { programme: string; entry: string; date: string } }>;

const root = '/console/programme';
const path = `${root}/:programme/:entry`;
const addPage: YamlFilePage = {
  title: 'Load a programme',
  intro: 'Every audit in it is planned at once, and offered to the officer on its day.',
  what: 'programme',
  nav: 'programme',
  backLink: root,
};

/** The audits planned for a year: what is planned, what to look at, and each with its changes (SO-2). */
export function programmePages(
  app: FastifyInstance,
  dependencies: ApiDependencies,
  access: Access,
): void {
  const { records, nudge } = dependencies;
  const staff = { preHandler: access.requireStaff };
  const editor = { preHandler: access.requireEditor };

  app.get(root, staff, async (request, reply) => {
    const programmes = await programmesView(records, staffIn(request).partnershipId);
    return consolePage(request, reply, 'programme', {
      title: 'Programme',
      programmes: programmes.map(programmeFacts),
    });
  });

  app.get('/console/add-programme', editor, async (request, reply) =>
    yamlFilePage(request, reply, addPage),
  );

  app.post('/console/add-programme', editor, async (request, reply) => {
    const yaml = await yamlFileOf(request, reply, addPage);
    if (yaml === null) return reply;
    const input = { partnershipId: staffIn(request).partnershipId, yaml };
    const outcome = await loadProgramme(records, input, actorIn(request), request.now);
    if (outcome.kind === 'refused') {
      const { problems } = outcome;
      return yamlFilePage(request, reply.status(422), addPage, { text: yaml, problems });
    }
    nudge();
    return reply.redirect(root, 303);
  });

  app.get(path, staff, async (request: EntryRequest, reply) => {
    const found = await entryIn(request);
    return consolePage(request, reply, 'planned', entryFacts(found));
  });

  app.post(`${path}/start`, editor, async (request: EntryRequest, reply) => {
    formOf(request, {});
    const of = ofEntry(request);
    const planned = await plannedToBegin(records, of);
    if (!planned) throw new NotFound();
    const draft = planned.draftId ?? (await beginWith(request, of, planned));
    return reply.redirect(`/console/audits/new/${draft}/focus`, 303);
  });

  app.get(`${path}/drop`, editor, async (request: EntryRequest, reply) =>
    dropPage(request, reply, await entryIn(request), []),
  );

  app.post(`${path}/drop`, editor, async (request: EntryRequest, reply) => {
    const { reason } = formOf(request, { reason: z.string().max(20_000).default('') });
    const input = { ...ofEntry(request), reason };
    const outcome = await dropPlanned(records, input, actorIn(request), request.now);
    if (changed(outcome)) return done(request, reply);
    return dropPage(request, reply.status(422), await entryIn(request), problemsOf(outcome));
  });

  app.get(`${path}/dates/:date`, editor, async (request: DateRequest, reply) => {
    const found = await entryIn(request);
    const date = found.planned.dates.find(({ key }) => key === request.params.date)?.date;
    const typed = typedFormOf(date ?? { degree: 'unknown' });
    return datePage(request, reply, found, { typed, reason: '', problems: [] });
  });

  app.post(`${path}/dates/:date`, editor, async (request: DateRequest, reply) => {
    const text = z.string().max(20_000).default('');
    const form = formOf(request, { degree: text, date: text, reason: text });
    const { degree, date, reason } = form;
    const typed = { degree, date };
    const input = { ...ofEntry(request), date: request.params.date, typed, reason };
    const outcome = await changePlannedDate(records, input, actorIn(request), request.now);
    if (changed(outcome)) return done(request, reply);
    const problems = problemsOf(outcome);
    const found = await entryIn(request);
    return datePage(request, reply.status(422), found, { typed, reason, problems });
  });

  function ofEntry(request: EntryRequest) {
    const { partnershipId } = staffIn(request);
    const { programme, entry } = request.params;
    return { partnershipId, programme, entry };
  }

  async function entryIn(request: EntryRequest): Promise<FoundEntry> {
    const programmes = await programmesView(records, staffIn(request).partnershipId);
    const view = programmes.find(({ name }) => name === request.params.programme);
    const planned = view?.planned.find(({ key }) => key === request.params.entry);
    if (!view || !planned) throw new NotFound();
    return { view, planned };
  }

  function done(request: EntryRequest, reply: FastifyReply): FastifyReply {
    nudge();
    const { programme, entry } = request.params;
    return reply.redirect(`${root}/${programme}/${entry}`, 303);
  }

  /** What the programme says is filled in; dates go where the process has one of the same key. */
  async function beginWith(
    request: EntryRequest,
    of: ReturnType<typeof ofEntry>,
    planned: NonNullable<Awaited<ReturnType<typeof plannedToBegin>>>,
  ): Promise<string> {
    const { profileVersionId, detail, dates } = planned;
    const setup = await auditSetup(records, { ...of, profileVersionId }, request.now);
    if (!setup) throw new NotFound();
    const known = Object.fromEntries(dates.map(({ key, date }) => [key, typedFormOf(date)]));
    const usual = usualAnswers(setup);
    const own = Object.entries(usual.dates).map(([key, typed]) => [key, known[key] ?? typed]);
    const answers: Answers = {
      profileVersionId,
      focus: { focus: `${detail.theme}: ${detail.focus}`.slice(0, 500), sources: {} },
      dates: Object.fromEntries(own) as Record<string, TypedDegreeDate>,
    };
    const { contactId } = staffIn(request);
    return beginPlanned(records, { ...of, contactId, answers }, request.now);
  }
}

interface FoundEntry {
  view: ProgrammeView;
  planned: PlannedLine;
}

function changed(outcome: PlannedChanged): boolean {
  if (outcome.kind === 'not-found') throw new NotFound();
  return outcome.kind === 'changed';
}

function problemsOf(outcome: PlannedChanged): FieldProblem[] {
  if (outcome.kind === 'refused') return outcome.problems;
  const message = 'This audit has been started or taken out: nothing can be changed here.';
  return [{ field: 'reason', message }];
}

function programmeFacts(view: ProgrammeView) {
  return {
    title: view.title,
    addHref: `/console/add-planned/${view.name}`,
    loaded: dayOf(view.loadedAt),
    planned: view.planned.map((line) => ({
      ...lineFacts(view, line),
      dates: line.dates.map(({ label, date }) => ({ label, text: formatDegreeDate(date) })),
    })),
    notices: view.notices.map(({ message }) => message),
  };
}

function lineFacts({ name }: ProgrammeView, line: PlannedLine) {
  return {
    href: `${root}/${name}/${line.key}`,
    month: formatMonth(line.month),
    type: line.type,
    theme: line.theme,
    state: stateWords(line),
    audit: line.audit,
    offered: line.state === 'offered',
  };
}

function stateWords({ state, offerAt, audit }: PlannedLine): string {
  switch (state) {
    case 'planned':
      return `To be started from ${dayOf(offerAt)}`;
    case 'offered':
      return 'To be started now';
    case 'started':
      return audit ? `Started as audit ${audit}` : 'Started';
    case 'dropped':
      return 'Taken out';
    default:
      return 'Its dates had passed when the programme was loaded';
  }
}

function entryFacts({ view, planned }: FoundEntry) {
  const open = planned.state === 'planned' || planned.state === 'offered';
  return {
    ...lineFacts(view, planned),
    title: planned.theme,
    caption: `${view.title}: ${formatMonth(planned.month)}`,
    base: `${root}/${view.name}/${planned.key}`,
    backLink: root,
    open,
    detail: planned,
    dates: entryDates.map(({ key, label }) => {
      const date = planned.dates.find((each) => each.key === key)?.date;
      return { key, label, text: date ? formatDegreeDate(date) : '' };
    }),
    changes: planned.changes.map(({ label, from, to, reason, by, at }) => ({
      label,
      from: from ? formatDegreeDate(from) : '',
      to: to ? formatDegreeDate(to) : '',
      reason,
      by,
      at: dayOf(at),
    })),
    notices: view.notices
      .filter(({ entry }) => entry === planned.key)
      .map(({ message }) => message),
  };
}

async function dropPage(
  request: EntryRequest,
  reply: FastifyReply,
  { view, planned }: FoundEntry,
  problems: FieldProblem[],
): Promise<FastifyReply> {
  return consolePage(request, reply, 'reason', {
    title: `Take “${planned.theme}” out of the programme`,
    caption: `${view.title}: ${formatMonth(planned.month)}`,
    backLink: `${root}/${view.name}/${planned.key}`,
    paragraphs: ['It stays on record with your reason, and is not offered any more.'],
    button: 'Take it out',
    warning: true,
    problems,
  });
}

async function datePage(
  request: DateRequest,
  reply: FastifyReply,
  { view, planned }: FoundEntry,
  given: { typed: TypedDegreeDate; reason: string; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const label = entryDates.find(({ key }) => key === request.params.date)?.label;
  if (!label) throw new NotFound();
  return consolePage(request, reply, 'planned-date', {
    title: label,
    caption: `${planned.theme}, ${formatMonth(planned.month)}`,
    backLink: `${root}/${view.name}/${planned.key}`,
    degrees,
    ...given,
  });
}
