import { formatDate } from '../../domain/calendar.ts';
import { whenDegreeDate } from '../../domain/degree-dates.ts';
import type { LetterFacts } from '../../records/letter-facts.ts';
import type { AskFacts } from '../../records/letter-subjects.ts';
import type { Block, Content } from '../content.ts';
import type { Invitation } from '../invitation.ts';
import { count, deadlineOf, upperFirst, whatIsDue } from '../wording.ts';
import { discussionInvitation, discussionRows } from './discussion-invitation.ts';
import { linkNote, standingIn } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export const returnsWording: AskWording = {
  button: { label: 'Open the request', opens: 'asks' },
  after: [
    'You can save your work and come back, allocate single children to colleagues, hand the whole request over, say that a child was not known to you, or ask for more time.',
    linkNote,
  ],
};

/** The request to an agency's lead: complete the tools by a date, and attend the discussion (DD-7). */
export function returnsAsk(ask: AskFacts, facts: LetterFacts): Content {
  const agency = ask.agency ?? 'Your agency';
  if (facts.audit?.ofTeam) {
    const children = count(ask.children, 'child', 'children');
    return requestLetter(ask, facts, [
      `${facts.partnership.name} is carrying out a multi-agency case audit, and ${agency} has named you for its audit team. ${children} of it ${ask.children === 1 ? 'is' : 'are'} given to the auditors of ${agency}.`,
      ...standingIn(facts, ask),
    ]);
  }
  return requestLetter(ask, facts, [
    `${facts.partnership.name} is carrying out a multi-agency case audit. ${agency} has worked with ${count(ask.children, 'child', 'children')} in it.`,
    ...standingIn(facts, ask),
  ]);
}

/** The whole request again, for the colleague who has taken it over. */
export function handedOverToYou(ask: AskFacts, facts: LetterFacts): Content {
  const agency = ask.agency ?? 'your agency';
  return requestLetter(ask, facts, [
    `A colleague has handed over to you what ${facts.partnership.name} asks of ${agency} in a multi-agency case audit. It is about ${count(ask.children, 'child', 'children')}.`,
  ]);
}

function requestLetter(ask: AskFacts, facts: LetterFacts, opening: string[]): Content {
  const { words, partnership } = facts;
  const invitation = invitationOf(ask, facts);
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      ...opening,
      ...whatIsAsked(ask, facts, invitation !== null),
      {
        rows: [...askRows(ask, facts), ...discussionRows(facts)],
      },
      'This is about what can be learned, not about blame. You are welcome to use it as a self-assessment of your own agency as well.',
    ],
    ...returnsWording,
    ...(invitation ? { invitation } : {}),
  };
}

function whatIsAsked(ask: AskFacts, facts: LetterFacts, invited: boolean): Block[] {
  if (facts.discussion?.ofPractitioners) {
    return [
      toolsAsked(ask, facts),
      `To the ${facts.words.discussion} we invite whoever worked with the families, as your agency named them.`,
    ];
  }
  return [
    'We ask for two things:',
    { steps: [toolsAsked(ask, facts), discussionAsked(facts, invited)] },
  ];
}

function toolsAsked(ask: AskFacts, facts: LetterFacts): string {
  const done = ask.returns - ask.openReturns;
  const rest = done > 0 ? ` (${done} of ${ask.returns} already done)` : '';
  return `Send ${whatIsDue(ask, facts.words)}${rest} by ${deadlineOf(ask, facts.partnership.zone)}.`;
}

function discussionAsked({ words, discussion }: LetterFacts, invited: boolean): string {
  if (!discussion) return `Attend the ${words.discussion}. We will tell you its date.`;
  const when = `Attend the ${words.discussion} ${whenDegreeDate(discussion.date)}.`;
  if (!('date' in discussion.date)) return `${when} We will tell you the day.`;
  const attached = invited ? ' A calendar invitation is attached.' : '';
  return `${when}${attached}`;
}

/** Whether the reader has been named to chair the discussion. */
export function chairs({ discussion, reader }: LetterFacts): boolean {
  return Boolean(discussion?.chairId) && discussion?.chairId === reader.id;
}

/** Whether the reader is an auditor of one of its pairs (WA-9). */
export function facilitates({ discussion, reader }: LetterFacts): boolean {
  return discussion?.auditorIds?.includes(reader.id) ?? false;
}

/** The discussion's place in the reader's calendar; null until its day is known. */
export function invitationOf(ask: AskFacts, facts: LetterFacts): Invitation | null {
  const { step } = ask;
  const ofMeeting = chairs(facts) || facilitates(facts);
  const requestId = ask.requestId ?? (ofMeeting ? facts.discussion?.meetingId : null);
  const invites = (step === 'returns' && !facts.discussion?.ofPractitioners) || step === 'attend';
  return requestId && invites
    ? discussionInvitation(facts, { requestId, method: 'REQUEST' })
    : null;
}
