import { datesOfStage } from '../../domain/audit-dates.ts';
import { addDays, dateOf, type PlainDate } from '../../domain/calendar.ts';
import {
  type AuditWithDates,
  type ClashableDate,
  type ClashingDate,
  type DateClash,
  dateClashes,
  easiestToMove,
  isMeant,
  type MeantClash,
} from '../../domain/date-clashes.ts';
import type { PlannedDetail } from '../../domain/planned-audit.ts';
import { type Profile, type StageSettings, subjectOf } from '../../domain/profile.ts';
import { entryDates } from '../../domain/programme.ts';
import { asksOfStage } from '../../domain/stage-asks.ts';
import { notWithdrawn } from '../asks/asks.ts';
import { schoolTermsOf } from '../directory/contact-days.ts';
import type { AuditRow } from '../overview/office-tasks.ts';
import { openJson, sha256 } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { profileOf, workingCalendar } from './audit-context.ts';
import { asDegreeDate } from './date-rows.ts';

/** Long enough before the day that moving it still helps. */
const aheadDays = 42;

/** Dates about to clash, and the one that is moved to settle it. */
export interface ClashTask {
  /** The same as long as its dates stay as they are. */
  id: string;
  clash: DateClash;
  /** Names of the agencies that it is about; null where it may be any. */
  agencies: string[] | null;
  move: ClashingDate;
  /** Where the date to be moved stands: a running audit, or one of a programme. */
  of: { audit: string } | { programme: string; entry: string };
  /** Where each of its dates stands. */
  places: Of[];
}

type Of = ClashTask['of'];

/** What clashes in the weeks to come, of the audits under way and of those that are planned. */
export async function clashesAhead(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; audits: AuditRow[]; now: Date },
): Promise<{ toSettle: ClashTask[]; meant: ClashTask[] }> {
  const clashes = await allClashesAhead(records, tx, given);
  if (clashes.length === 0) return { toSettle: [], meant: [] };
  const left = await leftAsMeant(tx, given.partnershipId);
  return {
    toSettle: clashes.filter(({ clash }) => !isMeant(clash, left)),
    meant: clashes.filter(({ clash }) => isMeant(clash, left)),
  };
}

/** Every clash that somebody has left as it is, and nobody has taken up again since. */
export async function leftAsMeant(
  tx: Transaction,
  partnershipId: string,
): Promise<(MeantClash & { id: string; at: Date; by: string | null })[]> {
  const rows = await tx.meantClash.findMany({
    where: { partnershipId, takenBackAt: null },
    orderBy: [{ meantAt: 'desc' }, { id: 'asc' }],
  });
  return rows.map(({ id, kind, dates, meantAt, meantById }) => {
    const days = dates as unknown as MeantClash['dates'];
    return { id, kind, dates: days, at: meantAt, by: meantById };
  });
}

export async function allClashesAhead(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; audits: AuditRow[]; now: Date },
): Promise<ClashTask[]> {
  const { partnershipId, now } = given;
  const partnership = await tx.partnership.findUniqueOrThrow({
    where: { id: partnershipId },
    select: { zone: true, closures: true },
  });
  const calendar = workingCalendar(partnership, now);
  const from = dateOf(now, calendar.zone);
  const span = { from, to: addDays(from, aheadDays) };
  const dated = [
    ...(await runningAudits(tx, { ...given, span })),
    ...(await plannedAudits(records, tx, { partnershipId, span })),
  ];
  const audits = dated.map(({ audit }) => audit);
  const schoolTerms = audits.some(({ schools }) => schools)
    ? await schoolTermsOf(tx, partnershipId)
    : [];
  const clashes = dateClashes(audits, { calendar, schoolTerms });
  if (clashes.length === 0) return [];
  const ids = clashes.flatMap((clash) => ('agencies' in clash ? (clash.agencies ?? []) : []));
  const agencies = await tx.agency.findMany({
    where: { id: { in: [...new Set(ids)] } },
    orderBy: { name: 'asc' },
  });
  return clashes.flatMap((clash): ClashTask[] => {
    const move = easiestToMove(clash.dates);
    const placeOf = (audit?: string) => dated.find((each) => each.audit.key === audit)?.of;
    const of = placeOf(move?.audit);
    if (!move || !of) return [];
    const places = clash.dates.flatMap(({ audit }) => placeOf(audit) ?? []);
    const shared = 'agencies' in clash ? clash.agencies : null;
    const named = agencies.filter(({ id }) => shared?.includes(id)).map(({ name }) => name);
    const id = clashId(partnershipId, clash);
    return [{ id, clash, agencies: shared && named, move, of, places }];
  });
}

function clashId(partnershipId: string, { kind, dates }: DateClash): string {
  const days = dates.map(({ audit, key, day }) => [audit, key, day].join(' '));
  return sha256([partnershipId, kind, ...days.sort()].join('\n')).slice(0, 32);
}

interface Dated {
  audit: AuditWithDates;
  of: Of;
}

interface Span {
  from: PlainDate;
  to: PlainDate;
}

