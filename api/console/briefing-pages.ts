import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { reportDocument } from '../../documents/report-html.ts';
import { longestPoint, pointKey } from '../../domain/briefing.ts';
import { dateOf, formatDate } from '../../domain/calendar.ts';
import { feedBackWords } from '../../domain/feed-back.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { dayWithoutWeekday } from '../../domain/typed-degree-date.ts';
import { saveBriefing } from '../../records/learning/briefing.ts';
import { type BriefingDesk, briefingDesk } from '../../records/learning/briefing-view.ts';
import { publishBriefing } from '../../records/learning/publish-briefing.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, consolePage } from './console-page.ts';
import { dayOf, momentOf } from './moments.ts';

const base = '/console/audits/:number/briefing';
const version = z.coerce.number().int().min(1);
const mostPoints = 12;

interface Typed {
  points: string[];
  publishedOn: string;
  where: string;
}

/** The briefing: edited, checked, recorded as published; and what agencies said of good practice. */
export function briefingPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const staff = { preHandler: access.requireStaff };

  app.get(base, staff, async (request: AuditRequest, reply) =>
    deskPage(request, reply, await deskIn(request)),
  );

  app.post(base, editor, async (request: AuditRequest, reply) => {
    const desk = await deskIn(request);
    const text = z.string().max(60_000).default('');
    const places = Array.from({ length: mostPoints }, (_, place) => pointKey(place));
    const fields = Object.fromEntries(places.map((key) => [key, text]));
    const onwards = { onward: z.literal('check').optional() };
    const {
      version: seen,
      onward,
      ...typed
    } = formOf(request, { version, ...onwards, ...fields }) as {
      version: number;
      onward?: 'check';
    } & Record<string, string>;
    const points = desk.settings.points.map((_, place) => typed[pointKey(place)] ?? '');
    const input = { ...ids(request, desk), seen, points };
    const outcome = await saveBriefing(records, input, actorIn(request), request.now);
    const kept = { typed: { points } };
    switch (outcome.kind) {
      case 'saved':
      case 'unchanged':
        return reply.redirect(`${pathOf(request)}${onward ? '/identifiers' : ''}`, 303);
      case 'stale': {
        const problems = [{ field: pointKey(0), message: stale }];
        return deskPage(request, reply.status(409), desk, { ...kept, problems });
      }
      case 'refused': {
        const { problems } = outcome;
        return deskPage(request, reply.status(422), desk, { ...kept, problems });
      }
      case 'ended':
        return reply.redirect(pathOf(request), 303);
      case 'not-found':
        throw new NotFound();
    }
  });

  app.post(`${base}/publish`, editor, async (request: AuditRequest, reply) => {
    const desk = await deskIn(request);
    const form = formOf(request, {
      version,
      publishedOn: z.string().max(500).default(''),
      where: z.string().max(2000).default(''),
    });
    const input = { ...ids(request, desk), ...form };
    const outcome = await publishBriefing(records, input, actorIn(request), request.now);
    const problems = publishProblems(outcome);
    if (problems) {
      return deskPage(request, reply.status(422), desk, { typed: form, problems });
    }
    if (outcome.kind === 'not-found') throw new NotFound();
    nudge();
    return reply.redirect(pathOf(request), 303);
  });

  app.get(`${base}/download`, staff, async (request: AuditRequest, reply) => {
    const { report, number } = await deskIn(request);
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="briefing-${number}.html"`)
      .send(reportDocument(report));
  });

  async function deskIn(request: AuditRequest): Promise<BriefingDesk> {
    const { partnershipId } = staffIn(request);
    const { number } = request.params;
    const desk = await briefingDesk(records, { partnershipId, number });
    if (!desk) throw new NotFound();
    return desk;
  }
}

const stale =
  'Somebody has saved another text since you opened this page; it stands on record. Yours is kept below: put the two together and save again.';

function publishProblems(
  outcome: Awaited<ReturnType<typeof publishBriefing>>,
): FieldProblem[] | null {
  switch (outcome.kind) {
    case 'refused':
      return outcome.problems;
    case 'identifiers': {
      const { open } = outcome;
      const message = `${open} ${open === 1 ? 'place' : 'places'} may identify somebody. Change the text or say why each may stay.`;
      return [{ field: 'found', message }];
    }
    case 'changed': {
      const message = 'Somebody has saved another text. Read it, then record the publication.';
      return [{ field: 'publishedOn', message }];
    }
    default:
      return null;
  }
}

async function deskPage(
  request: AuditRequest,
  reply: FastifyReply,
  desk: BriefingDesk,
  given: { typed?: Partial<Typed>; problems?: FieldProblem[] } = {},
): Promise<FastifyReply> {
  const { text, settings, publication, zone } = desk;
  const points = given.typed?.points ?? text.points;
  const today = dateOf(request.now, zone);
  return consolePage(request, reply, 'briefing', {
    title: settings.title,
    number: desk.number,
    base: pathOf(request),
    backLink: `/console/audits/${desk.number}`,
    words: desk.words,
    problems: given.problems ?? [],
    version: text.version,
    saved: `${momentOf(text.writtenAt)}${desk.writtenBy ? `, ${desk.writtenBy}` : ', drafted from the report'}`,
    due: formatDate(desk.dueDate),
    open: desk.open,
    longest: longestPoint,
    points: settings.points.map(({ title }, place) => ({
      field: pointKey(place),
      title: `${place + 1}. ${title}`,
      text: points[place] ?? '',
    })),
    openHits: desk.hits.filter(({ cleared }) => cleared === null).length,
    publishedOn: given.typed?.publishedOn ?? dayWithoutWeekday(today),
    where: given.typed?.where ?? '',
    publication: publication && {
      on: formatDate(publication.on),
      where: publication.where,
      by: publication.recordedBy,
      at: momentOf(publication.recordedAt),
    },
    feedBack: desk.feedBack.map((line) => ({
      agency: line.agency.name,
      said: feedBackWords(line.answer),
      silent: line.answer === 'silent',
      late: line.late,
      text: line.text,
      at: dayOf(line.at),
      by: line.by,
      received: line.received ? receivedWords(line.received) : '',
    })),
    awaited: desk.awaited.map((each) => ({ ...each, due: formatDate(each.dueDate) })),
  });
}

function ids(request: AuditRequest, desk: BriefingDesk) {
  return { partnershipId: staffIn(request).partnershipId, auditId: desk.auditId };
}

function pathOf(request: AuditRequest): string {
  return `/console/audits/${request.params.number}/briefing`;
}
