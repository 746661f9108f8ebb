import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import { roleLabel } from '../../domain/directory-roles.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { usualWords } from '../../domain/words.ts';
import {
  hangsNothingOn,
  previewReplacement,
  type ReplacementPreview,
  replaceContact,
} from '../../records/directory/replace-contact.ts';
import type { AuditShare } from '../../records/directory/replacement-plan.ts';
import { type RightPerson, wrongPersonView } from '../../records/directory/wrong-person.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import { askTitle } from '../contact/ask-titles.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import type { ContactRequest } from './directory-pages.ts';
import { directoryRoot } from './directory-place.ts';

const text = z.string().max(20_000).default('');

interface Typed {
  who: string;
  contactId: string;
  name: string;
  email: string;
  reason: string;
}

/** Somebody leaves and somebody else takes over: what passes is shown before anything does. */
export function directoryReplacePages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const path = `${directoryRoot}/people/:contact/replace`;

  app.get(path, editor, async (request: ContactRequest, reply) => {
    const preview = await previewIn(request);
    if (preview.plan.person.leftAt) return backToPerson(request, reply);
    const named = await namedInstead(records, request);
    const typed = named ? typedFor(preview, named) : { ...nothing };
    return askPage(request, reply, preview, { typed, problems: [], named });
  });

  app.post(path, editor, async (request: ContactRequest, reply) => {
    const form = formOf(request, {
      who: text,
      contactId: text,
      name: text,
      email: text,
      reason: text,
      fingerprint: text,
      back: text,
    });
    const { who, contactId, name, email, reason, fingerprint } = form;
    const typed = { who, contactId, name, email, reason };
    const preview = await previewIn(request);
    if (preview.plan.person.leftAt) return backToPerson(request, reply);
    if (form.back) return askPage(request, reply, preview, { typed, problems: [] });
    const problems = wrongIn(preview, typed);
    if (problems.length > 0) {
      return askPage(request, reply.status(422), preview, { typed, problems });
    }
    if (!fingerprint) return checkPage(request, reply, preview, { typed, stale: false });
    const person = who === 'new' ? { name, email } : who === 'known' ? { contactId } : null;
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, contactId: request.params.contact, person, reason, fingerprint };
    const outcome = await replaceContact(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'not-found':
        throw new NotFound();
      case 'refused':
        return askPage(request, reply.status(422), preview, { typed, problems: outcome.problems });
      case 'stale':
        return checkPage(request, reply.status(422), preview, { typed, stale: true });
      case 'left-before':
      case 'replaced':
        nudge();
        return backToPerson(request, reply);
    }
  });

  async function previewIn(request: ContactRequest): Promise<ReplacementPreview> {
    const { partnershipId } = staffIn(request);
    const given = { partnershipId, contactId: request.params.contact };
    const preview = await previewReplacement(records, given, request.now);
    if (!preview) throw new NotFound();
    return preview;
  }
}

function backToPerson(request: ContactRequest, reply: FastifyReply): FastifyReply {
  return reply.redirect(`${directoryRoot}/people/${request.params.contact}`, 303);
}

function wrongIn({ plan, successors }: ReplacementPreview, typed: Typed): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { who, contactId, name, email, reason } = typed;
  if (who === '' || (who === 'nobody' && !hangsNothingOn(plan))) {
    problems.push({ field: 'who', message: 'Choose who takes over.' });
  }
  if (who === 'known' && !successors.some((each) => each.contactId === contactId)) {
    problems.push({ field: 'contactId', message: 'Choose somebody of the list.' });
  }
  if (who === 'new' && name.trim() === '') {
    problems.push({ field: 'name', message: 'Enter their name.' });
  }
  if (who === 'new' && email.trim() === '') {
    problems.push({ field: 'email', message: 'Enter an email address.' });
  }
  if (reason.trim() === '') {
    problems.push({ field: 'reason', message: 'Say why. The reason is kept.' });
  }
  return problems;
}

const nothing: Typed = { who: '', contactId: '', name: '', email: '', reason: '' };

/** Whom somebody has named who got the emails and is not the right person. */
async function namedInstead(
  records: Records,
  request: ContactRequest,
): Promise<RightPerson | null> {
  const { partnershipId } = staffIn(request);
  const given = { partnershipId, contactId: request.params.contact };
  const view = await wrongPersonView(records, given);
  return view?.said[0] ?? null;
}

