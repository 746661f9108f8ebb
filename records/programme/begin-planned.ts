import type { PlannedDetail } from '../../domain/planned-audit.ts';
import { beginAuditDraft } from '../audits/audit-drafts.ts';
import { asDegreeDate } from '../audits/date-rows.ts';
import { openJson } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';
import type { OfPlanned } from './change-planned.ts';
import { findPlanned } from './planned.ts';

/** What a programme says of an audit that is to be set up, and where its answers are kept already. */
export async function plannedToBegin(records: Records, of: OfPlanned) {
  return transaction(records, async (tx) => {
    const planned = await findPlanned(tx, of);
    if (!planned || (planned.state !== 'planned' && planned.state !== 'offered')) return null;
    const version = await tx.profileVersion.findFirst({
      where: { partnershipId: of.partnershipId, name: planned.process },
      orderBy: { version: 'desc' },
      select: { id: true },
    });
    if (!version) return null;
    const key = await records.keyring.partnership(tx, of.partnershipId);
    const place = `PlannedAudit.detailSealed/${planned.id}`;
    const draft = planned.draftId
      ? await tx.auditDraft.findFirst({ where: { id: planned.draftId } })
      : null;
    return {
      profileVersionId: version.id,
      detail: openJson<PlannedDetail>(key, place, planned.detailSealed),
      dates: planned.dates.map((row) => ({ key: row.key, date: asDegreeDate(row) })),
      draftId: draft?.id ?? null,
    };
  });
}

/** Begins the answers with which a planned audit is set up; it is started with them. */
export async function beginPlanned(
  records: Records,
  input: OfPlanned & { contactId: string; answers: object },
  now: Date,
): Promise<string> {
  const { partnershipId, contactId, answers } = input;
  const draftId = await beginAuditDraft(records, { partnershipId, contactId, answers }, now);
  await transaction(records, (tx) =>
    tx.plannedAudit.updateMany({
      where: {
        partnershipId,
        key: input.entry,
        programme: { name: input.programme },
        auditId: null,
      },
      data: { draftId },
    }),
  );
  return draftId;
}
