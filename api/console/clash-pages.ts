import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import type { ClashTask } from '../../records/audits/date-clashes.ts';
import { clashAhead, leaveClash } from '../../records/audits/meant-clashes.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { reasonField } from './change-pages.ts';
import { clashWords, datePath, ofAudit } from './clash-words.ts';
import { actorIn, consolePage } from './console-page.ts';

type ClashRequest = FastifyRequest<{ Params: { clash: string } }>;

const path = '/console/clashing-dates/:clash';

/** Dates that clash and are meant to: left as they are, for a reason. */
export function clashPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, editor, async (request: ClashRequest, reply) => {
    const task = await clashIn(request);
    return page(request, reply, { task, reason: '', problems: [] });
  });

  app.post(path, editor, async (request: ClashRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, clash: request.params.clash, reason };
    const outcome = await leaveClash(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind !== 'refused') return reply.redirect('/console', 303);
    const task = await clashIn(request);
    return page(request, reply.status(422), { task, reason, problems: outcome.problems });
  });

  async function clashIn(request: ClashRequest): Promise<ClashTask> {
    const { partnershipId } = staffIn(request);
    const { clash } = request.params;
    const task = await clashAhead(records, { partnershipId, clash }, request.now);
    if (!task) throw new NotFound();
    return task;
  }
}

async function page(
  request: ClashRequest,
  reply: FastifyReply,
  given: { task: ClashTask; reason: string; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { task, reason, problems } = given;
  const { dates } = task.clash;
  const several = dates.length > 1;
  return consolePage(request, reply, 'clashing-dates', {
    title: several ? 'Leave these dates as they are' : 'Leave this date as it is',
    backLink: '/console',
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
