import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  addPlace,
  addService,
  changePlace,
  endPlace,
  type PlaceChanged,
} from '../../records/directory/directory-agencies.ts';
import { type PlaceView, placeView } from '../../records/directory/directory-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { directoryRoot, placeIn, placePath, placeRoute } from './directory-place.ts';

type Kind = 'agency' | 'body';

interface Asking {
  title: string;
  caption: string;
  backLink: string;
  kind: Kind;
  /** Which fields are asked for. */
  asks: 'place' | 'service' | 'end';
  button: string;
  typed: { name: string; mailDomains: string; reason: string };
  problems: FieldProblem[];
}

const text = z.string().max(20_000).default('');
const nothing = { name: '', mailDomains: '', reason: '' };
const called: Record<Kind, string> = { agency: 'agency', body: 'group' };

/** Adding, changing and ending an agency or a group, and adding a service. */
export function directoryPlacePages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  for (const kind of ['agency', 'body'] as const) {
    const add = `${directoryRoot}/add-${called[kind]}`;
    const route = placeRoute(kind);

    app.get(add, editor, async (request, reply) => ask(request, reply, adding(kind)));

    app.post(add, editor, async (request, reply) => {
      const typed = formOf(request, { name: text, mailDomains: text });
      const { partnershipId } = staffIn(request);
      const input = { partnershipId, kind, name: typed.name, mailDomains: typed.mailDomains };
      const outcome = await addPlace(records, input, actorIn(request), request.now);
      return settled(request, reply, outcome, { ...adding(kind), typed: { ...nothing, ...typed } });
    });

    app.get(`${route}/change`, editor, async (request, reply) =>
      ask(request, reply, changing(await placeOf(kind, request))),
    );

    app.post(`${route}/change`, editor, async (request, reply) => {
      const typed = formOf(request, { name: text, mailDomains: text });
      const view = await placeOf(kind, request);
      const { partnershipId } = staffIn(request);
      const { name, mailDomains } = typed;
      const input = { partnershipId, place: view, name, mailDomains };
      const outcome = await changePlace(records, input, actorIn(request), request.now);
      const asking = { ...changing(view), typed: { ...nothing, name, mailDomains } };
      return settled(request, reply, outcome, asking);
    });

    app.get(`${route}/end`, editor, async (request, reply) =>
      ask(request, reply, ending(await placeOf(kind, request))),
    );

    app.post(`${route}/end`, editor, async (request, reply) => {
      const { reason } = formOf(request, { reason: text });
      const view = await placeOf(kind, request);
      const { partnershipId } = staffIn(request);
      const input = { partnershipId, place: view, reason };
      const outcome = await endPlace(records, input, actorIn(request), request.now);
      const asking = { ...ending(view), typed: { ...nothing, reason } };
      return settled(request, reply, outcome, asking);
    });
  }

  const services = `${placeRoute('agency')}/add-service`;

  app.get(services, editor, async (request, reply) =>
    ask(request, reply, addingService(await placeOf('agency', request))),
  );

  app.post(services, editor, async (request, reply) => {
    const { name } = formOf(request, { name: text });
    const view = await placeOf('agency', request);
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, place: view, name };
    const outcome = await addService(records, input, actorIn(request), request.now);
    const asking = { ...addingService(view), typed: { ...nothing, name } };
    return settled(request, reply, outcome, asking);
  });

  async function placeOf(kind: Kind, request: FastifyRequest): Promise<PlaceView & { kind: Kind }> {
    const { partnershipId } = staffIn(request);
    const place = placeIn(kind, request);
    const view = await placeView(records, { partnershipId, place }, request.now);
    if (!view) throw new NotFound();
    return { ...view, kind };
  }
}

function adding(kind: Kind): Asking {
  const title = `Add ${kind === 'agency' ? 'an agency' : 'a group'}`;
  const from = { caption: 'Directory', backLink: directoryRoot };
  return { title, ...from, kind, asks: 'place', button: 'Add', typed: nothing, problems: [] };
}

function changing(view: PlaceView & { kind: Kind }): Asking {
  const { kind, name, mailDomains } = view;
  const typed = { ...nothing, name, mailDomains: mailDomains.join('\n') };
  const title = `Change the ${called[kind]}`;
  return { ...at(view), title, asks: 'place', button: 'Save', typed };
}

function ending(view: PlaceView & { kind: Kind }): Asking {
  const title = `End ${view.name}`;
  return {
    ...at(view),
    title,
    asks: 'end',
    button: `End the ${called[view.kind]}`,
    typed: nothing,
  };
}

function addingService(view: PlaceView & { kind: Kind }): Asking {
  return { ...at(view), title: 'Add a service', asks: 'service', button: 'Add', typed: nothing };
}

function at(view: PlaceView & { kind: Kind }) {
  return { kind: view.kind, caption: view.name, backLink: placePath(view), problems: [] };
}

function ask(request: FastifyRequest, reply: FastifyReply, asking: Asking): Promise<FastifyReply> {
  return consolePage(request, reply, 'directory-place-form', { ...asking });
}

async function settled(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: PlaceChanged,
  asking: Asking,
): Promise<FastifyReply> {
  if (outcome.kind === 'not-found') throw new NotFound();
  if (outcome.kind === 'refused') {
    return ask(request, reply.status(422), { ...asking, problems: outcome.problems });
  }
  return reply.redirect(placePath({ kind: asking.kind, key: outcome.key }), 303);
}
