import { listed, withArticle } from '../../domain/phrases.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Content } from '../content.ts';
import { count, momentOf, upperFirst, whatIsDue } from '../wording.ts';
import { discussionInvitation } from './discussion-invitation.ts';
import { linkNote } from './notes.ts';

/** A return has arrived: what a contact keeps as proof. */
export function receipt(facts: LetterFacts): Content | null {
  const { words, partnership, receipt: given } = facts;
  if (!given) return null;
  const left = given.openReturns;
  return {
    subject: `${upperFirst(words.return)} received, receipt ${given.receipt} – ${partnership.name}`,
    blocks: [
      given.onBehalf
        ? `The ${words.businessUnit} has entered ${withArticle(words.return)} on your behalf. If anything in it is not as you gave it, tell us.`
        : `Thank you. We have received your ${words.return}.`,
      {
        rows: [
          ['Receipt', given.receipt],
          ['Received', momentOf(given.submittedAt, partnership.zone)],
          ['Agency', given.agency],
          ...servesRow(facts),
          ['Still to do', left === 0 ? 'Nothing' : count(left, words.return, words.returns)],
        ],
      },
    ],
    ...(left > 0
      ? { button: { label: 'Go on with the rest', opens: 'asks' }, after: [linkNote] }
      : {}),
  };
}

/** One return for several partnerships: the receipt is proof of it for each of them (SO-37). */
function servesRow({ receipt: given, sharing }: LetterFacts): [string, string][] {
  const keys = given?.serves ?? [];
  const names = sharing.filter(({ key }) => keys.includes(key)).map(({ name }) => name);
  return names.length > 0 ? [['Serves', listed(names)]] : [];
}

/** To the person who has handed a request over: nothing more is asked of them. */
export function handedOver(facts: LetterFacts): Content | null {
  const { partnership, request } = facts;
  if (!request) return null;
  const invitation = discussionInvitation(facts, { requestId: request.id, method: 'CANCEL' });
  return {
    subject: `You have handed over the request to ${request.agency} – ${partnership.name}`,
    blocks: [
      `You have handed over what ${partnership.name} asked of ${request.agency}. Your colleague has been told, and nothing more is asked of you.`,
      'The links in our earlier emails no longer open it. If you did not do this, please reply at once.',
    ],
    ...(invitation ? { invitation } : {}),
  };
}

/** The business unit was told that somebody else answers for the agency, and has entered it. */
export function handedOverForYou(facts: LetterFacts): Content | null {
  const { partnership, request, words } = facts;
  if (!request) return null;
  const invitation = discussionInvitation(facts, { requestId: request.id, method: 'CANCEL' });
  return {
    subject: `Somebody else answers for ${request.agency} – ${partnership.name}`,
    blocks: [
      `The ${words.businessUnit} was told that a colleague of yours answers what ${partnership.name} asked of ${request.agency}. Your colleague has been asked with the same date, has what you had saved, and nothing more of it is asked of you.`,
      'The links in our earlier emails no longer open it. If this is not right, please reply to this email.',
    ],
    ...(invitation ? { invitation } : {}),
  };
}

/** The business unit has entered somebody's answer as it received it from them. */
export function answerEntered(ask: AskFacts, facts: LetterFacts): Content {
  const { words, partnership } = facts;
  const what = whatIsDue(ask, words);
  return {
    subject: `Entered on your behalf: your ${what} – ${partnership.name}`,
    blocks: [
      `The ${words.businessUnit} has entered your ${what}, as it was given to it. You need not do anything more for this.`,
      { rows: facts.audit ? [['Audit', facts.audit.number]] : [] },
      'If anything is not as you gave it, please reply to this email.',
    ],
  };
}

/** The business unit has entered for somebody that there is nothing to answer for after all. */
export function nilReturnEntered(facts: LetterFacts): Content | null {
  const { words, partnership, request, audit } = facts;
  if (!request) return null;
  return {
    subject: `Entered on your behalf: ${withArticle(words.return)} that is not asked any more – ${partnership.name}`,
    blocks: [
      `The ${words.businessUnit} has entered for ${request.agency}, as it was given to it, that what one ${words.return} asks about was ${words.nilReturn}. That one is not asked of you any more.`,
      { rows: audit ? [['Audit', audit.number]] : [] },
      'If it is not as you gave it, please reply to this email.',
    ],
    button: { label: 'See what is still asked', opens: 'asks' },
    after: [linkNote],
  };
}
