import type { Client } from '@temporalio/client';
import { exampleProfile } from '../local/example.ts';
import type { Records } from '../records/store/transaction.ts';
import { startOwnSystem } from '../rehearsal/own-system.ts';
import { playAudit } from '../rehearsal/play-audit.ts';

/** The leanest correct modelling of the same audit in Temporal, measured apart from the product. */
const floor = { events: 940, actions: 289 };
const agencies = 5;

interface Counted {
  workflows: number;
  events: number;
  actions: number;
}

/**
 * Plays one audit of the example's process with 8 children and 5 agencies (40 returns) from its theme to its last action and
 * counts what it leaves in Temporal, per type of workflow: events of history, and billable actions
 * (starts, signals, activities, timers and writes of search attributes). Prints a table in Markdown.
 */
export async function auditEvents(): Promise<string> {
  const system = await startOwnSystem('2027-01-11T10:00:00.000Z');
  try {
    const began = performance.now();
    await playAudit(system, { yaml: exampleProfile(), agencies });
    const seconds = (performance.now() - began) / 1000;
    const { records, client } = system;
    const returns = await records.database.return.count();
    const counted = await countEvents(client, records);
    const total = sum([...counted.values()]);
    const rows = [...counted, ['all', total] as const].map(
      ([type, each]) => `| ${type} | ${each.workflows} | ${each.events} | ${each.actions} |`,
    );
    return [
      `One audit of ${returns} returns from ${agencies} agencies, played in ${seconds.toFixed(1)} s:`,
      '',
      '| workflow | how many | events | billable actions |',
      '|---|---|---|---|',
      ...rows,
      `| floor | | ${floor.events} | ${floor.actions} |`,
      `| all, beside the floor | | ${ratio(total.events, floor.events)} | ${ratio(total.actions, floor.actions)} |`,
    ].join('\n');
  } finally {
    await system.stop();
  }
}

async function countEvents(client: Client, records: Records): Promise<Map<string, Counted>> {
  const told = await records.database.nudge.findMany({ distinct: ['workflowId'] });
  const counted = new Map<string, Counted>();
  for (const { workflowId } of told) {
    const handle = client.workflow.getHandle(workflowId);
    const { type } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const one = {
      workflows: 1,
      events: events?.length ?? 0,
      actions: (events ?? []).filter((event) => billable.some((key) => event[key])).length,
    };
    counted.set(type, sum([counted.get(type), one]));
  }
  return counted;
}

/** Where an event has one of these it is an action that Temporal's hosted service would charge for. */
const billable = [
  'workflowExecutionStartedEventAttributes',
  'startChildWorkflowExecutionInitiatedEventAttributes',
  'workflowExecutionSignaledEventAttributes',
  'activityTaskScheduledEventAttributes',
  'timerStartedEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
  'workflowExecutionContinuedAsNewEventAttributes',
] as const;

function sum(all: (Counted | undefined)[]): Counted {
  const total = { workflows: 0, events: 0, actions: 0 };
  for (const each of all) {
    total.workflows += each?.workflows ?? 0;
    total.events += each?.events ?? 0;
    total.actions += each?.actions ?? 0;
  }
  return total;
}

function ratio(value: number, of: number): string {
  return `${(value / of).toFixed(2)} ×`;
}
