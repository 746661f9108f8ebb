import { addWorkingDays } from './calendar.ts';
import { everyWeekday, type ProposedDays, rehearsalStart } from './date-rules.ts';
import { type RulePath, type RuleProblem, resting, unknown, within } from './rule-problem.ts';
import type { EscalationRole } from './stages/asks.ts';
import type { AnyTimings, StageAsk } from './stages/stage-kind.ts';

/** What an ask stands among. */
export interface AskSetting {
  dates: readonly { key: string }[];
  /** When they would come, of those of which it can be said. */
  days: ProposedDays;
  /** The dates that have come before its stage begins. */
  beginsAfter: readonly string[];
}

const agencyRoles: ReadonlySet<EscalationRole> = new Set(['safeguarding-lead', 'deputy']);

/** What is wrong with one ask; paths begin at its stage. */
export function askProblems(ask: StageAsk, setting: AskSetting): RuleProblem[] {
  const { timings } = ask;
  return within(ask.setting, [
    ...resting([['dates']], [...unknownDate(timings, setting), ...tooLate(timings, setting)]),
    ...neverEnds(ask),
    ...nobodyThere(ask),
    ...beforeFirstLetter(timings),
    ...afterTheEnd(timings),
    ...saidTwice(timings),
    ...overdueTooSoon(timings),
  ]);
}

function unknownDate({ due }: AnyTimings, { dates }: AskSetting): RuleProblem[] {
  const setting = 'endOfMonth' in due ? 'endOfMonth' : 'date';
  const date = 'endOfMonth' in due ? due.endOfMonth : 'date' in due ? due.date : null;
  if (date === null || dates.some(({ key }) => key === date)) return [];
  const keys = dates.map(({ key }) => key);
  return [{ path: ['due', setting], message: unknown('date', date, keys) }];
}

/** Due on a day that has passed when the stage begins. */
function tooLate({ due }: AnyTimings, { days, beginsAfter }: AskSetting): RuleProblem[] {
  if (!('date' in due)) return [];
  const date = days[due.date];
  if (date === undefined) return [];
  const dueDay = addWorkingDays(date, due.workingDays, everyWeekday);
  const path = ['due', 'date'];
  if (dueDay <= rehearsalStart) {
    return [{ path, message: 'This would be due before the audit has begun.' }];
  }
  const passed = beginsAfter.find((key) => (days[key] ?? '') >= dueDay);
  if (passed === undefined) return [];
  const message = `This would be due before it is asked: its stage begins after "${passed}", which comes later than the day on which it is due.`;
  return [{ path, message }];
}

/** What ends an ask is an answer, or the clock, or somebody who is told that there is none. */
function neverEnds({ timings }: StageAsk): RuleProblem[] {
  if (timings.escalate || timings.closeWorkingDaysAfter !== undefined) return [];
  const message =
    'This ask has no end: if nobody answers, nobody is told and it is never closed. Add "escalate: { workingDaysAfter: 3, to: [manager] }", or "closeWorkingDaysAfter" where the process may go on without an answer.';
  return [{ path: [], message }];
}

/** Roles that nobody holds among those who were asked. */
function nobodyThere({ timings, asked }: StageAsk): RuleProblem[] {
  const to = timings.escalate?.to ?? [];
  const path: RulePath = ['escalate', 'to'];
  if (asked !== 'agency') {
    const whose = asked === 'office' ? 'the business unit' : 'people as themselves';
    return to.flatMap((role, at) =>
      agencyRoles.has(role)
        ? [
            {
              path: [...path, at],
              message: `Nobody holds the role "${role}" here: this asks ${whose}, not an agency. Use one of: officer, officer-deputy, manager.`,
            },
          ]
        : [],
    );
  }
  return [];
}

/** A letter before the first one never leaves. */
function beforeFirstLetter(timings: AnyTimings): RuleProblem[] {
  const { due, askWorkingDaysBefore: asked } = timings;
  const given = 'date' in due || !('workingDays' in due) ? undefined : due.workingDays;
  if (asked !== undefined && given !== undefined && asked > given) {
    const message = `This is due ${given} working days after it is asked, so its first letter cannot wait until ${asked} working days before that.`;
    return [{ path: ['askWorkingDaysBefore'], message }];
  }
  const first = asked ?? given;
  if (first === undefined) return [];
  return timings.remindWorkingDaysBefore.flatMap((days, at) => {
    if (days < first) return [];
    const message = `This reminder never leaves: the first letter leaves ${first} working days before the due date. Use a smaller number than ${first}, or none.`;
    return [{ path: ['remindWorkingDaysBefore', at], message }];
  });
}

function afterTheEnd(timings: AnyTimings): RuleProblem[] {
  const { closeWorkingDaysAfter: close, escalate, chaseWorkingDaysAfter } = timings;
  if (close === undefined) return [];
  const chases = chaseWorkingDaysAfter.flatMap((days, at) => {
    if (days <= close) return [];
    const message = `A chase after ${days} working days never leaves: the ask closes after ${close}.`;
    return [{ path: ['chaseWorkingDaysAfter', at], message }];
  });
  if (!escalate || escalate.workingDaysAfter <= close) return chases;
  const message = `This is never escalated: the ask closes after ${close} working days.`;
  return [...chases, { path: ['escalate', 'workingDaysAfter'], message }];
}

function saidTwice({ remindWorkingDaysBefore, chaseWorkingDaysAfter }: AnyTimings): RuleProblem[] {
  const lists = { remindWorkingDaysBefore, chaseWorkingDaysAfter };
  return Object.entries(lists).flatMap(([key, list]) =>
    list.flatMap((days, at) =>
      list.indexOf(days) === at ? [] : [{ path: [key, at], message: `${days} is there twice.` }],
    ),
  );
}

/** Letters leave in the morning; a date falls due at the close of its day. */
function overdueTooSoon({ chaseWorkingDaysAfter, escalate }: AnyTimings): RuleProblem[] {
  const why =
    'leaves on the morning of the due date, while there is still time to answer. Use 1 or more, or a reminder.';
  const chases = chaseWorkingDaysAfter.flatMap((days, at) =>
    days === 0
      ? [{ path: ['chaseWorkingDaysAfter', at], message: `A chase after 0 days ${why}` }]
      : [],
  );
  if (escalate?.workingDaysAfter !== 0) return chases;
  const path = ['escalate', 'workingDaysAfter'];
  return [...chases, { path, message: `An escalation after 0 days ${why}` }];
}
