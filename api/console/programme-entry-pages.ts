import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { addPlanned, entryChoices, type TypedEntry } from '../../records/programme/add-planned.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';

type ProgrammeRequest = FastifyRequest<{ Params: { programme: string } }>;

const path = '/console/add-planned/:programme';

/** An audit that joins a loaded programme during the year, with the reason (SO-2). */
export function programmeEntryPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, editor, async (request: ProgrammeRequest, reply) =>
    page(request, reply, { typed: nothingYet, problems: [] }),
  );

  app.post(path, editor, async (request: ProgrammeRequest, reply) => {
    const text = z.string().max(20_000).default('');
    const fields = Object.fromEntries(Object.keys(nothingYet).map((key) => [key, text]));
    const { _csrf, ...typed } = formOf(request, fields) as unknown as TypedEntry & {
      _csrf: string;
    };
    const { programme } = request.params;
    const input = { partnershipId: staffIn(request).partnershipId, programme, typed };
    const outcome = await addPlanned(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'refused') {
      return page(request, reply.status(422), { typed, problems: outcome.problems });
    }
    nudge();
    return reply.redirect(`/console/programme/${programme}/${outcome.entry}`, 303);
  });

  async function page(
    request: ProgrammeRequest,
    reply: FastifyReply,
    given: { typed: TypedEntry; problems: FieldProblem[] },
  ): Promise<FastifyReply> {
    const { partnershipId } = staffIn(request);
    const { programme } = request.params;
    const choices = await entryChoices(records, { partnershipId, programme });
    if (!choices) throw new NotFound();
    return consolePage(request, reply, 'add-planned', {
      title: 'Add an audit to the programme',
      caption: choices.title,
      backLink: '/console/programme',
      processes: choices.processes,
      types: choices.types,
      ...given,
    });
  }
}

const nothingYet: TypedEntry = {
  month: '',
  process: '',
  type: '',
  theme: '',
  focus: '',
  rationale: '',
  sample: '',
  reason: '',
};
