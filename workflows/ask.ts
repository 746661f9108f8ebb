import { condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { Wait } from '../domain/waits.ts';
import { actFor } from './activity-proxy.ts';
import type { Run } from './run.ts';

/**
 * Waits until everybody has answered or the clock has closed what was asked. Between the two it
 * sleeps to the next instant at which something is due by the clock and then lets an activity do it:
 * remind, chase, escalate and close, unless `onClock` says something else. Answers arrive as nudges
 * and wake nothing but the last one; a due date that moves and a pause arrive the same way, and a
 * cancellation of the audit ends every wait of it, whichever of them has heard.
 */
export async function untilAnswered(
  run: Run,
  asked: Wait,
  what: string,
  onClock = asksOfAudit(run, what),
): Promise<void> {
  run.learn(asked);
  for (;;) {
    const view = run.view(asked.id) ?? asked;
    if (view.open === 0 || run.cancelled()) return;
    if (isDue(view)) {
      run.learn(await run.act(() => onClock(view.id)));
      continue;
    }
    if (workflowInfo().continueAsNewSuggested && run.atRest()) {
      // Every stage is re-entered from its rows, so the same input begins where this run stands.
      await continueAsNew(run.input);
    }
    await nextChange(run, view, what);
  }
}

/** What is due by the clock where people were asked something in an audit. */
function asksOfAudit({ input }: Run, what: string): (wait: string) => Promise<Wait> {
  return (wait) => {
    if (!('audit' in input)) throw new Error(`nothing says what the clock does at ${wait}`);
    return actFor(what).actOnClock({ partnership: input.partnership, audit: input.audit, wait });
  };
}

/** Sleeps until the next instant of the clock, or until a nudge changes what there is to wait for. */
async function nextChange(run: Run, view: Wait, what: string): Promise<void> {
  const changed = (): boolean => {
    const latest = run.view(view.id) ?? view;
    const moved = latest.audit !== view.audit || isSooner(latest, view);
    return latest.open === 0 || moved || run.cancelled();
  };
  if (view.wakesAt === null) return condition(changed);
  const ms = Math.max(Date.parse(view.wakesAt) - Date.now(), 1);
  await condition(changed, ms, { summary: `${what}: next letter or step ${inUtc(view.wakesAt)}` });
}

/** "2027-04-01 08:00 UTC" */
function inUtc(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

function isSooner(latest: Wait, view: Wait): boolean {
  return latest.wakesAt !== null && (view.wakesAt === null || latest.wakesAt < view.wakesAt);
}

function isDue(view: Wait): boolean {
  return view.wakesAt !== null && Date.parse(view.wakesAt) <= Date.now();
}
