import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { dateOf } from '../../domain/calendar.ts';
import { csvText } from '../../domain/csv-text.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { columnNames } from '../../domain/list-columns.ts';
import type { OtherAudit } from '../../domain/overlaps.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import {
  type AuditSetup,
  auditOfDraft,
  auditSetup,
  beginAuditDraft,
  dropAuditDraft,
  profileChoices,
  readAuditDraft,
  saveAuditDraft,
} from '../../records/audits/audit-drafts.ts';
import { otherAudits } from '../../records/audits/other-audits.ts';
import { startAudit } from '../../records/audits/start-audit.ts';
import { daysOffOfLeads } from '../../records/directory/contact-days.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import {
  type Answers,
  newAuditOf,
  type Step,
  stepOfField,
  steps,
  stepsOf,
  usualAnswers,
} from './new-audit-answers.ts';
import { askedColumns } from './new-audit-asked.ts';
import { checkFacts, stepFacts } from './new-audit-facts.ts';
import { readers } from './new-audit-readers.ts';

const unknownDate = { degree: 'unknown' } as const;

type DraftRequest = FastifyRequest<{ Params: { draft: string } }>;

/** An audit being set up, as its pages see it. */
export interface Open {
  draft: string;
  answers: Answers;
  setup: AuditSetup;
  today: string;
  /** The audits that are there already (CH-4). */
  others: OtherAudit[];
}

/** Starting an audit: five question pages with sensible answers filled in, then check answers. */
export function newAuditPages(
  app: FastifyInstance,
  dependencies: ApiDependencies,
  access: Access,
): void {
  const { records, nudge } = dependencies;
  const editor = { preHandler: access.requireEditor };
  const base = '/console/audits/new';

  app.get(base, editor, async (request, reply) => {
    const { partnershipId } = staffIn(request);
    const profiles = await profileChoices(records, partnershipId);
    return consolePage(request, reply, 'new-audit', { title: 'Start an audit', profiles });
  });

  app.post(base, editor, async (request, reply) => {
    const { profileVersionId } = formOf(request, { profileVersionId: z.string().default('') });
    const { partnershipId, contactId } = staffIn(request);
    const profiles = await profileChoices(records, partnershipId);
    if (!profiles.some(({ id }) => id === profileVersionId)) {
      const problems = [{ field: 'profileVersionId', message: 'Choose a process.' }];
      const facts = { title: 'Start an audit', profiles, problems };
      return consolePage(request, reply.status(422), 'new-audit', facts);
    }
    const answers: Answers = { profileVersionId };
    const draft = await beginAuditDraft(
      records,
      { partnershipId, contactId, answers },
      request.now,
    );
    return reply.redirect(`${base}/${draft}/focus`, 303);
  });

  for (const step of steps) {
    app.get(`${base}/:draft/${step}`, editor, async (request: DraftRequest, reply) => {
      const open = await opened(records, request, reply);
      return open && showStep(request, reply, { open, step, problems: [], typed: {} });
    });
    app.post(`${base}/:draft/${step}`, editor, async (request: DraftRequest, reply) => {
      const open = await opened(records, request, reply);
      if (!open) return reply;
      const { typed, answers, problems } = readers[step](open, request);
      if (problems.length > 0) {
        return showStep(request, reply.status(422), { open, step, problems, typed });
      }
      const { partnershipId } = staffIn(request);
      const saved = { partnershipId, id: open.draft, answers };
      await saveAuditDraft(records, saved, request.now);
      return reply.redirect(`${base}/${open.draft}/${nextPage(step, open)}`, 303);
    });
  }

  app.get(`${base}/:draft/check`, editor, async (request: DraftRequest, reply) => {
    const open = await opened(records, request, reply);
    return open && showCheck(records, request, reply, { open, problems: [] });
  });

  app.post(`${base}/:draft/check`, editor, async (request: DraftRequest, reply) => {
    formOf(request, {});
    const open = await opened(records, request, reply);
    if (!open) return reply;
    const started = await startAudit(
      records,
      {
        partnershipId: staffIn(request).partnershipId,
        startKey: open.draft,
        profileVersionId: open.answers.profileVersionId,
        audit: newAuditOf(open.setup, open.answers, open.today),
        ...(open.answers.follows ? { follows: open.answers.follows } : {}),
      },
      actorIn(request),
      request.now,
    );
    if (started.kind === 'no-profile') throw new NotFound();
    if (started.kind === 'refused') {
      const { problems } = started;
      return showCheck(records, request, reply.status(422), { open, problems });
    }
    nudge();
    return reply.redirect(`/console/audits/${started.number}`, 303);
  });

  app.post(`${base}/:draft/discard`, editor, async (request: DraftRequest, reply) => {
    formOf(request, {});
    const { partnershipId } = staffIn(request);
    await dropAuditDraft(records, { partnershipId, id: request.params.draft });
    return reply.redirect('/console', 303);
  });

  app.get(`${base}/:draft/headings.csv`, editor, async (request: DraftRequest, reply) => {
    const open = await opened(records, request, reply);
    if (!open) return reply;
    const names = Object.values(columnNames(open.setup.list.levelName));
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="children.csv"')
      .send(csvText([names.map(sentenceCase)]));
  });

  app.get(`${base}/:draft/asked.csv`, editor, async (request: DraftRequest, reply) => {
    const open = await opened(records, request, reply);
    if (!open) return reply;
    const names = askedColumns(open.setup).map(({ name }) => name);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="who-is-asked.csv"')
      .send(csvText([names.map(sentenceCase)]));
  });
}

