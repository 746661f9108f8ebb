import type { AskRow } from '../asks/pass-ask.ts';
import { profileOf } from '../audits/audit-context.ts';
import { pairsOf } from '../discussion/pairs-stage.ts';
import { open, sha256 } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { personOf } from './directory.ts';
import { todayOf } from './role-holdings.ts';

/** Only the person themselves can say it: nobody is asked in their place. */
const personal: ReadonlySet<string> = new Set(['experience', 'reconsider']);

/** Somebody was chosen for it; another one is chosen by whoever chose them. */
const chosen: ReadonlySet<string> = new Set(['facilitate', 'questions', 'case-feedback']);

const running = { state: { in: ['open', 'paused'] } };

/** All that hangs on one person: what passes to somebody else, what ends, and what is left to decide. */
export interface ReplacementPlan {
  person: { id: string; name: string; agencyId: string | null; leftAt: Date | null };
  holdings: Holding[];
  audits: AuditShare[];
  /** Asks of urgent concerns. */
  concerns: (AskRow & { concernId: string })[];
  /** What their agency was asked about its quality, without an answer. */
  issues: { id: string; auditId: string }[];
  /** The same as long as nothing of it has changed. */
  fingerprint: string;
}

export type Holding = Awaited<ReturnType<typeof holdingsOf>>[number];

export interface AuditShare {
  auditId: string;
  number: string;
  asks: AskRow[];
  /** Withdrawn: nobody else can say it. */
  personal: AskRow[];
  /** The requests that they answer for, open or not. */
  requests: { id: string; agencyId: string }[];
  /** The tools that they were given. */
  returns: { id: string; requestId: string }[];
  /** Where they are expected at the discussion. */
  attendanceId: string | null;
  /** What the business unit decides by itself. */
  left: ('chair' | 'pair' | 'team' | 'family' | 'own-attendance')[];
}

/** Reads all that hangs on somebody; null for an unknown person. */
export async function replacementPlan(
  records: Records,
  tx: Transaction,
  { partnershipId, contactId }: { partnershipId: string; contactId: string },
  now: Date,
): Promise<ReplacementPlan | null> {
  const row = await tx.contact.findFirst({ where: { id: contactId, partnershipId } });
  if (!row) return null;
  const { name } = await personOf(records, tx, contactId);
  const { agencyId, leftAt } = row;
  const open = await tx.ask.findMany({
    where: { partnershipId, contactId, outcome: null },
    orderBy: { key: 'asc' },
  });
  const holdings = await holdingsOf(tx, { partnershipId, contactId }, now);
  const audits = await sharesOf(tx, { partnershipId, contactId, open });
  const concerns = open.flatMap((ask) =>
    ask.concernId ? [{ ...ask, concernId: ask.concernId }] : [],
  );
  const issues = await tx.qualityIssue.findMany({
    where: { partnershipId, contactId, repliedAt: null },
    select: { id: true, auditId: true },
    orderBy: { id: 'asc' },
  });
  const ids = [
    ...holdings.map(({ id, toDate }) => `${id} ${toDate}`),
    ...open.map(({ id }) => id),
    ...issues.map(({ id }) => id),
    ...audits.flatMap(({ requests, returns, attendanceId, left }) => [
      ...[...requests, ...returns].map(({ id }) => id),
      attendanceId,
      ...left,
    ]),
  ];
  const fingerprint = sha256(ids.join('\n')).slice(0, 24);
  const person = { id: contactId, name, agencyId, leftAt };
  return { person, holdings, audits, concerns, issues, fingerprint };
}

async function holdingsOf(
  tx: Transaction,
  where: { partnershipId: string; contactId: string },
  now: Date,
) {
  const today = await todayOf(tx, where.partnershipId, now);
  return tx.roleHolding.findMany({
    where: { ...where, OR: [{ toDate: null }, { toDate: { gte: today } }] },
    orderBy: { id: 'asc' },
    include: {
      agency: { select: { name: true } },
      body: { select: { name: true } },
      service: { select: { name: true } },
    },
  });
}

