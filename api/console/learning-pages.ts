import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { dateOf, formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { outputWords, type TypedOutput } from '../../domain/output.ts';
import { passOnWords } from '../../domain/pass-on.ts';
import { dayWithoutWeekday } from '../../domain/typed-degree-date.ts';
import { type LearningView, learningView } from '../../records/learning/learning-view.ts';
import { recordOutput } from '../../records/learning/outputs.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';
import { dayOf, momentOf } from './moments.ts';

type OutputRequest = FastifyRequest<{ Params: { number: string; output: string } }>;

const base = '/console/audits/:number/learning';

/** What is made of an audit besides its briefing, and what people say that they passed on. */
export function learningPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  app.get(base, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) =>
    learningPage(request, reply, { view: await viewIn(request) }),
  );

  const editor = { preHandler: access.requireEditor };
  app.post(`${base}/:output`, editor, async (request: OutputRequest, reply) => {
    const audited = request as unknown as AuditRequest;
    const view = await viewIn(audited);
    const { output } = request.params;
    if (!view.outputs.some(({ settings }) => settings.key === output)) throw new NotFound();
    const { heldOn, where, measures } = formOf(request, {
      heldOn: z.string().max(500).default(''),
      where: z.string().max(2000).default(''),
      measures: z.string().max(20_000).default(''),
    });
    const typed = { heldOn, where, measures };
    const input = { ...(await ofAudit(audited)), output, typed };
    const outcome = await recordOutput(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'refused': {
        const problems = outcome.problems.map(({ field, message }) => {
          return { field: `${field}-${output}`, message };
        });
        const given = { view, problems, typed: { output, ...typed } };
        return learningPage(audited, reply.status(422), given);
      }
      case 'not-found':
        throw new NotFound();
      case 'recorded':
      case 'ended':
        nudge();
        return reply.redirect(`/console/audits/${request.params.number}/learning`, 303);
    }
  });

  async function ofAudit(request: AuditRequest) {
    const { id: auditId } = await auditIn(records, request);
    return { auditId, partnershipId: staffIn(request).partnershipId };
  }

  async function viewIn(request: AuditRequest): Promise<LearningView> {
    const view = await learningView(records, await ofAudit(request));
    if (!view) throw new NotFound();
    return view;
  }
}

async function learningPage(
  request: AuditRequest,
  reply: FastifyReply,
  given: {
    view: LearningView;
    problems?: FieldProblem[];
    typed?: TypedOutput & { output: string };
  },
): Promise<FastifyReply> {
  const { view, problems = [], typed } = given;
  const today = dayWithoutWeekday(dateOf(request.now, view.zone));
  return consolePage(request, reply, 'learning', {
    title: 'Passing on what was learnt',
    number: view.number,
    base: `/console/audits/${view.number}/learning`,
    backLink: `/console/audits/${view.number}`,
    problems,
    outputs: view.outputs.map(({ settings, dueDate, open, recorded }) => ({
      ...settings,
      words: outputWords(settings.kind),
      due: formatDate(dueDate),
      open,
      typed: typed?.output === settings.key ? typed : { heldOn: today, where: '', measures: '' },
      recorded: recorded && {
        ...recorded,
        on: formatDate(recorded.on),
        at: momentOf(recorded.at),
      },
    })),
    experience: view.experience,
    passOn: view.passOn.map(
      ({ settings, name, agency, dueDate, asked, said, askId, received }) => ({
        title: settings.title,
        href: askId ? `/console/audits/${view.number}/enter/${askId}` : '',
        received: received ? receivedWords(received) : '',
        name,
        agency,
        due: asked ? formatDate(dueDate) : '',
        said: said && { ...said, words: passOnWords(said.answer), at: dayOf(said.at) },
      }),
    ),
  });
}
