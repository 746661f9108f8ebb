import { randomUUID } from 'node:crypto';
import type { AuditContext } from '../audits/audit-context.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import type { Transaction } from '../store/transaction.ts';
import { discussedOnly } from './discussed-cases.ts';
import { packEntries, participantsOf } from './pack-participants.ts';
import { isForAuditorsOnly } from './pack-readers.ts';

export interface Circulated {
  edition: number;
  returns: number;
  people: number;
  /** The number of the event that tells of it. */
  seq: number;
}

/**
 * Circulates what has come in since the last edition: the newest submitted version of each return,
 * never a draft, never one that says "not known" (DD-12). The pack itself goes out even when nothing
 * is in yet, a supplement only with something in it. Call it with the chain held.
 */
export async function circulateEdition(
  tx: Transaction,
  context: AuditContext,
  { stage, by }: { stage: string; by: Actor },
  now: Date,
): Promise<Circulated | null> {
  const { auditId, partnershipId } = context;
  const before = await tx.packEdition.count({ where: { auditId } });
  const items = await uncirculated(tx, context);
  if (before > 0 && items.length === 0) return null;
  const edition = before + 1;
  const editionId = randomUUID();
  await tx.packEdition.create({
    data: {
      id: editionId,
      partnershipId,
      auditId,
      number: edition,
      circulatedAt: now,
      circulatedById: by.contactId,
    },
  });
  await tx.packItem.createMany({
    data: items.map((item) => ({ id: randomUUID(), partnershipId, editionId, ...item })),
  });
  const people = await tellParticipants(tx, context, { stage, edition }, now);
  const seq = await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'pack.circulated',
    ids: { edition, returns: items.length, people },
    by,
    now,
  });
  return { edition, returns: items.length, people, seq };
}

/** Submitted versions that nobody has been sent; a child under hold, or not discussed, is left out. */
export async function uncirculated(
  tx: Transaction,
  context: AuditContext,
): Promise<{ returnId: string; version: number; caseId: string }[]> {
  const { auditId } = context;
  const returns = await tx.return.findMany({
    where: {
      auditId,
      ...(await discussedOnly(tx, context)),
      state: { in: ['submitted', 'accepted'] },
      case: { heldAt: null, state: { in: ['drawn', 'identified'] } },
    },
    select: { id: true, version: true, caseId: true },
    orderBy: [{ case: { number: 'asc' } }, { id: 'asc' }],
  });
  const circulated = await tx.packItem.findMany({
    where: { edition: { auditId } },
    select: { returnId: true, version: true },
  });
  const known = new Set(circulated.map((item) => `${item.returnId}/${item.version}`));
  return returns
    .filter((row) => !known.has(`${row.id}/${row.version}`))
    .map((row) => ({ returnId: row.id, version: row.version, caseId: row.caseId }));
}

/** One letter for each person whose cases have something new in this edition. */
async function tellParticipants(
  tx: Transaction,
  context: AuditContext,
  { stage, edition }: { stage: string; edition: number },
  now: Date,
): Promise<number> {
  if (isForAuditorsOnly(context)) return 0;
  const { auditId, partnershipId, number } = context;
  const entries = await packEntries(tx, auditId);
  const fresh = new Set(
    entries.filter((entry) => entry.edition === edition).map((entry) => entry.caseId),
  );
  const concerned = participantsOf(entries).filter((person) =>
    [...person.caseIds].some((caseId) => fresh.has(caseId)),
  );
  const agencies = await tx.agency.findMany({
    where: { partnershipId, id: { in: concerned.map((person) => person.agencyId) } },
    select: { id: true, key: true },
  });
  const gathering = context.profile.stages.find((each) => each.kind === 'gather-returns');
  await queueLetters(
    tx,
    concerned.map(({ contactId, agencyId, since }) => {
      const agency = agencies.find((each) => each.id === agencyId)?.key ?? '';
      return {
        partnershipId,
        key: `${partnershipId}/${number}/${stage}/edition-${edition}/${contactId}`,
        // Whoever joins with a supplement has not seen the pack before.
        kind: since === edition ? 'pack/circulated' : 'pack/supplement',
        contactId,
        auditId,
        ids: { edition },
        thread: `${partnershipId}/${number}/${gathering?.key ?? stage}/${agency}`,
        now,
      };
    }),
  );
  return concerned.length;
}
