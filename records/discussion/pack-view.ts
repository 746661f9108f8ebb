import { noLevel } from '../../domain/list-rows.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { Answers, Tool } from '../../domain/tool.ts';
import { type AuditContext, findContext } from '../audits/audit-context.ts';
import { type FamilyVoice, familyVoices } from '../involvement/family-feedback-view.ts';
import { returnTool } from '../returns/return-tool.ts';
import { type Key, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { discussedCases } from './discussed-cases.ts';
import { type AgencyWithServices, agenciesOf } from './discussion-people.ts';
import {
  type Edition,
  editionsOf,
  itemsIn,
  type PackItem,
  packEntries,
  participantsOf,
} from './pack-participants.ts';
import { isForAuditorsOnly } from './pack-readers.ts';

/** One agency's (or service's) completed tool about one child, as circulated. */
export interface PackReturn {
  returnId: string;
  agencyId: string;
  agency: string;
  service: string | null;
  version: number;
  edition: number;
  tool: Tool;
  answers: Answers;
}

/** All tools about one child side by side, and who has not sent one. */
export interface PackCase {
  caseId: string;
  number: number;
  level: string;
  returns: PackReturn[];
  notReceived: { agency: string; service: string | null }[];
  /** What the child and the family themselves said, where they were asked. */
  family: FamilyVoice[];
}

export interface PackEditionView {
  number: number;
  circulatedAt: Date;
  returns: number;
}

export interface PackView {
  auditId: string;
  number: string;
  profile: Profile;
  zone: string;
  discussion: string | null;
  editions: PackEditionView[];
  cases: PackCase[];
}

/**
 * The pack as somebody taking part sees it: the children whose tool they wrote or answer for, and of
 * those the tools of all agencies (DD-13). Null before it is circulated, once the audit has ended,
 * and for everybody else, as for an audit that does not exist.
 */
export async function packForParticipant(
  records: Records,
  given: { partnershipId: string; auditId: string; contactId: string },
): Promise<PackView | null> {
  return transaction(records, async (tx) => {
    const context = await findContext(tx, given);
    if (context?.state !== 'open' && context?.state !== 'paused') return null;
    const { auditId, contactId } = given;
    const editions = await editionsOf(tx, auditId);
    if (editions.length === 0) return null;
    const meetings = await tx.meeting.findMany({ where: { auditId } });
    const found = { editions, meeting: meetings[0] ?? null };
    // Whoever chairs the discussion reads all that it is about (CH-21).
    if (meetings.some(({ chairId }) => chairId === contactId))
      return packOf(records, tx, context, found);
    if (isForAuditorsOnly(context)) return null;
    const entries = await packEntries(tx, auditId, editions);
    const own = participantsOf(entries).find((each) => each.contactId === contactId);
    return own ? packOf(records, tx, context, { ...found, only: own.caseIds }) : null;
  });
}

/** The whole pack, for the business unit; null before it is circulated. */
export async function packForOffice(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<PackView | null> {
  return transaction(records, async (tx) => {
    const context = await findContext(tx, given);
    return context && packView(records, tx, context);
  });
}

/** The pack as it is now; null before it is circulated. */
export async function packView(
  records: Records,
  tx: Transaction,
  context: AuditContext,
): Promise<PackView | null> {
  const { auditId } = context;
  const editions = await editionsOf(tx, auditId);
  if (editions.length === 0) return null;
  const meeting = await tx.meeting.findFirst({ where: { auditId } });
  return packOf(records, tx, context, { editions, meeting });
}

async function packOf(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  given: {
    editions: readonly Edition[];
    meeting: { date: string } | null;
    only?: ReadonlySet<string>;
  },
): Promise<PackView> {
  const { editions, meeting } = given;
  const { auditId, partnershipId, number, profile, clock } = context;
  const chosen = await discussedCases(tx, context);
  const only = given.only ?? (chosen ? new Set(chosen) : undefined);
  return {
    auditId,
    number,
    profile,
    zone: clock.calendar.zone,
    discussion: meeting?.date ?? clock.dates.discussion ?? null,
    editions: editions.map(({ items, ...edition }) => ({ ...edition, returns: items.length })),
    cases: await casesOf(records, tx, context, {
      items: itemsIn(editions),
      cases: await casesInPack(tx, auditId, only),
      agencies: await agenciesOf(tx, partnershipId),
    }),
  };
}

/** The children of a pack in their order, all of an audit or some; none that is sealed or was replaced. */
export async function casesInPack(
  tx: Transaction,
  auditId: string,
  only?: ReadonlySet<string>,
): Promise<{ id: string; number: number; stratum: string }[]> {
  return tx.case.findMany({
    where: {
      auditId,
      heldAt: null,
      state: { in: ['drawn', 'identified'] },
      ...(only ? { id: { in: [...only] } } : {}),
    },
    orderBy: { number: 'asc' },
    select: { id: true, number: true, stratum: true },
  });
}

/** The tools of some children, each child's side by side. */
export async function casesOf(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  given: {
    /** Versions that stand in the pack, of whichever children. */
    items: readonly PackItem[];
    cases: readonly { id: string; number: number; stratum: string }[];
    agencies: readonly AgencyWithServices[];
  },
): Promise<PackCase[]> {
  const { items, cases, agencies } = given;
  const { auditId, profile } = context;
  const key = await records.keyring.audit(tx, auditId);
  const newest = newestOf(items);
  const rows = await returnsAbout(
    tx,
    auditId,
    cases.map(({ id }) => id),
  );
  const asked =
    stageOfKind(profile, 'check-involvement')?.feedback || stageOfKind(profile, 'gather-feedback');
  const family = asked ? await familyVoices(records, tx, context) : [];
  const levels = profile.stages.flatMap((stage) =>
    stage.kind === 'draw-sample' ? stage.strata : [],
  );
  return cases.map(({ id, number, stratum }) => {
    const own = rows.filter(({ caseId }) => caseId === id);
    return {
      caseId: id,
      number,
      // Where children are not sorted by level, there is none to tell.
      level:
        levels.find((level) => level.key === stratum)?.label ??
        (stratum === noLevel ? '' : stratum),
      returns: own
        .flatMap((row) => {
          const item = newest.get(row.id);
          return item
            ? [{ ...namesIn(agencies, row), ...packReturn(context, key, { row, item }) }]
            : [];
        })
        .sort(byAgency),
      // Asked for and not in the pack; a child that was not known after all is not missing.
      notReceived: own
        .filter((row) => !newest.has(row.id) && row.state !== 'nil')
        .map((row) => namesIn(agencies, row))
        .sort(byAgency),
      family: family.filter(({ caseId }) => caseId === id),
    };
  });
}

/** Of a return that was sent again, the version that was circulated last; by return. */
function newestOf(items: readonly PackItem[]): Map<string, PackItem> {
  const newest = new Map<string, PackItem>();
  for (const item of items) {
    const known = newest.get(item.returnId);
    if (!known || known.version < item.version) newest.set(item.returnId, item);
  }
  return newest;
}

type ReturnRow = Awaited<ReturnType<typeof returnsAbout>>[number];

async function returnsAbout(tx: Transaction, auditId: string, caseIds: string[]) {
  return tx.return.findMany({
    where: { auditId, caseId: { in: caseIds }, state: { not: 'withdrawn' } },
    select: {
      id: true,
      caseId: true,
      serviceId: true,
      state: true,
      part: true,
      case: { select: { stratum: true } },
      request: {
        select: { stageKey: true, agencyId: true, agency: { select: { key: true } } },
      },
      versions: { select: { id: true, version: true, answersSealed: true } },
    },
  });
}

function packReturn(
  context: AuditContext,
  key: Key,
  { row, item }: { row: ReturnRow; item: PackItem },
): Omit<PackReturn, 'agency' | 'service'> {
  const { version, edition } = item;
  const own = row.versions.find((each) => each.version === version);
  if (!own) throw new Error(`the circulated return ${row.id} has no text`);
  const place = `ReturnVersion.answersSealed/${own.id}`;
  return {
    returnId: row.id,
    agencyId: row.request.agencyId,
    version,
    edition,
    tool: returnTool(context, row),
    answers: openJson<Answers>(key, place, own.answersSealed),
  };
}

function namesIn(
  agencies: readonly AgencyWithServices[],
  { serviceId, request }: Pick<ReturnRow, 'serviceId' | 'request'>,
): { agency: string; service: string | null } {
  const agency = agencies.find(({ id }) => id === request.agencyId);
  const service = agency?.services.find(({ id }) => id === serviceId);
  return { agency: agency?.name ?? '', service: service?.name ?? null };
}

function byAgency(
  a: { agency: string; service: string | null },
  b: { agency: string; service: string | null },
): number {
  return `${a.agency}/${a.service}` < `${b.agency}/${b.service}` ? -1 : 1;
}
