import { act } from './activity-proxy.ts';
import type { PlannedInput } from './messages.ts';

/**
 * One audit of a year's programme, on a day on which something is due for it: it is offered to the
 * officer, who starts it with everything filled in, or the officer is reminded and then the manager
 * too. The audit's Schedule starts this, and what is done moves the Schedule on to the next such day;
 * it is removed when the audit has been started or taken out. Run twice, it does nothing more.
 */
export async function plannedAudit(
  input: PlannedInput,
): Promise<'offered' | 'reminded' | 'nothing-due'> {
  return act.offerPlanned(input);
}
