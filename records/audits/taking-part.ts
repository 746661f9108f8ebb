import { stageOfKind } from '../../domain/profile.ts';
import { discussedOnly } from '../discussion/discussed-cases.ts';
import { type Edition, type PackEntry, packEntries } from '../discussion/pack-participants.ts';
import { whoAnswersFor } from '../involvement/involvement.ts';
import type { Transaction } from '../store/transaction.ts';
import { agenciesThatLeft } from './agencies-that-left.ts';
import type { AuditContext } from './audit-context.ts';

/**
 * For which children which agencies take part in the discussion. Where a pack is circulated, as it
 * says; otherwise as tools were sent; and where the discussion comes before those, the agencies that
 * know the children: nobody has written for them yet, and `leadId` is empty.
 */
export async function unitsTakingPart(
  tx: Transaction,
  context: AuditContext,
  editions?: readonly Edition[],
): Promise<PackEntry[]> {
  const { auditId, profile } = context;
  const entries = stageOfKind(profile, 'circulate-pack')
    ? await packEntries(tx, auditId, editions)
    : await withoutPack(tx, context);
  return entries.filter(({ left }) => !left);
}

async function withoutPack(tx: Transaction, context: AuditContext): Promise<PackEntry[]> {
  const sent = await asTheySent(tx, context);
  return sent.length > 0 ? sent : asTheyKnow(tx, context);
}

/** The same, with whoever answers for each agency. */
export async function takingPart(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<PackEntry[]> {
  const entries: PackEntry[] = [];
  const leads = new Map<string, string>();
  for (const entry of await unitsTakingPart(tx, context)) {
    const { agencyId, leadId } = entry;
    const lead =
      leadId || (leads.get(agencyId) ?? (await whoAnswersFor(tx, context, agencyId, now)));
    leads.set(agencyId, lead);
    entries.push({ ...entry, leadId: lead, authorId: entry.authorId || lead });
  }
  return entries;
}

const whileInSample = { heldAt: null, state: { in: ['drawn', 'identified'] } };

async function asTheySent(tx: Transaction, context: AuditContext): Promise<PackEntry[]> {
  const rows = await tx.return.findMany({
    where: {
      auditId: context.auditId,
      ...(await discussedOnly(tx, context)),
      state: { not: 'withdrawn' },
      version: { gt: 0 },
      case: whileInSample,
    },
    select: {
      id: true,
      caseId: true,
      serviceId: true,
      version: true,
      assigneeId: true,
      request: { select: { id: true, agencyId: true, responsibleId: true } },
      versions: { select: { version: true, submittedById: true, onBehalfOf: true } },
    },
    orderBy: { id: 'asc' },
  });
  const gone = await agenciesThatLeft(tx, context.auditId);
  return rows.flatMap(({ id: returnId, assigneeId, request, versions, ...row }) => {
    const newest = versions.find(({ version }) => version === row.version);
    if (!newest) return [];
    const { id: requestId, agencyId, responsibleId: leadId } = request;
    const authorId = newest.onBehalfOf ? (assigneeId ?? leadId) : newest.submittedById;
    const left = gone.has(agencyId);
    return [{ ...row, returnId, edition: 0, requestId, agencyId, authorId, leadId, left }];
  });
}

async function asTheyKnow(tx: Transaction, context: AuditContext): Promise<PackEntry[]> {
  const { auditId } = context;
  const known = await tx.involvement.findMany({
    where: {
      auditId,
      state: 'known',
      ...(await discussedOnly(tx, context)),
      case: whileInSample,
    },
    select: { caseId: true, agencyId: true, serviceId: true },
    orderBy: { id: 'asc' },
  });
  const nothingYet = { returnId: '', version: 0, edition: 0, requestId: '', left: false };
  return known.map((each) => ({ ...each, ...nothingYet, authorId: '', leadId: '' }));
}
