import type { CellState } from '../../domain/grid-cell.ts';

/** How the state of a return is coloured; its sign and words say it too. */
export const tones: Partial<Record<CellState, string>> = {
  received: 'is-good',
  accepted: 'is-good',
  'not-received': 'is-bad',
  'not-answered': 'is-bad',
  'sent-back': 'is-bad',
  'not-known': 'is-quiet',
  'not-asked': 'is-quiet',
  withdrawn: 'is-quiet',
};
