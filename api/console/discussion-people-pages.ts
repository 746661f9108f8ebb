import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { participantsApprove } from '../../domain/profile.ts';
import { stretchesInWords } from '../../emails/wording.ts';
import { answerAttendFor } from '../../records/discussion/attend.ts';
import {
  type AttendanceMark,
  addAttendee,
  markAttendance,
  withdrawAttendee,
} from '../../records/discussion/attendance.ts';
import type { AttendeeView } from '../../records/discussion/discussion-people.ts';
import type { DiscussionView } from '../../records/discussion/discussion-view.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { whoOf } from '../side-by-side.ts';
import { reasonField, reasonPage } from './change-pages.ts';
import { type AuditRequest, actorIn, consolePage } from './console-page.ts';
import { flagOf } from './discussion-page.ts';
import { discussionFacts, discussionIn, endedPage } from './discussion-request.ts';
import {
  readReceived,
  receivedFacts,
  receivedFields,
  type TypedReceived,
} from './received-form.ts';

const parts = ['people', 'takingPart', 'unrepresented', 'agencies', 'pairs'] as const;
type PeopleView = DiscussionView<(typeof parts)[number]>;
type ExpectedView = DiscussionView<'people'>;

type PersonRequest = FastifyRequest<{ Params: { number: string; person: string } }>;

interface Typed {
  key: string;
  name: string;
  from: string;
  confidential: boolean;
}

/** Who was there, who accepted the confidentiality statement, and for whom nobody spoke. */
export function discussionPeoplePages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const path = '/console/audits/:number/discussion/attendance';
  const ofAudit = (request: FastifyRequest, view: ExpectedView) => ({
    partnershipId: staffIn(request).partnershipId,
    auditId: view.auditId,
  });

  const look = { preHandler: access.requireStaff, config: { query: ['saved'] } };
  app.get(path, look, async (request: AuditRequest, reply) => {
    const view = await discussionIn(records, request, parts);
    const saved = (request.query as { saved?: string }).saved === 'yes';
    return page(request, reply, { view, typed: nobodyYet(), problems: [], saved });
  });

  app.post(path, editor, async (request: AuditRequest, reply) => {
    const view = await discussionIn(records, request, parts);
    const input = { ...ofAudit(request, view), marks: readMarks(request, view) };
    const outcome = await markAttendance(records, input, actorIn(request), request.now);
    if (outcome === 'not-found') throw new NotFound();
    if (outcome === 'ended') return endedPage(request, reply);
    return reply.redirect(`/console/audits/${view.number}/discussion/attendance?saved=yes`, 303);
  });

  app.post(`${path}/add`, editor, async (request: AuditRequest, reply) => {
    const form = formOf(request, {
      key: z.uuid(),
      name: z.string().max(5000).default(''),
      from: z.string().max(100).default(''),
      confidential: z.literal('yes').optional(),
    });
    const typed: Typed = { ...form, confidential: form.confidential === 'yes' };
    const view = await discussionIn(records, request, parts);
    const outcome = await addAttendee(
      records,
      { ...ofAudit(request, view), ...typed, ...placeOf(view, typed.from) },
      actorIn(request),
      request.now,
    );
    switch (outcome.kind) {
      case 'added':
        return reply.redirect(`/console/audits/${view.number}/discussion/attendance`, 303);
      case 'refused': {
        const problems = outcome.problems.map(({ field, message }) => ({
          field: field === 'agencyId' ? 'from' : field,
          message,
        }));
        return page(request, reply.status(422), { view, typed, problems });
      }
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return endedPage(request, reply);
    }
  });

  app.get(`${path}/:person/reply`, editor, async (request: PersonRequest, reply) => {
    const view = await discussionIn(records, request, ['people']);
    const person = personIn(view, request);
    const typed = saidBy(view, person);
    return replyPage(request, reply, { view, person, typed, received: null, problems: [] });
  });

  app.post(`${path}/:person/reply`, editor, async (request: PersonRequest, answer) => {
    const { _csrf, reply, deputyName, ...form } = formOf(request, {
      reply: z.string().max(20).default(''),
      deputyName: z.string().max(5000).default(''),
      ...receivedFields,
    });
    const typed = { reply, deputyName };
    const view = await discussionIn(records, request, ['people']);
    const person = personIn(view, request);
    const { received, checked } = await readReceived(records, request, form, view);
    const shown = { view, person, typed, received };
    if (!checked.ok) {
      return replyPage(request, answer.status(422), { ...shown, problems: checked.problems });
    }
    const { partnershipId } = staffIn(request);
    const said = { ...typed, received: checked.received };
    const input = { partnershipId, attendanceId: person.id, ...said };
    const outcome = await answerAttendFor(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'answered':
        nudge();
        return answer.redirect(`/console/audits/${view.number}/discussion/attendance`, 303);
      case 'refused': {
        const { problems } = outcome;
        return replyPage(request, answer.status(422), { ...shown, problems });
      }
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return endedPage(request, answer);
    }
  });

  app.get(`${path}/:person/withdraw`, editor, async (request: PersonRequest, reply) => {
    const view = await discussionIn(records, request, ['people']);
    return withdrawPage(request, reply, { person: personIn(view, request) });
  });

  app.post(`${path}/:person/withdraw`, editor, async (request: PersonRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const view = await discussionIn(records, request, ['people']);
    const person = personIn(view, request);
    const input = { ...ofAudit(request, view), attendanceId: person.id, reason };
    const outcome = await withdrawAttendee(records, input, actorIn(request), request.now);
    switch (outcome) {
      case 'withdrawn':
        nudge();
        return reply.redirect(`/console/audits/${view.number}/discussion/attendance`, 303);
      case 'no-reason':
        return withdrawPage(request, reply.status(422), { person, problems: [noReason] });
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return endedPage(request, reply);
    }
  });
}

