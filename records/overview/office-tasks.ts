import type { PlannedDetail } from '../../domain/planned-audit.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { Moment } from '../../domain/waits.ts';
import type { Words } from '../../domain/words.ts';
import type { ClashTask } from '../audits/date-clashes.ts';
import { namesOf } from '../directory/people-names.ts';
import type { Independence } from '../returns/own-return.ts';
import { openJson } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';

const endedShown = 10;

/** Something that waits for the business unit; the page gives each its sentence and its button. */
export type OfficeTask =
  | {
      kind: 'ask';
      audit: string;
      step: string;
      dueDate: string;
      overdue: boolean;
      of: string;
      /** Who acts for them, where they are away. */
      coveredBy: string | null;
      words: Words;
    }
  | {
      kind: 'overdue';
      audit: string;
      step: string;
      agencies: string[];
      /** How many were asked and have not answered. */
      count: number;
      dueDate: string;
      profile: Profile;
    }
  | {
      kind: 'people';
      audit: string;
      step: string;
      /** Who was asked for themselves and has not answered in time. */
      people: string[];
      dueDate: string;
      words: Words;
    }
  | {
      kind: 'silent';
      audit: string;
      step: string;
      agencies: string[];
      count: number;
      profile: Profile;
    }
  | {
      kind: 'bounced';
      contactId: string;
      name: string;
      agency: string | null;
      reason: string | null;
    }
  | {
      kind: 'wrong-person';
      contactId: string;
      name: string;
      agency: string | null;
      /** Since when it waits. */
      since: Date;
    }
  | { kind: 'check'; audit: string; count: number; dueDate: string; overdue: boolean; words: Words }
  | { kind: 'clash'; audit: string; returnId: string; agency: string; child: string; name: string }
  | ({ kind: 'dates' } & ClashTask)
  | { kind: 'paused'; audit: string; since: Date }
  | { kind: 'planned'; programme: string; entry: string; month: string; theme: string };

export type AuditRow = Awaited<ReturnType<typeof auditsOf>>[number];

/** All audits under way with what is open in them, and the last that ended. */
export async function auditsOf(tx: Transaction, partnershipId: string) {
  const select = {
    id: true,
    number: true,
    state: true,
    focusSealed: true,
    profileVersionId: true,
    pausedAt: true,
    endedAt: true,
    stages: { select: { key: true, outcome: true } },
    asks: {
      where: { OR: [{ outcome: null }, { outcome: 'not-answered' }] },
      select: {
        step: true,
        stageKey: true,
        contactId: true,
        agencyId: true,
        dueDate: true,
        dueAt: true,
        outcome: true,
        moments: true,
        request: {
          select: {
            returns: {
              where: { state: 'not-answered', case: { heldAt: null } },
              select: { id: true },
              take: 1,
            },
          },
        },
      },
      orderBy: [{ dueAt: 'asc' as const }, { key: 'asc' as const }],
    },
  };
  const open = await tx.audit.findMany({
    where: { partnershipId, endedAt: null },
    orderBy: { startedAt: 'desc' },
    select,
  });
  const ended = await tx.audit.findMany({
    where: { partnershipId, endedAt: { not: null } },
    orderBy: { endedAt: 'desc' },
    take: endedShown,
    select: { ...select, asks: { ...select.asks, take: 0 } },
  });
  return [...open, ...ended];
}