async function sharesOf(
  tx: Transaction,
  given: { partnershipId: string; contactId: string; open: AskRow[] },
): Promise<AuditShare[]> {
  const { partnershipId, contactId, open } = given;
  const audit = { partnershipId, ...running };
  const requests = await tx.request.findMany({
    where: { responsibleId: contactId, audit },
    select: { id: true, auditId: true, agencyId: true, party: true },
    orderBy: { id: 'asc' },
  });
  const returns = await tx.return.findMany({
    where: { assigneeId: contactId, state: { not: 'withdrawn' }, request: { audit } },
    select: { id: true, auditId: true, requestId: true },
    orderBy: { id: 'asc' },
  });
  const meetings = await tx.meeting.findMany({
    where: {
      partnershipId,
      recordedAt: null,
      OR: [{ chairId: contactId }, { attendances: { some: { contactId, withdrawnAt: null } } }],
    },
    select: {
      auditId: true,
      chairId: true,
      attendances: { where: { contactId, withdrawnAt: null, attended: null } },
    },
  });
  const teams = await tx.teamMember.findMany({
    where: { partnershipId, contactId, withdrawnAt: null },
    select: { auditId: true },
  });
  const ids = [
    ...open.map(({ auditId }) => auditId),
    ...[...requests, ...returns, ...meetings, ...teams].map(({ auditId }) => auditId),
  ];
  const audits = await tx.audit.findMany({
    where: { id: { in: ids.filter((id): id is string => id !== null) }, ...audit },
    select: { id: true, number: true },
    orderBy: { id: 'asc' },
  });
  const shares: AuditShare[] = [];
  for (const { id: auditId, number } of audits) {
    const of = <T extends { auditId: string | null }>(rows: T[]) =>
      rows.filter((row) => row.auditId === auditId);
    const meeting = of(meetings)[0];
    const pair = (await pairsOf(tx, auditId)).some(({ contactIds }) =>
      contactIds.includes(contactId),
    );
    const worked = await tx.practitioner.count({ where: { auditId, contactId } });
    const chairs = meeting?.chairId === contactId;
    const ofPerson = of(requests).filter(({ party }) => party === contactId);
    const own = new Set(ofPerson.map(({ id }) => id));
    const stays = chairs || pair || worked > 0;
    const passes = ({ step, requestId }: AskRow) =>
      !personal.has(step) &&
      !chosen.has(step) &&
      !own.has(requestId ?? '') &&
      !(step === 'attend' && stays);
    const asks = of(open).filter(({ concernId }) => concernId === null);
    shares.push({
      auditId,
      number,
      asks: asks.filter(passes),
      personal: asks.filter(({ step }) => personal.has(step)),
      requests: of(requests).filter(({ id }) => !own.has(id)),
      returns: of(returns),
      attendanceId: stays ? null : (meeting?.attendances[0]?.id ?? null),
      left: [
        ...(chairs ? (['chair'] as const) : []),
        ...(pair ? (['pair'] as const) : []),
        ...(of(teams).length > 0 ? (['team'] as const) : []),
        ...(worked > 0 && meeting ? (['family'] as const) : []),
        ...(own.size > 0 ? (['own-attendance'] as const) : []),
      ],
    });
  }
  return shares.filter(
    ({ asks, personal: withdrawn, requests: answers, returns: given, attendanceId, left }) =>
      asks.length + withdrawn.length + answers.length + given.length + left.length > 0 ||
      attendanceId !== null,
  );
}

/** Who can take over: people of the same agency; of somebody without one, those at their groups or in the business unit. */
export async function successorsOf(
  records: Records,
  tx: Transaction,
  { partnershipId, plan }: { partnershipId: string; plan: ReplacementPlan },
): Promise<{ contactId: string; name: string }[]> {
  const { id, agencyId } = plan.person;
  const bodies = plan.holdings.flatMap(({ bodyId }) => bodyId ?? []);
  const rows = await tx.contact.findMany({
    where: {
      partnershipId,
      leftAt: null,
      id: { not: id },
      ...(agencyId
        ? { agencyId }
        : {
            OR: [{ agencyId: null }, { roles: { some: { bodyId: { in: bodies }, toDate: null } } }],
          }),
    },
    select: { id: true, nameSealed: true },
  });
  const key = await records.keyring.partnership(tx, partnershipId);
  const people = rows.map(({ id: contactId, nameSealed }) => {
    return { contactId, name: open(key, `Contact.nameSealed/${contactId}`, nameSealed) };
  });
  return people.sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

/** The words of the process of each audit. */
export async function wordsOfAudits(tx: Transaction, auditIds: string[]) {
  const rows = await tx.audit.findMany({
    where: { id: { in: auditIds } },
    select: { id: true, profileVersionId: true },
  });
  const words = new Map<string, Awaited<ReturnType<typeof profileOf>>['words']>();
  for (const { id, profileVersionId } of rows) {
    words.set(id, (await profileOf(tx, profileVersionId)).words);
  }
  return words;
}
