import type { PairView } from '../records/discussion/pair-view.ts';
import { sideBySide, whoOf } from './side-by-side.ts';

/** What both pages of a pair show: their child, what the agencies wrote, and with whom they are a pair. */
export function pairFacts(view: PairView) {
  const { profile, child } = view;
  return {
    askId: view.ask.id,
    number: view.number,
    words: profile.words,
    partner: view.partner,
    open: view.open,
    child: {
      ...sideBySide(profile, child),
      number: child.number,
      level: child.level,
      from: child.returns.map(whoOf),
      apart: null,
    },
  };
}
