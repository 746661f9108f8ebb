import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  type GivenRole,
  givenRoles,
  givenRoleWords,
  isGivenRole,
} from '../../domain/staff-roles.ts';
import {
  addStaff,
  changeStaff,
  mainRole,
  type NewStaff,
  type StaffChanges,
} from '../../records/access/change-staff.ts';
import {
  type StaffChange,
  type StaffPersonView,
  staffList,
  staffPersonView,
} from '../../records/access/staff-list.ts';
import { listAudits } from '../../records/audits/audit-list.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { coverWords, daysWords } from './cover-pages.ts';
import { momentOf } from './moments.ts';

type PersonRequest = FastifyRequest<{ Params: { contact: string } }>;
const text = z.string().max(5000).default('');

/** Who may use the console, and for what: added, changed and ended with a reason. */
export function staffPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get('/console/staff', editor, async (request, reply) => {
    const { partnershipId, contactId } = staffIn(request);
    const { staff, groups } = await staffList(records, { partnershipId }, request.now);
    return consolePage(request, reply, 'staff', {
      title: 'Staff',
      backLink: '/console',
      staff: staff.map((line) => ({
        ...line,
        roles: line.roles.map(roleText),
        away: line.away.map(coverWords),
        own: line.contactId === contactId,
        href: `/console/staff/${line.contactId}`,
      })),
      groups,
    });
  });

  app.get('/console/staff/add', editor, async (request, reply) =>
    addPage(request, reply, { typed: { name: '', email: '', role: '', audit: '' }, problems: [] }),
  );

  app.post('/console/staff/add', editor, async (request, reply) => {
    const { _csrf, ...typed } = formOf(request, {
      name: text,
      email: text,
      role: text,
      audit: text,
    });
    const { partnershipId } = staffIn(request);
    const outcome = await addStaff(
      records,
      { partnershipId, ...typed },
      actorIn(request),
      request.now,
    );
    if (outcome.kind === 'refused') {
      return addPage(request, reply.status(422), { typed, problems: outcome.problems });
    }
    return reply.redirect('/console/staff', 303);
  });

  app.get('/console/staff/:contact', editor, async (request: PersonRequest, reply) => {
    const person = await personIn(request);
    const typed = { role: mainRole(person.roles), ends: [], releases: false, reason: '' };
    return personPage(request, reply, { person, typed, problems: [] });
  });

  app.post('/console/staff/:contact', editor, async (request: PersonRequest, reply) => {
    const several = z.union([z.string(), z.array(z.string())]).default([]);
    const form = formOf(request, { role: text, ends: several, releases: text, reason: text });
    const { role, reason } = form;
    const typed = { role, reason, ends: [form.ends].flat(), releases: form.releases === 'yes' };
    const input = {
      partnershipId: staffIn(request).partnershipId,
      contactId: request.params.contact,
      ...typed,
    };
    const person = await personIn(request);
    const outcome = await changeStaff(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'refused') {
      const { problems } = outcome;
      return personPage(request, reply.status(422), { person, typed, problems });
    }
    return reply.redirect('/console/staff', 303);
  });

  async function personIn(request: PersonRequest): Promise<StaffPersonView> {
    const { partnershipId } = staffIn(request);
    const given = { partnershipId, contactId: request.params.contact };
    const person = await staffPersonView(records, given, request.now);
    if (!person) throw new NotFound();
    return person;
  }

  async function addPage(
    request: FastifyRequest,
    reply: FastifyReply,
    given: { typed: NewStaff; problems: FieldProblem[] },
  ): Promise<FastifyReply> {
    const { underWay } = await listAudits(records, staffIn(request).partnershipId);
    return consolePage(request, reply, 'staff-add', {
      title: 'Add somebody to the console',
      backLink: '/console/staff',
      roles: givenRoles.map(roleItem),
      audits: underWay.map(({ number }) => number),
      ...given,
    });
  }
}

function roleItem(role: GivenRole) {
  const { name, may } = givenRoleWords[role];
  return { value: role, text: name, hint: { text: may } };
}

function roleText({ role, audit, since }: StaffPersonView['roles'][number]) {
  const { name } = givenRoleWords[role];
  return { name: audit ? `Chair of audit ${audit}` : name, since: formatDate(since) };
}

async function personPage(
  request: FastifyRequest,
  reply: FastifyReply,
  given: { person: StaffPersonView; typed: StaffChanges; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { person, typed, problems } = given;
  return consolePage(request, reply, 'staff-person', {
    title: person.name,
    backLink: '/console/staff',
    email: person.email,
    own: person.contactId === staffIn(request).contactId,
    held: person.roles.map(roleText),
    roles: givenRoles.filter((role) => role !== 'audit-chair').map(roleItem),
    away: person.away.map((line) => ({
      text: coverWords(line),
      href: `/console/staff/${person.contactId}/cover/${line.id}`,
    })),
    coverPath: person.coverable ? `/console/staff/${person.contactId}/cover` : '',
    chaired: person.roles.flatMap(({ id, audit }) =>
      audit ? [{ value: id, text: `No longer chair of audit ${audit}` }] : [],
    ),
    bound: person.bound,
    history: person.history.map(historyLine),
    typed,
    problems,
  });
}

function historyLine({ at, by, kind, ids, reason, coveredBy }: StaffChange) {
  const text = coverText(kind, ids, coveredBy) ?? historyText(kind, ids);
  return { at: momentOf(at), by, reason, text };
}

function coverText(kind: string, ids: StaffChange['ids'], coveredBy: string): string | null {
  const what: Record<string, string> = {
    'cover.set': 'Away',
    'cover.changed': 'Days away changed:',
    'cover.ended': 'No longer away:',
  };
  if (!what[kind]) return null;
  return `${what[kind]} ${daysWords({ from: String(ids.from), to: String(ids.to), coveredBy })}`;
}

function historyText(kind: string, ids: StaffChange['ids']): string {
  switch (kind) {
    case 'staff.added':
      return `Added as ${nameOf(ids.role)}`;
    case 'staff-account.bound':
      return 'Signed in with an account at work for the first time';
    case 'staff-account.released':
      return 'The account at work was released';
    default: {
      const chairs = Number(ids.chairs) > 0 ? 'No longer chair of an audit' : '';
      const from = String(ids.from ?? '')
        .split(',')
        .filter(isGivenRole)
        .map(nameOf)
        .join(', ');
      const main = mainRole(
        String(ids.from ?? '')
          .split(',')
          .map((role) => ({ role })),
      );
      if (main === ids.to) return chairs;
      const to = ids.to === 'none' ? 'nothing' : nameOf(ids.to);
      return [`From ${from || 'nothing'} to ${to}`, chairs].filter(Boolean).join('. ');
    }
  }
}

function nameOf(role: unknown): string {
  const known = typeof role === 'string' && isGivenRole(role) ? givenRoleWords[role].name : '';
  return known.charAt(0).toLowerCase() + known.slice(1);
}
