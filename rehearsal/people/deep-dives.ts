import { chooseDeepDives } from '../../records/returns/choose-deep-dives.ts';
import { deepDiveView } from '../../records/returns/deep-dive-view.ts';
import { type Act, expectOutcome, inAudit } from '../asked.ts';

/** The children named, or else the first of those there are, each for a reason. */
export const chooseChildren: Act = async (asked) => {
  const { records, more, now } = asked;
  const { of, by } = inAudit(asked);
  const view = await deepDiveView(records, of);
  const among = (view?.children ?? []).map(({ number }) => number);
  const numbers = more.children ?? among.slice(0, view?.settings.howMany);
  const reason = more.text ?? 'Several agencies were involved, and they tell it differently.';
  const chosen = numbers.map((number) => ({ number, reason }));
  const outcome = await chooseDeepDives(records, { ...of, chosen }, by, now);
  expectOutcome('choosing the deep dives', outcome, 'chosen');
};
