import { addWorkingDays, dateOf, instantAt } from '../../domain/calendar.ts';
import { workingCalendar } from '../audits/audit-context.ts';
import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter, LetterFacts } from './letter-facts.ts';

/** Where a letter's reader stands in their day. */
export interface LetterDay {
  /** The calendar date there. */
  today: string;
  /** When letters leave on the next working day. */
  nextMorning: Date;
  /** Whether today's one email to the reader has been written. */
  written: boolean;
}

/** The days of the readers of some letters, by the letters' ids. */
export async function letterDays(
  tx: Transaction,
  given: { letters: ClaimedLetter[]; facts: Map<string, LetterFacts>; now: Date },
): Promise<Map<string, LetterDay>> {
  const { letters, facts, now } = given;
  const partnerships = await tx.partnership.findMany({
    where: { id: { in: [...new Set(letters.map(({ partnershipId }) => partnershipId))] } },
    select: { id: true, zone: true, closures: true },
  });
  const calendars = new Map(partnerships.map((each) => [each.id, workingCalendar(each, now)]));
  const days = new Map<string, LetterDay>();
  for (const { id, partnershipId } of letters) {
    const calendar = calendars.get(partnershipId);
    const known = facts.get(id);
    if (!calendar || !known) continue;
    const today = dateOf(now.toISOString(), calendar.zone);
    const next = addWorkingDays(today, 1, calendar);
    const nextMorning = new Date(instantAt(next, known.lettersLeave, calendar.zone));
    days.set(id, { today, nextMorning, written: false });
  }
  const written = await tx.letter.findMany({
    where: {
      contactId: { in: letters.map(({ contactId }) => contactId) },
      writtenOn: { in: [...new Set([...days.values()].map(({ today }) => today))] },
      state: { in: ['sent', 'sending', 'pending'] },
    },
    select: { contactId: true, writtenOn: true },
  });
  for (const { id, contactId } of letters) {
    const day = days.get(id);
    if (!day) continue;
    day.written = written.some(
      (each) => each.contactId === contactId && each.writtenOn === day.today,
    );
  }
  return days;
}
