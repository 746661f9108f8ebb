import {
  addDays,
  addMonths,
  addWorkingDays,
  type PlainDate,
  type WorkingCalendar,
} from './calendar.ts';
import type { FollowUp } from './stages/follow-up.ts';

/** How often a body looks at its work plan: every so many months from the day on which it began. */
export interface Cadence {
  beganOn: PlainDate;
  everyMonths: number;
}

export interface Round {
  /** 1 for the first papers after the work plan began. */
  round: number;
  date: PlainDate;
}

/** When the papers of a round are due: on its day, or on the last working day before it. */
export function papersDue(cadence: Cadence, round: number, calendar: WorkingCalendar): PlainDate {
  const day = addMonths(cadence.beganOn, round * cadence.everyMonths);
  return addWorkingDays(addDays(day, 1), -1, calendar);
}

/** The first round whose papers are due after a day, of those that come after another round. */
export function papersAfter(
  cadence: Cadence,
  given: { day: PlainDate; round?: number; calendar: WorkingCalendar },
): Round {
  for (let round = (given.round ?? 0) + 1; ; round += 1) {
    const date = papersDue(cadence, round, given.calendar);
    if (date > given.day) return { round, date };
  }
}

/**
 * The next round in which an owner is asked for an update, and when that is due: after the rounds in
 * which it has been asked, and only where its letter need not leave earlier than today.
 */
export function nextUpdate(
  cadence: Cadence,
  update: Pick<FollowUp['update'], 'due' | 'askWorkingDaysBefore'>,
  given: { askedRound: number; today: PlainDate; calendar: WorkingCalendar },
): Round {
  const { askedRound, today, calendar } = given;
  for (let round = askedRound + 1; ; round += 1) {
    const papers = papersDue(cadence, round, calendar);
    const date = addWorkingDays(papers, -update.due.workingDaysBeforePapers, calendar);
    if (addWorkingDays(date, -update.askWorkingDaysBefore, calendar) >= today) {
      return { round, date };
    }
  }
}