async function runningAudits(
  tx: Transaction,
  given: { partnershipId: string; audits: AuditRow[]; span: Span },
): Promise<Dated[]> {
  const { partnershipId, span } = given;
  const open = given.audits.filter(({ state }) => state === 'open');
  const auditId = { in: open.map(({ id }) => id) };
  const rows = await tx.auditDate.findMany({
    where: { auditId, supersededAt: null, ...daysWithin(span) },
  });
  if (rows.length === 0) return [];
  const taking = await tx.request.findMany({
    where: { auditId, ...notWithdrawn },
    distinct: ['auditId', 'agencyId'],
    select: { auditId: true, agencyId: true },
  });
  const inTermOnly = await tx.contact.findMany({
    where: { partnershipId, termTimeOnly: true, leftAt: null },
    select: { id: true },
  });
  const away = new Set(inTermOnly.map(({ id }) => id));
  const found: Dated[] = [];
  // The audit that began last comes last.
  for (const audit of open.toSorted((a, b) => (a.number < b.number ? -1 : 1))) {
    const profile = await profileOf(tx, audit.profileVersionId);
    const own = rows.filter((row) => row.auditId === audit.id && !isOver(profile, audit, row.key));
    if (own.length === 0) continue;
    const agencies = taking.flatMap((each) => (each.auditId === audit.id ? each.agencyId : []));
    const dates = own.map(({ key, ...row }) => ({
      key,
      label: profile.dates.find((each) => each.key === key)?.label ?? key,
      date: asDegreeDate(row),
      ...whatItTakes(profile, { audit, key, agencies }),
    }));
    const { number } = audit;
    const schools =
      subjectOf(profile) === 'establishment' ||
      audit.asks.some(({ contactId, outcome }) => outcome === null && away.has(contactId));
    found.push({
      audit: { key: number, name: `audit ${number}`, schools, dates },
      of: { audit: number },
    });
  }
  return found;
}

/** Every stage that hangs on the date has ended: nothing happens on it any more. */
function isOver(profile: Profile, audit: AuditRow, date: string): boolean {
  const hanging = profile.stages.filter((stage) => datesOfStage(stage).includes(date));
  const ended = ({ key }: StageSettings) =>
    audit.stages.some((stage) => stage.key === key && stage.outcome !== null);
  return hanging.length > 0 && hanging.every(ended);
}

/** What a date of an audit is to agencies, and to which: of a deadline those that still owe something. */
function whatItTakes(
  profile: Profile,
  given: { audit: AuditRow; key: string; agencies: string[] },
): Pick<ClashableDate, 'what' | 'agencies'> {
  const { audit, key, agencies } = given;
  const known = agencies.length > 0 ? agencies : null;
  if (profile.stages.some((stage) => stage.kind === 'discuss' && stage.date === key)) {
    return { what: 'meeting', agencies: known };
  }
  const asking = profile.stages.filter(
    (stage) => datesOfStage(stage).includes(key) && asksAgencies(stage, key),
  );
  if (asking.length === 0) return { what: 'office', agencies: [] };
  const keys = asking.map((stage) => stage.key);
  const begun = audit.stages.filter((stage) => keys.includes(stage.key));
  if (begun.length === 0) return { what: 'deadline', agencies: known };
  const owing = audit.asks.flatMap(({ outcome, stageKey, agencyId }) =>
    outcome === null && keys.includes(stageKey ?? '') ? (agencyId ?? []) : [],
  );
  return { what: 'deadline', agencies: [...new Set(owing)] };
}

function asksAgencies(stage: StageSettings, key: string): boolean {
  return asksOfStage(stage).some(
    ({ asked, timings: { due } }) => asked === 'agency' && 'date' in due && due.date === key,
  );
}

async function plannedAudits(
  records: Records,
  tx: Transaction,
  { partnershipId, span }: { partnershipId: string; span: Span },
): Promise<Dated[]> {
  const rows = await tx.plannedAudit.findMany({
    where: {
      partnershipId,
      state: { in: ['planned', 'offered'] },
      dates: { some: { supersededAt: null, ...daysWithin(span) } },
    },
    orderBy: [{ month: 'asc' }, { id: 'asc' }],
    include: {
      programme: { select: { name: true } },
      dates: { where: { supersededAt: null, ...daysWithin(span) } },
    },
  });
  if (rows.length === 0) return [];
  const secret = await records.keyring.partnership(tx, partnershipId);
  return rows.map(({ id, key: entry, detailSealed, programme, dates }): Dated => {
    const place = `PlannedAudit.detailSealed/${id}`;
    const { theme } = openJson<PlannedDetail>(secret, place, detailSealed);
    return {
      audit: {
        key: id,
        name: theme,
        schools: false,
        dates: dates.map(({ key, ...row }) => ({
          key,
          label: entryDates.find((each) => each.key === key)?.label ?? key,
          date: asDegreeDate(row),
          what: takenByMeetings.has(key) ? ('meeting' as const) : ('office' as const),
          agencies: null,
        })),
      },
      of: { programme: programme.name, entry },
    };
  });
}

/** Of the dates of a planned audit, those on which people come together. */
const takenByMeetings: ReadonlySet<string> = new Set(['date', 'meeting']);

/** Days, not months, within a span. */
function daysWithin({ from, to }: Span) {
  return { degree: { in: ['fixed', 'provisional'] }, date: { gte: from, lte: to } };
}