const noReason: FieldProblem = {
  field: 'reason',
  message: 'Say why. The reason is kept with the audit.',
};

/** What was ticked beside each person, and what the page had shown when it was opened. */
function readMarks(request: FastifyRequest, { people }: PeopleView): AttendanceMark[] {
  const fields = people.flatMap(({ id }) => [
    [`attended-${id}`, z.enum(['yes', 'no', '']).default('')],
    [`confidential-${id}`, z.literal('yes').optional()],
    [`approval-${id}`, z.literal('yes').optional()],
    [`shown-${id}`, z.string().max(20).optional()],
  ]);
  const form = formOf(request, Object.fromEntries(fields) as z.ZodRawShape) as Record<
    string,
    string | undefined
  >;
  // Somebody who was added after the page was opened is not on it.
  return people.flatMap(({ id }) => {
    const shown = form[`shown-${id}`]?.split(' ');
    if (!shown) return [];
    return {
      attendanceId: id,
      attended: attendedOf(form[`attended-${id}`]),
      confidential: form[`confidential-${id}`] === 'yes',
      wantsApproval: form[`approval-${id}`] === 'yes',
      shown: {
        attended: attendedOf(shown[0]),
        confidential: shown[1] === 'yes',
        wantsApproval: shown[2] === 'yes',
      },
    };
  });
}

function attendedOf(answer: string | undefined): boolean | null {
  if (answer === 'yes') return true;
  return answer === 'no' ? false : null;
}

/** "agency" or "agency/service", as the list of the page offers them. */
function placeOf(view: PeopleView, from: string) {
  const [agencyId = '', serviceId = ''] = from.split('/');
  const agency = view.agencies.find(({ id }) => id === agencyId);
  if (from === 'none') return { agencyId: null, serviceId: null };
  return { agencyId: agency?.id ?? agencyId, serviceId: serviceId || null };
}

function personIn(view: ExpectedView, request: PersonRequest): AttendeeView {
  const person = view.people.find(({ id }) => id === request.params.person);
  if (!person) throw new NotFound();
  return person;
}

