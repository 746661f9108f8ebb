import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { TypedBenchmark } from '../../domain/benchmark.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  type BenchmarkForm,
  benchmarkForm,
  setBenchmark,
} from '../../records/planning/benchmark.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';

const path = '/console/audits/:number/benchmark';

/** An audit beside an earlier one: which, or its figures where it was not run here (SO-42). */
export function benchmarkPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) => {
    const form = await formIn(request);
    const { what = '', audit = null } = form.benchmark ?? {};
    const typed = { what, earlier: audit?.number ?? '', figures: {} };
    return page(request, reply, { form, typed, problems: [] });
  });

  const editor = { preHandler: access.requireEditor };
  app.post(path, editor, async (request: AuditRequest, reply) => {
    const form = await formIn(request);
    const line = z.string().max(500).default('');
    const places = placesOf(form);
    const shape = Object.fromEntries(places.map((place) => [place, line]));
    const { _csrf, what, earlier, ...figures } = formOf(request, {
      what: line,
      earlier: line,
      ...shape,
    }) as Record<string, string>;
    const typed = { what: what ?? '', earlier: earlier ?? '', figures };
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const input = { partnershipId, auditId, typed };
    const outcome = await setBenchmark(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'set') {
      return reply.redirect(`/console/audits/${request.params.number}/benchmark`, 303);
    }
    return page(request, reply.status(422), { form, typed, problems: outcome.problems });
  });

  async function formIn(request: AuditRequest): Promise<BenchmarkForm> {
    const { id: auditId } = await auditIn(records, request);
    const { partnershipId } = staffIn(request);
    const form = await benchmarkForm(records, { partnershipId, auditId });
    if (!form?.grades) throw new NotFound();
    return form;
  }
}

function placesOf({ grades }: BenchmarkForm): string[] {
  const { sections = [], scale = [] } = grades ?? {};
  return sections.flatMap(({ place }) => scale.map(({ key }) => `${place}/${key}`));
}

async function page(
  request: AuditRequest,
  reply: FastifyReply,
  given: { form: BenchmarkForm; typed: TypedBenchmark; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { form, typed, problems } = given;
  const { grades, benchmark, audits, number } = form;
  return consolePage(request, reply, 'benchmark', {
    title: 'Compared with an earlier audit',
    number,
    backLink: `/console/audits/${number}`,
    benchmark,
    comparison: benchmark?.comparison && {
      ...benchmark.comparison,
      sections: benchmark.comparison.sections.map(({ title, before, now }) => ({
        title,
        before: benchmark.comparison?.scale.map(({ key }) => before[key] ?? 0),
        now: benchmark.comparison?.scale.map(({ key }) => now[key] ?? 0),
      })),
    },
    audits,
    scale: grades?.scale ?? [],
    sections: grades?.sections ?? [],
    typed,
    problems,
  });
}
