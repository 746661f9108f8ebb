import { formatDegreeDate } from '../../domain/degree-dates.ts';
import { withArticle } from '../../domain/phrases.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { Block, Content } from '../content.ts';
import { count, deadlineOf, upperFirst, whatIsDue } from '../wording.ts';
import { isOfTheOffice } from './changes.ts';
import { discussionInvitation, discussionRows } from './discussion-invitation.ts';
import { linkNote } from './notes.ts';

/** The audit stands still: nothing is due meanwhile. */
export function auditPaused(facts: LetterFacts): Content | null {
  const { audit, openAsks, partnership } = facts;
  if (!audit) return null;
  return {
    subject: `Audit ${audit.number} is paused: nothing is due for now – ${partnership.name}`,
    blocks: [
      `${upperFirst(facts.words.audit)} ${audit.number} is paused. Nothing falls due and nobody is reminded while it stands still.`,
      openAsks.length > 0
        ? 'What has been saved is kept, and you can still send what is ready. When the audit goes on we will tell you the new dates.'
        : 'When the audit goes on we will tell you the new dates.',
    ],
    ...wayIn(facts),
  };
}

/** The audit goes on: what is due by when now, and when the discussion is. */
export function auditResumed(facts: LetterFacts): Content | null {
  const { audit, partnership, request, words, discussion } = facts;
  if (!audit) return null;
  const invitation = request
    ? discussionInvitation(facts, { requestId: request.id, method: 'REQUEST' })
    : null;
  const held = request && discussion ? discussionRows(facts) : [];
  const on = discussion ? formatDegreeDate(discussion.date) : '';
  return {
    subject: `Audit ${audit.number} goes on: please note the dates – ${partnership.name}`,
    blocks: [
      `${upperFirst(facts.words.audit)} ${audit.number} goes on. These dates hold now; earlier ones do not.`,
      { rows: [['Audit', audit.number], ...stillAsked(facts), ...held] },
      ...(invitation
        ? [
            `The ${words.discussion} is on ${on}. The attached calendar invitation replaces the earlier one.`,
          ]
        : []),
      ...(facts.replyOpen
        ? [
            'Please tell us whether you are coming: what you may have told us before was about the earlier date.',
          ]
        : []),
    ],
    ...wayIn(facts),
    ...(invitation ? { invitation } : {}),
  };
}

/** The audit has ended for good before its time. */
export function auditCancelled(facts: LetterFacts): Content | null {
  const { audit, partnership, request, words } = facts;
  if (!audit) return null;
  const invitation = request
    ? discussionInvitation(facts, { requestId: request.id, method: 'CANCEL' })
    : null;
  return {
    subject: `Audit ${audit.number} is cancelled: nothing more is asked of you – ${partnership.name}`,
    blocks: [
      `${upperFirst(facts.words.audit)} ${audit.number} is cancelled. Nothing more is asked of you in it, and what has come in stays on record.`,
      ...(invitation
        ? [
            `The ${words.discussion} is not held. The attached update takes it out of your calendar.`,
          ]
        : []),
      'A concern about a child or an adult that was raised in it goes on: this changes nothing about it.',
      `If you have questions, reply to this email to reach the ${words.businessUnit}.`,
    ],
    ...(invitation ? { invitation } : {}),
  };
}

/** A child left the sample, replaced by another or not, after this agency had been asked about it. */
export function childReplaced(facts: LetterFacts): Content | null {
  const { audit, partnership, request, words } = facts;
  if (!audit || !request) return null;
  const rest: Block[] = [{ rows: [['Agency', request.agency], ...stillAsked(facts)] }];
  return {
    subject: `1 child fewer to answer for: ${request.agency}, audit ${audit.number} – ${partnership.name}`,
    blocks: [
      `One of the children in ${facts.words.audit} ${audit.number} is no longer part of it. You need not do anything more about that child.`,
      `What has been saved or sent about it stays on record and goes no further. The children for whom ${withArticle(words.return)} is still asked of you are those that you see when you open the request.`,
      ...rest,
    ],
    ...wayIn(facts),
  };
}

/** Somebody left the audit team, and what they had not sent was shared out among those who stay. */
export function childGiven(facts: LetterFacts): Content | null {
  const { audit, partnership, request, words } = facts;
  if (!audit || !request) return null;
  return {
    subject: `More children to audit: ${request.agency}, audit ${audit.number} – ${partnership.name}`,
    blocks: [
      `An agency takes no part any more in ${words.audit} ${audit.number}. The children that it had not audited are shared out again among the rest of the audit team, and ${request.agency} has more of them now.`,
      `You see which they are when you open the request. These dates hold now, for every ${words.return} that is still to come:`,
      { rows: [['Agency', request.agency], ...stillAsked(facts)] },
    ],
    ...wayIn(facts),
  };
}