function saidBy({ people }: ExpectedView, person: AttendeeView) {
  const deputy = people.find(({ deputyForId }) => deputyForId === person.id);
  return { reply: person.reply ?? '', deputyName: deputy?.name ?? '' };
}

async function replyPage(
  request: PersonRequest,
  reply: FastifyReply,
  given: {
    view: ExpectedView;
    person: AttendeeView;
    typed: { reply: string; deputyName: string };
    received: TypedReceived | null;
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, person, typed, received, problems } = given;
  if (!person.contactId) throw new NotFound();
  const facts = discussionFacts(view);
  return consolePage(request, reply, 'discussion-reply', {
    ...facts,
    backLink: `${facts.base}/attendance`,
    title: `What ${person.name} said about coming`,
    name: person.name,
    typed,
    problems,
    ...receivedFacts(received, dateOf(request.now, view.zone)),
  });
}

async function withdrawPage(
  request: PersonRequest,
  reply: FastifyReply,
  { person, problems = [] }: { person: AttendeeView; problems?: FieldProblem[] },
): Promise<FastifyReply> {
  return reasonPage(request, reply, {
    title: `Take ${person.name} off the list`,
    paragraphs: [
      person.contactId
        ? 'They are not expected any more. They get an email that takes the meeting out of their calendar.'
        : 'They do not stand on the list of those present any more.',
    ],
    button: 'Take off the list',
    warning: true,
    problems,
  });
}

function nobodyYet(): Typed {
  return { key: randomUUID(), name: '', from: '', confidential: false };
}

async function page(
  request: AuditRequest,
  reply: FastifyReply,
  given: { view: PeopleView; typed: Typed; problems: FieldProblem[]; saved?: boolean },
): Promise<FastifyReply> {
  const { view, typed, problems, saved = false } = given;
  return consolePage(request, reply, 'discussion-people', {
    ...discussionFacts(view),
    title: 'Attendance and confidentiality',
    statement: view.settings.confidentiality,
    approves: participantsApprove(view.profile),
    people: view.people.map((person) => personFacts(person, view)),
    flag: flagOf(view),
    places: view.agencies.flatMap(({ id, name, services }) => [
      { value: id, text: name },
      ...services.map((service) => ({
        value: `${id}/${service.id}`,
        text: `${name}, ${service.name}`,
      })),
    ]),
    typed,
    problems,
    saved,
  });
}

const replies: Record<string, string> = {
  coming: 'Said: coming',
  deputy: 'Said: a deputy comes',
  'not-coming': 'Said: not coming',
};

function personFacts(
  person: AttendeeView,
  { pairs, meeting }: Pick<PeopleView, 'pairs' | 'meeting'>,
) {
  const { attended, confidentialHow, wantsApproval } = person;
  const yesNo = (value: boolean | null) => (value === null ? '-' : value ? 'yes' : 'no');
  const expected = person.reply === 'deputy' || person.reply === 'not-coming' ? 'no' : '';
  return {
    id: person.id,
    name: person.name,
    from: person.agency ? whoOf({ agency: person.agency, service: person.service }) : '',
    deputyFor: person.deputyFor,
    chair: person.chair,
    needed: stretchesInWords(meeting.startsAt, person.stretches),
    auditor: pairs
      .filter(({ auditors }) => auditors.some(({ contactId }) => contactId === person.contactId))
      .map(({ number }) => `C${number}`)
      .join(', '),
    invited: person.contactId !== null,
    said: person.contactId ? (replies[person.reply ?? ''] ?? 'Has not said') : '',
    received: person.received ? receivedWords(person.received) : '',
    attended: attended === null ? expected : yesNo(attended),
    confidential: confidentialHow !== null,
    byLink: confidentialHow === 'link',
    wantsApproval,
    shown: [yesNo(attended), yesNo(confidentialHow !== null), yesNo(wantsApproval)].join(' '),
  };
}
