import type { FastifyInstance, FastifyReply } from 'fastify';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { openAsksOf } from '../../records/access/readers.ts';
import { handOver } from '../../records/asks/hand-over.ts';
import { colleaguesAt, type RequestView, requestView } from '../../records/returns/request-view.ts';
import { readerIn } from '../access.ts';
import { cookieNames, cookieOptions } from '../cookies.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { closedPage } from './closed-page.ts';
import { nobody, readColleague, refusedColleague, type TypedColleague } from './colleague-form.ts';
import type { AskRequest } from './contact-pages.ts';
import { deadline } from './wording.ts';

/** Somebody else is to answer for the agency: the old link ends and both are told. */
export function handOverPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, nudge } = dependencies;

  app.get('/asks/:ask/hand-over', async (request: AskRequest, reply) => {
    const view = await openRequestOf(dependencies, request);
    if (!view) return closedPage(request, reply, 'ended');
    return form(dependencies, { request, reply, view }, { typed: nobody, problems: [] });
  });

  app.post('/asks/:ask/hand-over', async (request: AskRequest, reply) => {
    const view = await openRequestOf(dependencies, request);
    if (!view) return closedPage(request, reply, 'ended');
    const read = readColleague(request);
    const page = { request, reply, view };
    if ('problems' in read) return form(dependencies, page, read);
    const reader = readerIn(request);
    const { partnershipId, contactId } = reader;
    const input = { partnershipId, askId: view.ask.id, colleague: read.chosen };
    const outcome = await handOver(records, input, { contactId }, request.now);
    switch (outcome.kind) {
      case 'handed-over': {
        nudge();
        const others = await openAsksOf(records, { ...reader, now: request.now });
        // The link has ended with it, and this browser's session with the link.
        request.reader = null;
        reply.clearCookie(cookieNames.link, cookieOptions);
        return reply.page('contact/handed-over.njk', {
          title: 'You have handed it over',
          partnershipName: reader.partnershipName,
          agency: view.agency.name,
          others: others.length,
        });
      }
      case 'not-found':
      case 'ended':
        return closedPage(request, reply, outcome.kind);
      default: {
        const problems = [refusedColleague(outcome.kind, view.agency)];
        return form(dependencies, page, { typed: read.typed, problems });
      }
    }
  });
}

async function openRequestOf(
  { records }: ApiDependencies,
  request: AskRequest,
): Promise<RequestView | null> {
  const view = await requestView(records, readerIn(request), request.params.ask);
  if (!view || view.asks === 'person') throw new NotFound();
  return view.ask.outcome === null ? view : null;
}

async function form(
  { records }: ApiDependencies,
  { request, reply, view }: { request: AskRequest; reply: FastifyReply; view: RequestView },
  { typed, problems }: { typed: TypedColleague; problems: FieldProblem[] },
): Promise<FastifyReply> {
  if (problems.length > 0) reply.status(422);
  const reader = readerIn(request);
  return reply.page('contact/hand-over.njk', {
    title: 'Hand over to somebody else',
    partnershipName: reader.partnershipName,
    backLink: `/asks/${view.ask.id}`,
    askId: view.ask.id,
    agency: view.agency,
    words: view.audit.profile.words,
    deadline: deadline(view.ask, view.audit.zone),
    colleagues: await colleaguesAt(records, reader, view.agency.id, view.serviceId),
    typed,
    problems,
  });
}
