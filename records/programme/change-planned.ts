import { randomUUID } from 'node:crypto';
import { dateOf, instantAt } from '../../domain/calendar.ts';
import { outOfOrder } from '../../domain/degree-dates.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { offerDay } from '../../domain/planned-audit.ts';
import { entryDates } from '../../domain/programme.ts';
import { readDegreeDate, type TypedDegreeDate } from '../../domain/typed-degree-date.ts';
import { workingCalendar } from '../audits/audit-context.ts';
import { asDegreeDate } from '../audits/date-rows.ts';
import { dateColumns } from '../audits/start-audit.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { lettersLeave } from './offer-planned.ts';
import { findPlanned, lockPlanned, nudgePlanned, type PlannedRow } from './planned.ts';

export interface OfPlanned {
  partnershipId: string;
  programme: string;
  entry: string;
}

export type PlannedChanged =
  | { kind: 'changed' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

const noReason = 'Say why the programme changes.';

/**
 * Another date for a planned audit, with who changed it and why (SO-2); the one before stays on
 * record. Order is checked on what is known (SO-39, SO-40), and the day on which it is offered follows.
 */
export async function changePlannedDate(
  records: Records,
  input: OfPlanned & { date: string; typed: TypedDegreeDate; reason: string },
  by: Actor,
  now: Date,
): Promise<PlannedChanged> {
  return transaction(records, async (tx) => {
    const { partnershipId, date: key, typed, reason } = input;
    await lockPlanned(tx, partnershipId);
    const planned = await findPlanned(tx, input);
    const label = entryDates.find((each) => each.key === key)?.label;
    if (!planned || !label) return { kind: 'not-found' };
    if (!isOpen(planned)) return { kind: 'ended' };
    const date = readDegreeDate(typed);
    const known = planned.dates.map((row) => ({ key: row.key, date: asDegreeDate(row) }));
    const after = entryDates.flatMap((each) => {
      const found = each.key === key ? date : known.find((one) => one.key === each.key)?.date;
      return found ? [{ ...each, date: found }] : [];
    });
    const problems = [
      ...(date ? outOfOrder(after).slice(0, 1) : [{ message: 'Enter a date, such as 27 4 2027.' }]),
    ].map(({ message }) => ({ field: 'date', message }));
    problems.push(...textProblems('reason', reason, { missing: noReason, longest: 2000 }));
    if (!date || problems.length > 0) return { kind: 'refused', problems };
    const secret = await records.keyring.partnership(tx, partnershipId);
    await tx.plannedDate.updateMany({
      where: { plannedAuditId: planned.id, key, supersededAt: null },
      data: { supersededAt: now },
    });
    const id = randomUUID();
    await tx.plannedDate.create({
      data: {
        id,
        partnershipId,
        plannedAuditId: planned.id,
        key,
        ...dateColumns(date),
        setAt: now,
        setById: by.contactId ?? '',
        reasonSealed: seal(secret, `PlannedDate.reasonSealed/${id}`, reason.trim()),
      },
    });
    await moveOffer(
      tx,
      planned,
      after.map((each) => each.date),
      now,
    );
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'planned-audit.date-changed',
      ids: { planned: planned.id, of: key, ...dateColumns(date) },
      digests: { reason: digest(secret, reason.trim()) },
      by,
      now,
    });
    await nudgePlanned(tx, { id: planned.id, seq, word: 'date-moved' }, now);
    return { kind: 'changed' };
  });
}

/** Takes an audit out of the programme, with who did and why (SO-2). */
export async function dropPlanned(
  records: Records,
  input: OfPlanned & { reason: string },
  by: Actor,
  now: Date,
): Promise<PlannedChanged> {
  return transaction(records, async (tx) => {
    const { partnershipId, reason } = input;
    await lockPlanned(tx, partnershipId);
    const planned = await findPlanned(tx, input);
    if (!planned) return { kind: 'not-found' };
    if (!isOpen(planned)) return { kind: 'ended' };
    const problems = textProblems('reason', reason, { missing: noReason, longest: 2000 });
    if (problems.length > 0) return { kind: 'refused', problems };
    await tx.plannedAudit.update({
      where: { id: planned.id },
      data: { state: 'dropped', nextAt: null, endedAt: now },
    });
    const secret = await records.keyring.partnership(tx, partnershipId);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'planned-audit.dropped',
      ids: { planned: planned.id },
      digests: { reason: digest(secret, reason.trim()) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId: null, seq, reason });
    await nudgePlanned(tx, { id: planned.id, seq, word: 'answered' }, now);
    return { kind: 'changed' };
  });
}

function isOpen({ state }: PlannedRow): boolean {
  return state === 'planned' || state === 'offered';
}

/** What has been offered stays so; otherwise its day follows its first date. */
async function moveOffer(
  tx: Transaction,
  planned: PlannedRow,
  dates: Parameters<typeof offerDay>[0]['dates'],
  now: Date,
): Promise<void> {
  if (planned.state !== 'planned') return;
  const { id, partnershipId, month, offerDays } = planned;
  const partnership = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
  const calendar = workingCalendar(partnership, new Date(`${month}-01T00:00:00Z`));
  const day = offerDay({ month, dates, offerDays }, calendar);
  const today = dateOf(now, calendar.zone);
  const offerAt = new Date(instantAt(day, lettersLeave, calendar.zone));
  await tx.plannedAudit.update({
    where: { id },
    data: { offerAt, nextAt: day <= today ? now : offerAt },
  });
}
