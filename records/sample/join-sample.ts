import { randomUUID } from 'node:crypto';
import { nextTicket, type Ticket } from '../../domain/sampling.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { askAboutCase } from '../involvement/ask-about-case.ts';
import { type Key, open } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { nextNumber } from './next-number.ts';
import { sampleStage } from './sample.ts';

/** A case that has joined the sample, and the ticket by which it did. */
export interface JoinedCase {
  caseId: string;
  number: number;
  ticket: NextTicket;
  /** The waits that its asks change. */
  waits: string[];
}

/**
 * The next ticket of a level of need joins the sample as a new case with a number of its own: nobody
 * chooses it. Whoever has been asked about the sample is asked about it too. Null when none is left.
 */
export async function joinSample(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  given: { stratum: string; replacesCaseId: string | null; key: Key; wait: string },
  now: Date,
): Promise<JoinedCase | null> {
  const { stratum, replacesCaseId, key, wait } = given;
  const { auditId, partnershipId } = context;
  const ticket = await nextTicketOf(tx, context, { key, stratum });
  if (!ticket) return null;
  const joined = { caseId: randomUUID(), number: await nextNumber(tx, auditId) };
  const { caseId: id, number } = joined;
  const row = { id, partnershipId, auditId, number, stratum, replacesCaseId, createdAt: now };
  await tx.case.create({ data: { ...row, ticketId: ticket.id, state: 'drawn' } });
  const asked = { ...joined, wait, ticketId: ticket.id };
  return { ...joined, ticket, waits: await askAboutCase(records, tx, context, asked, now) };
}

interface NextTicket {
  id: string;
  number: number;
  passedOver: number;
}

async function nextTicketOf(
  tx: Transaction,
  context: AuditContext,
  given: { key: Key; stratum: string },
): Promise<NextTicket | null> {
  const rows = await tx.ticket.findMany({
    where: { draw: { auditId: context.auditId } },
    include: { frameRow: true, case: { select: { id: true } } },
  });
  const tickets = rows.map(({ frameRow, ...row }): Ticket & { id: string } => ({
    id: row.id,
    stratum: row.stratum,
    ticket: row.number,
    reference: row.id,
    familyReference: frameRow.familyReferenceSealed
      ? open(
          given.key,
          `FrameRow.familyReferenceSealed/${frameRow.id}`,
          frameRow.familyReferenceSealed,
        )
      : null,
    // The draw's own record stays as it was: who joined later shows by its case.
    drawn: row.drawn || row.case !== null,
    skipped: row.skippedReason === 'same-family' ? 'same-family' : null,
  }));
  const { maxPerFamily } = sampleStage(context);
  const { next, passedOver } = nextTicket(tickets, given.stratum, maxPerFamily);
  return next && { id: next.reference, number: next.ticket, passedOver: passedOver.length };
}
