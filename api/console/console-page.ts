import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Records } from '../../records/store/transaction.ts';
import { staffIn } from '../access.ts';
import { NotFound } from '../errors.ts';
import type { PageFacts } from '../views.ts';
import { mayUse, type RouteParams } from '../who-may.ts';

const discussionPath = '/console/audits/:number/discussion';

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
    ...mayIn(request),
    ...facts,
  });
}

/** What pages ask before they show a button: what may be changed here, and what is an editor's alone. */
function mayIn(request: FastifyRequest): { mayEdit: boolean; mayArrange: boolean } {
  const staff = staffIn(request);
  const mayArrange = staff.roles.includes('editor');
  const records = request.routeOptions.url?.startsWith(discussionPath);
  const params = request.params as RouteParams;
  const mayEdit = mayArrange || mayUse(staff, `POST ${discussionPath}/finish`, params);
  return { mayEdit: records ? mayEdit : mayArrange, mayArrange };
}

export type AuditRequest = FastifyRequest<{ Params: { number: string } }>;

/** A page of an audit, or their own first page for whoever only decides something in it. */
export function backTo(request: AuditRequest, page: string): string {
  const { number } = request.params;
  const reads = mayUse(staffIn(request), 'GET /console/audits/:number', { number });
  return reads ? `/console/audits/${number}${page}` : '/console/groups';
}

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
