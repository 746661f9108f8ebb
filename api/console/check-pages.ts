import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { longestRemark } from '../../domain/remarks.ts';
import {
  dropForm,
  type FormPlace,
  keepForm,
  keptForm,
} from '../../records/audits/unfinished-forms.ts';
import { checkQueue, nextToCheck, type ReturnToCheck } from '../../records/checks/check-queue.ts';
import { acceptReturn, type ReturnChecked, sendBack } from '../../records/checks/check-return.ts';
import { type CheckView, checkView } from '../../records/checks/check-view.ts';
import { namesOf } from '../../records/directory/people-names.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { checkFacts, notWaiting, queueRow, whatAndWhose } from './check-facts.ts';
import { actorIn, consolePage } from './console-page.ts';

type QueueRequest = FastifyRequest<{ Querystring: { audit?: string; done?: string } }>;
type CheckRequest = FastifyRequest<{
  Params: { id: string };
  Querystring: { done?: string };
}>;

/** What has come in is read, accepted or sent back with remarks; the next one follows. */
export function checkPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const look = (query: string[]) => ({ preHandler: access.requireStaff, config: { query } });

  app.get('/console/checks', look(['audit', 'done']), async (request: QueueRequest, reply) => {
    const { partnershipId } = staffIn(request);
    const { done } = request.query;
    const audit = isId(request.query.audit ?? '') ? request.query.audit : undefined;
    const queue = await checkQueue(records, { partnershipId, audit }, request.now);
    return consolePage(request, reply, 'checks', {
      title: 'What is to be checked',
      backLink: audit ? `/console/audits/${audit}` : '/console',
      audit,
      done: await doneWords(records, partnershipId, done),
      queue: queue.map(queueRow),
      aboutChildren: queue.every(({ about }) => about.kind === 'child'),
    });
  });

  app.get('/console/checks/:id', look(['done']), async (request: CheckRequest, reply) => {
    const view = await viewFor(records, request);
    const typed = (await keptForm<Remarks>(records, keptAt(request, view))) ?? {};
    return page(records, request, reply, { view, typed, problems: [] });
  });

  const editor = { preHandler: access.requireEditor };
  app.post('/console/checks/:id', editor, async (request: CheckRequest, reply) => {
    const view = await viewFor(records, request);
    const form = readForm(request, view);
    const { decision, version, remarks } = form;
    if (decision === 'later') {
      const outcome: ReturnChecked = { kind: 'changed' };
      if (notWaiting(view)) return decidedPage(records, request, reply, { view, outcome, remarks });
      await keepForm(records, keptAt(request, view), remarks, request.now);
      return reply.redirect(await nextPath(records, request, view), 303);
    }
    const problems = decision === 'accept' ? unsentRemarks(view, remarks) : [];
    if (problems.length > 0)
      return page(records, request, reply, { view, typed: remarks, problems });
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, returnId: view.id, version };
    const by = actorIn(request);
    const outcome =
      decision === 'accept'
        ? await acceptReturn(records, input, by, request.now)
        : await sendBack(records, { ...input, remarks }, by, request.now);
    switch (outcome.kind) {
      case 'accepted':
      case 'sent-back':
        await dropForm(records, keptAt(request, view));
        nudge();
        return reply.redirect(`${await nextPath(records, request, view)}?done=${view.id}`, 303);
      case 'incomplete':
        return page(records, request, reply, {
          view,
          typed: remarks,
          problems: outcome.problems,
        });
      case 'not-found':
        throw new NotFound();
      default:
        return decidedPage(records, request, reply, { view, outcome, remarks });
    }
  });
}

async function viewFor(records: Records, request: CheckRequest): Promise<CheckView> {
  const { partnershipId } = staffIn(request);
  const { id } = request.params;
  const view = isId(id) ? await checkView(records, { partnershipId, returnId: id }) : null;
  if (!view) throw new NotFound();
  return view;
}

/** The database refuses some characters outright, which would look like a fault of ours. */
function isId(text: string): boolean {
  return /^[A-Za-z0-9-]+$/.test(text);
}

function readForm(request: CheckRequest, view: CheckView) {
  const keys = view.tool.sections.map(({ key }) => key);
  const shape = Object.fromEntries(keys.map((key) => [`remark-${key}`, z.string().default('')]));
  const form = formOf(request, {
    ...shape,
    version: z.coerce.number().int().min(1),
    decision: z.enum(['accept', 'send-back', 'later']),
  }) as Record<string, unknown> & { version: number; decision: 'accept' | 'send-back' | 'later' };
  const remarks = Object.fromEntries(keys.map((key) => [key, String(form[`remark-${key}`])]));
  return { decision: form.decision, version: form.version, remarks };
}

