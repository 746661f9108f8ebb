import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit } from '../audits/audit-waits.ts';
import type { Key } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { type BriefingText, latestBriefing } from './briefing-text.ts';

/** A briefing that is still to be published. */
export interface OpenBriefing {
  context: AuditContext;
  ask: { id: string; wait: string };
}

/** Holds an audit's briefing for the rest of the transaction; it has ended once it is published. */
export async function lockBriefing(
  tx: Transaction,
  given: { partnershipId: string; auditId: string },
): Promise<OpenBriefing | { refused: 'not-found' | 'ended' }> {
  const { partnershipId, auditId } = given;
  const audit = await tx.audit.findFirst({
    where: { id: auditId, partnershipId },
    select: { id: true },
  });
  if (!audit) return { refused: 'not-found' };
  await lockAudit(tx, auditId);
  const ask = await tx.ask.findFirst({ where: { auditId, step: 'publish' } });
  if (!ask) return { refused: 'not-found' };
  const context = await auditContext(tx, auditId);
  return ask.outcome === null ? { context, ask } : { refused: 'ended' };
}

export interface OfBriefing {
  partnershipId: string;
  auditId: string;
  /** The version that the page showed. */
  version: number;
}

export type NotNow =
  /** Somebody has saved another text since the page was opened. */
  { kind: 'changed' } | { kind: 'not-found' | 'ended' };

/** The text that the page showed, with the audit held. */
export async function readText(
  records: Records,
  tx: Transaction,
  input: OfBriefing,
): Promise<(OpenBriefing & { key: Key; text: BriefingText }) | NotNow> {
  const found = await lockBriefing(tx, input);
  if ('refused' in found) return { kind: found.refused };
  const key = await records.keyring.audit(tx, input.auditId);
  const text = await latestBriefing(tx, key, input.auditId);
  if (!text) return { kind: 'not-found' };
  return text.version === input.version ? { ...found, key, text } : { kind: 'changed' };
}
