import { formatDate } from '../../domain/calendar.ts';
import { formatDegreeDate } from '../../domain/degree-dates.ts';
import { withArticle } from '../../domain/phrases.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { PractitionerFacts } from '../../records/letters/letter-practitioners.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { clockTime, upperFirst, whatIsDue } from '../wording.ts';
import { discussionInvitation, discussionRows, ownPart } from './discussion-invitation.ts';
import { linkNote } from './notes.ts';
import { type AskWording, askRows } from './reminders.ts';
import { chairs, facilitates, invitationOf } from './returns.ts';

export const attendWording: AskWording = {
  button: { label: 'Say whether you are coming', opens: 'asks' },
  after: [
    'You can also say that a deputy comes in your place, and accept the confidentiality statement beforehand.',
    linkNote,
  ],
};

/** Whoever chairs or facilitates sends no deputy. */
const inPerson: AskWording = {
  button: attendWording.button,
  after: ['You can also accept the confidentiality statement beforehand.', linkNote],
};

/** Asks somebody taking part whether they come to the discussion. */
export function attendAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  const invitation = invitationOf(ask, facts);
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      ...(facts.practitioner ? forPractitioner(facts.practitioner, facts) : []),
      chairs(facts)
        ? `You have been named to chair the ${words.discussion}. Please tell us whether you are coming; what the agencies wrote stands behind the link for you to read before.`
        : `Please tell us whether you are coming to the ${words.discussion}.${whyCome(facts)}`,
      { rows: [...askRows(ask, facts), ...discussionRows(facts), ...briefingRows(facts)] },
    ],
    ...(chairs(facts) || facilitates(facts) ? inPerson : attendWording),
    ...(invitation ? { invitation } : {}),
  };
}

function whyCome(facts: LetterFacts): string {
  if (facilitates(facts)) return ' You facilitate the discussion of a case, as one of its pair.';
  if (facts.practitioner) return '';
  return ` Every service that sent ${withArticle(facts.words.return)} should be there.`;
}

/** The business unit has entered what somebody told it about coming. */
export function attendEntered(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `Your reply about the ${words.discussion} was entered for you – ${partnership.name}`,
    blocks: [
      `The ${words.businessUnit} has entered whether you are coming to the ${words.discussion}, as it received it from you. You can still change it by your link.`,
      'If you did not tell us, or not so, reply to this email.',
      { rows: [...askRows(ask, facts), ...discussionRows(facts)] },
    ],
    button: { label: 'See or change your reply', opens: 'asks' },
    after: [linkNote],
  };
}

/** What the invitation says to somebody who worked with a family (WA-7, WA-12, WA-14). */
function forPractitioner(
  { invitation, questions }: PractitionerFacts,
  { words }: LetterFacts,
): Content['blocks'] {
  return [
    `You worked with a family whose case is talked about at the ${words.discussion}.`,
    invitation,
    `Before it, please read the ${words.return} of your agency, which stands behind the link, and think these questions through:`,
    { steps: questions },
  ];
}

/** A session beforehand, for those who would like one (WA-13). */
function briefingRows({ practitioner }: LetterFacts): [string, string][] {
  const briefing = practitioner?.briefing;
  if (!briefing) return [];
  const { date, startsAt, minutes, place } = briefing;
  const time = 'date' in date ? `, ${clockTime(startsAt)} to ${clockTime(startsAt, minutes)}` : '';
  const where = place ? `, ${place}` : '';
  return [
    [
      'Briefing beforehand',
      `${formatDegreeDate(date)}${time}${where}. Come if you like: nobody has to.`,
    ],
  ];
}

export const recordWording: AskWording = {
  button: { label: 'Open the record', opens: 'console' },
  after: ['The report is drafted from this record, so the audit waits for it.'],
};

/** Asks the business unit's officer to finish the record of the discussion. */
export function recordAsk(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  return {
    subject: `${upperFirst(whatIsDue(ask, words))} due by ${formatDate(ask.dueDate)} – ${partnership.name}`,
    blocks: [
      `Please finish the record of the ${words.discussion}: who was there, the conclusions, the findings and the recommendations.`,
      { rows: askRows(ask, facts) },
    ],
    ...recordWording,
  };
}

/** The discussion has another date, hour or place; once to everybody whose calendar holds it. */
export function meetingMoved(facts: LetterFacts): Content | null {
  const { request, discussion, words, partnership } = facts;
  const requestId = request?.id ?? discussion?.meetingId;
  if (!requestId || !discussion || !('date' in discussion.date)) return null;
  const invitation = discussionInvitation(facts, { requestId, method: 'REQUEST' });
  const { startsAt } = discussion;
  const part = ownPart(facts);
  const time = startsAt ? `, ${clockTime(startsAt, part?.from)}` : '';
  const yours = part
    ? ['You are needed while the cases that you take part in are talked about.']
    : [];
  const again = facts.replyOpen
    ? [
        'Please tell us whether you are coming: what you may have told us before was about the earlier date.',
      ]
    : [];
  return {
    subject: `${upperFirst(words.discussion)} now on ${formatDate(discussion.date.date)}${time} – ${partnership.name}`,
    blocks: [
      `The ${words.discussion} has been rearranged. The attached calendar invitation replaces the earlier one.`,
      ...yours,
      ...again,
      { rows: [...ofAgency(facts), ...discussionRows(facts)] },
    ],
    button: facts.replyOpen ? attendWording.button : { label: 'Open the request', opens: 'asks' },
    after: [linkNote],
    ...(invitation ? { invitation } : {}),
  };
}

function ofAgency({ request }: LetterFacts): [string, string][] {
  return request ? [['Agency', request.agency]] : [];
}

/** Somebody is not expected at the discussion any more, or it is not held. */
export function meetingCancelled(facts: LetterFacts): Content | null {
  const { request, discussion, words, partnership } = facts;
  const requestId = request?.id ?? discussion?.meetingId;
  if (!requestId || !discussion) return null;
  const invitation = discussionInvitation(facts, { requestId, method: 'CANCEL' });
  const date = 'date' in discussion.date ? ` on ${formatDate(discussion.date.date)}` : '';
  return {
    subject: `You need not attend the ${words.discussion}${date} – ${partnership.name}`,
    blocks: [
      `You need not attend the ${words.discussion}${date}.${invitation ? ' The attached update takes it out of your calendar.' : ''}`,
      `If you think that this is a mistake, reply to this email to tell the ${words.businessUnit}.`,
    ],
    ...(invitation ? { invitation } : {}),
  };
}
