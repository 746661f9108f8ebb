import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleClient,
  ScheduleNotFoundError,
  type ScheduleOptions,
} from '@temporalio/client';

/** A client whose Schedules are kept here, for the time-skipping server knows none. */
export interface ClientWithSchedules {
  client: Client;
  /** Starts what its Schedules would have started by now; the driver calls it after each jump. */
  startDue(now: Date): Promise<void>;
}

type Kept = Pick<ScheduleOptions, 'spec' | 'action'> & { startedFor?: number };

/**
 * The one place where a rehearsal differs from the product: what sets, moves and removes Schedules is
 * the product's own, and so is the workflow that is started; only the starting is the driver's.
 */
export function clientWithSchedules(real: Client): ClientWithSchedules {
  const kept = new Map<string, Kept>();
  const find = (id: string): Kept => {
    const found = kept.get(id);
    if (!found) throw new ScheduleNotFoundError('Schedule not found', id);
    return found;
  };
  const schedule = {
    async create({ scheduleId, spec, action }: ScheduleOptions) {
      if (kept.has(scheduleId)) throw new ScheduleAlreadyRunning('Schedule exists', scheduleId);
      kept.set(scheduleId, { spec, action });
      return schedule.getHandle(scheduleId);
    },
    getHandle: (id: string) => ({
      async update(change: (before: Kept) => Kept) {
        const { spec, action } = change(find(id));
        kept.set(id, { spec, action });
      },
      async delete() {
        find(id);
        kept.delete(id);
      },
      // What is due is started after each jump, so none is ever missed.
      async describe() {
        const { spec } = find(id);
        return { spec, state: { paused: false }, info: { createdAt: new Date(0) } };
      },
    }),
  };
  return {
    client: Object.create(real, {
      schedule: { value: schedule as unknown as ScheduleClient },
    }) as Client,
    async startDue(now) {
      for (const [id, each] of kept) {
        const at = each.spec.startAt?.getTime() ?? 0;
        // Schedules know whole seconds, and these were rounded up.
        if (at - 1000 >= now.getTime() || each.startedFor === at) continue;
        each.startedFor = at;
        const { workflowType, taskQueue, args = [] } = each.action;
        // The server too adds the instant to the id.
        const workflowId = `${id}-${new Date(at).toISOString()}`;
        await real.workflow.start(workflowType as string, {
          workflowId,
          taskQueue,
          args: [...args],
        });
      }
    },
  };
}
