import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Block, Content, Door } from '../content.ts';
import { dayOf, deadlineOf, howLong, upperFirst, whatIsDue, whatIsMissing } from '../wording.ts';

/** How one kind of ask is worded where its letters differ. */
export interface AskWording {
  button: { label: string; opens: Door };
  after: Block[];
}

/** The same where it hangs on the audit. */
export type WordingOf = AskWording | ((facts: LetterFacts) => AskWording);

function wordingIn(wording: WordingOf, facts: LetterFacts): AskWording {
  return typeof wording === 'function' ? wording(facts) : wording;
}

/** Before the due date: what is still open at this moment. */
export function reminder(wording: WordingOf) {
  return (ask: AskFacts, facts: LetterFacts): Content => ({
    ...remindingHead(ask, facts),
    blocks: [
      `This is a reminder. We are still waiting for ${whatIsMissing(ask, facts.words)}${fromAgency(ask)}.`,
      { rows: askRows(ask, facts) },
    ],
    ...wordingIn(wording, facts),
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
export function chase(wording: WordingOf) {
  return (ask: AskFacts, facts: LetterFacts): Content => ({
    subject: `${upperFirst(whatIsDue(ask, facts.words))} overdue since ${formatDate(ask.dueDate)} – ${facts.partnership.name}`,
    preheader: 'The date has passed and we are still waiting.',
    blocks: [
      `The date has passed, and we are still waiting for ${whatIsMissing(ask, facts.words)}${fromAgency(ask)}. Please send what you can as soon as you can. If something stands in the way, tell us.`,
      { rows: askRows(ask, facts) },
    ],
    ...wordingIn(wording, facts),
  });
}

/** About silence, to those whom the profile names: which agency has not answered what, since when. */
export function escalation(ask: AskFacts, facts: LetterFacts): Content {
  if (ask.step === 'returns' && tellsOfMany(facts)) return silenceOfMany(ask, facts);
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

function tellsOfMany({ subject }: LetterFacts): boolean {
  return subject === 'establishment' || subject === 'person';
}

/** How many of those who were asked by themselves have not answered; the console says which. */
function silenceOfMany(ask: AskFacts, facts: LetterFacts): Content {
  const { words, subject, partnership } = facts;
  const many = subject === 'establishment' ? words.establishments : 'people';
  const silent = `${ask.silent} of ${ask.asked} ${many}`;
  const of = ask.of ? ` of ${ask.of}` : '';
  return {
    subject: `${upperFirst(words.returns)} overdue since ${formatDate(ask.dueDate)}: ${silent} – ${partnership.name}`,
    blocks: [
      `We asked for ${words.returns} on ${dayOf(ask.askedAt, partnership.zone)}. ${silent}${of} had not answered by the date.`,
      {
        rows: [
          ['Not answered', silent],
          ...(ask.of ? [['Agency', ask.of] as [string, string]] : []),
          ...askRows({ ...ask, agency: null }, facts),
        ],
      },
      facts.reader.agency === null
        ? 'The console says who they are, and lets you enter what they tell you.'
        : `Each of them was asked by an email of their own. Please remind those whom you can reach, or ask the ${words.businessUnit} who they are.`,
    ],
    ...(facts.reader.agency === null
      ? { button: { label: 'Open the console', opens: 'console' as const } }
      : {}),
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
  const takes = ask.outcome === null && ask.contactId === facts.reader.id && howLong(ask, facts);
  if (takes) rows.push(['Takes', takes]);
  return rows;
}

function fromAgency(ask: AskFacts): string {
  return ask.agency ? ` from ${ask.agency}` : '';
}