/** What one audit wants of the business unit; `names` of people and `agencies` by their ids. */
export function tasksOf(given: {
  audit: AuditRow;
  names: Map<string, string>;
  agencies: Map<string, string>;
  /** Names of those who act, by the ids of those who are away. */
  acting: ReadonlyMap<string, string>;
  now: Date;
  profile: Profile;
}): OfficeTask[] {
  const { audit, names, agencies, acting, now, profile } = given;
  const { number } = audit;
  const agenciesOf = (asks: AskRow[]) =>
    [...new Set(asks.map((ask) => agencies.get(ask.agencyId ?? '') ?? ''))].sort();
  const open = audit.asks.filter((ask) => ask.outcome === null);
  const checks = open.filter((ask) => ask.step === 'check');
  const own = open.filter(
    (ask) =>
      ask.agencyId === null &&
      ask.step !== 'check' &&
      !askedOfOthers.has(ask.step) &&
      !isKeptBack(ask.moments, now),
  );
  const late = open.filter((ask) => ask.agencyId !== null && ask.dueAt < now);
  const latePeople = open.filter((ask) => isAwaited(ask) && ask.dueAt < now);
  const missing = audit.asks.filter((ask) => ask.outcome === 'not-answered' && isStillMissing(ask));
  const silent = isReported(given) ? [] : missing;
  return [
    ...(audit.pausedAt ? [{ kind: 'paused' as const, audit: number, since: audit.pausedAt }] : []),
    ...onePerPage(own).map((ask): OfficeTask => {
      const { step, dueDate } = ask;
      const of = names.get(ask.contactId) ?? '';
      const coveredBy = acting.get(ask.contactId) ?? null;
      const overdue = ask.dueAt < now;
      const { words } = profile;
      return { kind: 'ask', audit: number, step, dueDate, overdue, of, coveredBy, words };
    }),
    ...checks.slice(0, 1).map(({ dueDate, dueAt }): OfficeTask => {
      const { words } = profile;
      const count = checks.length;
      return { kind: 'check', audit: number, count, dueDate, overdue: dueAt < now, words };
    }),
    ...byStep(late).map(([step, asks]): OfficeTask => {
      const dueDate = asks[0]?.dueDate ?? '';
      const count = asks.length;
      const named = { agencies: agenciesOf(asks), count, profile };
      return { kind: 'overdue', audit: number, step, dueDate, ...named };
    }),
    ...byStep(latePeople).map(([step, asks]): OfficeTask => {
      const people = asks.map(({ contactId }) => names.get(contactId) ?? '').sort();
      const dueDate = asks[0]?.dueDate ?? '';
      return { kind: 'people', audit: number, step, people, dueDate, words: profile.words };
    }),
    ...byStep(silent).map(([step, asks]): OfficeTask => {
      const count = asks.length;
      return { kind: 'silent', audit: number, step, agencies: agenciesOf(asks), count, profile };
    }),
  ];
}

/** What is asked of a person for themselves, not for their agency nor of the business unit. */
export const askedOfOthers: ReadonlySet<string> = new Set([
  'approve',
  'vote',
  'terms-vote',
  'pass-on',
  'experience',
  'deep-dives-by-chair',
  // Of an agency, or of the chair, who speaks for none.
  'attend',
]);

type AskRow = AuditRow['asks'][number];

/** Whoever took part may say how it was, and nobody waits for that. */
function isAwaited({ agencyId, step }: AskRow): boolean {
  return agencyId === null && askedOfOthers.has(step) && step !== 'experience';
}

/** What several groups decide is asked of the officer for each, and done on one page. */
function onePerPage(asks: AskRow[]): AskRow[] {
  const same = (a: AskRow, b: AskRow) =>
    a.step === b.step && a.contactId === b.contactId && a.dueDate === b.dueDate;
  return asks.filter((ask, at) => asks.findIndex((each) => same(each, ask)) === at);
}

function byStep(asks: AskRow[]): [string, AskRow[]][] {
  const steps = [...new Set(asks.map((ask) => ask.step))];
  return steps.map((step) => [step, asks.filter((ask) => ask.step === step)]);
}

/** An agency's silence matters until it has answered after all. */
function isStillMissing(ask: AskRow): boolean {
  if (ask.agencyId === null) return false;
  if (ask.step === 'involvement') return true;
  return ask.step === 'returns' && (ask.request?.returns.length ?? 0) > 0;
}

/** Once the report is written, nothing that an agency still sends would be used. */
function isReported({ audit, profile }: { audit: AuditRow; profile: Profile }): boolean {
  const report = stageOfKind(profile, 'write-report');
  return audit.stages.some(({ key }) => key === report?.key);
}

// Letters wait for office hours, at most over a long weekend.
const soonMs = 5 * 24 * 60 * 60_000;

/** Asked for nearer its date: the letter that asks has not left and does not leave soon. */
function isKeptBack(moments: unknown, now: Date): boolean {
  const first = (moments as Moment[]).find((moment) => moment.what === 'ask');
  if (!first || first.passedAt) return false;
  return Date.parse(first.at) - now.getTime() > soonMs;
}

