import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { Moderation } from '../../domain/moderation.ts';
import { mergedScale, toolsOf } from '../../domain/tools.ts';
import type { DiscussionView } from '../../records/discussion/discussion-view.ts';
import { type ModeratedRating, moderateRating } from '../../records/discussion/moderation.ts';
import type { PackCase, PackReturn } from '../../records/discussion/pack-view.ts';
import { type Access, staffIn } from '../access.ts';
import { answerInWords } from '../contact/answer-words.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { sideBySide, whoOf } from '../side-by-side.ts';
import { actorIn, consolePage } from './console-page.ts';
import { kindWords } from './discussion-finding-pages.ts';
import { gapFacts } from './discussion-gaps.ts';
import { agencyQuestionFacts } from './discussion-question-pages.ts';
import { discussionFacts, discussionIn, endedPage } from './discussion-request.ts';
import { initialFindingFacts } from './discussion-review-pages.ts';
import { childFacts } from './pairs-pages.ts';

type ChildRequest = FastifyRequest<{ Params: { number: string; child: string } }>;
type SectionRequest = FastifyRequest<{
  Params: { number: string; child: string; section: string };
}>;
type GradeRequest = FastifyRequest<{
  Params: { number: string; tool: string; section: string; question: string };
}>;

/** What the pages of one child need. */
const parts = [
  'children',
  'cases',
  'moderations',
  'pairs',
  'ofPairs',
  'agencyQuestions',
  'initialFindings',
  'agencies',
] as const;
type ChildView = DiscussionView<(typeof parts)[number]>;

const gradeParts = ['cases', 'moderations'] as const;
type GradeView = DiscussionView<(typeof gradeParts)[number]>;

interface Typed {
  agreed: string;
  reason: string;
  agencyView: string;
  groupView: string;
}

/** The desk of the meeting: one child at a time, agencies side by side, grades agreed or not. */
export function discussionDeskPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const base = '/console/audits/:number/discussion';
  const staff = { preHandler: access.requireStaff };
  app.get(`${base}/children/:child`, staff, async (request: ChildRequest, reply) => {
    const { child } = request.params;
    const view = await discussionIn(records, request, [...parts, 'involvement'], { child });
    const { one, ...facts } = childIn(view, child);
    return consolePage(request, reply, 'discussion-child', {
      ...facts,
      gaps: gapFacts(one, view.involvement),
      title: `C${facts.child}, agencies side by side`,
    });
  });

  app.get(`${base}/children/:child/:section`, staff, async (request: SectionRequest, reply) => {
    const { child } = request.params;
    const view = await discussionIn(records, request, parts, { child });
    const facts = childIn(view, child);
    const at = facts.sections.findIndex(({ key }) => key === request.params.section);
    const section = facts.sections[at];
    if (!section) throw new NotFound();
    return consolePage(request, reply, 'discussion-section', {
      ...facts,
      title: section.title,
      backLink: `${facts.base}/children/C${facts.child}`,
      section,
      following: facts.sections[at + 1],
    });
  });

  const editor = { preHandler: access.requireEditor };
  const path = `${base}/grades/:tool/:section/:question`;
  app.get(path, editor, async (request: GradeRequest, reply) => {
    const view = await discussionIn(records, request, gradeParts, {
      tool: request.params.tool,
    });
    const grade = gradeIn(view, request);
    const typed = typedOf(grade.known);
    return gradePage(request, reply, { view, grade, typed, seen: grade.known, problems: [] });
  });

  app.post(path, editor, async (request: GradeRequest, reply) => {
    const long = z.string().max(100_000).default('');
    const form = formOf(request, {
      agreed: z.string().max(50).default(''),
      reason: long,
      agencyView: long,
      groupView: long,
      seen: z.string().max(50).default(''),
    });
    const view = await discussionIn(records, request, gradeParts, {
      tool: request.params.tool,
    });
    const grade = gradeIn(view, request);
    const { tool, section, question } = request.params;
    const outcome = await moderateRating(
      records,
      {
        partnershipId: staffIn(request).partnershipId,
        auditId: view.auditId,
        returnId: tool,
        section,
        question,
        moderation: moderationOf(form),
        seen: form.seen || null,
      },
      actorIn(request),
      request.now,
    );
    switch (outcome.kind) {
      case 'moderated':
        nudge();
        return reply.redirect(
          `/console/audits/${view.number}/discussion/children/C${grade.one.number}/${section}`,
          303,
        );
      case 'refused':
        return gradePage(request, reply.status(422), {
          view,
          grade,
          typed: form,
          seen: grade.known,
          problems: outcome.problems,
        });
      case 'stale':
        return gradePage(request, reply.status(409), {
          view,
          grade,
          typed: form,
          seen: outcome.theirs,
          problems: [{ field: 'agreed', message: staleWords }],
        });
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return endedPage(request, reply);
    }
  });
}

