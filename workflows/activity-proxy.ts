import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';

/**
 * Every activity is a short transaction, then one attempt at the letters that it queued. A minute is
 * far more than that takes; it is repeated for as long as the database is away, because an audit
 * waits out any outage.
 */
const options: ActivityOptions = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '2 minutes' },
};

export const act = proxyActivities<Activities>(options);

/** The same where the activity's name does not say what it is done for: operators read `summary`. */
export function actFor(summary: string): typeof act {
  return proxyActivities<Activities>({ ...options, summary });
}
