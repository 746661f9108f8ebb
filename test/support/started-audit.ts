import type { NewAudit } from '../../domain/new-audit.ts';
import { proposedAudit } from '../../domain/new-audit.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { profileOf, workingCalendar } from '../../records/audit-context.ts';
import { startAudit } from '../../records/start-audit.ts';
import type { Records } from '../../records/transaction.ts';
import type { Aldermere } from './directory.ts';

export interface StartedAudit {
  id: string;
  number: string;
}

/** Starts an audit as the officer does, with a list of ten children at every level of need. */
export async function startedAudit(
  records: Records,
  place: Aldermere,
  now: Date,
  given: { profileVersionId?: string; knownAgencies?: string[]; change?: Partial<NewAudit> } = {},
): Promise<StartedAudit> {
  const profileVersionId = given.profileVersionId ?? place.profileVersionId;
  const profile = await profileOf(records.database, profileVersionId);
  const calendar = workingCalendar({ zone: 'Europe/London', closures: [] }, now);
  const strata = stageOfKind(profile, 'draw-sample')?.strata ?? [];
  const theme = stageOfKind(profile, 'choose-theme');
  const audit: NewAudit = {
    focus: 'How agencies respond when a child goes missing from home',
    sources: [
      {
        kind: theme?.sources[0]?.key ?? '',
        rationale: 'Two reviews this year found late responses',
      },
    ],
    ...proposedAudit(profile, now, { calendar, ...profile.clock }),
    list: {
      rows: strata.flatMap(({ key }) => tenChildren(key, given.knownAgencies ?? [])),
      droppedColumns: 0,
    },
    excluded: [],
    leftOut: [],
    ...given.change,
  };
  const started = await startAudit(
    records,
    { partnershipId: place.id, startKey: crypto.randomUUID(), profileVersionId, audit },
    { contactId: place.people.nadia.id },
    now,
  );
  if (started.kind !== 'started') throw new Error(`not started: ${JSON.stringify(started)}`);
  return { id: started.auditId, number: started.number };
}

function tenChildren(level: string, knownAgencies: string[]) {
  return Array.from({ length: 10 }, (_, position) => ({
    reference: `${level}-${String(position + 1).padStart(3, '0')}`,
    level,
    source: 'Case system',
    familyReference: null,
    knownAgencies,
  }));
}
