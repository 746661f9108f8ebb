import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { stepWords } from '../../domain/event-words.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { momentWords } from '../../domain/letter-words.ts';
import { bringForward } from '../../records/asks/bring-forward.ts';
import { auditView, type WaitView } from '../../records/audits/audit-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { reasonField } from './change-pages.ts';
import { actorIn, auditIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';

type WaitRequest = FastifyRequest<{
  Params: { number: string };
  Querystring: { wait?: string; step?: string };
}>;

/** The business unit does now what the clock would do later. */
export function bringForwardPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor, config: { query: ['wait', 'step'] } };
  const path = '/console/audits/:number/bring-forward';

  app.get(path, editor, async (request: WaitRequest, reply) => {
    const wait = await waitIn(records, request);
    return page(request, reply, { wait, problems: [], typed: {} });
  });

  app.post(path, editor, async (request: WaitRequest, reply) => {
    const { which, reason } = formOf(request, {
      which: z.string().default(''),
      reason: reasonField,
    });
    const audit = await auditIn(records, request);
    const back = `/console/audits/${audit.number}`;
    const wait = await waitIn(records, request).catch(() => null);
    // Answered or closed in the meantime: there is nothing left to do.
    if (!wait) return reply.redirect(back, 303);
    const typed = { which, reason };
    if (which !== 'next' && which !== 'close') {
      const problems = [{ field: 'which', message: 'Choose what is done now.' }];
      return page(request, reply.status(422), { wait, problems, typed });
    }
    const { partnershipId } = staffIn(request);
    const of = { wait: wait.wait, step: wait.step };
    const input = { partnershipId, auditId: audit.id, ...of, which, reason } as const;
    const outcome = await bringForward(records, input, actorIn(request), request.now);
    const said = refusals[outcome.kind];
    if (said) return page(request, reply.status(422), { wait, problems: [said], typed });
    nudge();
    return reply.redirect(back, 303);
  });
}

const refusals: Partial<Record<string, FieldProblem>> = {
  'no-reason': { field: 'reason', message: 'Say why. The reason is kept with the audit.' },
  'nothing-to-bring': {
    field: 'which',
    message: 'Nothing of this kind is still to come. It may be leaving at this moment.',
  },
  paused: { field: 'which', message: 'The audit is paused. Resume it first.' },
};

async function waitIn(
  records: Records,
  request: WaitRequest,
): Promise<WaitView & { what: string }> {
  const { partnershipId } = staffIn(request);
  const { number } = request.params;
  const view = await auditView(records, { partnershipId, number }, request.now);
  const { query } = request;
  const wait = view?.waits.find(
    (each) => each.wait === query.wait && (!query.step || each.step === query.step),
  );
  if (!view || !wait) throw new NotFound();
  const words = stepWords(wait.step, view.profile.words);
  return { ...wait, what: wait.agency ? `${wait.agency}: ${words}` : words };
}

async function page(
  request: WaitRequest,
  reply: FastifyReply,
  given: {
    wait: WaitView & { what: string };
    problems: FieldProblem[];
    typed: { which?: string; reason?: string };
  },
): Promise<FastifyReply> {
  const { wait, problems, typed } = given;
  return consolePage(request, reply, 'bring-forward', {
    title: 'Do now what comes later',
    number: request.params.number,
    backLink: `/console/audits/${request.params.number}`,
    what: wait.what,
    open: wait.open,
    next: wait.next && {
      what: momentWords(wait.next.what),
      at: momentOf(new Date(wait.next.at)),
    },
    closes: wait.closesAt ? momentOf(new Date(wait.closesAt)) : '',
    problems,
    ...typed,
  });
}
