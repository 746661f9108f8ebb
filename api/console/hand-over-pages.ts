import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatDate } from '../../domain/calendar.ts';
import { emailProblem } from '../../domain/email-address.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { handOver, type RequestHandedOver } from '../../records/asks/hand-over.ts';
import { type RequestHeld, requestHeld } from '../../records/asks/hand-over-view.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, auditIn, consolePage } from './console-page.ts';

type RequestOf = FastifyRequest<{ Params: { number: string; request: string } }>;

const text = z.string().max(20_000).default('');
const fields = {
  /** The ask that the page showed: a second click finds it settled. */
  ask: z.union([z.uuid(), z.literal('')]).default(''),
  colleague: z.union([z.uuid(), z.enum(['other', ''])]).default(''),
  name: text,
  email: text,
  /** The business unit takes an address outside the agency's own mail. */
  anyAddress: z.literal('yes').optional(),
  reason: text,
};
type Typed = z.infer<z.ZodObject<typeof fields>>;

const path = '/console/audits/:number/requests/:request/hand-over';

/** An agency has said that somebody else answers for it in one audit: entered for it, with a reason. */
export function handOverPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, editor, async (request: RequestOf, reply) => {
    const held = await heldIn(request);
    return page(request, reply, { held, typed: { ...nothing }, problems: [] });
  });

  app.post(path, editor, async (request: RequestOf, reply) => {
    const { _csrf, ...typed } = formOf(request, fields) as Typed & { _csrf?: string };
    const held = await heldIn(request);
    const again = async (problems: FieldProblem[]) =>
      page(request, reply.status(422), { held: await heldIn(request), typed, problems });
    const problems = wrongIn(typed);
    if (problems.length > 0) return again(problems);
    const { partnershipId } = staffIn(request);
    const name = typed.name.replace(/\s+/g, ' ').trim();
    const known = typed.colleague !== '' && typed.colleague !== 'other';
    const colleague = known ? { contactId: typed.colleague } : { name, email: typed.email.trim() };
    const entered = { reason: typed.reason.trim(), anyAddress: typed.anyAddress === 'yes' };
    const input = { partnershipId, askId: typed.ask, colleague, entered };
    const by = { ...actorIn(request), onBehalf: true };
    const outcome = await handOver(records, input, by, request.now);
    if (outcome.kind === 'handed-over') {
      nudge();
      return reply.redirect(`/console/audits/${request.params.number}#grid`, 303);
    }
    return again([refused(outcome, held)]);
  });

  async function heldIn(request: RequestOf): Promise<RequestHeld> {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const requestId = request.params.request;
    const held = await requestHeld(records, { partnershipId, auditId, requestId });
    if (!held) throw new NotFound();
    return held;
  }
}

const nothing: Typed = { ask: '', colleague: '', name: '', email: '', reason: '' };

function wrongIn({ colleague, name, email, reason }: Typed): FieldProblem[] {
  const other = colleague === 'other' || (colleague === '' && (name !== '' || email !== ''));
  const missing = 'Say why. The reason is kept with the audit.';
  const wrong = other ? emailProblem(email) : null;
  return [
    ...(colleague === '' && !other
      ? [{ field: 'colleague', message: 'Choose who answers for them, or enter somebody else.' }]
      : []),
    ...(other ? textProblems('name', name, { missing: 'Enter their name.', longest: 200 }) : []),
    ...(wrong ? [{ field: 'email', message: wrong }] : []),
    ...textProblems('reason', reason, { missing, longest: 2000 }),
  ];
}

function refused(outcome: RequestHandedOver, held: RequestHeld): FieldProblem {
  const { agency, responsible, mailDomains } = held;
  switch (outcome.kind) {
    case 'foreign-address': {
      const own = mailDomains.map((domain) => `@${domain}`).join(' or ');
      const message = `The address does not end in ${own}. Mend it, or tick below that you take it all the same.`;
      return { field: 'anyAddress', message };
    }
    case 'other-agency': {
      const message = `Whoever has this address stands in the directory at another place than ${agency.name}.`;
      return { field: 'email', message };
    }
    case 'has-left':
      return { field: 'email', message: `That person has left ${agency.name}. Choose another.` };
    case 'unknown-colleague':
      return { field: 'colleague', message: 'Choose somebody of the list.' };
    case 'yourself': {
      const message = `${responsible.name} answers for them already. Choose another.`;
      return { field: 'colleague', message };
    }
    default: {
      const message = `Nothing was changed: ${responsible.name} answers for them now, or nothing is asked of them any more.`;
      return { field: 'colleague', message };
    }
  }
}

async function page(
  request: RequestOf,
  reply: FastifyReply,
  given: { held: RequestHeld; typed: Typed; problems: FieldProblem[] },
): Promise<FastifyReply> {
  const { held, typed, problems } = given;
  const whose = held.service ?? held.agency.name;
  return consolePage(request, reply, 'hand-over', {
    title: `Who answers for ${whose}?`,
    number: held.number,
    backLink: `/console/audits/${held.number}#grid`,
    whose,
    responsible: held.responsible.name,
    due: held.ask ? formatDate(held.ask.dueDate) : '',
    ask: held.ask?.id ?? '',
    colleagues: held.colleagues,
    domains: held.mailDomains.map((domain) => `@${domain}`),
    foreign: typed.anyAddress === 'yes' || problems.some(({ field }) => field === 'anyAddress'),
    typed,
    problems,
  });
}
