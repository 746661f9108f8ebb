import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import { whenDegreeDate } from '../../domain/degree-dates.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { equalSlots, minutesOfDay, slotFields, wallTime } from '../../domain/meeting-slots.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import { arrangeMeeting, arrangementProblems } from '../../records/discussion/arrange-meeting.ts';
import type { DiscussionView } from '../../records/discussion/discussion-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, consolePage } from './console-page.ts';
import { discussionFacts, discussionIn, endedPage } from './discussion-request.ts';

const parts = ['discussed', 'slots'] as const;
type PlaceView = DiscussionView<(typeof parts)[number]>;

interface Typed {
  startsAt: string;
  minutes: string;
  place: string;
  revision: number;
  /** By the number of its case. */
  slots: ReadonlyMap<number, { at: string; minutes: string }>;
}

/** When on its day the discussion begins, where, and when within it each case is talked about. */
export function discussionPlacePages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const path = '/console/audits/:number/discussion/place';

  app.get(path, editor, async (request: AuditRequest, reply) => {
    const view = await discussionIn(records, request, parts);
    const { startsAt, minutes, place, revision } = view.meeting;
    const slots = fieldsOf(view, view.slots, startsAt);
    const typed = { startsAt, minutes: String(minutes), place, revision, slots };
    return page(request, reply, { view, typed, problems: [] });
  });

  app.post(path, editor, async (request: AuditRequest, reply) => {
    const { fill, ...typed } = readForm(request);
    const view = await discussionIn(records, request, parts);
    const arrangement = arrangementOf(typed);
    if (fill) {
      const problems = arrangementProblems({ ...arrangement, place: '' });
      if (problems.length > 0) {
        return page(request, reply.status(422), { view, typed, problems });
      }
      const ids = view.discussed.map(({ id }) => id);
      const equal = equalSlots(ids, arrangement.minutes);
      const slots = fieldsOf(view, equal, arrangement.startsAt);
      return page(request, reply, { view, typed: { ...typed, slots }, problems, filled: true });
    }
    const { partnershipId } = staffIn(request);
    const outcome = await arrangeMeeting(
      records,
      { partnershipId, auditId: view.auditId, ...arrangement, revision: typed.revision },
      actorIn(request),
      request.now,
    );
    switch (outcome.kind) {
      case 'arranged':
      case 'unchanged':
        nudge();
        return reply.redirect(`/console/audits/${view.number}/discussion`, 303);
      case 'refused':
        return page(request, reply.status(422), { view, typed, problems: outcome.problems });
      case 'stale':
        return page(request, reply.status(409), {
          view,
          typed: { ...typed, revision: view.meeting.revision },
          problems: [{ field: 'place', message: staleWords(view) }],
        });
      case 'not-found':
        throw new NotFound();
      case 'ended':
        return endedPage(request, reply);
    }
  });
}

const slotField = /^slot(At|Minutes)-(\d{1,4})$/;

/** A case may have been replaced since the page was opened: its fields are read all the same. */
function readForm(request: AuditRequest): Typed & { fill: boolean } {
  const names = Object.keys(request.body ?? {}).filter((name) => slotField.test(name));
  const text = z.string().max(500).default('');
  const form = formOf(request, {
    startsAt: text,
    minutes: text,
    place: z.string().max(5000).default(''),
    revision: z.coerce.number().int().min(0),
    fill: z.literal('equal').optional(),
    ...Object.fromEntries(names.map((name) => [name, text])),
  });
  const typed = form as unknown as Record<string, string>;
  const numbers = new Set(names.map((name) => Number(slotField.exec(name)?.[2])));
  const slots = new Map(
    [...numbers].map((number) => [
      number,
      { at: typed[`slotAt-${number}`] ?? '', minutes: typed[`slotMinutes-${number}`] ?? '' },
    ]),
  );
  const { startsAt, minutes, place, revision, fill } = form;
  return { startsAt, minutes, place, revision, slots, fill: fill !== undefined };
}

/** "9.30" is taken for 09:30; what is no time stays as it was typed, to be refused. */
function arrangementOf({ startsAt, minutes, place, slots }: Typed) {
  const known = minutesOfDay(startsAt) !== null;
  return {
    startsAt: known ? wallTime(startsAt, 0) : startsAt,
    minutes: Number(minutes.trim() || 'x'),
    place,
    slots,
  };
}

/** What stands in the fields of each case that is discussed. */
function fieldsOf(
  { discussed }: PlaceView,
  slots: PlaceView['slots'],
  startsAt: string,
): Typed['slots'] {
  return new Map(
    discussed.map(({ id, number }) => {
      const own = slots.find(({ caseId }) => caseId === id);
      return [number, slotFields(own, startsAt)];
    }),
  );
}

function staleWords({ meeting }: PlaceView): string {
  const where = meeting.place ? `, ${meeting.place}` : '';
  return `Somebody has changed this meanwhile: it is now at ${meeting.startsAt}${where}. What you entered stands below; save it again if it is to replace that.`;
}

async function page(
  request: AuditRequest,
  reply: FastifyReply,
  given: { view: PlaceView; typed: Typed; problems: FieldProblem[]; filled?: boolean },
): Promise<FastifyReply> {
  const { view, typed, problems, filled = false } = given;
  // One case, and everybody comes for it.
  const cases = view.discussed.length > 1 ? view.discussed : [];
  const slots = cases.map(({ number }) => {
    return { number, ...(typed.slots.get(number) ?? { at: '', minutes: '' }) };
  });
  return consolePage(request, reply, 'discussion-place', {
    ...discussionFacts(view),
    title: `Time and place of the ${view.profile.words.discussion}`,
    date: view.meeting.date
      ? formatDate(view.meeting.date)
      : sentenceCase(whenDegreeDate(view.day)),
    typed,
    slots,
    slotsOpen: filled || slots.some(({ at, minutes }) => at !== '' || minutes !== ''),
    filled,
    problems,
  });
}