/** The names of the agencies that were asked for something in some audits. */
export async function agencyNames(
  tx: Transaction,
  audits: AuditRow[],
): Promise<Map<string, string>> {
  const asked = audits.flatMap(({ asks }) => asks.flatMap(({ agencyId }) => agencyId ?? []));
  if (asked.length === 0) return new Map();
  const rows = await tx.agency.findMany({
    where: { id: { in: [...new Set(asked)] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Addresses from which email came back, and people who are not the right ones. */
export async function contactTasks(
  records: Records,
  tx: Transaction,
  partnershipId: string,
): Promise<OfficeTask[]> {
  const wrongPersons = { where: { settledAt: null }, orderBy: { saidAt: 'asc' as const }, take: 1 };
  const rows = await tx.contact.findMany({
    where: {
      partnershipId,
      leftAt: null,
      OR: [{ bouncedAt: { not: null } }, { wrongPersons: { some: { settledAt: null } } }],
    },
    orderBy: [{ bouncedAt: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      bouncedAt: true,
      bounceReason: true,
      agency: { select: { name: true } },
      wrongPersons: { ...wrongPersons, select: { saidAt: true } },
    },
  });
  const names = await namesOf(records, tx, {
    partnershipId,
    contactIds: rows.map((row) => row.id),
  });
  return rows.flatMap((row): OfficeTask[] => {
    const agency = row.agency?.name ?? null;
    const of = { contactId: row.id, name: names.get(row.id) ?? '', agency };
    const [said] = row.wrongPersons;
    return [
      ...(row.bouncedAt ? [{ kind: 'bounced' as const, ...of, reason: row.bounceReason }] : []),
      ...(said ? [{ kind: 'wrong-person' as const, ...of, since: said.saidAt }] : []),
    ];
  });
}

/** People who may not complete a tool by what was said of them, until the business unit decides. */
export async function clashTasks(
  records: Records,
  tx: Transaction,
  partnershipId: string,
): Promise<OfficeTask[]> {
  const rows = await tx.return.findMany({
    where: {
      partnershipId,
      state: { in: ['asked', 'sent-back', 'not-answered'] },
      independenceSealed: { not: null },
      case: { heldAt: null },
      request: { audit: { state: { in: ['open', 'paused'] } } },
    },
    select: {
      id: true,
      auditId: true,
      assigneeId: true,
      independenceSealed: true,
      case: { select: { number: true } },
      request: {
        select: {
          responsibleId: true,
          agency: { select: { name: true } },
          audit: { select: { number: true } },
        },
      },
    },
  });
  const clashes: { row: (typeof rows)[number]; independence: Independence }[] = [];
  for (const row of rows) {
    if (!row.independenceSealed) continue;
    const key = await records.keyring.audit(tx, row.auditId);
    const place = `Return.independenceSealed/${row.id}`;
    const independence = openJson<Independence>(key, place, row.independenceSealed);
    const respondent = row.assigneeId ?? row.request.responsibleId;
    const decided = independence.accepted !== undefined || independence.another !== undefined;
    if (independence.problem && !decided && independence.declaredBy === respondent) {
      clashes.push({ row, independence });
    }
  }
  const names = await namesOf(records, tx, {
    partnershipId,
    contactIds: clashes.map(({ independence }) => independence.declaredBy),
  });
  return clashes.map(({ row, independence }) => ({
    kind: 'clash',
    audit: row.request.audit.number,
    returnId: row.id,
    agency: row.request.agency.name,
    child: `C${row.case.number}`,
    name: names.get(independence.declaredBy) ?? '',
  }));
}

/** Audits of the year's programme whose day has come and that nobody has started. */
export async function plannedTasks(
  records: Records,
  tx: Transaction,
  partnershipId: string,
): Promise<OfficeTask[]> {
  const rows = await tx.plannedAudit.findMany({
    where: { partnershipId, state: 'offered' },
    orderBy: { offerAt: 'asc' },
    include: { programme: { select: { name: true } } },
  });
  if (rows.length === 0) return [];
  const key = await records.keyring.partnership(tx, partnershipId);
  return rows.map(({ id, key: entry, month, detailSealed, programme }) => {
    const place = `PlannedAudit.detailSealed/${id}`;
    const { theme } = openJson<PlannedDetail>(key, place, detailSealed);
    return { kind: 'planned', programme: programme.name, entry, month, theme };
  });
}
