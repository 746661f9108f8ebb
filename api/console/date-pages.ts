import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type DegreeDate, formatDegreeDate } from '../../domain/degree-dates.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  readDegreeDate,
  type TypedDegreeDate,
  typedFormOf,
} from '../../domain/typed-degree-date.ts';
import { currentDate, moveDate, previewDateMove } from '../../records/audits/audit-dates.ts';
import { profileOfAudit } from '../../records/audits/audit-profile.ts';
import type { MovePreview } from '../../records/audits/date-move-plan.ts';
import { daysOffOfLeads } from '../../records/directory/contact-days.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { reasonField } from './change-pages.ts';
import { actorIn, auditIn, consolePage } from './console-page.ts';
import { degreesOf } from './new-audit-facts.ts';

type DateRequest = FastifyRequest<{ Params: { number: string; key: string } }>;

interface Typed extends TypedDegreeDate {
  reason: string;
}

interface Moving {
  label: string;
  from: DegreeDate;
  /** How sure a date of this kind may be. */
  degrees: ReturnType<typeof degreesOf>;
  typed: Typed;
  problems: FieldProblem[];
}

/** Moving a date: what would move with it is shown before anything is moved. */
export function datePages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const path = '/console/audits/:number/dates/:key';
  const text = z.string().max(500).default('');

  app.get(path, editor, async (request: DateRequest, reply) => {
    const date = await dateIn(records, request);
    const typed = { ...typedFormOf(date.from), reason: '' };
    return askPage(request, reply, { ...date, typed, problems: [] });
  });

  app.post(path, editor, async (request: DateRequest, reply) => {
    const form = formOf(request, {
      date: text,
      degree: text,
      reason: reasonField,
      fingerprint: text,
      back: text,
    });
    const typed = { degree: form.degree, date: form.date, reason: form.reason };
    const date = await dateIn(records, request);
    if (form.back) return askPage(request, reply, { ...date, typed, problems: [] });
    const to = readDegreeDate(typed);
    const wrong = wrongIn(typed, to);
    if (!to || wrong.length > 0) {
      return askPage(request, reply.status(422), { ...date, typed, problems: wrong });
    }
    const move = { ...date.input, to };
    const preview = await previewDateMove(records, move, request.now);
    if (!preview) throw new NotFound();
    const refused = refusals(date.key, preview);
    if (refused.length > 0) {
      return askPage(request, reply.status(422), { ...date, typed, problems: refused });
    }
    const dates = preview.moved.map((each) => ({ label: each.label, date: each.to }));
    const { partnershipId } = staffIn(request);
    const away = await daysOffOfLeads(records, { partnershipId, dates }, request.now);
    const shown = { ...date, typed, preview, away };
    if (!form.fingerprint) return confirmPage(request, reply, shown);
    const input = { ...move, reason: form.reason, fingerprint: form.fingerprint };
    const outcome = await moveDate(records, input, actorIn(request), request.now);
    if (outcome.kind === 'preview-stale') {
      return confirmPage(request, reply.status(422), { ...shown, stale: true });
    }
    nudge();
    return reply.redirect(`/console/audits/${request.params.number}#dates`, 303);
  });
}

async function dateIn(records: Records, request: DateRequest) {
  const audit = await auditIn(records, request);
  const { key } = request.params;
  const input = { partnershipId: staffIn(request).partnershipId, auditId: audit.id, key };
  const found = await currentDate(records, input);
  if (!found) throw new NotFound();
  const degrees = degreesOf(await profileOfAudit(records, audit.id), key);
  return { key, input, degrees, ...found };
}

function wrongIn(typed: Typed, to: DegreeDate | null): FieldProblem[] {
  const example = typed.degree === 'month' ? 'April 2027' : '27 4 2027';
  return [
    ...(to ? [] : [{ field: 'date', message: `Enter a date, such as ${example}.` }]),
    ...(typed.reason.trim() === ''
      ? [{ field: 'reason', message: 'Say why. The reason is kept with the audit.' }]
      : []),
  ];
}

function refusals(key: string, { moved, problems }: MovePreview): FieldProblem[] {
  if (moved.length === 0) {
    return [{ field: 'date', message: 'This is the date already. Enter another one.' }];
  }
  return problems.map(({ field, message }) => ({
    field: 'date',
    message: field === `date-${key}` ? message : `With this move: ${message}`,
  }));
}

async function askPage(
  request: DateRequest,
  reply: FastifyReply,
  moving: Moving,
): Promise<FastifyReply> {
  const { number } = request.params;
  return consolePage(request, reply, 'date', {
    title: `Move: ${moving.label}`,
    number,
    backLink: `/console/audits/${number}`,
    now: formatDegreeDate(moving.from),
    degrees: moving.degrees,
    typed: moving.typed,
    problems: moving.problems,
  });
}

async function confirmPage(
  request: DateRequest,
  reply: FastifyReply,
  given: Omit<Moving, 'problems'> & { preview: MovePreview; away: string[]; stale?: boolean },
): Promise<FastifyReply> {
  const { number } = request.params;
  const { label, typed, preview, away, stale } = given;
  const message = 'Something changed in the meantime. Look again at what moves, then confirm.';
  return consolePage(request, reply, 'date-confirm', {
    title: `Move: ${label}`,
    number,
    typed,
    moved: preview.moved.map((each) => ({
      label: each.label,
      from: formatDegreeDate(each.from),
      to: formatDegreeDate(each.to),
    })),
    away,
    asks: preview.asks,
    people: preview.people,
    fingerprint: preview.fingerprint,
    problems: stale ? [{ field: 'moved', message }] : [],
  });
}
