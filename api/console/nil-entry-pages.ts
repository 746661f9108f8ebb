import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { nilQuestion, nilSentence } from '../../domain/about-words.ts';
import { dateOf } from '../../domain/calendar.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { declareNotKnown } from '../../records/returns/not-known.ts';
import type { ReturnView } from '../../records/returns/return-view.ts';
import type { Access } from '../access.ts';
import {
  longestReason,
  othersSharing,
  throughItems,
  whereMade,
} from '../contact/not-known-pages.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, auditIn, consolePage } from './console-page.ts';
import {
  readReceived,
  receivedFacts,
  receivedFields,
  type TypedReceived,
} from './received-form.ts';
import { notEntered, type ReturnRequest, viewIn } from './return-pages.ts';

const path = '/console/audits/:number/returns/:return/not-known';

/** That there is nothing to answer for after all, entered for whoever said so by phone or on paper. */
export function nilEntryPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const text = z.string().max(100_000).default('');

  app.get(path, editor, async (request: ReturnRequest, reply) => {
    const view = await openIn(request);
    return page(request, reply, { view, reason: '', through: '', received: null, problems: [] });
  });

  app.post(path, editor, async (request: ReturnRequest, reply) => {
    const form = formOf(request, { reason: text, through: text, ...receivedFields });
    const view = await viewIn(records, request);
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const { zone } = view.audit;
    const { received, checked } = await readReceived(records, request, form, { auditId, zone });
    const reason = form.reason.replace(/\r\n?/g, '\n').trim();
    const { through } = form;
    const made = whereMade(view, through);
    const { missing } = nilQuestion(view.about);
    const problems = [
      ...(checked.ok ? [] : checked.problems),
      ...made.problems,
      ...textProblems('reason', reason, { missing, longest: longestReason }),
    ];
    if (!checked.ok || problems.length > 0) {
      return page(request, reply.status(422), { view, reason, through, received, problems });
    }
    const outcome = await declareNotKnown(
      records,
      {
        partnershipId,
        returnId: view.id,
        reason: `${made.said}${reason}`,
        received: checked.received,
      },
      { ...actorIn(request), onBehalf: true },
      request.now,
    );
    if (outcome === 'not-found') throw new NotFound();
    if (outcome !== 'declared') {
      const message = outcome === 'submitted' ? sentMeanwhile : notEntered(outcome);
      const refused = { view, reason, through, received, problems: [{ field: 'reason', message }] };
      return page(request, reply.status(422), refused);
    }
    nudge();
    return reply.redirect(pathOf(request, view), 303);
  });

  async function openIn(request: ReturnRequest): Promise<ReturnView> {
    const view = await viewIn(records, request);
    if (view.closed !== null || view.reconsidering) throw new NotFound();
    return view;
  }
}

const sentMeanwhile =
  'It has been sent meanwhile, so this cannot be entered any more. Ask them which of the two is right.';

function pathOf(request: ReturnRequest, view: ReturnView): string {
  return `/console/audits/${request.params.number}/returns/${view.id}`;
}

async function page(
  request: ReturnRequest,
  reply: FastifyReply,
  given: {
    view: ReturnView;
    reason: string;
    through: string;
    received: TypedReceived | null;
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, reason, through, received, problems } = given;
  const sentence = nilSentence(view.about, view.audit.profile.words);
  return consolePage(request, reply, 'nil-entry', {
    title: `Enter for ${view.respondent.name}: ${view.about.label}`,
    number: request.params.number,
    backLink: pathOf(request, view),
    agency: view.agency.name,
    sentence,
    question: nilQuestion(view.about),
    throughItems: othersSharing(view).length > 0 ? throughItems(view, through) : [],
    longest: longestReason,
    reason,
    problems,
    ...receivedFacts(received, dateOf(request.now, view.audit.zone)),
  });
}
