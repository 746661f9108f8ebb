import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { AnswerLine, PersonInRound } from '../../records/approval/approval-people.ts';
import {
  type ApprovalsView,
  approvalsView,
  type RoundView,
} from '../../records/approval/approvals-view.ts';
import { answerObjection } from '../../records/approval/objections.ts';
import { type FormPlace, keepForm, keptForm } from '../../records/audits/unfinished-forms.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import { answerTag, decisionSentence, voidedWords } from '../decision-words.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, backTo, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';
import { reportClosed } from './report-request.ts';

type ObjectionRequest = FastifyRequest<{ Params: { number: string; approval: string } }>;

const path = '/console/audits/:number/approvals';

/** Who has approved the report, who objects to what, and what was decided. */
export function approvalsPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) => {
    const view = await approvalsIn(records, request);
    const kept = await keptForm<Replies>(records, placeOf(request, view.auditId));
    return approvalsPage(request, reply, { view, replies: kept ?? {} });
  });

  const editor = { preHandler: access.requireEditor };
  app.post(`${path}/:approval/reply`, editor, async (request: ObjectionRequest, reply) => {
    const form = formOf(request, {
      reply: z.string().default(''),
      onward: z.enum(['answer', 'report']).default('answer'),
    });
    const audited = request as unknown as AuditRequest;
    const { id: auditId } = await auditIn(records, audited);
    const { partnershipId } = staffIn(request);
    const { approval: approvalId } = request.params;
    if (!z.uuid().safeParse(approvalId).success) throw new NotFound();
    const place = placeOf(audited, auditId);
    const kept = (await keptForm<Replies>(records, place)) ?? {};
    if (form.onward === 'report') {
      await keepForm(records, place, { ...kept, [approvalId]: form.reply }, request.now);
      return reply.redirect(`/console/audits/${request.params.number}/report/edit`, 303);
    }
    const input = { partnershipId, auditId, approvalId, reply: form.reply };
    const outcome = await answerObjection(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'answered':
        nudge();
        return reply.redirect(`/console/audits/${request.params.number}/approvals`, 303);
      case 'refused': {
        const view = await approvalsIn(records, audited);
        const replies = { ...kept, [approvalId]: form.reply };
        const given = { view, problems: outcome.problems, replies };
        return approvalsPage(audited, reply.status(422), given);
      }
      case 'overtaken':
      case 'ended':
        return reportClosed(audited, reply);
      case 'not-found':
        throw new NotFound();
    }
  });
}

type Replies = Record<string, string>;

function placeOf(request: AuditRequest, auditId: string): FormPlace {
  const { partnershipId, contactId } = staffIn(request);
  return { partnershipId, auditId, contactId, form: `approvals/${auditId}` };
}

async function approvalsIn(records: Records, request: AuditRequest): Promise<ApprovalsView> {
  const { partnershipId } = staffIn(request);
  const { number } = request.params;
  const view = await approvalsView(records, { partnershipId, number });
  if (!view) throw new NotFound();
  return view;
}

async function approvalsPage(
  request: AuditRequest,
  reply: FastifyReply,
  given: {
    view: ApprovalsView;
    problems?: FieldProblem[];
    /** What has been typed to objections and not sent, by answer. */
    replies: Replies;
  },
): Promise<FastifyReply> {
  const { view, problems = [], replies } = given;
  // People said what they said to the officer and the chair, and to nobody else.
  const mayRead = mayReadRemarks(request);
  return consolePage(request, reply, 'approvals', {
    title: 'Approval of the report',
    number: view.number,
    base: `/console/audits/${view.number}`,
    backLink: backTo(request, ''),
    words: view.profile.words,
    version: view.version,
    problems,
    replies,
    mayRead,
    rounds: view.rounds.map((round) => roundFacts(round, mayRead)),
  });
}

function mayReadRemarks(request: AuditRequest): boolean {
  const { roles, chairs, decides } = staffIn(request);
  const { number } = request.params;
  const own = decides.some((each) => each.number === number && each.on === 'report');
  return roles.includes('editor') || chairs.includes(number) || own;
}

function roundFacts(round: RoundView, mayRead: boolean) {
  const { people } = round;
  return {
    ...round,
    said: countWords(round),
    silenceWords: silenceWords(round),
    decideBy: round.decideBy && formatDate(round.decideBy),
    people: people.map((person) => ({
      ...personFacts(round, person, mayRead),
      received: person.received ? receivedWords(person.received) : '',
      enter: round.state === 'running' ? person.askId : null,
    })),
    decisions: round.decisions.map((decision) => ({
      ...decision,
      sentence: decisionSentence(decision),
      nextDate: decision.nextDate && formatDate(decision.nextDate),
    })),
  };
}

function personFacts(round: RoundView, person: PersonInRound, mayRead: boolean) {
  const [newest, ...earlier] = person.answers;
  const standing = newest && !newest.voidedWhy ? newest : null;
  const line = (answer: AnswerLine) => ({
    ...answer,
    at: momentOf(answer.at),
    tag: answerTag(answer.answer, round.by === 'body'),
    voided: answer.voidedWhy ? (voidedWords[answer.voidedWhy] ?? '') : null,
    remarks: mayRead ? answer.remarks : [],
    hidden: mayRead ? 0 : answer.remarks.length,
  });
  const { dueDate, name, agency } = person;
  return {
    name,
    agency,
    asked: standing ? null : dueDate ? `Asked, by ${formatDate(dueDate)}` : 'Not asked any more',
    standing: standing && line(standing),
    toSettle:
      round.by === 'participants' &&
      round.state === 'running' &&
      standing?.answer === 'object' &&
      standing.reply === '',
    earlier: (standing ? earlier : person.answers).map(line),
  };
}

function countWords({ people, by }: RoundView): string {
  const standing = people.map(({ answers: [newest] }) => (newest?.voidedWhy ? null : newest));
  const count = (answer: string) => standing.filter((each) => each?.answer === answer).length;
  const open = people.filter(({ dueDate }) => dueDate !== null).length;
  return [
    `${count('approve')} approved`,
    `${count('object')} ${by === 'body' ? 'did not approve' : 'objected'}`,
    `${count('silent')} said nothing`,
    ...(open > 0 ? [`${open} still to answer`] : []),
  ].join(', ');
}

function silenceWords({ silence }: RoundView): string | null {
  if (silence === null) return null;
  return silence === 'counts-as-approval'
    ? 'Saying nothing is recorded as that, and counts as approval.'
    : 'Saying nothing is recorded as that, and does not count as approval.';
}