function typedFor({ successors }: ReplacementPreview, { name, email }: RightPerson): Typed {
  if (name === '' && email === '') return { ...nothing };
  const known = successors.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (known) return { ...nothing, who: 'known', contactId: known.contactId };
  return { ...nothing, who: 'new', name, email };
}

function askPage(
  request: ContactRequest,
  reply: FastifyReply,
  preview: ReplacementPreview,
  asked: { typed: Typed; problems: FieldProblem[]; named?: RightPerson | null },
): Promise<FastifyReply> {
  const { plan, successors } = preview;
  return consolePage(request, reply, 'directory-replace', {
    title: `Who takes over from ${plan.person.name}?`,
    backLink: `${directoryRoot}/people/${plan.person.id}`,
    people: successors.map((each) => ({ value: each.contactId, text: each.name })),
    nothing: hangsNothingOn(plan),
    atAgency: plan.person.agencyId !== null,
    ...asked,
  });
}

function checkPage(
  request: ContactRequest,
  reply: FastifyReply,
  { plan, successors, words }: ReplacementPreview,
  { typed, stale }: { typed: Typed; stale: boolean },
): Promise<FastifyReply> {
  const known = successors.find(({ contactId }) => contactId === typed.contactId)?.name;
  const to = typed.who === 'new' ? typed.name.trim() : typed.who === 'known' ? known : '';
  const message =
    'What hangs on them has changed since this page was shown. Nothing was changed. Look at it as it stands now and confirm it again.';
  return consolePage(request, reply, 'directory-replace-check', {
    title: to ? `Check what passes to ${to}` : `Check that ${plan.person.name} leaves`,
    backLink: `${directoryRoot}/people/${plan.person.id}/replace`,
    problems: stale ? [{ field: 'passes', message }] : [],
    person: plan.person,
    to,
    roles: plan.holdings.map(({ role, service, agency, body }) => ({
      label: roleLabel(role),
      place: service?.name ?? agency?.name ?? body?.name ?? 'Business unit',
    })),
    audits: plan.audits.map((share) => ({
      number: share.number,
      ...linesOf(share, words.get(share.auditId) ?? usualWords),
    })),
    concerns: plan.concerns.length,
    issues: plan.issues.length,
    typed,
    fingerprint: plan.fingerprint,
  });
}

function linesOf(share: AuditShare, words: typeof usualWords) {
  const { asks, requests, returns, personal, left, number } = share;
  const open = asks.map(({ step, dueDate }) => {
    return `${askTitle(step, words)} (due ${formatDate(dueDate)})`;
  });
  const given = returns.length;
  return {
    passes: [
      ...counted(open),
      ...(requests.length > asks.filter(({ step }) => step === 'returns').length
        ? ['Answers for the agency']
        : []),
      ...(given > 0
        ? [`${given} ${given === 1 ? words.return : words.returns} given to them`]
        : []),
      ...(share.attendanceId ? [`A place at the ${words.discussion}`] : []),
    ],
    ends: counted(personal.map(({ step }) => askTitle(step, words))),
    left: left.map((each) => leftWords[each](number, words)),
  };
}

/** The same line only once, with how often it stands there. */
function counted(lines: readonly string[]): string[] {
  return [...new Set(lines)].map((line) => {
    const times = lines.filter((each) => each === line).length;
    return times > 1 ? `${line}, ${times} times` : line;
  });
}

type Left = { text: string; href: string };

const leftWords: Record<
  AuditShare['left'][number],
  (number: string, words: typeof usualWords) => Left
> = {
  chair: (number, words) => ({
    text: `Chairs the ${words.discussion}: name somebody else`,
    href: `/console/audits/${number}/discussion/chair`,
  }),
  pair: (number) => ({
    text: 'Is one of a pair of auditors: name another pair',
    href: `/console/audits/${number}/pairs`,
  }),
  team: (number) => ({
    text: 'Was named as an auditor by their agency: ask it for another name',
    href: `/console/audits/${number}`,
  }),
  family: (number, words) => ({
    text: `Comes to the ${words.discussion} as somebody who worked with a family: ask their agency who else did`,
    href: `/console/audits/${number}/discussion`,
  }),
  'own-attendance': (number) => ({
    text: 'Is asked about a course that they attended, which nobody else can answer',
    href: `/console/audits/${number}`,
  }),
};
