import type { ConcernStep } from './concern-steps.ts';
import { concernKinds } from './raised-concern.ts';

/** "A child is at immediate risk" */
export function concernKindWords(kind: string): string {
  return concernKinds.find(({ key }) => key === kind)?.label ?? kind;
}

/** Whose turn it is. */
export function concernStateWords(step: ConcernStep | null): string {
  switch (step) {
    case 'acknowledge':
      return 'Not acknowledged yet';
    case 'respond':
      return 'Acknowledged; what was done is awaited';
    case 'accept':
      return 'Answered; the assurance is to be accepted';
    case null:
      return 'Closed';
  }
}

/** What a letter about a concern was about, for the list of who was sent what. */
export function concernLetterWords(kind: string): string {
  return letters[kind.replace('urgent-concern/', '')] ?? kind;
}

const letters: Record<string, string> = {
  told: 'Told, and asked to acknowledge it',
  escalated: 'Told, because there was no answer in time',
  'acknowledge-chase': 'Chased to acknowledge it',
  'copy-to-officer': 'Copy, to know of it',
  acknowledged: 'Told that it was acknowledged',
  respond: 'Asked what was done',
  'respond-chase': 'Chased to say what was done',
  assurance: 'Asked to accept the assurance',
  'accept-chase': 'Chased to accept the assurance',
  closed: 'Told that it is closed',
};

/** How an audit's own history mentions a concern that came up in it: by its number only. */
export const concernSentences: Record<string, (ids: Record<string, unknown>) => string> = {
  'concern.raised': (ids) =>
    `Urgent concern ${ids.concern} was raised; it runs apart from the audit`,
  'concern.phoned': () => 'A call about the urgent concern was noted',
  'concern.acknowledged': () => 'The urgent concern was acknowledged',
  'concern.escalated': () =>
    'Nobody had acted on the urgent concern in time: it went to who is next',
  'concern.answered': () => 'An answer to the urgent concern was given',
  'concern.accepted': (ids) => `Urgent concern ${ids.concern} was closed`,
  'concern.reopened': (ids) => `Urgent concern ${ids.concern} was opened again`,
};
