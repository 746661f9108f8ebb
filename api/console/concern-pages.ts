import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { concernLetterWords } from '../../domain/concern-words.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { letterState } from '../../domain/letter-words.ts';
import { longestConcern } from '../../domain/raised-concern.ts';
import {
  acknowledgeConcern,
  type ConcernAnswered,
  respondToConcern,
} from '../../records/concerns/answer-concern.ts';
import { concernForStaff } from '../../records/concerns/concern-view.ts';
import {
  acceptAssurance,
  type ConcernDecided,
  refuseAssurance,
  reopenConcern,
  tellNextNow,
} from '../../records/concerns/decide-concern.ts';
import { notePhoned } from '../../records/concerns/raise-concern.ts';
import { type Access, staffIn } from '../access.ts';
import { concernFacts, concernTimeline, currentStatements } from '../concern-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';

type ConcernRequest = FastifyRequest<{ Params: { concern: string } }>;

/** What was typed on the page and could not be taken. */
type Typed = Partial<Record<'response' | 'assurance' | 'from' | 'reason' | 'why', string>>;

const text = z.string().default('');
const path = '/console/concerns/:concern';

/** One urgent concern: how it stands, everything that happened, and what the business unit decides. */
export function concernPages(
  app: FastifyInstance,
  dependencies: ApiDependencies,
  access: Access,
): void {
  const { records, post, nudge } = dependencies;
  const staff = { preHandler: access.requireStaff };
  const editor = { preHandler: access.requireEditor };

  app.get(path, staff, async (request: ConcernRequest, reply) =>
    page(dependencies, request, reply, { typed: {}, problems: [] }),
  );

  app.post(`${path}/phoned`, staff, async (request: ConcernRequest, reply) => {
    formOf(request, {});
    const noted = await notePhoned(records, concernIn(request), actorIn(request), request.now);
    if (noted === 'not-found') throw new NotFound();
    return reply.redirect(pathOf(request), 303);
  });

  // What the agency said by phone: entered for it, from whom is kept.
  app.post(`${path}/acknowledge`, editor, async (request: ConcernRequest, reply) => {
    const typed = formOf(request, { from: text });
    const by = { ...actorIn(request), onBehalf: true };
    const input = { ...concernIn(request), ...typed };
    const outcome = await acknowledgeConcern(records, input, by, request.now);
    return answer(request, reply, { outcome, typed });
  });

  app.post(`${path}/respond`, editor, async (request: ConcernRequest, reply) => {
    const form = formOf(request, { response: text, assurance: text, from: text });
    const typed = { ...form, response: plain(form.response), assurance: plain(form.assurance) };
    const by = { ...actorIn(request), onBehalf: true };
    const input = { ...concernIn(request), ...typed };
    const outcome = await respondToConcern(records, input, by, request.now);
    return answer(request, reply, { outcome, typed });
  });

  app.post(`${path}/accept`, editor, async (request: ConcernRequest, reply) => {
    formOf(request, {});
    const outcome = await acceptAssurance(
      records,
      concernIn(request),
      actorIn(request),
      request.now,
    );
    return answer(request, reply, { outcome, typed: {} });
  });

  app.post(`${path}/refuse`, editor, async (request: ConcernRequest, reply) => {
    const typed = formOf(request, { reason: text });
    const input = { ...concernIn(request), ...typed };
    const outcome = await refuseAssurance(records, input, actorIn(request), request.now);
    return answer(request, reply, { outcome, typed });
  });

  app.post(`${path}/reopen`, editor, async (request: ConcernRequest, reply) => {
    const typed = formOf(request, { reason: text });
    const input = { ...concernIn(request), ...typed };
    const outcome = await reopenConcern(records, input, actorIn(request), request.now);
    return answer(request, reply, { outcome, typed });
  });

  app.post(`${path}/tell-next`, editor, async (request: ConcernRequest, reply) => {
    const typed = formOf(request, { why: text });
    const input = { ...concernIn(request), reason: typed.why };
    const outcome = await tellNextNow(records, input, actorIn(request), request.now);
    return answer(request, reply, { outcome, typed });
  });

  async function answer(
    request: ConcernRequest,
    reply: FastifyReply,
    given: { outcome: ConcernAnswered | ConcernDecided; typed: Typed },
  ): Promise<FastifyReply> {
    const { outcome, typed } = given;
    if (outcome.kind === 'not-found') throw new NotFound();
    if ('problems' in outcome) {
      // The form that gives its reason in "why" is another than the one with "reason".
      const problems = outcome.problems.map((each) =>
        each.field === 'reason' && 'why' in typed ? { ...each, field: 'why' } : each,
      );
      return page(dependencies, request, reply.status(422), { typed, problems });
    }
    if (outcome.kind === 'own-response') {
      const message = 'You entered what was said, so somebody else has to accept it.';
      const problems = [{ field: 'accept', message }];
      return page(dependencies, request, reply.status(422), { typed, problems });
    }
    if ('letters' in outcome) {
      await post.send(outcome.letters, request.now);
      nudge();
    }
    return reply.redirect(pathOf(request), 303);
  }
}

async function page(
  { records }: ApiDependencies,
  request: ConcernRequest,
  reply: FastifyReply,
  shown: { typed: Typed; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { partnershipId, contactId } = staffIn(request);
  const { concern: number } = request.params;
  const found = await concernForStaff(
    records,
    { partnershipId, contactId },
    { number, now: request.now },
  );
  if (!found) throw new NotFound();
  const { view, letters, responded, raised } = found;
  return consolePage(request, reply, 'concern', {
    ...concernFacts(view, request.now),
    backLink: '/console/concerns',
    path: pathOf(request),
    from: view.from,
    nameWithheld: view.nameWithheld,
    otherRoute: view.route !== 'usual',
    responded,
    raised,
    next: view.nextAt ? momentOf(view.nextAt) : '',
    current: currentStatements(view),
    timeline: concernTimeline(view),
    letters: letters.map((letter) => ({
      what: concernLetterWords(letter.kind),
      to: letter.to ?? 'Who raised it',
      at: momentOf(letter.at),
      ...letterState(letter.state, letter.failure),
    })),
    typed: { ...currentStatements(view), ...shown.typed },
    problems: shown.problems,
    longestConcern,
  });
}

function concernIn(request: ConcernRequest): { partnershipId: string; number: string } {
  return { partnershipId: staffIn(request).partnershipId, number: request.params.concern };
}

function pathOf(request: ConcernRequest): string {
  return `/console/concerns/${request.params.concern}`;
}

function plain(typed: string): string {
  return typed.replace(/\r\n?/g, '\n');
}