/** An agency takes no part in the audit any more. */
export function agencyWithdrawn(facts: LetterFacts): Content | null {
  const { audit, partnership, words } = facts;
  if (!audit) return null;
  const rows = stillAsked(facts);
  const sent = audit.ofTeam
    ? 'What has been said stays on record. An audit of a child that has been sent is used; a child that it had still to audit is given to others of the team, who do not see what was saved.'
    : 'What has been said or sent stays on record and goes no further.';
  return {
    subject: `Your agency takes no part any more: audit ${audit.number} – ${partnership.name}`,
    blocks: [
      `Your agency takes no part in ${words.audit} ${audit.number} any more. You need not do anything more for it there. ${sent}`,
      'A concern about a child or an adult that was raised in it goes on: this changes nothing about it.',
      `If you have questions, reply to this email to reach the ${words.businessUnit}.`,
      ...(rows.length > 0 ? [{ rows }] : []),
    ],
    ...wayIn(facts),
  };
}

/** What an audit asked about besides children is no part of it any more: an agency, a school, an attendance. */
export function subjectWithdrawn(facts: LetterFacts): Content | null {
  const { audit, partnership, request, subject, words } = facts;
  if (!audit || !request) return null;
  const rows = stillAsked(facts);
  const ofPerson = subject === 'person';
  const what = ofPerson ? '1 course attendance' : request.agency;
  return {
    subject: ofPerson
      ? `1 course attendance fewer to answer for: audit ${audit.number} – ${partnership.name}`
      : `${what} takes no part any more: audit ${audit.number} – ${partnership.name}`,
    blocks: [
      ofPerson
        ? `One of the course attendances in ${words.audit} ${audit.number} is no longer part of it. You need not do anything more about it; what has been saved or sent stays on record and goes no further.`
        : `${what} takes no part in ${words.audit} ${audit.number} any more. You need not do anything more for it there; what has been saved or sent stays on record and goes no further.`,
      'An urgent concern that was raised in it goes on: this changes nothing about it.',
      `If you have questions, reply to this email to reach the ${words.businessUnit}.`,
      ...(rows.length > 0 ? [{ rows }] : []),
    ],
    ...wayIn(facts),
  };
}

/** A course attendance that was withdrawn is part of the audit after all. */
export function subjectAdded(facts: LetterFacts): Content | null {
  const { audit, partnership, request, words } = facts;
  if (!audit || !request) return null;
  return {
    subject: `1 course attendance more to answer for: audit ${audit.number} – ${partnership.name}`,
    blocks: [
      `One of the course attendances in ${words.audit} ${audit.number} that was taken out of it is part of it again. You are asked about it afresh, together with the others; what you had said before stays on record and is not used.`,
      'This date holds now for all that is still to come from you:',
      { rows: stillAsked(facts) },
    ],
    ...wayIn(facts),
  };
}

/** To whoever answers for an agency: one of its tools needs somebody else to complete it. */
export function anotherPerson(facts: LetterFacts): Content | null {
  const { audit, partnership, request, words } = facts;
  if (!audit || !request) return null;
  return {
    subject: `Please pass ${count(1, words.return, words.returns)} to somebody else – ${partnership.name}`,
    blocks: [
      `One ${words.return} of ${request.agency} is with somebody who is not independent of the work with that child. Please pass it to a colleague who is. What has been saved in it is kept.`,
      'You see which one it is when you open the request.',
      {
        rows: [
          ['Agency', request.agency],
          ['Audit', audit.number],
        ],
      },
    ],
    button: { label: 'Open the request', opens: 'asks' },
    after: [linkNote],
  };
}

function stillAsked({ openAsks, words, partnership }: LetterFacts): [string, string][] {
  return openAsks.map((ask) => [
    upperFirst(whatIsDue(ask, words)),
    `by ${deadlineOf(ask, partnership.zone)}`,
  ]);
}

function wayIn({ openAsks }: LetterFacts): Pick<Content, 'button' | 'after'> {
  const [first] = openAsks;
  if (!first) return {};
  return isOfTheOffice(first.step)
    ? { button: { label: 'Open the console', opens: 'console' } }
    : { button: { label: 'Open what is asked of you', opens: 'asks' }, after: [linkNote] };
}
