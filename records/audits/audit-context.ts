import { parse } from 'yaml';
import type { AuditClock } from '../../domain/ask-moments.ts';
import type { DatesByKey } from '../../domain/audit-dates.ts';
import { bankHolidays } from '../../domain/bank-holidays.ts';
import type { WorkingCalendar } from '../../domain/calendar.ts';
import { type Profile, profileSchema } from '../../domain/profile.ts';
import { withThemeQuestions } from '../../domain/theme-questions.ts';
import { auditWorkflowId } from '../../domain/waits.ts';
import type { Prisma } from '../../prisma/client/client.ts';
import { openJson } from '../store/sealing.ts';
import { keyringOf, type Transaction } from '../store/transaction.ts';
import { asDegreeDate } from './date-rows.ts';

/** An audit with what is needed to decide anything about it: its pinned profile and its clock. */
export interface AuditContext {
  auditId: string;
  partnershipId: string;
  number: string;
  state: string;
  workflowId: string;
  profile: Profile;
  clock: AuditClock;
  /** Its dates as they stood when this was read. */
  dates: DatesByKey;
  window: { from: string; to: string };
  focusSealed: Uint8Array;
}

/** Which audit is meant: by its id, or as an address names it. */
export type AuditNamed = { partnershipId: string } & ({ auditId: string } | { number: string });

// Profile versions are never edited, so a parsed one stays right.
const parsedProfiles = new Map<string, Profile>();

export async function auditContext(tx: Transaction, auditId: string): Promise<AuditContext> {
  const audit = await tx.audit.findUniqueOrThrow({ where: { id: auditId }, select: contextRows });
  return contextFrom(tx, audit);
}

/** The same of an audit that may not be there; another partnership's is as good as none. */
export async function findContext(
  tx: Transaction,
  { partnershipId, ...which }: AuditNamed,
): Promise<AuditContext | null> {
  const named = 'auditId' in which ? { id: which.auditId } : { number: which.number };
  const audit = await tx.audit.findFirst({
    where: { partnershipId, ...named },
    select: contextRows,
  });
  return audit && contextFrom(tx, audit);
}

const contextRows = {
  id: true,
  partnershipId: true,
  number: true,
  state: true,
  startedAt: true,
  profileVersionId: true,
  questionsSealed: true,
  focusSealed: true,
  windowFrom: true,
  windowTo: true,
  partnership: { select: { zone: true, closures: true } },
  dates: { where: { supersededAt: null }, select: { key: true, date: true, degree: true } },
} as const;

type ContextRow = Prisma.AuditGetPayload<{ select: typeof contextRows }>;

async function contextFrom(tx: Transaction, audit: ContextRow): Promise<AuditContext> {
  const profile = await withItsQuestions(tx, audit);
  const exact = audit.dates.filter(
    (date) => date.degree === 'fixed' || date.degree === 'provisional',
  );
  return {
    auditId: audit.id,
    partnershipId: audit.partnershipId,
    number: audit.number,
    state: audit.state,
    workflowId: auditWorkflowId(audit.partnershipId, audit.number),
    profile,
    clock: {
      calendar: workingCalendar(audit.partnership, audit.startedAt),
      lettersLeave: profile.clock.lettersLeave,
      closeOfDay: profile.clock.closeOfDay,
      dates: Object.fromEntries(exact.map((date) => [date.key, date.date ?? ''])),
      months: Object.fromEntries(
        audit.dates.flatMap(({ key, degree, date }) =>
          degree === 'month' && date ? [[key, date]] : [],
        ),
      ),
    },
    dates: Object.fromEntries(audit.dates.map((date) => [date.key, asDegreeDate(date)])),
    window: { from: audit.windowFrom, to: audit.windowTo },
    focusSealed: audit.focusSealed,
  };
}

/** The process that an audit is pinned to, with the questions that it adds to the tool (WA-7). */
export async function auditsProfile(tx: Transaction, auditId: string): Promise<Profile> {
  const audit = await tx.audit.findUniqueOrThrow({
    where: { id: auditId },
    select: { id: true, profileVersionId: true, questionsSealed: true },
  });
  return withItsQuestions(tx, audit);
}

async function withItsQuestions(
  tx: Transaction,
  audit: { id: string; profileVersionId: string; questionsSealed: Uint8Array | null },
): Promise<Profile> {
  const { id, profileVersionId, questionsSealed } = audit;
  const profile = await profileOf(tx, profileVersionId);
  if (!questionsSealed) return profile;
  const key = await keyringOf(tx).audit(tx, id);
  const place = `Audit.questionsSealed/${id}`;
  return withThemeQuestions(profile, openJson<string[]>(key, place, questionsSealed));
}

export async function profileOf(
  tx: Pick<Transaction, 'profileVersion'>,
  profileVersionId: string,
): Promise<Profile> {
  const known = parsedProfiles.get(profileVersionId);
  if (known) return known;
  const row = await tx.profileVersion.findUniqueOrThrow({ where: { id: profileVersionId } });
  const profile = profileSchema.parse(parse(row.yaml));
  parsedProfiles.set(profileVersionId, profile);
  return profile;
}

/** The partnership's working days, for as long before and after `around` as an audit can reach. */
export function workingCalendar(
  partnership: { zone: string; closures: unknown },
  around: Date,
): WorkingCalendar {
  const year = around.getUTCFullYear();
  return {
    zone: partnership.zone,
    holidays: bankHolidays(year - 1, year + 5),
    closures: partnership.closures as string[],
  };
}
