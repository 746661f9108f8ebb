import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { longestConcern } from '../../domain/raised-concern.ts';
import {
  acknowledgeConcern,
  type ConcernAnswered,
  respondToConcern,
} from '../../records/concerns/answer-concern.ts';
import { concernForReader } from '../../records/concerns/concern-view.ts';
import { notePhoned } from '../../records/concerns/raise-concern.ts';
import { readerIn } from '../access.ts';
import { concernFacts, concernTimeline, currentStatements } from '../concern-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';

type ConcernRequest = FastifyRequest<{ Params: { concern: string } }>;

interface Shown {
  typed?: { response: string; assurance: string };
  problems: FieldProblem[];
}

/** A concern for those who were told of it, and how it stands for whoever raised it. */
export function concernPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, post, nudge } = dependencies;

  app.get('/concerns/:concern', async (request: ConcernRequest, reply) =>
    page(dependencies, request, reply, { problems: [] }),
  );

  app.post('/concerns/:concern/phoned', async (request: ConcernRequest, reply) => {
    formOf(request, {});
    const by = { contactId: readerIn(request).contactId };
    const noted = await notePhoned(records, concernIn(request), by, request.now);
    if (noted === 'not-found') throw new NotFound();
    return reply.redirect(`/concerns/${request.params.concern}`, 303);
  });

  app.post('/concerns/:concern/acknowledge', async (request: ConcernRequest, reply) => {
    formOf(request, {});
    const by = { contactId: readerIn(request).contactId };
    const outcome = await acknowledgeConcern(records, concernIn(request), by, request.now);
    return answered(request, reply, outcome);
  });

  app.post('/concerns/:concern/respond', async (request: ConcernRequest, reply) => {
    const typed = formOf(request, {
      response: z.string().default(''),
      assurance: z.string().default(''),
    });
    const said = { response: plain(typed.response), assurance: plain(typed.assurance) };
    const by = { contactId: readerIn(request).contactId };
    const input = { ...concernIn(request), ...said };
    const outcome = await respondToConcern(records, input, by, request.now);
    if (outcome.kind === 'refused') {
      const { problems } = outcome;
      return page(dependencies, request, reply.status(422), { typed: said, problems });
    }
    return answered(request, reply, outcome);
  });

  async function answered(
    request: ConcernRequest,
    reply: FastifyReply,
    outcome: ConcernAnswered,
  ): Promise<FastifyReply> {
    if (outcome.kind === 'not-found') throw new NotFound();
    if ('letters' in outcome) {
      await post.send(outcome.letters, request.now);
      nudge();
    }
    return reply.redirect(`/concerns/${request.params.concern}`, 303);
  }
}

function concernIn(request: ConcernRequest): { partnershipId: string; number: string } {
  return { partnershipId: readerIn(request).partnershipId, number: request.params.concern };
}

async function page(
  { records }: ApiDependencies,
  request: ConcernRequest,
  reply: FastifyReply,
  shown: Shown,
): Promise<FastifyReply> {
  const reader = readerIn(request);
  const found = await concernForReader(records, reader, request.params.concern);
  if (!found) throw new NotFound();
  const { view, asked, raised } = found;
  return reply.page('contact/concern.njk', {
    ...concernFacts(view, request.now),
    partnershipName: reader.partnershipName,
    backLink: '/asks',
    asked,
    raised,
    timeline: asked ? concernTimeline({ ...view, told: [] }) : [],
    refused: view.decisions.findLast(({ kind }) => kind !== 'told-early')?.reason ?? '',
    typed: shown.typed ?? currentStatements(view),
    problems: shown.problems,
    longestConcern,
  });
}

function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
