import { randomUUID } from 'node:crypto';
import type { LinkKind } from '../../domain/audit-link.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { profileOf } from './audit-context.ts';

/** An audit that ordered this one, or that this one ordered. */
export interface LinkedAudit {
  number: string;
  kind: string;
}

export async function linksOf(
  tx: Transaction,
  auditId: string,
): Promise<{ follows: LinkedAudit | null; followedBy: LinkedAudit[] }> {
  const rows = await tx.auditLink.findMany({
    where: { OR: [{ fromAuditId: auditId }, { toAuditId: auditId }] },
    orderBy: { linkedAt: 'asc' },
  });
  if (rows.length === 0) return { follows: null, followedBy: [] };
  const ids = rows.flatMap(({ fromAuditId, toAuditId }) => [fromAuditId, toAuditId]);
  const audits = await tx.audit.findMany({ where: { id: { in: ids } } });
  const numberOf = (id: string) => audits.find((each) => each.id === id)?.number ?? '';
  const before = rows.find(({ toAuditId }) => toAuditId === auditId);
  return {
    follows: before ? { number: numberOf(before.fromAuditId), kind: before.kind } : null,
    followedBy: rows
      .filter(({ fromAuditId }) => fromAuditId === auditId)
      .map(({ toAuditId, kind }) => ({ number: numberOf(toAuditId), kind })),
  };
}

/** Links an audit that has just been started to the one that ordered it; both say so (SO-30). */
export async function linkAudits(
  tx: Transaction,
  given: { partnershipId: string; from: string; to: string; number: string; kind: LinkKind },
  by: Actor,
  now: Date,
): Promise<void> {
  const { partnershipId, from, to: toAuditId, number, kind } = given;
  const before = await tx.audit.findFirst({ where: { partnershipId, number: from } });
  if (!before) return;
  await tx.auditLink.create({
    data: {
      id: randomUUID(),
      partnershipId,
      fromAuditId: before.id,
      toAuditId,
      kind,
      linkedAt: now,
      linkedById: by.contactId,
    },
  });
  const told = { partnershipId, by, now };
  await appendEvent(tx, {
    ...told,
    chain: before.id,
    kind: 'audit.followed',
    ids: { audit: number, what: kind },
  });
  await appendEvent(tx, {
    ...told,
    chain: toAuditId,
    kind: 'audit.follows',
    ids: { audit: from, what: kind },
  });
}

/** What is filled in for an audit that this one orders: its process in the newest version, and its focus. */
export interface NextAudit {
  number: string;
  profileVersionId: string;
  title: string;
  focus: string;
  /** The kind of source under which it is said where it comes from; null where there is none. */
  source: string | null;
}

export async function nextAudit(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<NextAudit | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = given;
    const audit = await tx.audit.findFirst({
      where: { id: auditId, partnershipId },
      include: { profileVersion: true },
    });
    if (!audit) return null;
    const newest = await tx.profileVersion.findFirstOrThrow({
      where: { partnershipId, name: audit.profileVersion.name },
      orderBy: { version: 'desc' },
    });
    const profile = await profileOf(tx, newest.id);
    const key = await records.keyring.audit(tx, auditId);
    return {
      number: audit.number,
      profileVersionId: newest.id,
      title: profile.title,
      focus: open(key, `Audit.focusSealed/${auditId}`, audit.focusSealed),
      source: stageOfKind(profile, 'choose-theme')?.sources.at(-1)?.key ?? null,
    };
  });
}
