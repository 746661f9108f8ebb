import type { FastifyInstance, FastifyRequest } from 'fastify';
import { formatDate } from '../../domain/calendar.ts';
import { weekdays } from '../../domain/contact-calendar.ts';
import { type PlaceKind, roleLabel, rolesAt } from '../../domain/directory-roles.ts';
import { listed } from '../../domain/phrases.ts';
import {
  directoryView,
  type HoldingLine,
  type PersonLine,
  type PersonView,
  type PlaceView,
  personView,
  placeView,
} from '../../records/directory/directory-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { consolePage } from './console-page.ts';
import { directoryRoot, placeIn, placePath, placeRoute } from './directory-place.ts';
import { dayOf } from './moments.ts';

export type ContactRequest = FastifyRequest<{ Params: { contact: string } }>;

const kinds: readonly PlaceKind[] = ['agency', 'body', 'office'];

/** The directory: agencies, groups and the business unit, each with its people and their roles over time. */
export function directoryPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };

  app.get(directoryRoot, staff, async (request, reply) => {
    const { partnershipId } = staffIn(request);
    const view = await directoryView(records, { partnershipId }, request.now);
    return consolePage(request, reply, 'directory', {
      title: 'Directory',
      ...view,
      office: view.office.map((person) => ({ ...person, roles: rolesInWords(person.roles) })),
    });
  });

  for (const kind of kinds) {
    app.get(placeRoute(kind), staff, async (request, reply) => {
      const { partnershipId } = staffIn(request);
      const place = placeIn(kind, request);
      const view = await placeView(records, { partnershipId, place }, request.now);
      if (!view) throw new NotFound();
      return consolePage(request, reply, 'directory-place', placeFacts(view));
    });
  }

  app.get(`${directoryRoot}/people/:contact`, staff, async (request: ContactRequest, reply) => {
    const { partnershipId } = staffIn(request);
    const { contact: contactId } = request.params;
    const view = await personView(records, { partnershipId, contactId }, request.now);
    if (!view) throw new NotFound();
    return consolePage(request, reply, 'directory-person', personFacts(view));
  });
}

function placeFacts(view: PlaceView) {
  const { holdings, people, ...place } = view;
  const now = holdings.filter(({ state }) => state === 'now');
  return {
    title: place.name,
    backLink: directoryRoot,
    place,
    path: placePath(place),
    ended: place.endedOn ? formatDate(place.endedOn) : '',
    roles: rolesAt(place.kind).map(({ role, label, single, hint }) => ({
      role,
      label,
      single,
      hint,
      held: now.filter((each) => each.role === role).map(holdingFacts),
    })),
    people: people.map(personLine),
    holdings: holdings.map(holdingFacts),
  };
}

function personLine({ roles, leftAt, ...person }: PersonLine) {
  return { ...person, roles: rolesInWords(roles), left: leftAt ? dayOf(leftAt) : '' };
}

export function personFacts(view: PersonView) {
  return {
    title: view.name,
    backLink: view.agency ? placePath({ kind: 'agency', key: view.agency.key }) : directoryRoot,
    person: view,
    path: `${directoryRoot}/people/${view.id}`,
    bounced: view.bouncedAt ? dayOf(view.bouncedAt) : '',
    left: view.leftAt ? dayOf(view.leftAt) : '',
    days: daysInWords(view),
    holdings: view.holdings.map(holdingFacts),
    stays: view.wrongPerson.stays.map(({ reason, at }) => ({ reason, at: dayOf(at) })),
  };
}

function holdingFacts(holding: HoldingLine) {
  const { fromDate, toDate } = holding;
  const never = toDate !== null && toDate < fromDate;
  return {
    ...holding,
    label: roleLabel(holding.role),
    from: formatDate(fromDate),
    to: never ? 'Never began' : toDate ? formatDate(toDate) : '',
  };
}

function rolesInWords(roles: readonly string[]): string {
  return roles.map(roleLabel).join(', ');
}

function daysInWords({ worksOn, termTimeOnly }: PersonView): string {
  const names = weekdays.filter((_, at) => worksOn.includes(at + 1));
  const days = names.length === weekdays.length ? 'Monday to Friday' : listed(names);
  return termTimeOnly ? `${days}, in school terms` : days;
}
