import type { ConcernFacts } from '../../records/letters/letter-concerns.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { Block, Content } from '../content.ts';
import { momentOf } from '../wording.ts';
import type { Letter, LetterRole } from './letter.ts';

type Write = (concern: ConcernFacts, facts: LetterFacts) => Content;

/** A letter about an urgent concern: only its number, its agency and by when; never who or what. */
function aboutConcern(role: Exclude<LetterRole, 'way-in'>, write: Write): Letter {
  return {
    role,
    alone: true,
    render: (facts) => (facts.concern ? write(facts.concern, facts) : null),
  };
}

/** Everything that is written about an urgent concern, at once whatever the hour. */
export const urgentConcernLetters = {
  /** To those who are told first (DD-17, CH-25). */
  'urgent-concern/told': aboutConcern('opening', (concern, facts) =>
    urgent(concern, facts, {
      subject: `acknowledge concern ${concern.number} by ${due(concern, facts)}`,
      blocks: [
        `A concern that a child or an adult is at immediate risk, or that practice is unsafe, has been raised. It concerns ${concern.agency}.`,
        'Open it now, acknowledge it, and act on it in the way of your own agency. Until somebody acknowledges it, others are told, at night and at weekends too.',
      ],
    }),
  ),
  'urgent-concern/acknowledge-chase': aboutConcern('reminder', (concern, facts) =>
    urgent(concern, facts, {
      subject: `acknowledge concern ${concern.number} now, overdue since ${due(concern, facts)}`,
      blocks: [
        `Nobody has acknowledged this concern about ${concern.agency}. Others have been told as well. Open it and acknowledge it now, or see to it that somebody does.`,
      ],
    }),
  ),
  /** To the next people up the ladder. */
  'urgent-concern/escalated': aboutConcern('escalation', (concern, facts) =>
    urgent(concern, facts, escalated(concern, facts)),
  ),
  /** To the officer, once, when it is raised. */
  'urgent-concern/copy-to-officer': aboutConcern('notice', (concern, facts) =>
    urgent(concern, facts, {
      subject: `know that concern ${concern.number} was raised about ${concern.agency}`,
      blocks: [
        `${concern.agency} has been told. You need not do anything as long as it acknowledges the concern in time; you are told if it does not.`,
      ],
    }),
  ),
  /** To the reporter. */
  'urgent-concern/acknowledged': aboutConcern('answer', (concern, { partnership }) => ({
    subject: `Urgent concern ${concern.number} has been acknowledged – ${partnership.name}`,
    blocks: [
      'The concern that you raised has been acknowledged. What was done about it is asked for, and somebody else has to accept it before the concern is closed.',
      'If somebody is still at risk, do not wait for us: phone.',
    ],
  })),
  'urgent-concern/respond': aboutConcern('opening', (concern, facts) =>
    urgent(concern, facts, {
      subject: `say what was done about concern ${concern.number} by ${due(concern, facts)}`,
      blocks: [
        concern.round > 1
          ? 'What was said so far is not enough to close this concern. Open it to read why, and say what more was done.'
          : `This concern about ${concern.agency} has been acknowledged. Say what was done, and give assurance that it is safe now.`,
      ],
    }),
  ),
  'urgent-concern/respond-chase': aboutConcern('reminder', (concern, facts) =>
    urgent(concern, facts, {
      subject: `say what was done about concern ${concern.number} now, overdue since ${due(concern, facts)}`,
      blocks: [
        `We have not been told what was done about this concern about ${concern.agency}, or that it is safe now. Others have been told as well. Open it and answer now.`,
      ],
    }),
  ),
  /** To whoever accepts it in the business unit. */
  'urgent-concern/assurance': aboutConcern('opening', (concern, facts) =>
    urgent(concern, facts, {
      subject: `accept or refuse the assurance about concern ${concern.number} by ${due(concern, facts)}`,
      blocks: [
        `It was said what was done about this concern about ${concern.agency}, and that it is safe now. It stays open until you accept that, or say what is missing.`,
      ],
    }),
  ),
  'urgent-concern/accept-chase': aboutConcern('reminder', (concern, facts) =>
    urgent(concern, facts, {
      subject: `accept or refuse the assurance about concern ${concern.number} now, overdue since ${due(concern, facts)}`,
      blocks: [
        `Nobody has accepted or refused the assurance about this concern about ${concern.agency}. Others have been told as well.`,
      ],
    }),
  ),
  /** To everybody who was told, and to the reporter. */
  'urgent-concern/closed': aboutConcern('answer', (concern, { partnership }) => ({
    subject: `Urgent concern ${concern.number} is closed – ${partnership.name}`,
    blocks: [
      'It was said what was done and that it is safe now, and somebody else has accepted that. You need not do anything more for this.',
      'If anything is not as it should be, raise it again or reply to this email.',
    ],
  })),
} satisfies Record<string, Letter>;

function escalated(concern: ConcernFacts, facts: LetterFacts) {
  const by = due(concern, facts);
  switch (concern.step) {
    case 'respond':
      return {
        subject: `no word on concern ${concern.number}, overdue since ${by}: see that it is answered`,
        blocks: [
          `We have not been told what was done about a concern about ${concern.agency}, or that it is safe now. Please find out, and see to it that it is answered.`,
        ],
      };
    case 'accept':
      return {
        subject: `accept or refuse the assurance about concern ${concern.number}, overdue since ${by}`,
        blocks: [
          `Nobody has accepted or refused the assurance about a concern about ${concern.agency}. Please do so in their place.`,
        ],
      };
    default:
      return {
        subject: `nobody has acknowledged concern ${concern.number} since ${by}: act on it now`,
        blocks: [
          `A concern that a child or an adult is at immediate risk, or that practice is unsafe, has been raised about ${concern.agency}, and nobody who was told has acknowledged it. Open it now. Acknowledge it, or phone those who should.`,
        ],
      };
  }
}

function urgent(
  concern: ConcernFacts,
  facts: LetterFacts,
  given: { subject: string; blocks: Block[] },
): Content {
  const { partnership, reader } = facts;
  const rows: [string, string][] = [
    ['Concern', concern.number],
    ['Agency', concern.agency],
    ['Raised', momentOf(concern.raisedAt, partnership.zone)],
  ];
  if (concern.dueAt) rows.push(['Due', due(concern, facts)]);
  const office = reader.agency === null;
  return {
    subject: `Urgent: ${given.subject} – ${partnership.name}`,
    blocks: [
      ...given.blocks,
      `This is not a referral. If somebody is in danger now, phone ${concern.emergency}.`,
      { rows },
    ],
    button: office
      ? { label: 'Open the console', opens: 'console' }
      : { label: 'Open the concern', opens: 'asks' },
    after: office ? [] : [linkNote],
  };
}

const linkNote =
  'The link is for you alone, so please do not forward it. Before it shows what the concern is we email you a six-digit code.';

function due(concern: ConcernFacts, { partnership }: LetterFacts): string {
  return concern.dueAt ? momentOf(concern.dueAt, partnership.zone) : 'now';
}