const staleWords =
  'Somebody has recorded this meanwhile; it stands above. What you entered is below: save it again if it is to replace that.';

function childIn(view: ChildView, child: string) {
  const [one] = view.cases;
  if (!one) throw new NotFound();
  const at = view.children.findIndex(({ number }) => `C${number}` === child);
  const link = (other: { number: number } | undefined) => other && `C${other.number}`;
  return {
    ...discussionFacts(view),
    one,
    child: one.number,
    level: one.level,
    previous: link(view.children[at - 1]),
    next: link(view.children[at + 1]),
    graded: mergedScale(toolsOf(view.profile)) !== null,
    moderates: view.settings.moderation,
    caseId: one.caseId,
    pair: pairFactsOf(view, one),
    questions: questionsAbout(view, one),
    toBringUp: initialFindingFacts(view, one.caseId),
    ...sideBySide(view.profile, one, view.moderations),
  };
}

function questionsAbout({ agencies, agencyQuestions }: ChildView, { caseId, number }: PackCase) {
  const discussed = [{ id: caseId, number }];
  const own = agencyQuestions.filter((each) => each.caseId === caseId);
  return agencyQuestionFacts({ agencies, discussed }, own);
}

/** Who facilitates the discussion of a child, what they want to ask, and what they found (WA-8 to WA-10). */
function pairFactsOf(
  { pairs, settings, ofPairs: { findings, recommendations }, agencies }: ChildView,
  { caseId }: PackCase,
) {
  const line = pairs.find((each) => each.caseId === caseId);
  if (!line) return null;
  const ofChild = (each: { caseId: string | null }) => each.caseId === caseId;
  const nameOf = (id: string) => agencies.find((each) => each.id === id)?.name ?? '';
  return {
    ...childFacts(line),
    asksFeedback: settings.caseFeedback !== undefined,
    findings: findings.filter(ofChild).map(({ kind, text }) => ({ kind: kindWords[kind], text })),
    actions: recommendations.filter(ofChild).map(({ text, ownerAgencyId, dueDate }) => {
      return { text, agency: nameOf(ownerAgencyId), due: formatDate(dueDate) };
    }),
  };
}

interface Grade {
  one: PackCase;
  tool: PackReturn;
  section: { key: string; title: string };
  question: { key: string; label: string };
  first: string;
  known: ModeratedRating | null;
}

/** The grade that an address names; only what an agency gave in the pack can be discussed. */
function gradeIn(view: GradeView, { params }: GradeRequest): Grade {
  const one = view.cases.find(({ returns }) => returns.some((r) => r.returnId === params.tool));
  const tool = one?.returns.find(({ returnId }) => returnId === params.tool);
  const section = tool?.tool.sections.find(({ key }) => key === params.section);
  const question = section?.questions.find(({ key }) => key === params.question);
  const answer = tool?.answers[params.section]?.[params.question];
  if (!one || !tool || !section || question?.type !== 'rating' || !answer) throw new NotFound();
  if (!view.settings.moderation) throw new NotFound();
  const known = view.moderations.find(
    (each) =>
      each.returnId === params.tool &&
      each.section === params.section &&
      each.question === params.question,
  );
  const first = answerInWords(tool.tool, question, answer);
  return { one, tool, section, question, first, known: known ?? null };
}

function typedOf(known: ModeratedRating | null): Typed {
  return {
    agreed: known ? (known.agreed ?? 'not-agreed') : '',
    reason: known?.reason ?? '',
    agencyView: known?.views?.agency ?? '',
    groupView: known?.views?.group ?? '',
  };
}

function moderationOf({ agreed, reason, agencyView, groupView }: Typed): Moderation {
  if (agreed !== 'not-agreed') return { agreed, reason, views: null };
  return { agreed: null, reason, views: { agency: agencyView, group: groupView } };
}

async function gradePage(
  request: GradeRequest,
  reply: FastifyReply,
  given: {
    view: GradeView;
    grade: Grade;
    typed: Typed;
    seen: ModeratedRating | null;
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, grade, typed, seen, problems } = given;
  const { scale = [] } = grade.tool.tool;
  const facts = discussionFacts(view);
  return consolePage(request, reply, 'discussion-grade', {
    ...facts,
    backLink: `${facts.base}/children/C${grade.one.number}/${grade.section.key}`,
    title: `${whoOf(grade.tool)}: ${grade.section.title}`,
    child: `C${grade.one.number}`,
    first: grade.first,
    known: seen && {
      grade: seen.agreed && scale.find(({ key }) => key === seen.agreed)?.label,
      reason: seen.reason,
      views: seen.views,
    },
    stale: problems.some(({ message }) => message === staleWords),
    scale,
    typed,
    seen: seen?.id ?? '',
    problems,
  });
}
