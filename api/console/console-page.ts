import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Records } from '../../records/transaction.ts';
import { staffIn } from '../access.ts';
import { NotFound } from '../errors.ts';
import type { PageFacts } from '../views.ts';

/** A page of the console, with what every one of them shows of who is signed in. */
export async function consolePage(
  request: FastifyRequest,
  reply: FastifyReply,
  template: string,
  facts: PageFacts,
): Promise<FastifyReply> {
  const staff = staffIn(request);
  return reply.page(`console/${template}.njk`, {
    partnershipName: staff.partnershipName,
    staffName: staff.name,
    mayEdit: staff.role === 'editor',
    ...facts,
  });
}

export type AuditRequest = FastifyRequest<{ Params: { number: string } }>;

/** The audit that an address names, in the partnership of whoever is signed in. */
export async function auditIn(
  records: Records,
  request: AuditRequest,
): Promise<{ id: string; number: string; state: string; partnershipId: string }> {
  const { partnershipId } = staffIn(request);
  const audit = await records.database.audit.findUnique({
    where: { partnershipId_number: { partnershipId, number: request.params.number } },
    select: { id: true, number: true, state: true, partnershipId: true },
  });
  if (!audit) throw new NotFound();
  return audit;
}

/** Who acts, for the record functions. */
export function actorIn(request: FastifyRequest): { contactId: string } {
  return { contactId: staffIn(request).contactId };
}
