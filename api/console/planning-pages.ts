import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import { formatDegreeDate } from '../../domain/degree-dates.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { TypedPlanDecision } from '../../domain/plan-decision.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { themeActs } from '../../domain/stages/choose-theme.ts';
import { teamAnswerWords } from '../../domain/team-naming.ts';
import { teamsToldWords } from '../../domain/teams-told.ts';
import { termsAnswerWords } from '../../domain/terms.ts';
import { recordPlanDecision } from '../../records/planning/plan-decisions.ts';
import {
  type GroupLine,
  type PlanningView,
  planningView,
} from '../../records/planning/planning-view.ts';
import type { TeamLine } from '../../records/planning/team-view.ts';
import { startTermsRound } from '../../records/planning/terms-round.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { mayUse } from '../who-may.ts';
import { type AuditRequest, actorIn, auditIn, backTo, consolePage } from './console-page.ts';
import { dayOf } from './moments.ts';

type DecisionRequest = FastifyRequest<{ Params: { number: string; stage: string; body: string } }>;

const path = '/console/audits/:number/planning';

/** How an audit is planned: what groups decided, its terms of reference, who told their teams. */
export function planningPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  app.get(path, { preHandler: access.requireStaff }, async (request: AuditRequest, reply) =>
    overview(request, reply, await planningIn(records, request), []),
  );

  const editor = { preHandler: access.requireEditor };
  app.post(`${path}/email-round`, editor, async (request: AuditRequest, reply) => {
    formOf(request, {});
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const input = { partnershipId, auditId };
    const outcome = await startTermsRound(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'started' || outcome.kind === 'running') return done(request, reply);
    const message =
      outcome.kind === 'no-members'
        ? 'The directory has neither a chair nor members who could decide. Add them first.'
        : 'Nothing is to be decided now.';
    const problems = [{ field: 'email-round', message }];
    return overview(request, reply.status(422), await planningIn(records, request), problems);
  });

  const decision = `${path}/:stage/:body/decision`;
  app.get(decision, editor, async (request: DecisionRequest, reply) => {
    const view = await planningIn(records, request);
    return decisionPage(request, reply, { view, typed: nothingYet, problems: [] });
  });

  app.post(decision, editor, async (request: DecisionRequest, reply) => {
    const text = z.string().max(20_000).default('');
    const several = z.union([z.string(), z.array(z.string())]).default([]);
    const form = formOf(request, {
      key: z.uuid(),
      outcome: text,
      how: text,
      date: text,
      minuteReference: text,
      text,
      confirmed: several,
    });
    const { key, _csrf, ...rest } = form;
    const typed = { ...rest, confirmed: [form.confirmed].flat() };
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const { stage, body } = request.params;
    const input = { partnershipId, auditId, key, stage, body, typed };
    const outcome = await recordPlanDecision(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'recorded') return done(request, reply);
    const problems =
      outcome.kind === 'refused'
        ? outcome.problems
        : [{ field: 'outcome', message: 'Nothing is to be decided any more.' }];
    const view = await planningIn(records, request);
    return decisionPage(request, reply.status(422), { view, typed, problems });
  });

  function done(request: AuditRequest, reply: FastifyReply): FastifyReply {
    nudge();
    return reply.redirect(backTo(request, '/planning'), 303);
  }
}

/** The planning of the audit that an address names; not there where its process plans nothing. */
export async function planningIn(records: Records, request: AuditRequest): Promise<PlanningView> {
  const { id: auditId } = await auditIn(records, request);
  const { partnershipId } = staffIn(request);
  const view = await planningView(records, { partnershipId, auditId });
  if (!view || (!view.theme && !view.terms && !view.team && !view.teams)) throw new NotFound();
  return view;
}