type Remarks = Record<string, string>;

/** Where remarks are kept that have been typed about one version and not sent. */
function keptAt(request: CheckRequest, { id, audit, version }: CheckView): FormPlace {
  const { partnershipId, contactId } = staffIn(request);
  const form = `check/${id}/${version.version}`;
  return { partnershipId, auditId: audit.id, contactId, form };
}

/** Accepting would lose what was written, so it is asked about first. */
function unsentRemarks(view: CheckView, remarks: Record<string, string>): FieldProblem[] {
  return view.tool.sections.flatMap(({ key, title }) => {
    if ((remarks[key] ?? '').trim() === '') return [];
    const message = `You have written what is to be changed under “${title}”. Send it back, or clear this to accept.`;
    return [{ field: `remark-${key}`, message }];
  });
}

async function page(
  records: Records,
  request: CheckRequest,
  reply: FastifyReply,
  given: { view: CheckView; typed: Record<string, string>; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, typed, problems } = given;
  const { partnershipId } = staffIn(request);
  const queue = await checkQueue(records, { partnershipId }, request.now);
  const next = nextToCheck(queue, placeOf(view));
  if (problems.length > 0) reply.status(422);
  return consolePage(request, reply, 'check', {
    ...checkFacts(view, typed),
    title: whatAndWhose(view),
    backLink: '/console/checks',
    problems,
    done: await doneWords(records, partnershipId, request.query.done),
    notWaiting: notWaiting(view),
    overdue: view.ask !== null && view.ask.dueAt < request.now,
    longestRemark,
    left: queue.length,
    next: next && { href: `/console/checks/${next.returnId}`, ...queueRow(next) },
  });
}

/** The next one in the queue, or the empty queue. */
async function nextPath(records: Records, request: CheckRequest, view: CheckView): Promise<string> {
  const { partnershipId } = staffIn(request);
  const queue = await checkQueue(records, { partnershipId }, request.now);
  const next = nextToCheck(queue, placeOf(view));
  return `/console/checks${next ? `/${next.returnId}` : ''}`;
}

/** Where a return stands in the queue, or would stand. */
function placeOf(view: CheckView): ReturnToCheck {
  return {
    returnId: view.id,
    audit: view.audit.number,
    word: view.audit.profile.words.return,
    number: view.number,
    about: view.about,
    agency: view.agency,
    service: view.service,
    version: view.version.version,
    dueDate: view.ask?.dueDate ?? '',
    overdue: false,
  };
}

/** What has become of the one that was decided about just now, as its rows say. */
async function doneWords(
  records: Records,
  partnershipId: string,
  returnId: string | undefined,
): Promise<string | null> {
  if (!returnId || !isId(returnId)) return null;
  const view = await checkView(records, { partnershipId, returnId });
  const last = view?.decisions.at(-1);
  if (!view || last?.version !== view.version.version) return null;
  const what = whatAndWhose({ ...view, service: null });
  if (last.outcome === 'accepted') return `${what}: accepted.`;
  return `${what}: ${view.audit.profile.words.sentBack}. They are told by email.`;
}

/** Somebody else was faster, or it cannot be decided about any more; what was written is shown. */
async function decidedPage(
  records: Records,
  request: CheckRequest,
  reply: FastifyReply,
  given: { view: CheckView; outcome: ReturnChecked; remarks: Record<string, string> },
): Promise<FastifyReply> {
  const { view, outcome, remarks } = given;
  return reply.status(409).page('message.njk', {
    title: 'Nothing was changed',
    partnershipName: staffIn(request).partnershipName,
    paragraphs: [await whyNot(records, request, view, outcome)],
    next: { href: `/console/checks/${view.id}`, text: 'Read it as it stands now' },
    typed: Object.values(remarks).filter((text) => text.trim() !== ''),
  });
}

async function whyNot(
  records: Records,
  request: CheckRequest,
  view: CheckView,
  outcome: ReturnChecked,
): Promise<string> {
  switch (outcome.kind) {
    case 'checked-before': {
      const { partnershipId } = staffIn(request);
      const contactIds = [outcome.checkedById];
      const names = await namesOf(records, records.database, { partnershipId, contactIds });
      const who = names.get(outcome.checkedById ?? '') ?? 'Somebody';
      const { sentBack } = view.audit.profile.words;
      const done =
        outcome.outcome === 'accepted' ? 'accepted it' : `decided that it is ${sentBack}`;
      return `${who} had ${done} before you.`;
    }
    case 'held':
      return 'This case has been put on hold: it can be read but not decided about for now.';
    case 'ended':
      return 'The audit has ended. What came in stays on record.';
    default:
      return 'Another version has come in, or it has been taken out of the audit, since you opened the page.';
  }
}
