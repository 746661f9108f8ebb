import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { blockHtml } from '../../documents/report-html.ts';
import { formatDate } from '../../domain/calendar.ts';
import type { BodyTask, DecisionOutcome, TypedDecision } from '../../domain/decision.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  type ApprovalsView,
  approvalsView,
  type RoundView,
} from '../../records/approval/approvals-view.ts';
import { type EmailRoundStarted, startEmailRound } from '../../records/letters/email-round.ts';
import { planDecision, recordDecision } from '../../records/planning/decisions.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import { answerTag, outcomeWords } from '../decision-words.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, backTo, consolePage } from './console-page.ts';
import { reportClosed } from './report-request.ts';

const path = '/console/audits/:number/decision';

/** What a group decided on the report; the date of its meeting; or its members asked by email. */
export function decisionPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, editor, async (request: AuditRequest, reply) => {
    const found = await roundIn(records, request);
    return found ? decisionPage(request, reply, found) : reportClosed(request, reply);
  });

  app.post(path, editor, async (request: AuditRequest, reply) => {
    const text = z.string().default('');
    const form = formOf(request, {
      key: z.uuid(),
      version: z.coerce.number().int(),
      outcome: text,
      how: text,
      date: text,
      minuteReference: text,
      text,
      nextDate: text,
    });
    const { key, version, ...typed } = form;
    const input = { ...(await ofAudit(request)), key, version, typed };
    const outcome = await recordDecision(records, input, actorIn(request), request.now);
    if (outcome.kind === 'recorded') return done(request, reply);
    if (outcome.kind === 'not-found') throw new NotFound();
    const problems =
      outcome.kind === 'refused'
        ? outcome.problems
        : [{ field: 'key', message: refusals[outcome.kind] }];
    return again(request, reply, { problems, typed });
  });

  app.post(`${path}/meeting`, editor, async (request: AuditRequest, reply) => {
    const { meeting } = formOf(request, { meeting: z.string().default('') });
    const input = { ...(await ofAudit(request)), date: meeting };
    const outcome = await planDecision(records, input, actorIn(request), request.now);
    if (outcome.kind === 'planned') return done(request, reply);
    if (outcome.kind === 'not-found') throw new NotFound();
    const problems = outcome.kind === 'refused' ? outcome.problems : [];
    return again(request, reply, { problems, meeting });
  });

  app.post(`${path}/email-round`, editor, async (request: AuditRequest, reply) => {
    formOf(request, {});
    const input = await ofAudit(request);
    const outcome = await startEmailRound(records, input, actorIn(request), request.now);
    if (outcome.kind === 'started' || outcome.kind === 'running') return done(request, reply);
    if (outcome.kind === 'not-found') throw new NotFound();
    return again(request, reply, {
      problems: [{ field: 'email-round', message: refusals[outcome.kind] }],
    });
  });

  async function ofAudit(request: AuditRequest) {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    return { auditId, partnershipId };
  }

  function done(request: AuditRequest, reply: FastifyReply): FastifyReply {
    nudge();
    return reply.redirect(backTo(request, '/approvals'), 303);
  }

  async function again(
    request: AuditRequest,
    reply: FastifyReply,
    given: { problems: FieldProblem[]; typed?: TypedDecision; meeting?: string },
  ): Promise<FastifyReply> {
    const found = await roundIn(records, request);
    if (!found) return reportClosed(request, reply);
    return decisionPage(request, reply.status(422), { ...found, ...given });
  }
}

const refusals: Record<
  'changed' | 'ended' | Exclude<EmailRoundStarted['kind'], 'started' | 'running' | 'not-found'>,
  string
> = {
  changed: 'Another version of the report was sent since you opened this page. Read it first.',
  ended: 'Nothing is to be decided any more.',
  'approvals-open':
    'Those who took part are still being asked, or an objection is open. The report goes on after that.',
  'not-by-email': 'The process of this audit has no email round here.',
  'no-members': 'The directory has neither a chair nor members who could decide. Add them first.',
};

interface Found {
  view: ApprovalsView;
  round: RoundView;
}

/** The round of a group whose decision is still to be recorded. */
async function roundIn(records: Records, request: AuditRequest): Promise<Found | null> {
  const { partnershipId } = staffIn(request);
  const { number } = request.params;
  const view = await approvalsView(records, { partnershipId, number });
  if (!view) throw new NotFound();
  const round = view.rounds.find(({ state, decideBy }) => state === 'running' && decideBy !== null);
  return round ? { view, round } : null;
}

const nothing: TypedDecision = {
  outcome: '',
  how: '',
  date: '',
  minuteReference: '',
  text: '',
  nextDate: '',
};

const titles: Record<BodyTask, (body: string) => string> = {
  approves: () => 'Decision on the report',
  'confirms-lessons': () => 'Lessons and actions of the report',
  notes: (body) => `The report before the ${body}`,
};

const outcomeHints: Partial<Record<DecisionOutcome, string>> = {
  confirmed: 'What is recommended becomes actions.',
  'with-amendments': 'You make them, and the decision stands for the report with them.',
};

function outcomeItems({ offered, decides }: RoundView) {
  return offered.map((value) => {
    const hint = value === 'noted' && decides === 'approves' ? onlyNoted : outcomeHints[value];
    const text = outcomeText(value, decides);
    return { value, text, ...(hint ? { hint: { text: hint } } : {}) };
  });
}

function outcomeText(value: DecisionOutcome, decides: RoundView['decides']): string {
  if (value === 'deferred') return 'Deferred to the next meeting';
  if (value === 'with-amendments' && decides === 'confirms-lessons') {
    return 'Confirmed with amendments';
  }
  return outcomeWords[value] ?? value;
}

const onlyNoted = 'Neither approved nor sent back. Recommendations do not become actions.';

async function decisionPage(
  request: AuditRequest,
  reply: FastifyReply,
  given: Found & { problems?: FieldProblem[]; typed?: TypedDecision; meeting?: string },
): Promise<FastifyReply> {
  const { view, round, problems = [], typed = nothing, meeting = '' } = given;
  const base = `/console/audits/${view.number}`;
  return consolePage(request, reply, 'decision', {
    title: round.decides ? titles[round.decides](round.body) : '',
    number: view.number,
    base,
    backLink: `${base}/approvals`,
    words: view.profile.words,
    body: round.body,
    version: view.version,
    formKey: randomUUID(),
    problems,
    typed,
    meeting,
    decideBy: round.decideBy && formatDate(round.decideBy),
    waitsForApprovals: round.waitsForApprovals,
    openVotes: round.openVotes,
    byEmail: round.byEmail,
    canAskByEmail: round.byEmail && round.openVotes + round.votes === 0,
    outcomes: outcomeItems(round),
    actionPlan: round.actionPlan?.map(blockHtml) ?? null,
    votes: round.people.map(({ name, dueDate, answers: [newest] }) => ({
      name,
      said:
        newest && !newest.voidedWhy
          ? answerTag(newest.answer, true).text
          : dueDate
            ? `Asked, by ${formatDate(dueDate)}`
            : 'Not asked',
      remarks: newest && !newest.voidedWhy ? newest.remarks : [],
    })),
  });
}
