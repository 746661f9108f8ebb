import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import type { ClashTask } from '../../records/audits/date-clashes.ts';
import {
  type ClashLeft,
  clashAhead,
  clashesLeft,
  leaveClash,
  takeUpClash,
  whyLeft,
} from '../../records/audits/meant-clashes.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { reasonField } from './change-pages.ts';
import { clashWords, datePath, ofAudit } from './clash-words.ts';
import { actorIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';

type ClashRequest = FastifyRequest<{ Params: { clash: string } }>;

const root = '/console/clashing-dates';
const path = `${root}/:clash`;

/** Dates that clash and are meant to: left as they are, for a reason, and taken up again. */
export function clashPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(root, editor, async (request, reply) => {
    const left = await clashesLeft(records, staffIn(request).partnershipId, request.now);
    return consolePage(request, reply, 'clashes-left', {
      title: 'Dates that are left as they are',
      backLink: '/console',
      clashes: left.map((task) => ({ told: clashWords(task), href: `${root}/${task.id}` })),
    });
  });

  app.get(path, editor, async (request: ClashRequest, reply) => {
    const task = await clashIn(request);
    return page(request, reply, {
      task,
      reason: '',
      problems: [],
      left: await leftIn(request, task),
    });
  });

  app.post(path, editor, async (request: ClashRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const outcome = await leaveClash(
      records,
      inputOf(request, reason),
      actorIn(request),
      request.now,
    );
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind !== 'refused') return reply.redirect('/console', 303);
    const task = await clashIn(request);
    const { problems } = outcome;
    return page(request, reply.status(422), { task, reason, problems, left: null });
  });

  app.post(`${path}/take-up`, editor, async (request: ClashRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const input = inputOf(request, reason);
    const outcome = await takeUpClash(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind !== 'refused') return reply.redirect('/console', 303);
    const task = await clashIn(request);
    const { problems } = outcome;
    const left = await leftIn(request, task);
    return page(request, reply.status(422), { task, reason, problems, left });
  });

  async function clashIn(request: ClashRequest): Promise<ClashTask> {
    const { partnershipId } = staffIn(request);
    const { clash } = request.params;
    const task = await clashAhead(records, { partnershipId, clash }, request.now);
    if (!task) throw new NotFound();
    return task;
  }

  async function leftIn(request: ClashRequest, task: ClashTask): Promise<ClashLeft | null> {
    return whyLeft(records, { partnershipId: staffIn(request).partnershipId, task });
  }
}

function inputOf(request: ClashRequest, reason: string) {
  return { partnershipId: staffIn(request).partnershipId, clash: request.params.clash, reason };
}

async function page(
  request: ClashRequest,
  reply: FastifyReply,
  given: { task: ClashTask; reason: string; problems: FieldProblem[]; left: ClashLeft | null },
): Promise<FastifyReply> {
  const { task, reason, problems, left } = given;
  const { dates } = task.clash;
  const several = dates.length > 1;
  const leave = several ? 'Leave these dates as they are' : 'Leave this date as it is';
  const leaves = several ? 'These dates are left as they are' : 'This date is left as it is';
  return consolePage(request, reply, 'clashing-dates', {
    title: left ? leaves : leave,
    backLink: left ? root : '/console',
    takeUp: `${root}/${task.id}/take-up`,
    left: left && { ...left, at: momentOf(left.at) },
    several,
    told: clashWords(task),
    dates: dates.map((date, at) => {
      const of = task.places[at];
      return {
        label: sentenceCase(ofAudit(date)),
        day: `${formatDate(date.day)}${date.provisional ? ', provisional' : ''}`,
        move: of ? datePath(of, date.key) : '',
      };
    }),
    reason,
    problems,
  });
}
