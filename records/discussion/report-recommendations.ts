import { randomUUID } from 'node:crypto';
import type { Report, ReportRecommendation } from '../../domain/report-model.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, type Key, seal } from '../store/sealing.ts';
import type { Transaction } from '../store/transaction.ts';
import { type Recommendation, recommendationsOf } from './recommendations.ts';

interface Acting {
  by: Actor;
  now: Date;
}

/**
 * Makes the recommendations on record those of the report, because what is approved there is what
 * becomes an action: a changed one replaces the old under its number, one that was taken out is
 * withdrawn. Returns the report with what is now on record behind each.
 */
export async function keepRecommendations(
  tx: Transaction,
  key: Key,
  given: { context: AuditContext; report: Report },
  acting: Acting,
): Promise<Report> {
  const { context, report } = given;
  const standing = await recommendationsOf(tx, key, context.auditId);
  const kept = new Set<string>();
  const sections: Report['sections'] = [];
  for (const section of report.sections) {
    const blocks: typeof section.blocks = [];
    for (const block of section.blocks) {
      if (block.kind !== 'recommendation') {
        blocks.push(block);
        continue;
      }
      const before = standing.find(({ id }) => id === block.recommendationId) ?? null;
      if (before) kept.add(before.id);
      const row = await keep(tx, key, { context, block, before }, acting);
      blocks.push({ ...block, recommendationId: row.id, number: row.number });
    }
    sections.push({ ...section, blocks });
  }
  for (const { id, number } of standing) {
    if (kept.has(id)) continue;
    await tx.recommendation.update({ where: { id }, data: { withdrawnAt: acting.now } });
    const told = { kind: 'recommendation.withdrawn', ids: { recommendation: id, number } };
    await tell(tx, context, told, acting);
  }
  return { ...report, sections };
}

async function keep(
  tx: Transaction,
  key: Key,
  given: { context: AuditContext; block: ReportRecommendation; before: Recommendation | null },
  acting: Acting,
): Promise<{ id: string; number: number }> {
  const { context, block, before } = given;
  const { text, ownerAgencyId, dueDate } = block;
  if (
    before?.text === text &&
    before.ownerAgencyId === ownerAgencyId &&
    before.dueDate === dueDate
  ) {
    return before;
  }
  if (before) {
    await tx.recommendation.update({
      where: { id: before.id },
      data: { withdrawnAt: acting.now },
    });
  }
  const id = randomUUID();
  const number = before?.number ?? (await nextNumber(tx, context.auditId));
  await tx.recommendation.create({
    data: {
      id,
      partnershipId: context.partnershipId,
      auditId: context.auditId,
      number,
      textSealed: seal(key, `Recommendation.textSealed/${id}`, text),
      ownerAgencyId,
      dueDate,
      findingId: before?.findingId ?? null,
      replacesId: before?.id ?? null,
      recordedAt: acting.now,
      recordedById: acting.by.contactId ?? '',
    },
  });
  const told = {
    kind: before ? 'recommendation.changed' : 'recommendation.recorded',
    ids: { recommendation: id, number, agency: ownerAgencyId },
    digests: { text: digest(key, text) },
  };
  await tell(tx, context, told, acting);
  return { id, number };
}

/** A number is given once, also where its recommendation was withdrawn. */
async function nextNumber(tx: Transaction, auditId: string): Promise<number> {
  const { _max } = await tx.recommendation.aggregate({
    _max: { number: true },
    where: { auditId },
  });
  return (_max.number ?? 0) + 1;
}

async function tell(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  event: {
    kind: string;
    ids: Record<string, string | number>;
    digests?: Record<string, string>;
  },
  { by, now }: Acting,
): Promise<void> {
  await appendEvent(tx, { partnershipId, chain: auditId, ...event, by, now });
}
