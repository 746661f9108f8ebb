import { counted, listed, workingDays } from './phrases.ts';
import { sentenceCase } from './sentence-case.ts';
import type { EscalationRole } from './stages/asks.ts';
import type { AnyTimings, StageAsk } from './stages/stage-kind.ts';

/** One ask as people read it. */
export interface AskInWords {
  /** "the safeguarding lead of every agency" */
  who: string;
  /** "Asks the safeguarding lead of every agency to say …, within 3 working days." */
  asks: string;
  /** When it is due, by itself: "within 3 working days". */
  due: string;
  /** Who is written to meanwhile, and when; empty where nobody is. */
  letters: string[];
  /** What it means when nobody answers. */
  silence: string;
}

const roles: Record<EscalationRole, string> = {
  'safeguarding-lead': 'the agency’s safeguarding lead',
  deputy: 'the lead’s deputy',
  officer: 'the officer',
  'officer-deputy': 'the officer’s deputy',
  manager: 'the manager',
};

export function roleInWords(role: EscalationRole): string {
  return roles[role];
}

export function askInWords(ask: StageAsk, labelOf: (date: string) => string): AskInWords {
  const { timings, who, act, when } = ask;
  const due = dueInWords(timings.due, labelOf);
  const asks = `asks ${who} to ${act}, ${due}.`;
  return {
    who,
    asks: when ? `${when}, ${asks}` : sentenceCase(asks),
    due,
    letters: lettersInWords(timings),
    silence: silenceInWords(ask),
  };
}

/** When something is due, in the middle of a sentence: "within 3 working days". */
function dueInWords(due: AnyTimings['due'], labelOf: (date: string) => string): string {
  if ('workingDaysBeforePapers' in due) {
    return `${counted(due.workingDaysBeforePapers, 'working day')} before the papers are due`;
  }
  if ('endOfMonth' in due) {
    return `by the last working day of the month of “${labelOf(due.endOfMonth)}”`;
  }
  if ('days' in due) {
    return due.days === 0 ? 'on the same day' : `within ${counted(due.days, 'day')}`;
  }
  if (!('date' in due)) {
    return due.workingDays === 0
      ? 'on the same day'
      : `within ${counted(due.workingDays, 'working day')}`;
  }
  const label = `the date “${labelOf(due.date)}”`;
  if (due.workingDays === 0) return `by ${label}`;
  const days = counted(Math.abs(due.workingDays), 'working day');
  return `by ${days} ${due.workingDays < 0 ? 'before' : 'after'} ${label}`;
}

function lettersInWords(timings: AnyTimings): string[] {
  const { askWorkingDaysBefore, remindWorkingDaysBefore, chaseWorkingDaysAfter, escalate } =
    timings;
  return [
    ...(askWorkingDaysBefore === undefined
      ? []
      : [`The first letter leaves ${daysBefore([askWorkingDaysBefore])}.`]),
    ...(remindWorkingDaysBefore.length > 0
      ? [`A reminder leaves ${daysBefore(remindWorkingDaysBefore)}.`]
      : []),
    ...(chaseWorkingDaysAfter.length > 0
      ? [`A chase leaves ${daysAfter(chaseWorkingDaysAfter)}.`]
      : []),
    ...(escalate
      ? [
          `${sentenceCase(daysAfter([escalate.workingDaysAfter]))}, ${listed(escalate.to.map(roleInWords))} ${escalate.to.length === 1 ? 'is' : 'are'} told that there is no answer.`,
        ]
      : []),
  ];
}

function daysBefore(days: readonly number[]): string {
  return around(days, 'before it is due');
}

function daysAfter(days: readonly number[]): string {
  return around(days, 'after it was due');
}

function around(days: readonly number[], side: string): string {
  const apart = days.filter((each) => each > 0);
  return listed([
    ...(apart.length > 0 ? [`${workingDays(apart)} ${side}`] : []),
    ...(apart.length < days.length ? ['on the due date'] : []),
  ]);
}

function silenceInWords({ timings, silence }: StageAsk): string {
  const close = timings.closeWorkingDaysAfter;
  if (close === undefined) return 'Silence changes nothing: only an answer ends it.';
  const when =
    close === 0
      ? 'If nobody has answered at the end of that day'
      : `If nobody has answered ${workingDays([close])} after it was due`;
  return `${when}, ${silence ?? 'it is closed and the process goes on.'}`;
}
