import { dateOf } from '../domain/calendar.ts';
import { statusCounts } from '../domain/status-counts.ts';
import { dayOf } from '../emails/wording.ts';
import type { WorkPlanView } from '../records/actions/work-plan-view.ts';
import { actionFacts } from './action-facts.ts';

/** A work plan as the business unit and the body's members see it: by agency, the oldest first. */
export function workPlanFacts(plan: WorkPlanView, given: { now: Date; zone: string }) {
  const { now, zone } = given;
  const owners = new Map(plan.open.map(({ owner }) => [owner.id, owner]));
  const counted = plan.open.map(({ owner, state, dueDate }) => {
    return { agencyId: owner.id, state, dueDate };
  });
  return {
    body: plan.body,
    counts: statusCounts(counted, dateOf(now, zone)),
    statusAt: plan.statusAt ? dayOf(plan.statusAt, zone) : '',
    agencies: [...owners.values()]
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((owner) => ({
        ...owner,
        actions: plan.open
          .filter((action) => action.owner.id === owner.id)
          .map((action) => actionFacts(action, given)),
      })),
    complete: plan.complete.map((action) => actionFacts(action, given)),
    moreComplete: plan.moreComplete,
    statuses: plan.statuses.map(({ round, sentAt, counts }) => {
      return { round, sent: dayOf(sentAt, zone), ...counts };
    }),
  };
}
