import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { count } from '../wording.ts';
import { askRows } from './reminders.ts';

const button: NonNullable<Content['button']> = { label: 'Open the console', opens: 'console' };

/** To the officer: what has come in and waits to be checked, all of it in one letter. */
export function checkAsk(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: `${toCheck(ask, facts)} by ${formatDate(ask.dueDate)} – ${facts.partnership.name}`,
    blocks: [
      `${tools(ask, facts)} ${ask.alike === 1 ? 'has' : 'have'} come in and ${ask.alike === 1 ? 'waits' : 'wait'} to be checked. Accept what is complete, or send it back with remarks on its sections.`,
      { rows: askRows(ask, facts) },
    ],
    button,
  };
}

export function checkRemind(ask: AskFacts, facts: LetterFacts): Content {
  return {
    ...checkAsk(ask, facts),
    subject: `${tools(ask, facts)} still to check by ${formatDate(ask.dueDate)}: a reminder – ${facts.partnership.name}`,
    preheader: 'This is a reminder.',
  };
}

export function checkChase(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: `${toCheck(ask, facts)}, overdue since ${formatDate(ask.dueDate)} – ${facts.partnership.name}`,
    blocks: [
      `${tools(ask, facts)} still ${ask.alike === 1 ? 'waits' : 'wait'} to be checked, and the date for it has passed. The agencies can change nothing until you have decided.`,
      { rows: askRows(ask, facts) },
    ],
    button,
  };
}

/** To those who stand in for the officer. */
export function checkEscalate(ask: AskFacts, facts: LetterFacts): Content {
  return {
    subject: `${toCheck(ask, facts)}, overdue since ${formatDate(ask.dueDate)} – ${facts.partnership.name}`,
    blocks: [
      `${tools(ask, facts)} ${ask.alike === 1 ? 'was' : 'were'} to be checked, and nobody has done it by the date. Please check in the officer’s place, or see to it that somebody does.`,
      { rows: askRows(ask, facts) },
    ],
    button,
  };
}

function tools(ask: AskFacts, { words }: LetterFacts): string {
  return count(ask.alike, words.return, words.returns);
}

function toCheck(ask: AskFacts, facts: LetterFacts): string {
  return `${tools(ask, facts)} to check`;
}
