import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

const folder = fileURLToPath(new URL('../histories', import.meta.url));

/** A history as Temporal's own tools write it, and the id of its workflow. */
export interface SavedHistory {
  workflowId: string;
  events: SavedEvent[];
}

interface SavedEvent {
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  workflowExecutionStartedEventAttributes?: { workflowType: { name: string } };
}

/** Writes the history of a workflow, one event a line, without the name of the machine. */
export async function saveHistory(client: Client, workflowId: string, name: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const { events } = JSON.parse(historyToJSON(history)) as { events: object[] };
  const lines = events.map((event) => JSON.stringify(event, withoutMachine));
  mkdirSync(folder, { recursive: true });
  const text = `{"workflowId":"${workflowId}","events":[\n${lines.join(',\n')}\n]}\n`;
  writeFileSync(join(folder, `${name}.json`), text);
}

/** Every saved history by its name, parsed anew for each reader. */
export function savedHistories(): [string, SavedHistory][] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return [name.replace('.json', ''), JSON.parse(text) as SavedHistory];
  });
}

function withoutMachine(key: string, value: unknown): unknown {
  return key === 'identity' ? 'worker' : value;
}
