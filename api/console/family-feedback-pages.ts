import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { dateOf } from '../../domain/calendar.ts';
import { longestFeedback, memberWords, type TypedFeedback } from '../../domain/family-feedback.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { recordFamilyFeedback } from '../../records/involvement/family-feedback.ts';
import {
  type FamilyFeedbackAsk,
  type FamilyVoice,
  familyFeedbackToEnter,
  familyVoicesOf,
} from '../../records/involvement/family-feedback-view.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { askedOf, feedbackFieldsOf, typedFeedback } from '../family-feedback-form.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';
import {
  readReceived,
  receivedFacts,
  receivedFields,
  type TypedReceived,
} from './received-form.ts';

type EntryRequest = FastifyRequest<{ Params: { number: string; ask: string } }>;

const path = '/console/audits/:number/family';

/** Whose feedback can be asked for, by whom, and what came of it (CH-7, CH-35). */
export function familyFeedbackPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) => {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const found = await familyVoicesOf(records, { partnershipId, auditId });
    if (!found || !stageOfKind(found.context.profile, 'gather-feedback')) throw new NotFound();
    const { number, state } = found.context;
    return consolePage(request, reply, 'family', {
      title: 'Feedback of children and families',
      number,
      base: `/console/audits/${number}/family`,
      backLink: `/console/audits/${number}`,
      running: state === 'open' || state === 'paused',
      voices: found.voices.map(voiceFacts),
    });
  });

  app.get(`${path}/:ask`, editor, async (request: EntryRequest, reply) => {
    const view = await viewIn(request);
    return entryPage(request, reply, { view, typed: {}, received: null, problems: [] });
  });

  app.post(`${path}/:ask`, editor, async (request: EntryRequest, reply) => {
    const view = await viewIn(request);
    const fields = { ...receivedFields, ...feedbackFieldsOf(view) };
    const form = formOf(request, fields) as unknown as TypedReceived & Record<string, unknown>;
    const typed = typedFeedback(view, form);
    const { auditId, zone } = view;
    const { received, checked } = await readReceived(records, request, form, { auditId, zone });
    const shown = { view, typed, received };
    if (!checked.ok) {
      return entryPage(request, reply.status(422), { ...shown, problems: checked.problems });
    }
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, askId: view.ask.id, typed, received: checked.received };
    const by = { ...actorIn(request), onBehalf: true };
    const outcome = await recordFamilyFeedback(records, input, by, request.now);
    if (outcome.kind === 'incomplete') {
      return entryPage(request, reply.status(422), { ...shown, problems: outcome.problems });
    }
    nudge();
    return reply.redirect(`/console/audits/${request.params.number}/family`, 303);
  });

  async function viewIn(request: EntryRequest): Promise<FamilyFeedbackAsk> {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const { ask: askId } = request.params;
    const view = await familyFeedbackToEnter(records, { partnershipId, auditId, askId });
    if (!view) throw new NotFound();
    return view;
  }
}

async function entryPage(
  request: EntryRequest,
  reply: FastifyReply,
  given: {
    view: FamilyFeedbackAsk;
    typed: Record<string, TypedFeedback>;
    received: TypedReceived | null;
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { view, typed, received, problems } = given;
  return consolePage(request, reply, 'family-entry', {
    title: `Enter what the family of C${view.child} said`,
    number: view.number,
    backLink: `/console/audits/${view.number}/family`,
    arranger: view.voices[0]?.arranger ?? '',
    asked: askedOf(view),
    typed,
    problems,
    longest: longestFeedback,
    ...receivedFacts(received, dateOf(request.now, view.zone)),
  });
}

function voiceFacts(voice: FamilyVoice) {
  const { number, who, agency, arranger, outcome, late, text, at, askId, open, received } = voice;
  return {
    child: `C${number}`,
    who: memberWords(who),
    agency,
    arranger,
    said: saidWords(outcome, askId !== null),
    late: late && outcome !== 'silent',
    text,
    at: at ? momentOf(at) : '',
    received: received ? receivedWords(received) : '',
    enter: open ? askId : null,
  };
}

function saidWords(outcome: string | null, asked: boolean): string {
  switch (outcome) {
    case 'given':
      return 'Gave feedback';
    case 'not-given':
      return 'No feedback';
    case 'silent':
      return 'Nothing recorded by the date';
    default:
      return asked ? 'Asked for' : 'Not asked for yet';
  }
}
