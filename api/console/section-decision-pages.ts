import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { thisOne } from '../../domain/about-words.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { decideSection } from '../../records/returns/decide-section.ts';
import type { FoldedSection, ReturnView, SectionView } from '../../records/returns/return-view.ts';
import { type Access, staffIn } from '../access.ts';
import { ruledSection } from '../contact/section-decision-pages.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { viewIn } from './return-pages.ts';

type SectionRequest = FastifyRequest<{
  Params: { number: string; return: string; section: string };
}>;

const path = '/console/audits/:number/returns/:return/sections/:section/decision';

/** A section that whoever completed the tool on paper opened, or closed, with their reason (FA-8). */
export function sectionDecisionPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, editor, async (request: SectionRequest, reply) => {
    const { view, found } = await openIn(request);
    return page(request, reply, { view, found, reason: found.state.reason, problems: [] });
  });

  app.post(path, editor, async (request: SectionRequest, reply) => {
    const { decision, reason } = formOf(request, {
      decision: z.enum(['opened', 'closed', 'by-rule']),
      reason: z.string().max(100_000).default(''),
    });
    const { view, found } = await openIn(request);
    const { partnershipId } = staffIn(request);
    const { key: section } = found.section;
    const decided = decision === 'by-rule' ? null : decision;
    const outcome = await decideSection(
      records,
      { partnershipId, returnId: view.id, section, decided, reason },
      { ...actorIn(request), onBehalf: true },
      request.now,
    );
    if (outcome.kind === 'refused') {
      const { problems } = outcome;
      return page(request, reply.status(422), { view, found, reason, problems });
    }
    if (outcome.kind !== 'decided') throw new NotFound();
    return reply.redirect(`${pathOf(request)}#enter`, 303);
  });

  async function openIn(request: SectionRequest): Promise<{ view: ReturnView; found: Found }> {
    const view = await viewIn(records, request);
    if (view.closed !== null) throw new NotFound();
    return { view, found: ruledSection(view, request.params.section) };
  }
}

type Found = SectionView | FoldedSection;

function pathOf({ params }: SectionRequest): string {
  return `/console/audits/${params.number}/returns/${params.return}`;
}

async function page(
  request: SectionRequest,
  reply: FastifyReply,
  given: { view: ReturnView; found: Found; reason: string; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, found, reason, problems } = given;
  const { section, state } = found;
  return consolePage(request, reply, 'section-decision', {
    title: `${state.applies ? 'Close' : 'Open'} “${section.title}” for ${view.respondent.name}`,
    number: request.params.number,
    label: view.about.label,
    backLink: pathOf(request),
    note: section.applies?.note,
    thisOne: thisOne(view.about.kind, view.audit.profile.words),
    state,
    reason,
    problems,
  });
}
