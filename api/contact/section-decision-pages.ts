import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { decideSection } from '../../records/returns/decide-section.ts';
import type { FoldedSection, ReturnView, SectionView } from '../../records/returns/return-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { closedPage } from './closed-page.ts';
import type { SectionRequest } from './section-form.ts';
import { readTool, toolFacts } from './tool-facts.ts';

/** A section that normally does not apply is opened, or one that does is closed, with a reason. */
export function sectionDecisionPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const path = '/returns/:tool/sections/:section/decision';

  app.get(path, async (request: SectionRequest, reply) => {
    const view = await readTool(dependencies, request);
    const found = ruledSection(view, request.params.section);
    if (view.closed) return closedPage(request, reply, view.closed);
    if (view.start.kind !== 'started') return reply.redirect(`/returns/${view.id}`, 303);
    const { reason } = found.state;
    return page(request, reply, { view, found, reason, problems: [] });
  });

  app.post(path, async (request: SectionRequest, reply) => {
    const view = await readTool(dependencies, request);
    const found = ruledSection(view, request.params.section);
    const form = formOf(request, {
      decision: z.enum(['opened', 'closed', 'by-rule']),
      reason: z.string().default(''),
    });
    const { partnershipId, contactId } = readerIn(request);
    const { section } = found;
    const decided = form.decision === 'by-rule' ? null : form.decision;
    const { reason } = form;
    const outcome = await decideSection(
      dependencies.records,
      { partnershipId, returnId: view.id, section: section.key, decided, reason },
      { contactId },
      request.now,
    );
    switch (outcome.kind) {
      case 'decided':
        return reply.redirect(
          decided === 'opened'
            ? `/returns/${view.id}/sections/${section.key}`
            : `/returns/${view.id}`,
          303,
        );
      case 'refused': {
        const { problems } = outcome;
        return page(request, reply.status(422), { view, found, reason, problems });
      }
      case 'not-found':
        throw new NotFound();
      default:
        return closedPage(request, reply, outcome.kind);
    }
  });
}

type Found = SectionView | FoldedSection;

/** A section with a rule; the others are asked of everybody and are not decided about. */
export function ruledSection(view: ReturnView, key: string): Found {
  const all: Found[] = [...view.sections, ...view.folded];
  const found = all.find(({ section }) => section.key === key);
  if (!found?.section.applies) throw new NotFound();
  return found;
}

async function page(
  request: SectionRequest,
  reply: FastifyReply,
  given: { view: ReturnView; found: Found; reason: string; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, found, reason, problems } = given;
  const { section, state } = found;
  return reply.page('contact/section-decision.njk', {
    ...toolFacts(request, view),
    title: state.applies ? 'Close this section' : 'Open this section',
    backLink: `/returns/${view.id}`,
    section,
    note: section.applies?.note,
    state,
    reason,
    problems,
  });
}
