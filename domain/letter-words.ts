import { stepWords } from './event-words.ts';
import type { Words } from './words.ts';

const whats: Record<string, string> = {
  ask: 'Asked',
  remind: 'Reminded',
  chase: 'Chased',
  escalate: 'Told that there is no answer',
  entered: 'Told that we entered it',
};

const others: Record<string, string> = {
  'audit-begun': 'Told that the audit has begun',
  'child-given': 'Told of more children to audit',
  'agency-withdrawn': 'Told that their agency takes no part any more',
  'more-time': 'Given more time',
  'date-moved': 'Told of a moved date',
  'planned/offered': 'A planned audit is to start',
  'planned/remind': 'Reminded of a planned audit',
  'subject-added': 'Told of one more to answer for',
  'subject-withdrawn': 'Told that nothing more is asked',
  receipt: 'Receipt',
  code: 'Code to open the link',
  'sign-in': 'Sign-in link',
  'new-link': 'New link',
  'handed-over/entered': 'Told that somebody else answers for the agency',
  'handed-over/old': 'Told that it was handed over',
  'handed-over/new': 'Asked, after it was handed over',
  'allocated/taken-back': 'Told that it was taken back',
  'approve/again': 'Asked again: the report was changed',
  'approve/reply': 'Told the answer to an objection',
  'decide/votes-in': 'Told that the members have answered',
  'pack/circulated': 'The pack',
  'pack/supplement': 'A supplement to the pack',
  'update/reopened': 'Told that an action is open again',
  'experience/ready': 'Told what was said about the process',
  'exception/blocked': 'Told of what is blocked',
  'nil-return/entered': 'Told that we entered it: nothing to answer for',
  'quality-issue/raised': 'Told of the quality of what was sent',
  'quality-issue/entered': 'Told that we entered it: the answer about quality',
  'status/quarterly': 'Status of the work plan',
  'meeting-moved': 'New invitation to the meeting',
  'meeting-cancelled': 'Told that they need not attend the meeting',
};

/** What a letter was about, for the list of who was sent what. */
export function letterWords(kind: string, words: Words): string {
  const other = others[kind];
  if (other) return other;
  const [step = '', what = ''] = kind.split('/');
  return whats[what] ? `${whats[what]}: ${stepWords(step, words)}` : kind.replace(/[/-]/g, ' ');
}

/** How a letter stands. */
export function letterState(
  state: string,
  failure: string | null,
): { text: string; wrong: boolean } {
  switch (state) {
    case 'sent':
      return { text: 'Sent', wrong: false };
    case 'failed':
      return { text: `Came back (${failure ?? 'no reason given'})`, wrong: true };
    case 'dropped':
      return { text: 'Not sent: no longer needed', wrong: false };
    default:
      return { text: failure ? 'Will be tried again' : 'Leaving', wrong: failure !== null };
  }
}

const moments: Record<string, string> = {
  ask: 'The first letter leaves',
  remind: 'A reminder leaves',
  chase: 'A chase leaves',
  escalate: 'Others are told of the silence',
  close: 'It closes, and silence is recorded',
};

/** What the clock does next. */
export function momentWords(what: string): string {
  return moments[what] ?? what;
}
