import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { longestTeamText, type TypedTeam, teamAnswerWords } from '../../domain/team-naming.ts';
import { momentOf } from '../../emails/wording.ts';
import { nameTeam } from '../../records/planning/name-team.ts';
import { type TeamAsk, teamAsk } from '../../records/planning/team-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import { refusedColleague } from './colleague-form.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

/** The fields of a form on which up to so many auditors are named. */
export function teamFields(most: number) {
  const line = z.string().default('');
  const rows = Array.from({ length: most }, (_each, at) => [
    [`name-${at}`, line],
    [`email-${at}`, line],
    [`newcomer-${at}`, line],
  ]).flat();
  return {
    answer: z.string().max(40).default(''),
    text: z.string().default(''),
    ...(Object.fromEntries(rows) as Record<string, typeof line>),
  };
}

export function typedTeam(form: Record<string, unknown>, most: number): TypedTeam {
  const text = (key: string) => String(form[key] ?? '');
  return {
    answer: text('answer'),
    text: text('text'),
    members: Array.from({ length: most }, (_each, at) => ({
      name: text(`name-${at}`),
      email: text(`email-${at}`),
      newcomer: text(`newcomer-${at}`),
    })),
  };
}

/** Whom an agency names to audit, or that there is nobody (SO-6). */
export function teamPages(app: FastifyInstance, { records, nudge }: ApiDependencies): void {
  app.post('/asks/:ask/team', async (request: AskRequest, reply) => {
    const { partnershipId, contactId } = readerIn(request);
    const view = await teamAsk(records, readerIn(request), request.params.ask);
    if (!view) throw new NotFound();
    const typed = typedTeam(formOf(request, teamFields(view.most)), view.most);
    const input = { partnershipId, askId: view.ask.id, typed };
    const outcome = await nameTeam(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'answered':
      case 'already-answered':
        nudge();
        return reply.redirect(`/asks/${view.ask.id}`, 303);
      case 'incomplete':
        return form(request, reply.status(422), view, { typed, problems: outcome.problems });
      case 'refused': {
        const problems = [refusedMember(view, outcome)];
        return form(request, reply.status(422), view, { typed, problems });
      }
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

/** What to do about somebody named who cannot be taken, beside their own fields. */
export function refusedMember(
  { agency }: TeamAsk,
  { at, refusal }: { at: number; refusal: Parameters<typeof refusedColleague>[0] },
): FieldProblem {
  return { field: `email-${at}`, message: refusedColleague(refusal, agency).message };
}

export async function showTeam(
  { records }: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string },
): Promise<FastifyReply> {
  const view = await teamAsk(records, readerIn(request), ask.id);
  if (!view) throw new NotFound();
  const { outcome, settledAt } = view.ask;
  if (outcome === 'answered' && view.said) {
    return reply.page('contact/team-named.njk', {
      ...pageFacts(request, view),
      title: 'Thank you: your answer has been sent',
      said: teamAnswerWords(view.said.answer ?? ''),
      members: view.said.members,
      text: view.said.text,
      at: settledAt ? momentOf(settledAt, view.zone) : '',
    });
  }
  if (outcome !== null && outcome !== 'not-answered') return closedPage(request, reply, 'ended');
  return form(request, reply, view, { typed: typedTeam({}, view.most), problems: [] });
}

async function form(
  request: FastifyRequest,
  reply: FastifyReply,
  view: TeamAsk,
  given: { typed: TypedTeam; problems: FieldProblem[] },
): Promise<FastifyReply> {
  return reply.page('contact/team.njk', {
    ...pageFacts(request, view),
    ...given,
    title: 'Name your auditors',
    backLink: '/asks',
    late: view.ask.outcome === 'not-answered',
    deadline: deadline(view.ask, view.zone),
    longest: longestTeamText,
    domains: view.agency.mailDomains,
    newcomers: view.newcomers,
  });
}

function pageFacts(request: FastifyRequest, view: TeamAsk) {
  return {
    partnershipName: readerIn(request).partnershipName,
    askId: view.ask.id,
    number: view.number,
    words: view.words,
    agency: view.agency.name,
    focus: view.focus,
    wanted: view.wanted,
    terms: view.terms,
  };
}
