import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { listed } from '../../domain/phrases.ts';
import { participantsApprove } from '../../domain/profile.ts';
import { clockTime, stretchesInWords } from '../../emails/wording.ts';
import { answerAttend } from '../../records/discussion/attend.ts';
import { type AttendView, attendView } from '../../records/discussion/attend-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { AskRequest } from './contact-pages.ts';

/** Coming, sending a deputy or not coming to the discussion. */
export async function showAttend(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const { partnershipId, contactId } = readerIn(request);
  const view = await attendView(records, { partnershipId, contactId, askId: ask.id }, request.now);
  if (!view) throw new NotFound();
  if (view.meeting.over || !['answered', null].includes(view.outcome)) {
    return closedPage(request, reply, 'ended');
  }
  return attendPage(request, reply, { view, typed: view.said, problems: [] });
}

export function attendPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, nudge } = dependencies;
  const ticked = z.literal('yes').optional();

  app.post('/asks/:ask/attend', async (request: AskRequest, reply) => {
    const form = formOf(request, {
      reply: z.string().max(20).default(''),
      deputyName: z.string().default(''),
      confidential: ticked,
      wantsApproval: ticked,
    });
    const { partnershipId, contactId } = readerIn(request);
    const askId = request.params.ask;
    const typed = {
      reply: form.reply,
      deputyName: form.deputyName,
      confidential: form.confidential === 'yes',
      wantsApproval: form.wantsApproval === 'yes',
    };
    const input = { partnershipId, askId, ...typed };
    const outcome = await answerAttend(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'answered':
        nudge();
        return reply.redirect(`/asks/${askId}`, 303);
      case 'refused': {
        const view = await attendView(records, { partnershipId, contactId, askId }, request.now);
        if (!view) throw new NotFound();
        reply.status(422);
        return attendPage(request, reply, { view, typed, problems: outcome.problems });
      }
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

async function attendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  given: { view: AttendView; typed: AttendView['said']; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, typed, problems } = given;
  const { words } = view.profile;
  const { date, startsAt, minutes, place } = view.meeting;
  return reply.page('contact/attend.njk', {
    partnershipName: readerIn(request).partnershipName,
    title: `Are you coming to the ${words.discussion}?`,
    backLink: '/asks',
    words,
    number: view.number,
    agency: view.agency,
    askId: view.askId,
    when: `${formatDate(date)}, ${clockTime(startsAt)} to ${clockTime(startsAt, minutes)}`,
    ownCases: view.ownCases.map(({ number, ...stretch }) => ({
      label: `C${number}`,
      when: stretchesInWords(startsAt, [stretch]),
    })),
    questions: view.questions.map(({ number, text }) => ({
      about: number ? `C${number}` : 'The audit as a whole',
      text,
    })),
    place,
    due: formatDate(view.dueDate),
    answered: view.outcome === 'answered' && problems.length === 0 ? saidWords(view.said) : null,
    confidentiality: view.confidentiality,
    accepted: view.said.confidential,
    author: view.author,
    approves: participantsApprove(view.profile),
    chair: view.chair,
    facilitates: listed(view.facilitates.map((number) => `C${number}`)),
    prepare: view.practitioner ? `/pack/${view.auditId}/prepare` : null,
    pack: view.hasPack ? `/pack/${view.auditId}` : null,
    typed,
    problems,
  });
}

function saidWords({ reply, deputyName }: AttendView['said']): string {
  if (reply === 'deputy') return `You have said that ${deputyName} comes in your place.`;
  return reply === 'coming'
    ? 'You have said that you are coming.'
    : 'You have said that you are not coming.';
}
