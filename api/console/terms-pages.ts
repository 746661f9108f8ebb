import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import { formatDegreeDate } from '../../domain/degree-dates.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { emptyTerms, goodPlaces, type Terms } from '../../domain/terms.ts';
import { toolsOf } from '../../domain/tools.ts';
import type { PlanningView } from '../../records/planning/planning-view.ts';
import { saveTerms, termsStage } from '../../records/planning/terms.ts';
import type { Access } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';
import { planningIn } from './planning-pages.ts';

const path = '/console/audits/:number/terms';

/** The terms of reference: written here, read here, put before the group from here. */
export function termsPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) => {
    const view = await planningIn(records, request);
    const newest = view.terms?.newest;
    const terms = newest?.terms ?? emptyTerms;
    return termsPage(request, reply, { view, terms, seen: newest?.version ?? 0, problems: [] });
  });

  app.post(path, { preHandler: access.requireEditor }, async (request: AuditRequest, reply) => {
    const view = await planningIn(records, request);
    if (!view.terms) throw new NotFound();
    const { sections, places } = shape(view);
    const text = z.string().max(200_000).default('');
    const form = formOf(request, {
      seen: z.coerce.number().int().min(0),
      onward: z.enum(['save', 'finish']).default('save'),
      ...Object.fromEntries(sections.map(({ key }) => [`section-${key}`, text])),
      ...Object.fromEntries(places.map(({ place }) => [`good-${place}`, text])),
    }) as { seen: number; onward: string } & Record<string, unknown>;
    const typed = (field: string) => String(form[field] ?? '');
    const terms: Terms = {
      sections: Object.fromEntries(sections.map(({ key }) => [key, typed(`section-${key}`)])),
      good: Object.fromEntries(places.map(({ place }) => [place, typed(`good-${place}`)])),
    };
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const finish = form.onward === 'finish';
    const input = { partnershipId, auditId, seen: form.seen, terms, finish };
    const outcome = await saveTerms(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'saved':
        return reply.redirect(`/console/audits/${view.number}/terms`, 303);
      case 'finished':
        nudge();
        return reply.redirect(`/console/audits/${view.number}/planning`, 303);
      case 'incomplete': {
        const { problems } = outcome;
        const shown = { view, terms, seen: form.seen, problems };
        return termsPage(request, reply.status(422), shown);
      }
      case 'stale': {
        const { theirs } = outcome;
        const message =
          'Somebody has saved the terms of reference since you opened them. Nothing is lost: what was saved stands above each of your texts. Put together what should stay, then save.';
        const shown = { view, terms, seen: theirs.version, theirs: theirs.terms };
        const problems = [{ field: 'terms', message }];
        return termsPage(request, reply.status(409), { ...shown, problems });
      }
      case 'ended': {
        const message = 'The terms of reference cannot be changed now.';
        const shown = { view, terms, seen: form.seen, problems: [{ field: 'terms', message }] };
        return termsPage(request, reply.status(409), shown);
      }
      case 'not-found':
        throw new NotFound();
    }
  });
}

function shape({ profile }: PlanningView) {
  const stage = termsStage({ profile });
  return { sections: stage.sections, places: goodPlaces(stage, toolsOf(profile)), stage };
}

async function termsPage(
  request: AuditRequest,
  reply: FastifyReply,
  given: {
    view: PlanningView;
    terms: Terms;
    seen: number;
    theirs?: Terms;
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, terms, seen, theirs, problems } = given;
  if (!view.terms) throw new NotFound();
  const { sections, places, stage } = shape(view);
  const other = (mine: string, saved: string | undefined) => (saved === mine ? '' : (saved ?? ''));
  return consolePage(request, reply, 'terms', {
    title: 'Terms of reference',
    number: view.number,
    backLink: `/console/audits/${view.number}/planning`,
    writing: view.terms.writing !== null,
    version: view.terms.newest?.version ?? 0,
    seen,
    problems,
    focus: view.focus,
    period: `${plain(view.window.from)} to ${plain(view.window.to)}`,
    dates: view.dates.map(({ label, date }) => ({ label, date: formatDegreeDate(date) })),
    guidance: stage.guidance,
    group: view.terms.group.name,
    sections: sections.map(({ key, title, prompt, required }) => ({
      field: `section-${key}`,
      title,
      prompt,
      required,
      text: terms.sections[key] ?? '',
      theirs: theirs ? other(terms.sections[key] ?? '', theirs.sections[key]) : '',
    })),
    good: places.map(({ place, section, label }) => ({
      field: `good-${place}`,
      section,
      label,
      text: terms.good[place] ?? '',
      theirs: theirs ? other(terms.good[place] ?? '', theirs.good[place]) : '',
    })),
  });
}

function plain(date: string): string {
  return formatDate(date).replace(/^\w+ /, '');
}
