import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import type { TypedCover } from '../../domain/cover.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type CoverForm, type CoverLine, coverForm } from '../../records/access/cover-view.ts';
import { endCover, setCover } from '../../records/access/set-cover.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';

type CoverRequest = FastifyRequest<{ Params: { contact: string; cover?: string } }>;

const text = z.string().max(200).default('');
const path = '/console/staff/:contact/cover';

/** When somebody of the business unit is away, and who covers: set, changed and taken back. */
export function coverPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  for (const route of [path, `${path}/:cover`]) {
    app.get(route, editor, async (request: CoverRequest, reply) => {
      const form = await formIn(request);
      return page(request, reply, { form, typed: typedOf(form), problems: [] });
    });

    app.post(route, editor, async (request: CoverRequest, reply) => {
      const { _csrf, ...typed } = formOf(request, { from: text, to: text, coveredById: text });
      const form = await formIn(request);
      const input = { ...ids(request), typed };
      const outcome = await setCover(records, input, actorIn(request), request.now);
      if (outcome.kind === 'not-found') throw new NotFound();
      if (outcome.kind === 'refused') {
        const { problems } = outcome;
        return page(request, reply.status(422), { form, typed, problems });
      }
      return reply.redirect(personPath(request), 303);
    });
  }

  app.post(`${path}/:cover/end`, editor, async (request: CoverRequest, reply) => {
    formOf(request, {});
    const { coverId, ...of } = ids(request);
    const input = { ...of, coverId: coverId ?? '' };
    const outcome = await endCover(records, input, actorIn(request), request.now);
    if (outcome === 'not-found') throw new NotFound();
    return reply.redirect(personPath(request), 303);
  });

  async function formIn(request: CoverRequest): Promise<CoverForm> {
    const form = await coverForm(records, ids(request), request.now);
    if (!form) throw new NotFound();
    return form;
  }
}

function ids(request: CoverRequest) {
  const { contact: contactId, cover = null } = request.params;
  return { partnershipId: staffIn(request).partnershipId, contactId, coverId: cover };
}

function personPath(request: CoverRequest): string {
  return `/console/staff/${request.params.contact}`;
}

function typedOf({ changed, people }: CoverForm): TypedCover {
  return {
    from: changed ? typedDay(changed.from) : '',
    to: changed ? typedDay(changed.to) : '',
    coveredById: changed?.coveredById ?? people[0]?.contactId ?? '',
  };
}

async function page(
  request: CoverRequest,
  reply: FastifyReply,
  given: { form: CoverForm; typed: TypedCover; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { form, typed, problems } = given;
  const { name, today, changed, others, people } = form;
  const own = staffIn(request).contactId === request.params.contact;
  const who = own ? 'you' : name;
  return consolePage(request, reply, 'cover', {
    title: changed ? 'Change the days away' : `When ${own ? 'are you' : `is ${name}`} away?`,
    caption: name,
    backLink: personPath(request),
    who,
    own,
    example: typedDay(today),
    people: people.map(({ contactId, name: label }) => ({ value: contactId, text: label })),
    others: others.map(coverWords),
    endPath: changed ? `${personPath(request)}/cover/${changed.id}/end` : '',
    begun: changed !== null && changed.from <= today,
    typed,
    problems,
  });
}

/** As somebody would type it: "3 August 2026". */
function typedDay(date: string): string {
  return formatDate(date).split(' ').slice(1).join(' ');
}

/** "Monday 3 August 2026 to Friday 14 August 2026, covered by Owen Fairley" */
export function daysWords(given: Pick<CoverLine, 'from' | 'to' | 'coveredBy'>): string {
  const { from, to, coveredBy } = given;
  const days = from === to ? formatDate(from) : `${formatDate(from)} to ${formatDate(to)}`;
  return `${days}, covered by ${coveredBy}`;
}

/** The same, with who is there today where that is somebody else. */
export function coverWords(line: CoverLine): string {
  const covered = daysWords(line);
  const { acting, coveredById } = line;
  return acting && acting.contactId !== coveredById
    ? `${covered}, who is not there today: ${acting.name} is`
    : covered;
}
