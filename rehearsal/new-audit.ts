import { randomUUID } from 'node:crypto';
import type { AskedAtStart } from '../domain/asked.ts';
import type { LinkKind } from '../domain/audit-link.ts';
import type { ChildRow } from '../domain/children-list.ts';
import { noLevel } from '../domain/list-rows.ts';
import { type NewAudit, proposedAudit } from '../domain/new-audit.ts';
import { type Profile, stageOfKind, subjectOf } from '../domain/profile.ts';
import { profileOf, workingCalendar } from '../records/audits/audit-context.ts';
import { startAudit } from '../records/audits/start-audit.ts';
import type { Records } from '../records/store/transaction.ts';

export interface StartedAudit {
  id: string;
  number: string;
}

export interface AuditWanted {
  partnershipId: string;
  profileVersionId: string;
  /** The contact who starts it. */
  officer: string;
  /** How many children; the profile's number where it is left out. */
  cases?: number | undefined;
  /**
   * Keys of the agencies that the list names as knowing each child, where nobody is asked; or those
   * that knew one of them, 1 for the first on the list.
   */
  knownAgencies?: string[] | ((child: number) => string[]) | undefined;
  /** Who is asked, where the process is not about children. */
  asked?: AskedAtStart | undefined;
  /** What is said otherwise than proposed and invented. */
  change?: Partial<NewAudit> | undefined;
  /** The audit, by its number, that orders this one. */
  follows?: { number: string; kind: LinkKind } | undefined;
}

/** Starts an audit as the officer does, with an invented list that the profile can draw from. */
export async function startRehearsedAudit(
  records: Records,
  wanted: AuditWanted,
  now: Date,
): Promise<StartedAudit> {
  const { partnershipId, profileVersionId, officer } = wanted;
  const profile = await profileOf(records.database, profileVersionId);
  const partnership = await records.database.partnership.findUniqueOrThrow({
    where: { id: partnershipId },
  });
  const calendar = workingCalendar(partnership, now);
  const proposed = proposedAudit(profile, now, { calendar, ...profile.clock });
  const audit: NewAudit = { ...proposed, ...inventedAudit(profile, wanted), ...wanted.change };
  const follows = wanted.follows ? { follows: wanted.follows } : {};
  const input = { partnershipId, startKey: randomUUID(), profileVersionId, audit, ...follows };
  const started = await startAudit(records, input, { contactId: officer }, now);
  if (started.kind !== 'started') throw new Error(`not started: ${JSON.stringify(started)}`);
  return { id: started.auditId, number: started.number };
}

/** A focus with its source, a size and a list, as far as the process wants them. */
function inventedAudit(
  profile: Profile,
  { cases, knownAgencies = [], asked }: AuditWanted,
): Omit<NewAudit, 'window' | 'dates'> {
  const { sources = [], kloes = [] } = stageOfKind(profile, 'choose-theme') ?? {};
  const [source] = sources;
  const sample = stageOfKind(profile, 'draw-sample');
  const allocated = sample?.how === 'allocated';
  const size =
    cases ?? sample?.size ?? (allocated ? Math.min(usualAllocation, sample.maxCases) : 0);
  const { present, leftOut } = strataFor(sample?.strata ?? [], size);
  const aboutChildren = subjectOf(profile) === 'case';
  const rationale = 'Two reviews this year found late responses.';
  return {
    focus: aboutChildren
      ? 'How agencies respond when a child goes missing from home'
      : profile.title,
    kloes: kloes.slice(0, 1).map(({ key }) => key),
    sources: source ? [{ kind: source.key, rationale }] : [],
    size: { cases: size, reason: size === sample?.size ? '' : 'As many as this rehearsal needs.' },
    list: {
      rows: allocated
        ? someChildren(present[0]?.key ?? noLevel, size, knownAgencies)
        : present.flatMap(({ key }) => someChildren(key, Math.max(10, size), knownAgencies)),
      droppedColumns: 0,
    },
    excluded: [],
    leftOut: leftOut.map(({ key }) => {
      return { stratum: key, reason: 'Too few children for every level.' };
    }),
    ...(asked ? { asked } : {}),
    ...(allocated ? { allocation: { chosenBy: 'The head of practice', why: rationale } } : {}),
  };
}

const usualAllocation = 4;

type Strata = { key: string; quota?: number | undefined }[];

/** A small audit has no room for every level of need: the last of them are left out. */
function strataFor(strata: Strata, size: number): { present: Strata; leftOut: Strata } {
  let room = size;
  const fits = strata.filter(({ quota = 1 }) => {
    room -= quota;
    return room >= 0;
  });
  const present = fits.length > 0 ? fits : strata.slice(0, 1);
  return { present, leftOut: strata.filter((each) => !present.includes(each)) };
}

function someChildren(
  level: string,
  count: number,
  known: NonNullable<AuditWanted['knownAgencies']>,
): ChildRow[] {
  return Array.from({ length: count }, (_, position) => ({
    reference: `${level}-${String(position + 1).padStart(3, '0')}`,
    level,
    source: 'Case system',
    familyReference: null,
    knownAgencies: typeof known === 'function' ? known(position + 1) : known,
  }));
}
