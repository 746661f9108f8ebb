import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { DiscussionView } from '../../records/discussion/discussion-view.ts';
import { type Finding, recordFinding, withdrawFinding } from '../../records/discussion/findings.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { discussionFacts, discussionIn, endedPage } from './discussion-request.ts';

const parts = ['findings', 'children', 'agencies'] as const;
type FindingsView = DiscussionView<(typeof parts)[number]>;

type ListRequest = FastifyRequest<{ Params: { number: string }; Querystring: { child?: string } }>;
type FindingRequest = FastifyRequest<{ Params: { number: string; finding: string } }>;

interface Typed {
  key: string;
  kind: string;
  caseId: string;
  agencyId: string;
  kloe: string;
  text: string;
}

const long = z.string().max(200_000).default('');
const fields = {
  key: z.uuid(),
  kind: z.string().max(30).default(''),
  caseId: z.string().max(50).default(''),
  agencyId: z.string().max(50).default(''),
  kloe: z.string().max(50).default(''),
  text: long,
};

/** What was found: good practice, areas for development and themes, of one child and agency or all. */
export function discussionFindingPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const path = '/console/audits/:number/discussion/findings';
  const look = { preHandler: access.requireStaff, config: { query: ['child'] } };
  app.get(path, look, async (request: ListRequest, reply) => {
    const view = await discussionIn(records, request, parts);
    const child = view.children.find(({ caseId }) => caseId === request.query.child);
    const typed = { ...nothingYet(), caseId: child?.caseId ?? '' };
    return listPage(request, reply, { view, typed, problems: [] });
  });

  const editor = { preHandler: access.requireEditor };
  app.post(path, editor, async (request: ListRequest, reply) => {
    const typed = formOf(request, fields);
    const view = await discussionIn(records, request, parts);
    const outcome = await recordFinding(
      records,
      { ...ofAudit(request, view), key: typed.key, typed: asTyped(typed) },
      actorIn(request),
      request.now,
    );
    switch (outcome.kind) {
      case 'recorded':
        return reply.redirect(findingsOf(view), 303);
      case 'refused':
        return listPage(request, reply.status(422), { view, typed, problems: outcome.problems });
      case 'ended':
        return endedPage(request, reply);
      default:
        throw new NotFound();
    }
  });

  app.get(`${path}/:finding`, editor, async (request: FindingRequest, reply) => {
    const view = await discussionIn(records, request, parts);
    const finding = findingIn(view, request);
    const typed = { ...typedOf(finding), key: randomUUID() };
    return changePage(request, reply, { view, typed, theirs: null, problems: [] });
  });

  app.post(`${path}/:finding`, editor, async (request: FindingRequest, reply) => {
    const typed = formOf(request, fields);
    const view = await discussionIn(records, request, parts);
    const replaces = request.params.finding;
    const outcome = await recordFinding(
      records,
      { ...ofAudit(request, view), key: typed.key, replaces, typed: asTyped(typed) },
      actorIn(request),
      request.now,
    );
    switch (outcome.kind) {
      case 'recorded':
        return reply.redirect(findingsOf(view), 303);
      case 'refused': {
        const { problems } = outcome;
        return changePage(request, reply.status(422), { view, typed, theirs: null, problems });
      }
      case 'stale':
        return stale(request, reply, { view, typed, theirs: outcome.theirs });
      case 'ended':
        return endedPage(request, reply);
      case 'not-found':
        throw new NotFound();
    }
  });

  app.post(`${path}/:finding/remove`, editor, async (request: FindingRequest, reply) => {
    formOf(request, {});
    const view = await discussionIn(records, request, parts);
    const input = { ...ofAudit(request, view), findingId: request.params.finding };
    const outcome = await withdrawFinding(records, input, actorIn(request), request.now);
    if (outcome === 'not-found') throw new NotFound();
    if (outcome === 'ended') return endedPage(request, reply);
    return reply.redirect(findingsOf(view), 303);
  });
}

function ofAudit(request: FastifyRequest, view: FindingsView) {
  return { partnershipId: staffIn(request).partnershipId, auditId: view.auditId };
}

