import {
  ScheduleAlreadyRunning,
  type ScheduleHandle,
  ScheduleNotFoundError,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { plannedNextAt } from '../records/programme/planned.ts';
import type { WorkflowStart } from '../records/store/workflow-starts.ts';
import type { PlannedInput } from '../workflows/messages.ts';
import { whose } from '../workflows/search-attributes.ts';
import type { NudgeSender } from './send.ts';

export type PlannedStart = Extract<WorkflowStart, { type: 'plannedAudit' }>;
type Action = ScheduleOptionsStartWorkflowAction<(input: PlannedInput) => Promise<string>>;
type Definition = Omit<ScheduleOptions<Action>, 'scheduleId'>;

/** For how long after it a day is still made up for that Temporal was away on. */
const catchupWindow = '365 days';
const dayMs = 86_400_000;
const plannedAudit = 'plannedAudit';

/**
 * Makes the Schedule of a planned audit as its row says: there from its next instant on, or gone
 * where there is none. Safe to do twice, and by two at once: whoever was last to write looks at the
 * row once more, so an older instant never stays.
 */
export async function keepSchedule(sender: NudgeSender, start: PlannedStart): Promise<void> {
  for (;;) {
    const at = await plannedNextAt(sender.records, start);
    if (at) await setSchedule(sender, start, at);
    else await removeSchedule(sender.client.schedule.getHandle(start.workflowId));
    const now = await plannedNextAt(sender.records, start);
    if (at?.getTime() === now?.getTime()) return;
  }
}

/** Makes those Schedules that are missing or stand for another instant, with one look at Temporal. */
export async function keepLostSchedules(
  sender: NudgeSender,
  open: PlannedStart[],
): Promise<string[]> {
  if (open.length === 0) return [];
  const there = new Map<string, number>();
  for await (const { scheduleId, spec } of sender.client.schedule.list()) {
    there.set(scheduleId, spec?.startAt?.getTime() ?? 0);
  }
  const lost: string[] = [];
  for (const start of open) {
    const at = await plannedNextAt(sender.records, start);
    if (!at || there.get(start.workflowId) === wholeSecond(at).getTime()) continue;
    await keepSchedule(sender, start);
    lost.push(start.workflowId);
  }
  return lost;
}

async function setSchedule(sender: NudgeSender, start: PlannedStart, at: Date): Promise<void> {
  const definition = definitionOf(sender, start, wholeSecond(at));
  const handle = await createOrUpdate(sender, start.workflowId, definition);
  // Temporal has taken in what it was told only when it can tell it back, and it does not make up for
  // an instant that had come by then, by its own clock.
  const { info, state, spec } = await handle.describe();
  const takenIn = info.lastUpdatedAt ?? info.createdAt;
  const missed = spec.startAt !== undefined && spec.startAt <= takenIn;
  if (missed && !state.paused) await startNow(sender, start, at);
}

/**
 * Starts what a Schedule would have started at an instant that it missed. It is not triggered: that
 * names the run after the second, so of two in one second it drops the later, which may be the one
 * that finds something to do. Run once more for the same instant, it does nothing.
 */
async function startNow(sender: NudgeSender, start: PlannedStart, at: Date): Promise<void> {
  const { workflowId, ...action } = actionOf(sender, start);
  await sender.client.workflow.start(plannedAudit, {
    ...action,
    workflowId: `${workflowId}-${at.toISOString()}`,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

async function createOrUpdate(
  { client }: NudgeSender,
  scheduleId: string,
  definition: Definition,
): Promise<ScheduleHandle> {
  for (;;) {
    try {
      return await client.schedule.create({ scheduleId, ...definition });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
    try {
      const handle = client.schedule.getHandle(scheduleId);
      // Whether an operator has paused it is theirs to say.
      await handle.update(({ state }) => ({ ...definition, state }));
      return handle;
    } catch (error) {
      // Removed in between: it is made anew.
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    }
  }
}

async function removeSchedule(handle: ScheduleHandle): Promise<void> {
  try {
    await handle.delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

/**
 * From its instant on it starts the workflow, and again each day for as long as its row has not moved
 * that instant on: so nothing hangs on one start that was lost, and what is due is done once.
 */
function definitionOf(sender: NudgeSender, start: PlannedStart, at: Date): Definition {
  const action = actionOf(sender, start);
  const { typedSearchAttributes } = action;
  return {
    spec: { startAt: at, intervals: [{ every: '1 day', offset: at.getTime() % dayMs }] },
    action: { type: 'startWorkflow', workflowType: plannedAudit, ...action },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow },
    typedSearchAttributes,
  };
}

/** What is started for a planned audit, on its instant or once that was missed. */
function actionOf({ taskQueue }: NudgeSender, start: PlannedStart) {
  const { workflowId, partnership, programme, entry } = start;
  const input: PlannedInput = { partnership, programme, entry };
  return {
    workflowId,
    taskQueue,
    args: [input] as [PlannedInput],
    staticSummary: `Planned audit: ${programme}, ${entry}`,
    typedSearchAttributes: whose({ partnership }),
  };
}

/** Schedules know whole seconds; never earlier than the row says. */
function wholeSecond(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / 1000) * 1000);
}
