import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';

/**
 * Every activity is a short transaction, then one attempt at the letters that it queued. A minute is
 * far more than that takes; it is repeated for as long as the database is away, because an audit
 * waits out any outage.
 */
export const act = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '2 minutes' },
});
