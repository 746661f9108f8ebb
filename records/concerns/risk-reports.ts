import { randomUUID } from 'node:crypto';
import type { AgencyAudits } from '../../domain/agency-audits.ts';
import { addWorkingDays, dateOf, instantAt } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  riskReportProblems,
  scheduleProblems,
  type TypedRiskReport,
} from '../../domain/risk-report.ts';
import { readTypedDate } from '../../domain/typed-date.ts';
import { riskReportWorkflowId, type Wait, waitId } from '../../domain/waits.ts';
import { profileOf, workingCalendar } from '../audits/audit-context.ts';
import { holdersOf, officerOf } from '../directory/directory.ts';
import { queueLetters } from '../letters/letters.ts';
import { lettersLeave } from '../programme/offer-planned.ts';
import { type Actor, appendEvent, headOf, lockChain, theClock } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { queueNudge } from '../store/waits.ts';

/** How a workflow names a report by exception. */
export interface RiskReportRef {
  partnership: string;
  report: string;
}

type Row = NonNullable<Awaited<ReturnType<Transaction['riskReport']['findUnique']>>>;

const remindWorkingDays = 2;

export type RiskReportRaised =
  | { kind: 'raised' | 'raised-before'; number: string }
  | { kind: 'refused'; problems: FieldProblem[] }
  /** No process here reports by exception what agencies' own audits show. */
  | { kind: 'not-offered' };

/**
 * An agency's own audit shows risk to children: the manager of the business unit is told at once, and
 * has to schedule a report to the body that the process names (SO-36). The same form twice is one.
 */
export async function raiseRiskReport(
  records: Records,
  input: { partnershipId: string; raiseKey: string; typed: TypedRiskReport },
  by: Actor,
  now: Date,
): Promise<RiskReportRaised> {
  const { partnershipId, typed } = input;
  return transaction(records, async (tx) => {
    await lockChain(tx, partnershipId);
    const raiseKey = `${partnershipId}/${by.contactId}/${input.raiseKey}`;
    const before = await tx.riskReport.findUnique({ where: { raiseKey } });
    if (before) return { kind: 'raised-before', number: before.number };
    const route = await riskRoute(tx, partnershipId);
    if (!route) return { kind: 'not-offered' };
    const agencies = await tx.agency.findMany({ where: { partnershipId }, select: { id: true } });
    const known = agencies.map(({ id }) => id);
    const problems = riskReportProblems(typed, known);
    if (problems.length > 0) return { kind: 'refused', problems };
    const partnership = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
    const calendar = workingCalendar(partnership, now);
    const today = dateOf(now, calendar.zone);
    const dueDate = addWorkingDays(today, route.settings.scheduleWorkingDays, calendar);
    const key = await records.keyring.partnership(tx, partnershipId);
    const id = randomUUID();
    const number = await nextNumber(tx, partnershipId, today.slice(0, 4));
    const text = typed.text.replace(/\r\n?/g, '\n').trim();
    const from = typed.from.trim();
    const row = await tx.riskReport.create({
      data: {
        id,
        partnershipId,
        number,
        raiseKey,
        agencyId: typed.agency,
        bodyId: route.bodyId,
        textSealed: seal(key, `RiskReport.textSealed/${id}`, text),
        fromSealed: from ? seal(key, `RiskReport.fromSealed/${id}`, from) : null,
        raisedById: by.contactId ?? '',
        raisedAt: now,
        dueDate,
        state: 'raised',
        nextAt: new Date(instantAt(dueDate, lettersLeave, calendar.zone)),
        reminders: 0,
      },
    });
    await tellManagers(
      tx,
      row,
      { kind: 'risk-report/raised', what: 'raised', officer: false },
      now,
    );
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'risk-report.raised',
      ids: { report: number, agency: typed.agency },
      digests: { text: digest(key, text) },
      by,
      now,
    });
    await nudgeRiskReport(tx, row, { seq, word: 'concern-raised' }, now);
    return { kind: 'raised', number };
  });
}

/** The body and the time that the newest process with such a route names; null where none has one. */
export async function riskRoute(
  tx: Transaction,
  partnershipId: string,
): Promise<{ settings: AgencyAudits; bodyId: string; body: string } | null> {
  const versions = await tx.profileVersion.findMany({
    where: { partnershipId },
    orderBy: [{ loadedAt: 'desc' }, { version: 'desc' }, { id: 'asc' }],
    select: { id: true, name: true },
  });
  const newest = versions.filter(
    ({ name }, at) => versions.findIndex((each) => each.name === name) === at,
  );
  for (const { id } of newest) {
    const { agencyAudits } = await profileOf(tx, id);
    if (!agencyAudits) continue;
    const key = agencyAudits.body;
    const body = await tx.body.findUnique({ where: { partnershipId_key: { partnershipId, key } } });
    if (body) return { settings: agencyAudits, bodyId: body.id, body: body.name };
  }
  return null;
}

async function nextNumber(tx: Transaction, partnershipId: string, year: string): Promise<string> {
  const count = await tx.riskReport.count({
    where: { partnershipId, number: { startsWith: `${year}-r` } },
  });
  return `${year}-r${String(count + 1).padStart(2, '0')}`;
}