/** The draft with its process. One that has become an audit leads there: a stale tab, a second click. */
async function opened(
  records: ApiDependencies['records'],
  request: DraftRequest,
  reply: FastifyReply,
): Promise<Open | null> {
  const { partnershipId } = staffIn(request);
  const given = { partnershipId, id: request.params.draft };
  const draft = await readAuditDraft<Answers>(records, given);
  if (!draft) {
    const number = await auditOfDraft(records, given);
    if (!number) throw new NotFound();
    reply.redirect(`/console/audits/${number}`, 303);
    return null;
  }
  const { answers } = draft;
  const setup = await auditSetup(records, { partnershipId, ...answers }, request.now);
  if (!setup) throw new NotFound();
  const today = dateOf(request.now, setup.clock.calendar.zone);
  const others = await otherAudits(records, { partnershipId }, request.now);
  return { draft: draft.id, answers, setup, today, others };
}

/** On to the next question; back to checking where everything has been answered before. */
function nextPage(step: Step, { answers: before, setup }: Open): string {
  const own = stepsOf(setup.profile);
  const rest = own.slice(own.indexOf(step) + 1);
  if (step === 'list') return 'children';
  return rest.every((each) => before[each] !== undefined) ? 'check' : (rest[0] ?? 'check');
}

async function showStep(
  request: DraftRequest,
  reply: FastifyReply,
  given: { open: Open; step: Step; problems: FieldProblem[]; typed: Partial<Answers> },
): Promise<FastifyReply> {
  const { open, step, problems, typed } = given;
  if (step === 'children' && !open.answers.list) {
    return reply.redirect(`/console/audits/new/${open.draft}/list`, 303);
  }
  const own = stepsOf(open.setup.profile);
  if (!own.includes(step)) throw new NotFound();
  const answers = { ...usualAnswers(open.setup), ...open.answers, ...typed };
  return consolePage(request, reply, `new-audit-${step}`, {
    ...stepFacts(open, step, answers),
    caption: `Start an audit – question ${own.indexOf(step) + 1} of ${own.length}`,
    backLink: backOf(open, step),
    ...problemFacts(step, problems),
  });
}

/** Of a list with many problems the summary tells how many; the page lists them. */
function problemFacts(step: Step, problems: FieldProblem[]) {
  if (step === 'children') return { problems: problems.map(onChildrenPage) };
  if (step === 'asked' && problems.length > 1) {
    const message = `The list could not be read: ${problems.length} things have to be put right first. Put right what is listed on this page, then choose the file again.`;
    return { problems: [{ field: 'asked', message }], listProblems: problems };
  }
  if (step !== 'list' || problems.length < 2) return { problems };
  const message = `The list could not be read: ${problems.length} things have to be put right first. Put right what is listed on this page, then choose the file again.`;
  return { problems: [{ field: 'list', message }], listProblems: problems };
}

function onChildrenPage({ field, message }: FieldProblem): FieldProblem {
  return { field: field === 'cases' || field === 'list' ? 'levels' : field, message };
}

function backOf({ draft, setup }: Open, step: Step): string {
  const own = stepsOf(setup.profile);
  const before = own[own.indexOf(step) - 1];
  return before ? `/console/audits/new/${draft}/${before}` : '/console/audits/new';
}

async function showCheck(
  records: ApiDependencies['records'],
  request: DraftRequest,
  reply: FastifyReply,
  { open, problems }: { open: Open; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const audit = newAuditOf(open.setup, open.answers, open.today);
  const { partnershipId } = staffIn(request);
  const planned = open.setup.profile.dates.map(({ key, label }) => {
    return { label, date: audit.dates[key] ?? unknownDate };
  });
  const away = await daysOffOfLeads(records, { partnershipId, dates: planned }, request.now);
  return consolePage(request, reply, 'new-audit-check', {
    title: 'Check the answers before the audit starts',
    caption: 'Start an audit',
    backLink: `/console/audits/new/${open.draft}/dates`,
    problems: problems.map(({ field, message }) => ({ field: stepOfField(field), message })),
    ...checkFacts(open, audit, away),
  });
}
