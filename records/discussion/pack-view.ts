import { noLevel } from '../../domain/list-rows.ts';
import type { Profile } from '../../domain/profile.ts';
import type { Answers, Tool } from '../../domain/tool.ts';
import { type AuditContext, findContext } from '../audits/audit-context.ts';
import { type FamilyVoice, familyVoices } from '../involvement/family-feedback-view.ts';
import { returnPlace, returnTool } from '../returns/return-tool.ts';
import { type Key, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { discussedCases } from './discussed-cases.ts';
import { type PackEntry, packEntries, participantsOf } from './pack-participants.ts';
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
    const context = await contextOf(tx, given);
    if (context?.state !== 'open' && context?.state !== 'paused') return null;
    const entries = await packEntries(tx, context.auditId);
    // Whoever chairs the discussion reads all that it is about (CH-21).
    const { auditId, contactId } = given;
    const chairs = await tx.meeting.count({ where: { auditId, chairId: contactId } });
    if (chairs > 0) return packView(records, tx, context);
    if (isForAuditorsOnly(context)) return null;
    const own = participantsOf(entries).find((each) => each.contactId === contactId);
    return own ? packView(records, tx, context, { entries, only: own.caseIds }) : null;
  });
}

/** The whole pack, for the business unit; null before it is circulated. */
export async function packForOffice(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<PackView | null> {
  return transaction(records, async (tx) => {
    const context = await contextOf(tx, given);
    if (!context) return null;
    return packView(records, tx, context);
  });
}

async function contextOf(
  tx: Transaction,
  given: { partnershipId: string; auditId: string },
): Promise<AuditContext | null> {
  const context = await findContext(tx, given);
  const circulated = await tx.packEdition.count({ where: { auditId: given.auditId } });
  return circulated > 0 ? context : null;
}

/** The pack as it is now, all of it or of some children; call it where it has been circulated. */
export async function packView(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  given?: { entries: PackEntry[]; only?: ReadonlySet<string> },
): Promise<PackView> {
  const { auditId, number, profile } = context;
  const chosen = await discussedCases(tx, context);
  const only = given?.only ?? (chosen ? new Set(chosen) : undefined);
  const entries = given?.entries ?? (await packEntries(tx, auditId));
  const editions = await tx.packEdition.findMany({
    where: { auditId },
    orderBy: { number: 'asc' },
    select: { number: true, circulatedAt: true, _count: { select: { items: true } } },
  });
  const meeting = await tx.meeting.findFirst({ where: { auditId } });
  return {
    auditId,
    number,
    profile,
    zone: context.clock.calendar.zone,
    discussion: meeting?.date ?? context.clock.dates.discussion ?? null,
    editions: editions.map(({ _count, ...edition }) => ({ ...edition, returns: _count.items })),
    cases: await casesOf(records, tx, context, { entries, ...(only ? { only } : {}) }),
  };
}

/** The tools of each child side by side: of all children of the audit, or of some. */
export async function casesOf(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  { entries, only }: { entries: PackEntry[]; only?: ReadonlySet<string> },
): Promise<PackCase[]> {
  const { auditId, profile } = context;
  const cases = await tx.case.findMany({
    where: {
      auditId,
      heldAt: null,
      state: { in: ['drawn', 'identified'] },
      ...(only ? { id: { in: [...only] } } : {}),
    },
    orderBy: { number: 'asc' },
    select: { id: true, number: true, stratum: true },
  });
  const shown = new Set(cases.map(({ id }) => id));
  const newest = newestOf(entries.filter((entry) => shown.has(entry.caseId)));
  const key = await records.keyring.audit(tx, auditId);
  const texts = await textsOf(tx, context, { key, entries: newest });
  const missing = await notReceived(tx, { auditId, shown, newest });
  const names = await agencyNames(tx, context.partnershipId);
  const family = await familyVoices(records, tx, context);
  const levels = profile.stages.flatMap((stage) =>
    stage.kind === 'draw-sample' ? stage.strata : [],
  );
  return cases.map(({ id, number, stratum }) => ({
    caseId: id,
    number,
    // Where children are not sorted by level, there is none to tell.
    level:
      levels.find((level) => level.key === stratum)?.label ?? (stratum === noLevel ? '' : stratum),
    returns: newest
      .filter((entry) => entry.caseId === id)
      .map((entry) => ({
        returnId: entry.returnId,
        agencyId: entry.agencyId,
        ...names(entry),
        version: entry.version,
        edition: entry.edition,
        ...textOf(texts, entry),
      }))
      .sort(byAgency),
    notReceived: missing
      .filter((each) => each.caseId === id)
      .map(names)
      .sort(byAgency),
    family: family.filter(({ caseId }) => caseId === id),
  }));
}

/** Of a return that was sent again, the version that was circulated last. */
function newestOf(entries: readonly PackEntry[]): PackEntry[] {
  const newest = new Map<string, PackEntry>();
  for (const entry of entries) {
    const known = newest.get(entry.returnId);
    if (!known || known.version < entry.version) newest.set(entry.returnId, entry);
  }
  return [...newest.values()];
}

type ReturnText = Pick<PackReturn, 'tool' | 'answers'>;

async function textsOf(
  tx: Transaction,
  context: AuditContext,
  { key, entries }: { key: Key; entries: readonly PackEntry[] },
): Promise<Map<string, ReturnText>> {
  const rows = await tx.returnVersion.findMany({
    where: { OR: entries.map(({ returnId, version }) => ({ returnId, version })) },
    include: { return: { select: returnPlace } },
  });
  return new Map(
    rows.map((row) => [
      row.returnId,
      {
        tool: returnTool(context, row.return),
        answers: openJson<Answers>(key, `ReturnVersion.answersSealed/${row.id}`, row.answersSealed),
      },
    ]),
  );
}

function textOf(texts: ReadonlyMap<string, ReturnText>, { returnId }: PackEntry): ReturnText {
  const text = texts.get(returnId);
  if (!text) throw new Error(`the circulated return ${returnId} has no text`);
  return text;
}

/** Asked for and not in the pack; a child that was not known after all is not missing. */
async function notReceived(
  tx: Transaction,
  given: { auditId: string; shown: ReadonlySet<string>; newest: readonly PackEntry[] },
): Promise<{ caseId: string; agencyId: string; serviceId: string | null }[]> {
  const circulated = new Set(given.newest.map(({ returnId }) => returnId));
  const rows = await tx.return.findMany({
    where: {
      auditId: given.auditId,
      caseId: { in: [...given.shown] },
      state: { notIn: ['nil', 'withdrawn'] },
    },
    select: { id: true, caseId: true, serviceId: true, request: { select: { agencyId: true } } },
  });
  return rows
    .filter(({ id }) => !circulated.has(id))
    .map(({ caseId, serviceId, request }) => ({ caseId, serviceId, agencyId: request.agencyId }));
}

async function agencyNames(tx: Transaction, partnershipId: string) {
  const agencies = await tx.agency.findMany({
    where: { partnershipId },
    select: { id: true, name: true, services: { select: { id: true, name: true } } },
  });
  return (of: { agencyId: string; serviceId: string | null }) => {
    const agency = agencies.find(({ id }) => id === of.agencyId);
    const service = agency?.services.find(({ id }) => id === of.serviceId);
    return { agency: agency?.name ?? '', service: service?.name ?? null };
  };
}

function byAgency(
  a: { agency: string; service: string | null },
  b: { agency: string; service: string | null },
): number {
  return `${a.agency}/${a.service}` < `${b.agency}/${b.service}` ? -1 : 1;
}