async function tellManagers(
  tx: Transaction,
  row: Row,
  letter: { kind: string; what: string; officer: boolean },
  now: Date,
): Promise<void> {
  const { partnershipId, number } = row;
  const managers = await holdersOf(tx, { partnershipId, role: 'manager', on: now });
  const officer = await officerOf(tx, partnershipId, now);
  const people = managers.length === 0 || letter.officer ? [...managers, officer] : managers;
  const thread = `${partnershipId}/risk-report/${number}`;
  await queueLetters(
    tx,
    [...new Set(people)].map((contactId) => ({
      partnershipId,
      key: `${thread}/${letter.what}/${contactId}`,
      kind: letter.kind,
      contactId,
      ids: { riskReport: row.id },
      thread,
      now,
    })),
  );
}

/** Does what is due for one: reminds the manager, from the second time the officer too. */
export async function remindOfRiskReport(
  records: Records,
  { partnership: partnershipId, report: number }: RiskReportRef,
  now: Date,
): Promise<Wait> {
  return transaction(records, async (tx) => {
    await lockChain(tx, partnershipId);
    const found = await findRiskReport(tx, { partnershipId, number });
    if (!found) throw new Error(`there is no report by exception ${number}`);
    const due = found.state === 'raised' && found.nextAt !== null && found.nextAt <= now;
    if (!due) return riskReportView(found, await headOf(tx, partnershipId));
    const partnership = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
    const calendar = workingCalendar(partnership, now);
    const next = addWorkingDays(dateOf(now, calendar.zone), remindWorkingDays, calendar);
    const reminders = found.reminders + 1;
    const nextAt = new Date(instantAt(next, lettersLeave, calendar.zone));
    const row = await tx.riskReport.update({
      where: { id: found.id },
      data: { reminders, nextAt },
    });
    const letter = { kind: 'risk-report/remind', what: `remind-${reminders}` };
    await tellManagers(tx, row, { ...letter, officer: reminders > 1 }, now);
    const ids = { report: number };
    const event = { partnershipId, chain: partnershipId, kind: 'risk-report.reminded', ids };
    return riskReportView(row, await appendEvent(tx, { ...event, by: theClock, now }));
  });
}

export async function findRiskReport(
  tx: Transaction,
  { partnershipId, number }: { partnershipId: string; number: string },
): Promise<Row | null> {
  return tx.riskReport.findUnique({
    where: { partnershipId_number: { partnershipId, number } },
  });
}

function riskReportView({ partnershipId, number, state, nextAt, dueDate }: Row, seq: number): Wait {
  const open = state === 'raised';
  return {
    id: waitId(riskReportWorkflowId(partnershipId, number), 'schedule'),
    seq,
    open: open ? 1 : 0,
    wakesAt: open ? (nextAt?.toISOString() ?? null) : null,
    dueAt: `${dueDate}T17:00:00.000Z`,
    overdue: 0,
    audit: 'open',
  };
}

async function nudgeRiskReport(
  tx: Transaction,
  row: Row,
  { seq, word }: { seq: number; word: 'concern-raised' | 'answered' },
  now: Date,
): Promise<void> {
  const { partnershipId, number } = row;
  const wait = riskReportView(row, seq);
  await queueNudge(tx, { partnershipId, word, subject: number, wait, now });
}

export type RiskReportScheduled =
  | { kind: 'scheduled' | 'scheduled-before' | 'not-found' }
  | { kind: 'refused'; problems: FieldProblem[] };

/** The report is on the agenda of a day; whoever reported it hears of that, and it is closed. */
export async function scheduleRiskReport(
  records: Records,
  input: { partnershipId: string; number: string; date: string; note: string },
  by: Actor,
  now: Date,
): Promise<RiskReportScheduled> {
  const { partnershipId, number, date } = input;
  const note = input.note.replace(/\r\n?/g, '\n').trim();
  return transaction(records, async (tx) => {
    await lockChain(tx, partnershipId);
    const found = await findRiskReport(tx, { partnershipId, number });
    if (!found) return { kind: 'not-found' };
    if (found.state !== 'raised') return { kind: 'scheduled-before' };
    const { zone } = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
    const problems = scheduleProblems({ date, note }, dateOf(now, zone));
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.partnership(tx, partnershipId);
    const scheduledFor = readTypedDate(date);
    const row = await tx.riskReport.update({
      where: { id: found.id },
      data: {
        state: 'scheduled',
        nextAt: null,
        scheduledFor,
        noteSealed: note ? seal(key, `RiskReport.noteSealed/${found.id}`, note) : null,
        scheduledAt: now,
        scheduledById: by.contactId,
      },
    });
    const thread = `${partnershipId}/risk-report/${number}`;
    const letter = { kind: 'risk-report/scheduled', contactId: found.raisedById, thread, now };
    const ids = { riskReport: found.id };
    await queueLetters(tx, [{ ...letter, partnershipId, key: `${thread}/scheduled`, ids }]);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'risk-report.scheduled',
      ids: { report: number, on: scheduledFor },
      digests: { note: digest(key, note) },
      by,
      now,
    });
    await nudgeRiskReport(tx, row, { seq, word: 'answered' }, now);
    return { kind: 'scheduled' };
  });
}
