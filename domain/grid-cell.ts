import { sentenceCase } from './sentence-case.ts';
import type { Words } from './words.ts';

/** How one service of an agency stands with one child. */
export type CellState =
  | 'not-asked'
  | 'asked'
  | 'not-known'
  | 'not-answered'
  | 'known'
  | 'waiting'
  | 'begun'
  | 'sent-back'
  | 'received'
  | 'accepted'
  | 'not-received'
  | 'withdrawn';

/** What rows say of one service and one child. */
export interface CellRows {
  involvement: string | null;
  return: { state: string; begun: boolean } | null;
}

export function cellState({ involvement, return: own }: CellRows): CellState {
  if (own && own.state !== 'withdrawn') return returnState(own);
  switch (involvement) {
    case 'asked':
    case 'not-known':
    case 'not-answered':
    case 'known':
    case 'withdrawn':
      return involvement;
    default:
      return 'not-asked';
  }
}

function returnState({ state, begun }: { state: string; begun: boolean }): CellState {
  switch (state) {
    case 'asked':
      return begun ? 'begun' : 'waiting';
    case 'submitted':
      return 'received';
    case 'accepted':
      return 'accepted';
    case 'sent-back':
      return 'sent-back';
    case 'nil':
      return 'not-known';
    default:
      return 'not-received';
  }
}

/** A sign that needs no colour, and words for it: every page shows both. */
export function cellWords(state: CellState, words: Words): { sign: string; text: string } {
  const shown: Record<CellState, { sign: string; text: string }> = {
    'not-asked': { sign: '–', text: 'Not asked' },
    asked: { sign: '?', text: 'Asked if known' },
    'not-known': { sign: '○', text: 'Not known' },
    'not-answered': { sign: '!', text: 'No answer' },
    known: { sign: '●', text: 'Known' },
    waiting: { sign: '…', text: 'Waiting' },
    begun: { sign: '◐', text: 'Begun' },
    'sent-back': { sign: '↩', text: sentenceCase(words.sentBack) },
    received: { sign: '✓', text: 'Received' },
    accepted: { sign: '✓✓', text: 'Accepted' },
    'not-received': { sign: '!', text: 'Not received' },
    withdrawn: { sign: '–', text: 'Withdrawn' },
  };
  return shown[state];
}

// The least finished first: of several services of one agency the grid shows how far all are.
const order: CellState[] = [
  'not-received',
  'not-answered',
  'sent-back',
  'asked',
  'waiting',
  'begun',
  'known',
  'received',
  'accepted',
  'not-known',
  'withdrawn',
  'not-asked',
];

export function leastFinished(states: readonly CellState[]): CellState {
  return order.find((state) => states.includes(state)) ?? 'not-asked';
}
