import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letter-facts.ts';
import type { AskFacts } from '../../records/letter-subjects.ts';
import type { Block, Content, Door } from '../content.ts';
import { dayOf, deadlineOf, upperFirst, whatIsDue } from '../wording.ts';

/** How one kind of ask is worded where its letters differ. */
export interface AskWording {
  button: { label: string; opens: Door };
  after: Block[];
}

/** Before the due date: what is still open at this moment. */
export function reminder(wording: AskWording) {
  return (ask: AskFacts, facts: LetterFacts): Content => ({
    ...remindingHead(ask, facts),
    blocks: [
      `This is a reminder. We are still waiting for ${whatIsDue(ask, facts.words)}${fromAgency(ask)}.`,
      { rows: askRows(ask, facts) },
    ],
    ...wording,
  });
}

/** Says at once that it is no first letter. */
export function remindingHead(
  ask: AskFacts,
  facts: LetterFacts,
): Pick<Content, 'subject' | 'preheader'> {
  const due = upperFirst(whatIsDue(ask, facts.words));
  return {
    subject: `${due} still due by ${formatDate(ask.dueDate)}: a reminder – ${facts.partnership.name}`,
    preheader: 'This is a reminder.',
  };
}

/** After the due date. */
export function chase(wording: AskWording) {
  return (ask: AskFacts, facts: LetterFacts): Content => ({
    subject: `${upperFirst(whatIsDue(ask, facts.words))} overdue since ${formatDate(ask.dueDate)} – ${facts.partnership.name}`,
    preheader: 'The date has passed and we are still waiting.',
    blocks: [
      `The date has passed, and we are still waiting for ${whatIsDue(ask, facts.words)}${fromAgency(ask)}. Please send what you can as soon as you can. If something stands in the way, tell us.`,
      { rows: askRows(ask, facts) },
    ],
    ...wording,
  });
}

/** About silence, to those whom the profile names: which agency has not answered what, since when. */
export function escalation(ask: AskFacts, facts: LetterFacts): Content {
  const due = whatIsDue(ask, facts.words);
  return {
    subject: `${upperFirst(due)}${fromAgency(ask)} overdue since ${formatDate(ask.dueDate)} – ${facts.partnership.name}`,
    blocks: [
      `We asked for this on ${dayOf(ask.askedAt, facts.partnership.zone)} and have had no full answer by its date.`,
      { rows: [['Still missing', due], ...askRows(ask, facts)] },
      ...whatToDo(ask, facts).blocks,
    ],
    ...whatToDo(ask, facts).leadsTo,
  };
}

function whatToDo(
  ask: AskFacts,
  { reader, words }: LetterFacts,
): { blocks: string[]; leadsTo: Pick<Content, 'button'> } {
  if (reader.agency === null) {
    return {
      blocks: ['Please find out what stands in the way, or enter the answer on their behalf.'],
      leadsTo: { button: { label: 'Open the console', opens: 'console' } },
    };
  }
  if (reader.id === ask.contactId) {
    return {
      blocks: ['It was asked of you. Please send what you can now; others are told as well.'],
      leadsTo: { button: { label: 'Open the request', opens: 'asks' } },
    };
  }
  return {
    blocks: [
      `Please see to it that the person who was asked answers, or reply to this email to tell the ${words.businessUnit} when they will.`,
    ],
    leadsTo: {},
  };
}

/** The facts under every letter about an ask. */
export function askRows(ask: AskFacts, facts: LetterFacts): [string, string][] {
  const rows: [string, string][] = [];
  if (ask.agency) rows.push(['Agency', ask.agency]);
  if (facts.audit) rows.push(['Audit', facts.audit.number]);
  if (ask.openElsewhere > 0) {
    rows.push(['Allocated to colleagues', `${ask.openElsewhere} of ${ask.openReturns}`]);
  }
  rows.push(['Due', deadlineOf(ask, facts.partnership.zone)]);
  return rows;
}

function fromAgency(ask: AskFacts): string {
  return ask.agency ? ` from ${ask.agency}` : '';
}