async function overview(
  request: AuditRequest,
  reply: FastifyReply,
  view: PlanningView,
  problems: FieldProblem[],
): Promise<FastifyReply> {
  const base = `/console/audits/${view.number}`;
  const { terms, theme, team, teams } = view;
  const ofGroup = (stage: string, group: GroupLine) => ({
    ...groupFacts(`${base}/planning/${stage}`, group),
    mayDecide: mayUse(staffIn(request), `POST ${path}/:stage/:body/decision`, {
      number: view.number,
      body: group.body,
    }),
  });
  return consolePage(request, reply, 'planning', {
    title: 'Planning',
    number: view.number,
    base,
    backLink: backTo(request, ''),
    focus: view.focus,
    problems,
    theme: theme && {
      groups: theme.groups.map((group) => ofGroup(theme.stage, group)),
    },
    terms: terms && {
      version: terms.newest?.version ?? 0,
      saved: terms.newest ? dayOf(terms.newest.savedAt) : '',
      writing: terms.writing ? formatDate(terms.writing.dueDate) : '',
      group: ofGroup(terms.stage, terms.group),
      canAsk: terms.group.dueDate !== null && !askedNow(view),
      members: terms.members.map((each) => ({
        ...each,
        said: each.answer ? termsAnswerWords(each.answer) : 'Asked',
      })),
    },
    team: team?.map((line) => ({
      ...line,
      agency: line.agency.name,
      said: teamSaid(line),
      silent: line.answer === 'silent',
      href: line.open ? `${base}/team/${line.agency.key}` : '',
    })),
    teams: teams?.map((line) => ({
      ...line,
      agency: line.agency.name,
      said: line.answer
        ? teamsToldWords(line.answer, line.toldOn)
        : `Asked, by ${formatDate(line.dueDate)}`,
      silent: line.answer === 'silent',
      href: line.open ? `${base}/teams-told/${line.agency.key}` : '',
    })),
  });
}

function teamSaid({ answer, left, dueDate }: TeamLine): string {
  if (answer) return teamAnswerWords(answer);
  return left ? 'Not asked any more' : `Asked, by ${formatDate(dueDate)}`;
}

function askedNow({ terms }: PlanningView): boolean {
  const version = terms?.newest?.version;
  return terms?.members.some((each) => each.version === version) ?? false;
}

function groupFacts(path_: string, group: GroupLine) {
  const act = themeActs[group.does as keyof typeof themeActs];
  return {
    name: group.name,
    act: act ? `is to ${act}` : 'is to endorse the terms of reference',
    due: group.dueDate ? formatDate(group.dueDate) : '',
    href: `${path_}/${group.body}/decision`,
    decisions: group.decisions.map((each) => ({
      ...each,
      said: each.outcome === 'agreed' ? 'Agreed' : 'Did not agree',
      how: waysTold[each.how] ?? each.how,
      date: formatDate(each.date),
    })),
  };
}

const waysTold: Record<string, string> = {
  meeting: 'at its meeting',
  'email-round': 'by email',
  'chairs-action': 'by the chair alone',
};

const nothingYet: TypedPlanDecision = {
  outcome: '',
  how: '',
  date: '',
  minuteReference: '',
  text: '',
  confirmed: [],
};

async function decisionPage(
  request: DecisionRequest,
  reply: FastifyReply,
  given: { view: PlanningView; typed: TypedPlanDecision; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { view, typed, problems } = given;
  const { stage, body } = request.params;
  const isTerms = view.terms?.stage === stage;
  const groups = isTerms && view.terms ? [view.terms.group] : (view.theme?.groups ?? []);
  const group = groups.find((each) => each.body === body);
  if (!group || (!isTerms && view.theme?.stage !== stage)) throw new NotFound();
  const base = `/console/audits/${view.number}`;
  return consolePage(request, reply, 'plan-decision', {
    title: `What the ${group.name} decided`,
    number: view.number,
    words: view.profile.words,
    backLink: `${base}/planning`,
    key: randomUUID(),
    open: group.dueDate !== null,
    isTerms,
    termsHref: `${base}/terms`,
    focus: view.focus,
    confirms: isTerms
      ? (stageOfKind(view.profile, 'agree-terms')?.confirms ?? []).map((text, at) => ({
          value: String(at),
          text,
          checked: typed.confirmed.includes(String(at)),
        }))
      : [],
    dates: view.dates.map(({ label, date }) => ({ label, date: formatDegreeDate(date) })),
    typed,
    problems,
  });
}
