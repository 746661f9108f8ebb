import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ContactCalendar, weekdays } from '../../domain/contact-calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { contactDays, sayDays } from '../../records/directory/contact-days.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { formOf } from '../forms.ts';

/** The days on which somebody works, so that nothing is planned for another one unawares. */
export function workingDaysPages(app: FastifyInstance, { records }: ApiDependencies): void {
  app.get('/working-days', async (request, reply) =>
    page(request, reply, await contactDays(records, readerIn(request)), []),
  );

  app.post('/working-days', async (request, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const day = z.string().max(10);
    const form = formOf(request, {
      worksOn: z.union([day, z.array(day).max(10)]).default([]),
      termTimeOnly: day.default(''),
    });
    const said = {
      worksOn: [form.worksOn].flat().map(Number),
      termTimeOnly: form.termTimeOnly === 'yes',
    };
    const input = { partnershipId, contactId, ...said };
    const outcome = await sayDays(records, input, { contactId }, request.now);
    if (outcome.kind === 'refused') {
      return page(request, reply.status(422), said, outcome.problems);
    }
    return reply.redirect('/asks', 303);
  });
}

async function page(
  request: FastifyRequest,
  reply: FastifyReply,
  said: ContactCalendar,
  problems: FieldProblem[],
): Promise<FastifyReply> {
  return reply.page('contact/working-days.njk', {
    title: 'On which days do you work?',
    partnershipName: readerIn(request).partnershipName,
    backLink: '/asks',
    problems,
    termTimeOnly: said.termTimeOnly,
    days: weekdays.map((text, at) => ({
      value: String(at + 1),
      text,
      checked: said.worksOn.includes(at + 1),
    })),
  });
}
