import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';

const folder = fileURLToPath(new URL('../histories', import.meta.url));

/** What Temporal holds of one workflow. */
export interface SavedHistory {
  workflowId: string;
  events: SavedEvent[];
}

interface SavedEvent {
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  workflowExecutionStartedEventAttributes?: { workflowType: { name: string } };
}

// The SDK's own way to JSON wants one protobufjs in node_modules, and there are two.
const utf8 = 'utf8:';

/** Writes the history of a workflow as text, one event a line, without the name of the machine. */
export async function saveHistory(client: Client, workflowId: string, name: string): Promise<void> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const lines = (events ?? []).map((event) => JSON.stringify(plain(event)));
  mkdirSync(folder, { recursive: true });
  const text = `{"workflowId":"${workflowId}","events":[\n${lines.join(',\n')}\n]}\n`;
  writeFileSync(join(folder, `${name}.json`), text);
}

/** Every saved history by its name, parsed anew for each reader. */
export function savedHistories(): [string, SavedHistory][] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return [name.replace('.json', ''), JSON.parse(text, bytesAgain) as SavedHistory];
  });
}

function plain(value: unknown, key = ''): unknown {
  if (key === 'identity') return 'worker';
  if (value instanceof Uint8Array) return `${utf8}${Buffer.from(value).toString('utf8')}`;
  if (Array.isArray(value)) return value.map((each) => plain(each));
  if (value === null || typeof value !== 'object') return value;
  if ('toNumber' in value) return (value as { toNumber(): number }).toNumber();
  const known = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(known.map(([name, inner]) => [name, plain(inner, name)]));
}

function bytesAgain(_: string, value: unknown): unknown {
  const isBytes = typeof value === 'string' && value.startsWith(utf8);
  return isBytes ? Buffer.from(value.slice(utf8.length)) : value;
}
