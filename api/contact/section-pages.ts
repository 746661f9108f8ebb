import type { FastifyInstance, FastifyReply } from 'fastify';
import { type AnswerProblem, longestAnswer } from '../../domain/completeness.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { longestRemark } from '../../domain/remarks.ts';
import type { Section } from '../../domain/tool.ts';
import { momentOf, timeOfDay } from '../../emails/wording.ts';
import { saveDraft } from '../../records/returns/return-drafts.ts';
import type { ReturnView } from '../../records/returns/return-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { closedPage } from './closed-page.ts';
import { gradeFacts } from './grade-facts.ts';
import {
  answerField,
  type Onward,
  readSection,
  type SectionRequest,
  sectionIn,
  type TypedSection,
} from './section-form.ts';
import { lostPage, stalePage } from './stale-section.ts';
import { readTool, toolFacts } from './tool-facts.ts';

/** One section of the tool, saved as far as it is answered. */
export function sectionPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const path = '/returns/:tool/sections/:section';

  app.get(path, async (request: SectionRequest, reply) => {
    const view = await readTool(dependencies, request);
    const found = sectionIn(view, request);
    if (view.closed) return closedPage(request, reply, view.closed);
    const folded = !found.state.applies;
    if (view.start.kind !== 'started' || folded) return reply.redirect(`/returns/${view.id}`, 303);
    if (view.state === 'sent-back' && !found.remark) return closedPage(request, reply, 'not-open');
    const { draft, remark } = found;
    const stored = { answers: draft?.answers ?? {}, remarkAnswer: remark?.answer ?? '' };
    const typed = { view, found, ...stored, revision: draft?.revision ?? 0 };
    return sectionPage(request, reply, typed, []);
  });

  app.post(path, async (request: SectionRequest, reply) => {
    const view = await readTool(dependencies, request);
    const { onward, ...typed } = readSection(request, view);
    return save(dependencies, { request, reply }, typed, onward);
  });

  app.post(`${path}/autosave`, async (request: SectionRequest, reply) => {
    const typed = readSection(request, await readTool(dependencies, request));
    const { status, body } = await autosave(dependencies, request, typed);
    return reply.status(status).send(body);
  });
}

/** What the script on the page is told: the new revision, or why nothing was saved. */
type Autosaved =
  | { revision: number; told: string }
  /** `final`: saving it again would not help; the form's own button shows what to do. */
  | { told: string; final: true };

async function autosave(
  { records }: ApiDependencies,
  request: SectionRequest,
  typed: TypedSection,
): Promise<{ status: number; body: Autosaved }> {
  const { view, found, answers, remarkAnswer, revision } = typed;
  const { partnershipId, contactId } = readerIn(request);
  const section = found.section.key;
  const input = { partnershipId, returnId: view.id, section, answers, remarkAnswer, revision };
  const outcome = await saveDraft(records, input, { contactId }, request.now);
  switch (outcome.kind) {
    case 'saved': {
      const told = `Saved ${timeOfDay(outcome.savedAt, view.audit.zone)}`;
      return { status: 200, body: { revision: outcome.revision, told } };
    }
    case 'too-long':
      return { status: 422, body: { told: `Not saved: ${tooLong}`, final: true } };
    case 'stale':
      return { status: 409, body: { told: `Not saved: ${savedElsewhere}`, final: true } };
    case 'not-found':
      throw new NotFound();
    default:
      return { status: 409, body: { told: `Not saved: ${notOpen}`, final: true } };
  }
}

const tooLong = 'an answer is too long. Press a button below to see which.';
const savedElsewhere =
  'this section was saved on another page meanwhile. Press a button below to see both texts.';
const notOpen = 'this section is not open to you any more. Press a button below to see why.';

async function save(
  dependencies: ApiDependencies,
  { request, reply }: { request: SectionRequest; reply: FastifyReply },
  typed: TypedSection,
  onward: Onward,
): Promise<FastifyReply> {
  const { view, found, answers, remarkAnswer, revision } = typed;
  const { partnershipId, contactId } = readerIn(request);
  const section = found.section.key;
  const outcome = await saveDraft(
    dependencies.records,
    { partnershipId, returnId: view.id, section, answers, remarkAnswer, revision },
    { contactId },
    request.now,
  );
  switch (outcome.kind) {
    case 'saved': {
      const saved = { ...typed, revision: outcome.revision };
      // Whatever is wrong in a section that is not needed need not be put right.
      const decides = onward === 'decision' && found.section.applies !== undefined;
      if (decides) return reply.redirect(`/returns/${view.id}/sections/${section}/decision`, 303);
      if (outcome.problems.length > 0) return sectionPage(request, reply, saved, outcome.problems);
      return reply.redirect(onward === 'next' ? after(view, section) : `/returns/${view.id}`, 303);
    }
    case 'too-long':
      return sectionPage(request, reply, typed, outcome.problems);
    case 'stale':
      return stalePage(dependencies, { request, reply }, typed, outcome.theirs);
    case 'not-found':
      throw new NotFound();
    default:
      return lostPage({ request, reply }, typed, outcome.kind);
  }
}

async function sectionPage(
  request: SectionRequest,
  reply: FastifyReply,
  typed: TypedSection,
  problems: AnswerProblem[],
): Promise<FastifyReply> {
  if (problems.length > 0) reply.status(422);
  const { view, found } = typed;
  const { draft, section, remark } = found;
  return reply.page('contact/section.njk', {
    ...toolFacts(request, view),
    title: section.title,
    backLink: `/returns/${view.id}`,
    section,
    position: view.sections.indexOf(found) + 1,
    all: view.sections.length,
    yardsticks: yardsticksOf(view, section),
    answers: typed.answers,
    ...gradeFacts(view.tool, section),
    ruled: section.applies !== undefined,
    opened: found.state.decided === 'opened' ? found.state.reason : null,
    revision: typed.revision,
    remark: remark?.text ?? null,
    remarkAnswer: typed.remarkAnswer,
    longestAnswer,
    longestRemark,
    problems: problems.map(({ question, message }) => ({ field: answerField(question), message })),
    savedAt: draft && momentOf(draft.savedAt, view.audit.zone),
  });
}

/** Above each question: its key line of enquiry (CH-1), and what good looks like (SO-9). */
function yardsticksOf(view: ReturnView, { key, questions }: Section) {
  const kloes = stageOfKind(view.audit.profile, 'choose-theme')?.kloes ?? [];
  return Object.fromEntries(
    questions.map((question) => {
      const kloe = kloes.find((each) => each.key === question.kloe)?.label ?? '';
      return [question.key, { kloe, good: view.good[`${key}/${question.key}`] ?? '' }];
    }),
  );
}

/** The next section that is open, then the check of all answers. */
function after(view: ReturnView, key: string): string {
  const position = view.sections.findIndex(({ section }) => section.key === key);
  const next = view.sections
    .slice(position + 1)
    .find(({ remark }) => view.state !== 'sent-back' || remark !== null);
  return `/returns/${view.id}/${next ? `sections/${next.section.key}` : 'check'}`;
}
