import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { withArticle } from '../../domain/phrases.ts';
import { subjectOf } from '../../domain/profile.ts';
import { addAgency, agenciesNotAsked } from '../../records/audits/add-agency.ts';
import { profileOfAudit } from '../../records/audits/audit-profile.ts';
import { type LeavingView, leavingView } from '../../records/audits/leaving-view.ts';
import { withdrawAgency } from '../../records/audits/withdraw-agency.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { reasonField, reasonPage } from './change-pages.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';
import { leavePage, whyNotLeft } from './leave-page.ts';

type AgencyRequest = FastifyRequest<{ Params: { number: string; agency: string } }>;

const leave = '/console/audits/:number/agencies/:agency/withdraw';

interface Typed {
  agency: string;
  name: string;
  leadName: string;
  leadEmail: string;
}

const refusals: Partial<Record<string, string>> = {
  'too-early':
    'Nobody has been asked yet. Every agency of the directory is asked by itself when the children are named.',
  'too-late': 'The time for answers is over: nobody can be asked any more.',
  'asked-before': 'They have been asked already.',
  ended: 'The audit is paused or has ended. Nobody can be asked now.',
};

/** An agency that was found late joins, with a due date of its own; one that should not take part leaves. */
export function agencyPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const path = '/console/audits/:number/agencies/add';

  app.get(path, editor, async (request: AuditRequest, reply) => {
    const nothing = { agency: '', name: '', leadName: '', leadEmail: '' };
    return page(request, reply, nothing, []);
  });

  app.post(path, editor, async (request: AuditRequest, reply) => {
    const text = z.string().max(500).default('');
    const form = formOf(request, { agency: text, name: text, leadName: text, leadEmail: text });
    const { _csrf, ...typed } = form;
    const audit = await auditIn(records, request);
    const { partnershipId } = staffIn(request);
    const known = await agenciesNotAsked(records, { partnershipId, auditId: audit.id });
    if (typed.agency === '' && known.length > 0) {
      const problems = [{ field: 'agency', message: 'Choose one, or enter another.' }];
      return page(request, reply.status(422), typed, problems);
    }
    const isNew = typed.agency === '' || typed.agency === 'new';
    const agency = isNew ? typed : { agencyId: typed.agency };
    const input = { partnershipId, auditId: audit.id, agency };
    const outcome = await addAgency(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind === 'refused') {
      return page(request, reply.status(422), typed, outcome.problems);
    }
    const said = refusals[outcome.kind];
    if (said) {
      const field = known.length > 0 ? 'agency' : 'name';
      return page(request, reply.status(422), typed, [{ field, message: said }]);
    }
    nudge();
    return reply.redirect(`/console/audits/${audit.number}#grid`, 303);
  });

  app.get(leave, editor, async (request: AgencyRequest, reply) =>
    reasonPage(request, reply, leavePage(await leavingIn(request))),
  );

  app.post(leave, editor, async (request: AgencyRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const { agency } = request.params;
    const input = { partnershipId, auditId, agency, reason };
    const outcome = await withdrawAgency(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    const view = await leavingIn(request);
    const said = whyNotLeft(outcome, view);
    if (said) {
      const problems = [{ field: 'reason', message: said }];
      const shown = { ...leavePage(view), problems, reason };
      return reasonPage(request, reply.status(422), shown);
    }
    nudge();
    return reply.redirect(`/console/audits/${request.params.number}#grid`, 303);
  });

  async function leavingIn(request: AgencyRequest): Promise<LeavingView> {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const { agency } = request.params;
    const found = await leavingView(records, { partnershipId, auditId, agency });
    if (!found) throw new NotFound();
    return found;
  }

  async function page(
    request: AuditRequest,
    reply: FastifyReply,
    typed: Typed,
    problems: FieldProblem[],
  ): Promise<FastifyReply> {
    const audit = await auditIn(records, request);
    const { partnershipId } = staffIn(request);
    const profile = await profileOfAudit(records, audit.id);
    const subject = subjectOf(profile);
    const added = subject === 'establishment' ? profile.words.establishment : 'agency';
    return consolePage(request, reply, 'agency', {
      title: `Add ${withArticle(added)} to this audit`,
      added,
      aboutChildren: subject === 'case',
      number: audit.number,
      backLink: `/console/audits/${audit.number}`,
      agencies: await agenciesNotAsked(records, { partnershipId, auditId: audit.id }),
      typed,
      problems,
    });
  }
}
