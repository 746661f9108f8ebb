import type { LinkKind } from '../../domain/audit-link.ts';
import type { NewAudit } from '../../domain/new-audit.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type StartedAudit, startRehearsedAudit } from '../../rehearsal/new-audit.ts';
import type { Aldermere } from './directory.ts';

export type { StartedAudit } from '../../rehearsal/new-audit.ts';

/** Starts an audit as the officer does, with a list of ten children at every level of need. */
export async function startedAudit(
  records: Records,
  place: Aldermere,
  now: Date,
  given: {
    profileVersionId?: string;
    knownAgencies?: string[];
    change?: Partial<NewAudit>;
    follows?: { number: string; kind: LinkKind };
  } = {},
): Promise<StartedAudit> {
  const { profileVersionId = place.profileVersionId, ...rest } = given;
  const wanted = { partnershipId: place.id, profileVersionId, officer: place.people.nadia.id };
  return startRehearsedAudit(records, { ...wanted, ...rest }, now);
}
