import type { FastifyInstance, FastifyReply } from 'fastify';
import { formatDate } from '../../domain/calendar.ts';
import { whenDegreeDate } from '../../domain/degree-dates.ts';
import type { MissingFromRecord } from '../../domain/discussion-record.ts';
import { unrepresented } from '../../domain/representation.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import { clockTime, stretchesInWords } from '../../emails/wording.ts';
import type { DiscussionView } from '../../records/discussion/discussion-view.ts';
import { finishDiscussion } from '../../records/discussion/finish-discussion.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { whoOf, widestSpread } from '../side-by-side.ts';
import { type AuditRequest, actorIn, consolePage } from './console-page.ts';
import { agreementOf } from './discussion-gaps.ts';
import { discussionFacts, discussionIn, endedPage } from './discussion-request.ts';

const parts = [
  'people',
  'chair',
  'takingPart',
  'unrepresented',
  'cases',
  'slots',
  'moderations',
  'counts',
  'reviewOpen',
  'revised',
  'pairs',
  'written',
  'missing',
] as const;
type DeskView = DiscussionView<(typeof parts)[number]>;

/** The discussion on one page: who comes, what is written so far, what is still missing. */
export function discussionPage(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const path = '/console/audits/:number/discussion';

  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) => {
    return page(request, reply, await discussionIn(records, request, parts), []);
  });

  const editor = { preHandler: access.requireEditor };
  app.post(`${path}/finish`, editor, async (request: AuditRequest, reply) => {
    formOf(request, {});
    const view = await discussionIn(records, request, parts);
    const input = { partnershipId: staffIn(request).partnershipId, auditId: view.auditId };
    const outcome = await finishDiscussion(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'finished':
        nudge();
        return reply.redirect(`/console/audits/${view.number}/discussion`, 303);
      case 'incomplete':
        return page(request, reply.status(422), view, outcome.missing);
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return view.state === 'finished'
          ? reply.redirect(`/console/audits/${view.number}/discussion`, 303)
          : endedPage(request, reply);
    }
  });
}

async function page(
  request: AuditRequest,
  reply: FastifyReply,
  view: DeskView,
  refused: MissingFromRecord[],
): Promise<FastifyReply> {
  const { date, startsAt, minutes, place } = view.meeting;
  return consolePage(request, reply, 'discussion', {
    ...discussionFacts(view),
    title: 'The discussion',
    backLink: `/console/audits/${view.number}`,
    state: view.state,
    hasReport: view.counts.hasReport,
    dated: date !== null,
    when: date
      ? `${formatDate(date)}, ${clockTime(startsAt)} to ${clockTime(startsAt, minutes)}`
      : sentenceCase(whenDegreeDate(view.day)),
    place,
    dateKey: view.settings.date,
    chairWanted: view.settings.chair !== undefined,
    chair: view.chair?.name ?? '',
    chairFlag: chairFlag(view),
    said: replyCounts(view),
    present: view.people.filter(({ attended }) => attended).length,
    flag: flagOf(view),
    children: view.cases.map((one) => ({
      number: one.number,
      level: one.level,
      when: slotOf(view, one.caseId),
      from: one.returns.length,
      notReceived: one.notReceived.map(whoOf),
      pair: (view.pairs.find(({ caseId }) => caseId === one.caseId)?.auditors ?? []).map(
        ({ name }) => name,
      ),
      apart: widestSpread(one),
      agreed: view.moderations.filter(({ returnId }) =>
        one.returns.some((each) => each.returnId === returnId),
      ).length,
    })),
    slotted: view.slots.length > 0,
    agreement: view.settings.moderation ? agreementOf(view.cases) : null,
    paired: view.pairs.length > 0,
    grades: view.settings.moderation,
    conclusions: `${view.written.heads} of ${view.written.of}`,
    reviews: view.settings.initialReview !== undefined,
    reviewOpen: view.reviewOpen,
    initialFindings: view.counts.initialFindings,
    asked: askedWords(view),
    revises: view.settings.mayRevise !== undefined,
    revised: view.revised.length,
    findings: view.counts.findings,
    recommendations: view.counts.recommendations,
    missing: view.missing,
    problems: refused.map(({ message }, at) => ({ field: `missing-${at}`, message })),
    pages: missingPages,
  });
}

function askedWords({ counts: { questions } }: DeskView): string {
  return `${questions.put} put, ${questions.answered} answered`;
}

/** "10:20am to 10:40am": when a case is talked about; empty where it has no time of its own. */
export function slotOf(
  { slots, meeting }: Pick<DeskView, 'slots' | 'meeting'>,
  caseId: string,
): string {
  const own = slots.filter((slot) => slot.caseId === caseId);
  const stretches = own.map(({ from, minutes }) => ({ from, to: from + minutes }));
  return stretchesInWords(meeting.startsAt, stretches);
}

/** Where each thing that is missing is put right. */
const missingPages: Record<MissingFromRecord['page'], string> = {
  attendance: '/attendance',
  chair: '/chair',
  conclusions: '/conclusions',
  dates: '',
};

/** What stands against the chair who was named, since then (CH-21). */
function chairFlag({ chair, people }: DeskView): string | null {
  if (!chair) return null;
  const own = people.find((person) => person.chair);
  if (own?.reply === 'not-coming')
    return `${chair.name}, who was to chair, is not coming. Name somebody else.`;
  return chair.problem;
}

function replyCounts({ people }: DeskView): string {
  const asked = people.filter(({ contactId }) => contactId !== null);
  const count = (reply: string | null) => asked.filter((person) => person.reply === reply).length;
  return [
    `${count('coming')} coming`,
    `${count('deputy')} sending a deputy`,
    `${count('not-coming')} not coming`,
    `${count(null)} not answered`,
  ].join(', ');
}

/** For whom nobody was there (DD-14); before presence is recorded, for whom nobody says they come. */
export function flagOf({
  people,
  takingPart,
  unrepresented: absent,
}: Pick<DeskView, 'people' | 'takingPart' | 'unrepresented'>) {
  const recorded = people.some(({ attended }) => attended !== null);
  const coming = people.map((person) => ({
    ...person,
    attended: person.reply === 'coming' || person.deputyFor !== null,
  }));
  const services = recorded ? absent : unrepresented(takingPart, coming);
  if (services.length === 0) return null;
  const words = recorded ? 'Nobody was there for' : 'Nobody has said yet that they come for';
  return `${words}: ${services.map(whoOf).join('; ')}`;
}
