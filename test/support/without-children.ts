import { openRequest, openRequests } from '../../records/returns/requests.ts';
import type { Records } from '../../records/store/transaction.ts';
import { askedAtStart } from '../../rehearsal/asked-at-start.ts';
import { withListedPeople } from '../../rehearsal/listed-people.ts';
import { type StartedAudit, startRehearsedAudit } from '../../rehearsal/new-audit.ts';
import { type InventedPartnership, inventPartnership } from '../../rehearsal/partnership.ts';
import { profileText } from '../../rehearsal/play-audit.ts';

/** An audit that is not about children, in which everybody has been asked. */
export interface AuditWithoutChildren {
  place: InventedPartnership;
  audit: StartedAudit;
  ref: { partnership: string; audit: string };
}

export async function auditWithoutChildren(
  records: Records,
  given: {
    profile: string;
    agencies: string[];
    establishments?: number;
    attendances?: number;
    id?: string;
  },
  now: Date,
): Promise<AuditWithoutChildren> {
  const { profile, agencies, id, ...many } = given;
  const wanted = { yaml: profileText(profile), agencies, id };
  const place = await inventPartnership(records, wanted, now);
  const today = now.toISOString().slice(0, 10);
  const asked = askedAtStart(place.profile, { agencies, today, ...many });
  const { id: partnershipId, officer, profileVersionId } = place;
  const started = { partnershipId, officer, profileVersionId, asked };
  const audit = await startRehearsedAudit(records, started, now);
  const ref = { partnership: partnershipId, audit: audit.number };
  const stage = place.profile.stages[0]?.key ?? '';
  await openRequests(records, { ...ref, stage, kind: 'gather-returns' }, now);
  for (const agency of agencies) {
    const requests = await records.database.request.count({
      where: { auditId: audit.id, agency: { key: agency } },
    });
    if (requests > 0) await openRequest(records, { ...ref, agency }, now);
  }
  return { place: await withListedPeople(records, place, asked), audit, ref };
}