function findingsOf(view: FindingsView): string {
  return `/console/audits/${view.number}/discussion/findings`;
}

function nothingYet(): Typed {
  return { key: randomUUID(), kind: '', caseId: '', agencyId: '', kloe: '', text: '' };
}

function asTyped({ kind, caseId, agencyId, kloe, text }: Typed) {
  const of = { caseId: caseId || null, agencyId: agencyId || null, kloe: kloe || null };
  return { kind, ...of, text };
}

function typedOf({ kind, caseId, agencyId, kloe, text }: Finding) {
  return { kind, caseId: caseId ?? '', agencyId: agencyId ?? '', kloe: kloe ?? '', text };
}

function findingIn(view: FindingsView, request: FindingRequest): Finding {
  const finding = view.findings.find(({ id }) => id === request.params.finding);
  if (!finding) throw new NotFound();
  return finding;
}

export const kindWords: Record<Finding['kind'], string> = {
  'good-practice': 'Good practice',
  development: 'Area for development',
  theme: 'Theme',
};

/** "C3, Aldermere Police", "All children and agencies" */
export function aboutWords(
  view: Pick<FindingsView, 'children' | 'agencies'>,
  { caseId, agencyId }: { caseId: string | null; agencyId: string | null },
): string {
  const child = view.children.find((one) => one.caseId === caseId);
  const agency = view.agencies.find(({ id }) => id === agencyId)?.name;
  const parts = [child ? `C${child.number}` : '', agency ?? ''].filter(Boolean);
  return parts.join(', ') || 'All children and agencies';
}

function kloesOf({ profile }: FindingsView) {
  return stageOfKind(profile, 'choose-theme')?.kloes ?? [];
}

function choices(view: FindingsView) {
  return {
    kinds: Object.entries(kindWords).map(([value, text]) => ({ value, text })),
    children: view.children.map(({ caseId, number }) => ({ value: caseId, text: `C${number}` })),
    agencies: view.agencies.map(({ id, name }) => ({ value: id, text: name })),
    kloes: kloesOf(view).map(({ key, label }) => ({ value: key, text: label })),
  };
}

async function listPage(
  request: ListRequest,
  reply: FastifyReply,
  given: { view: FindingsView; typed: Typed; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, typed, problems } = given;
  return consolePage(request, reply, 'discussion-findings', {
    ...discussionFacts(view),
    ...choices(view),
    title: 'Findings',
    groups: Object.entries(kindWords).map(([kind, label]) => ({
      label,
      findings: view.findings
        .filter((finding) => finding.kind === kind)
        .map(({ id, text, ...of }) => ({
          id,
          text,
          about: aboutWords(view, of),
          kloe: kloesOf(view).find(({ key }) => key === of.kloe)?.label ?? '',
        })),
    })),
    typed,
    problems,
  });
}

async function stale(
  request: FindingRequest,
  reply: FastifyReply,
  given: { view: FindingsView; typed: Typed; theirs: Finding | null },
): Promise<FastifyReply> {
  const { view, typed, theirs } = given;
  const message = theirs
    ? 'Somebody has changed this finding since you opened it. Nothing is lost: put together below what should stay, then save.'
    : 'Somebody has removed this finding since you opened it. To keep what you wrote, record it as a new one.';
  const problems = [{ field: 'text', message }];
  return changePage(request, reply.status(409), { view, typed, theirs, problems });
}

async function changePage(
  request: FindingRequest,
  reply: FastifyReply,
  given: { view: FindingsView; typed: Typed; theirs: Finding | null; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, typed, theirs, problems } = given;
  const id = theirs?.id ?? request.params.finding;
  const standing = view.findings.some((finding) => finding.id === id);
  return consolePage(request, reply, 'discussion-finding', {
    ...discussionFacts(view),
    ...choices(view),
    backLink: findingsOf(view),
    title: 'Change a finding',
    // What was removed meanwhile can only come back as a new one.
    action: standing ? `${findingsOf(view)}/${id}` : findingsOf(view),
    theirs: theirs?.text,
    typed,
    problems,
  });
}
