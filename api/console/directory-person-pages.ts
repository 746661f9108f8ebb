import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { weekdays } from '../../domain/contact-calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { addPerson, changePerson } from '../../records/directory/directory-people.ts';
import { type PersonView, personView, placeView } from '../../records/directory/directory-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import type { ContactRequest } from './directory-pages.ts';
import { directoryRoot, placeIn, placePath, placeRoute } from './directory-place.ts';

const text = z.string().max(20_000).default('');

interface Typed {
  name: string;
  email: string;
}

/** Adding somebody to an agency, and changing a name or working days. */
export function directoryPersonPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const add = `${placeRoute('agency')}/add-person`;
  const change = `${directoryRoot}/people/:contact/change`;

  app.get(add, editor, async (request, reply) =>
    addPage(request, reply, { typed: { name: '', email: '' }, problems: [] }),
  );

  app.post(add, editor, async (request, reply) => {
    const { name, email } = formOf(request, { name: text, email: text });
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, place: placeIn('agency', request), name, email };
    const outcome = await addPerson(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'refused') {
      const asked = { typed: { name, email }, problems: outcome.problems };
      return addPage(request, reply.status(422), asked);
    }
    return reply.redirect(`${directoryRoot}/people/${outcome.contactId}`, 303);
  });

  app.get(change, editor, async (request: ContactRequest, reply) => {
    const person = await personIn(request);
    return changePage(request, reply, person, { typed: person, problems: [] });
  });

  app.post(change, editor, async (request: ContactRequest, reply) => {
    const day = z.string().max(10);
    const form = formOf(request, {
      name: text,
      worksOn: z.union([day, z.array(day).max(10)]).default([]),
      termTimeOnly: day.default(''),
    });
    const person = await personIn(request);
    const typed = {
      name: form.name,
      worksOn: [form.worksOn].flat().map(Number),
      termTimeOnly: form.termTimeOnly === 'yes',
    };
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, contactId: person.id, ...typed };
    const outcome = await changePerson(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'refused') {
      const { problems } = outcome;
      return changePage(request, reply.status(422), person, { typed, problems });
    }
    return reply.redirect(`${directoryRoot}/people/${person.id}`, 303);
  });

  async function personIn(request: ContactRequest): Promise<PersonView> {
    const { partnershipId } = staffIn(request);
    const { contact: contactId } = request.params;
    const person = await personView(records, { partnershipId, contactId }, request.now);
    if (!person || person.leftAt) throw new NotFound();
    return person;
  }

  async function addPage(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: { typed: Typed; problems: FieldProblem[] },
  ): Promise<FastifyReply> {
    const { partnershipId } = staffIn(request);
    const place = placeIn('agency', request);
    const view = await placeView(records, { partnershipId, place }, request.now);
    if (!view) throw new NotFound();
    const title = 'Add a person';
    const caption = view.name;
    const backLink = placePath(view);
    return consolePage(request, reply, 'directory-add-person', {
      title,
      caption,
      backLink,
      ...asked,
    });
  }
}

function changePage(
  request: FastifyRequest,
  reply: FastifyReply,
  person: PersonView,
  asked: {
    typed: { name: string; worksOn: readonly number[]; termTimeOnly: boolean };
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  return consolePage(request, reply, 'directory-change-person', {
    title: 'Change name and working days',
    caption: person.name,
    backLink: `${directoryRoot}/people/${person.id}`,
    days: weekdays.map((day, at) => ({
      value: String(at + 1),
      text: day,
      checked: asked.typed.worksOn.includes(at + 1),
    })),
    ...asked,
  });
}
