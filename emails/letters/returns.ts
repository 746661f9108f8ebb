import { formatDate } from '../../domain/calendar.ts';
import { whenDegreeDate } from '../../domain/degree-dates.ts';
import { listed, withArticle } from '../../domain/phrases.ts';
import type { Subject } from '../../domain/stages/return-subjects.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Block, Content } from '../content.ts';
import type { Invitation } from '../invitation.ts';
import { count, deadlineOf, upperFirst, whatIsDue } from '../wording.ts';
import { discussionInvitation, discussionRows } from './discussion-invitation.ts';
import { linkNote, standingIn } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';

export function returnsWording({ subject }: Pick<LetterFacts, 'subject'>): AskWording {
  return {
    button: { label: 'Open the request', opens: 'asks' },
    after: [canDo[subject], linkNote],
  };
}

const canDo: Record<Subject, string> = {
  case: 'You can save your work and come back, allocate single children to colleagues, hand the whole request over, say that a child was not known to you, or ask for more time.',
  agency:
    'You can save your work and come back, hand it over to a colleague, or ask for more time.',
  establishment:
    'You can save your work and come back, hand it over to a colleague, or ask for more time.',
  person: 'You can save your work and come back, or ask for more time.',
};

/** The request to an agency's lead: complete the tools by a date, and attend the discussion (DD-7). */
export function returnsAsk(ask: AskFacts, facts: LetterFacts): Content {
  const agency = ask.agency ?? 'Your agency';
  if (facts.audit?.ofTeam) {
    const children = count(ask.children, 'child', 'children');
    return requestLetter(ask, facts, [
      `${facts.partnership.name} is carrying out ${withArticle(facts.words.audit)}, and ${agency} has named you for its audit team. ${children} of it ${ask.children === 1 ? 'is' : 'are'} given to the auditors of ${agency}.`,
      ...standingIn(facts, ask),
    ]);
  }
  return requestLetter(ask, facts, [
    `${facts.partnership.name} is carrying out ${withArticle(facts.words.audit)}. ${whatItIsAbout(ask, facts)}`,
    ...standingIn(facts, ask),
  ]);
}

function whatItIsAbout(ask: AskFacts, { subject, words, sharing }: LetterFacts): string {
  const agency = ask.agency ?? 'your agency';
  switch (subject) {
    case 'case':
      return `${upperFirst(agency)} has worked with ${count(ask.children, 'child', 'children')} in it.`;
    case 'agency':
      return sharing.length > 0
        ? `Please answer for ${agency} as a whole. The tool is shared by ${listed(sharing.map(({ name }) => name))}: one ${words.return} is enough for all of them that you work in, and it says which they are. If you have made it for another of them already, tell us so instead.`
        : `Please answer for ${agency} as a whole.`;
    case 'establishment':
      return `Please answer for ${agency}.`;
    case 'person':
      return `It asks what came of courses, and asks those who were there and their managers each by themselves. Of you it asks about ${count(ask.children, 'course attendance', 'course attendances')}.`;
  }
}

/** The whole request again, for the colleague who has taken it over. */
export function handedOverToYou(ask: AskFacts, facts: LetterFacts): Content {
  const agency = ask.agency ?? 'your agency';
  return requestLetter(ask, facts, [
    `A colleague has handed over to you what ${facts.partnership.name} asks of ${agency} in ${withArticle(facts.words.audit)}.${aboutChildren(ask, facts)}`,
  ]);
}

function aboutChildren(ask: AskFacts, { subject }: LetterFacts): string {
  return subject === 'case' ? ` It is about ${count(ask.children, 'child', 'children')}.` : '';
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
      `This is about what can be learned, not about blame.${facts.subject === 'case' ? ' You are welcome to use it as a self-assessment of your own agency as well.' : ''}`,
    ],
    ...returnsWording(facts),
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
  // Without children there is no discussion of them.
  if (facts.subject !== 'case') return [toolsAsked(ask, facts)];
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
  // A chair, an auditor of a pair, and whoever comes before anything is asked of their agency, has no request.
  const requestId = ask.requestId ?? (step === 'attend' ? facts.discussion?.meetingId : null);
  const invites = (step === 'returns' && !facts.discussion?.ofPractitioners) || step === 'attend';
  return requestId && invites
    ? discussionInvitation(facts, { requestId, method: 'REQUEST' })
    : null;
}
