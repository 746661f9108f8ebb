import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { dateOf } from '../../domain/calendar.ts';
import {
  type DirectoryRole,
  findRole,
  type PlaceKind,
  roleLabel,
} from '../../domain/directory-roles.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { dayWithoutWeekday } from '../../domain/typed-degree-date.ts';
import { type PlaceView, placeView } from '../../records/directory/directory-view.ts';
import { peopleToChoose } from '../../records/directory/people-to-choose.ts';
import {
  appoint,
  endRole,
  type HeldRole,
  heldRole,
} from '../../records/directory/role-holdings.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { directoryRoot, placeIn, placePath, placeRoute } from './directory-place.ts';

type HoldingRequest = FastifyRequest<{ Params: { holding: string } }>;

interface Typed {
  who: string;
  contactId: string;
  name: string;
  email: string;
  fromDay: string;
}

const text = z.string().max(20_000).default('');

/** Giving somebody a role, and ending one: each with its day. */
export function directoryRolePages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  for (const kind of ['agency', 'body'] as const) {
    const route = `${placeRoute(kind)}/roles/:role`;

    app.get(route, editor, async (request, reply) => {
      const found = await roleIn(kind, request);
      const typed = {
        who: '',
        contactId: '',
        name: '',
        email: '',
        fromDay: dayWithoutWeekday(dateOf(request.now)),
      };
      return appointPage(request, reply, found, { typed, problems: [] });
    });

    app.post(route, editor, async (request, reply) => {
      const { _csrf, ...typed } = formOf(request, {
        who: text,
        contactId: text,
        name: text,
        email: text,
        fromDay: text,
      });
      const found = await roleIn(kind, request);
      const { contactId, name, email, fromDay: from } = typed;
      if (typed.who === '') {
        const problems = [{ field: 'who', message: 'Say who it is.' }];
        return appointPage(request, reply.status(422), found, { typed, problems });
      }
      const person = typed.who === 'new' ? { name, email } : { contactId };
      const { partnershipId } = staffIn(request);
      const input = { partnershipId, place: found.view, role: found.role.role, person, from };
      const outcome = await appoint(records, input, actorIn(request), request.now);
      if (outcome.kind === 'not-found') throw new NotFound();
      if (outcome.kind === 'refused') {
        const { problems } = outcome;
        return appointPage(request, reply.status(422), found, { typed, problems });
      }
      return reply.redirect(placePath(found.view), 303);
    });
  }

  const end = `${directoryRoot}/roles/:holding/end`;

  app.get(end, editor, async (request: HoldingRequest, reply) => {
    const typed = { lastDay: dayWithoutWeekday(dateOf(request.now)), reason: '' };
    return endPage(request, reply, await holdingIn(request), { typed, problems: [] });
  });

  app.post(end, editor, async (request: HoldingRequest, reply) => {
    const { lastDay, reason } = formOf(request, { lastDay: text, reason: text });
    const holding = await holdingIn(request);
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, holdingId: holding.id, lastDay, reason };
    const outcome = await endRole(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'refused') {
      const asked = { typed: { lastDay, reason }, problems: outcome.problems };
      return endPage(request, reply.status(422), holding, asked);
    }
    return reply.redirect(`${directoryRoot}/people/${holding.contactId}`, 303);
  });

  async function roleIn(kind: PlaceKind, request: FastifyRequest): Promise<FoundRole> {
    const { partnershipId } = staffIn(request);
    const place = placeIn(kind, request);
    const { role: wanted } = request.params as { role: string };
    const view = await placeView(records, { partnershipId, place }, request.now);
    const role = findRole(kind, wanted);
    if (!view || !role || view.endedOn) throw new NotFound();
    return { view, role };
  }

  async function holdingIn(request: HoldingRequest): Promise<HeldRole> {
    const { partnershipId } = staffIn(request);
    const { holding: holdingId } = request.params;
    const holding = await heldRole(records, { partnershipId, holdingId });
    if (!holding) throw new NotFound();
    return holding;
  }

  async function appointPage(
    request: FastifyRequest,
    reply: FastifyReply,
    { view, role }: FoundRole,
    asked: { typed: Typed; problems: FieldProblem[] },
  ): Promise<FastifyReply> {
    const now = view.holdings.filter((each) => each.role === role.role && each.state === 'now');
    return consolePage(request, reply, 'directory-appoint', {
      title: role.single
        ? `Who is ${inSentence(role.label)}?`
        : `Add ${/^[aeiou]/i.test(role.label) ? 'an' : 'a'} ${inSentence(role.label)}`,
      caption: view.name,
      backLink: placePath(view),
      role,
      place: view,
      held: role.single ? now.map(({ name }) => name) : [],
      people: await choices(request, view),
      ...asked,
    });
  }

  /** An agency's own people; for a group or the business unit anybody. */
  async function choices(request: FastifyRequest, view: PlaceView) {
    const { partnershipId } = staffIn(request);
    if (view.agencyId) {
      const here = view.people.filter(({ leftAt }) => leftAt === null);
      return here.map(({ id, name }) => ({ value: id, text: name }));
    }
    const people = await peopleToChoose(records, { partnershipId });
    return people.map(({ contactId, name, place }) => {
      return { value: contactId, text: place ? `${name} (${place})` : name };
    });
  }
}

interface FoundRole {
  view: PlaceView;
  role: DirectoryRole;
}

function endPage(
  request: FastifyRequest,
  reply: FastifyReply,
  holding: HeldRole,
  asked: { typed: { lastDay: string; reason: string }; problems: FieldProblem[] },
): Promise<FastifyReply> {
  return consolePage(request, reply, 'directory-end-role', {
    title: `End the role of ${inSentence(roleLabel(holding.role))}`,
    backLink: `${directoryRoot}/people/${holding.contactId}`,
    holding,
    ...asked,
  });
}

function inSentence(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}
