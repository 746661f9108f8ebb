import { circulatePack } from '../../records/discussion/pack.ts';
import { type Act, expectOutcome, inAudit } from '../asked.ts';

/** The officer sends out what is in: the pack, or what came in after it. */
export const circulate: Act = async (asked) => {
  const { of, by } = inAudit(asked);
  const outcome = await circulatePack(asked.records, of, by, asked.now);
  // Perhaps nothing has come in that could be circulated; the date then ends the stage.
  expectOutcome('circulating', outcome, 'circulated', 'nothing-new');
};
