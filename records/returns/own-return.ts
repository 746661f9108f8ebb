import type { About } from '../../domain/about-words.ts';
import type { Clash } from '../../domain/independence.ts';
import type { Tool } from '../../domain/tool.ts';
import { aboutOf, aboutRows } from '../asks/about.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { isReconsidering } from '../checks/reconsider.ts';
import type { Actor } from '../store/events.ts';
import { type Key, openJson } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { returnTool } from './return-tool.ts';

/** What the respondent declared, and what the check against the named workers found. */
export interface Independence {
  declaredBy: string;
  at: string;
  problem?: Clash | 'declared';
  /** The business unit lets this person complete it all the same; why. */
  accepted?: string;
  /** The business unit wants somebody else to complete it; since when. */
  another?: string;
}

export type ReturnState =
  | 'asked'
  | 'submitted'
  | 'sent-back'
  | 'accepted'
  | 'nil'
  | 'not-answered'
  | 'withdrawn';

/** A return as the person sees it who has to do with it. */
export interface OwnReturn {
  id: string;
  state: ReturnState;
  version: number;
  case: { id: string; number: number; stratum: string; held: boolean };
  about: About;
  /** Of an attendance: attendee or manager. */
  part: string;
  /** Who was at the course, where it is about an attendance. */
  attendeeId: string | null;
  /** Keys of the partnerships that it serves; null where nobody has said so. */
  serves: string[] | null;
  /** The tool that it is completed with. */
  tool: Tool;
  service: { key: string; name: string } | null;
  assigneeId: string | null;
  statementById: string | null;
  independence: Independence | null;
  nilReasonSealed: Uint8Array | null;
  nilReceivedSealed: Uint8Array | null;
  request: {
    id: string;
    stageKey: string;
    outcome: string | null;
    responsibleId: string;
    /** Empty: the agency's own; else whose of it. */
    party: string;
    agency: { id: string; key: string; name: string; mailDomains: unknown };
  };
  context: AuditContext;
  key: Key;
  /** Who is to complete it: the colleague it is allocated to, or whoever answers for the agency. */
  respondentId: string;
  /** The discussion has been held, and they are looking at it again. */
  reconsidering: boolean;
  /** A lead looks on while a colleague has it. */
  mayWrite: boolean;
}

/** The states in which a tool can still be filled in; silence does not close it. */
export const openReturnStates: readonly ReturnState[] = ['asked', 'sent-back', 'not-answered'];

/**
 * One return, for those whom it concerns: who answers for the agency and the colleague it is
 * allocated to, or the business unit on their behalf. Null for everybody else, as for a random id.
 */
export async function ownReturn(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; returnId: string },
  by: Actor,
): Promise<OwnReturn | null> {
  const row = await tx.return.findFirst({
    where: { id: given.returnId, partnershipId: given.partnershipId, state: { not: 'withdrawn' } },
    include: {
      case: { select: { ...aboutRows.case.select, stratum: true, heldAt: true } },
      service: { select: { key: true, name: true } },
      request: {
        include: { agency: { select: { id: true, key: true, name: true, mailDomains: true } } },
      },
    },
  });
  if (!row) return null;
  const { request } = row;
  const respondentId = row.assigneeId ?? request.responsibleId;
  const concerned = [respondentId, request.responsibleId].includes(by.contactId ?? '');
  if (!by.onBehalf && !concerned) return null;
  const key = await records.keyring.audit(tx, row.auditId);
  const place = `Return.independenceSealed/${row.id}`;
  const context = await auditContext(tx, row.auditId);
  return {
    id: row.id,
    state: row.state as ReturnState,
    version: row.version,
    case: {
      id: row.case.id,
      number: row.case.number,
      stratum: row.case.stratum,
      held: row.case.heldAt !== null,
    },
    about: aboutOf(key, row.case),
    part: row.part,
    attendeeId: row.case.attendeeId,
    serves: row.serves as string[] | null,
    tool: returnTool(context, row),
    service: row.service,
    assigneeId: row.assigneeId,
    statementById: row.statementById,
    independence: row.independenceSealed && openJson(key, place, row.independenceSealed),
    nilReasonSealed: row.nilReasonSealed,
    nilReceivedSealed: row.nilReceivedSealed,
    request,
    context,
    key,
    respondentId,
    reconsidering: await isReconsidering(tx, context, { ...row, contactId: respondentId }),
    mayWrite: by.onBehalf === true || respondentId === by.contactId,
  };
}

/**
 * Holds a request for the rest of the transaction: of two colleagues who submit at once, the later
 * sees the earlier one's return in, and one of them ends the request.
 */
export async function lockRequestOf(tx: Transaction, returnId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM "Request" WHERE id = (SELECT "requestId" FROM "Return" WHERE id = ${returnId})
    FOR NO KEY UPDATE`;
}

export async function lockRequest(tx: Transaction, requestId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Request" WHERE id = ${requestId} FOR NO KEY UPDATE`;
}

/** Why nothing can be written now, if so. */
export function closedReason(
  found: OwnReturn,
): 'not-yours' | 'held' | 'submitted' | 'ended' | null {
  if (!found.mayWrite) return 'not-yours';
  if (found.context.state === 'cancelled') return 'ended';
  if (found.case.held) return 'held';
  return openReturnStates.includes(found.state) || found.reconsidering ? null : 'submitted';
}

/** "aldermere/2027-02/returns/police/C3", with the service where the agency has several. */
export function returnKey(found: OwnReturn): string {
  const { context, request, service } = found;
  const child = service ? `C${found.case.number}-${service.key}` : `C${found.case.number}`;
  if (found.part) return `${requestKey(context, request)}/${child}-${found.part}`;
  return `${requestKey(context, request)}/${child}`;
}

export function requestKey(
  context: AuditContext,
  request: { stageKey: string; party: string; agency: { key: string } },
): string {
  const { partnershipId, number } = context;
  const key = `${partnershipId}/${number}/${request.stageKey}/${request.agency.key}`;
  return request.party ? `${key}/${request.party}` : key;
}
