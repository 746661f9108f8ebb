import type { Client } from '@temporalio/client';
import type { Records } from '../../records/store/transaction.ts';

/** Everything readable that Temporal holds of an installation: each event of each workflow, as text. */
export async function everythingInTemporal(client: Client, records: Records): Promise<string> {
  const nudged = await records.database.nudge.findMany({ distinct: ['workflowId'] });
  const texts: string[] = [];
  for (const { workflowId } of nudged) {
    const handle = client.workflow.getHandle(workflowId);
    texts.push(workflowId, readable(await handle.fetchHistory()));
    texts.push(readable((await handle.describe()).raw));
  }
  return texts.join('\n');
}

/** Every text in an object, payloads decoded. */
function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return value.map(readable).join('\n');
  if (value && typeof value === 'object') {
    return Object.entries(value)
      .map(([key, inner]) => `${key} ${readable(inner)}`)
      .join('\n');
  }
  return String(value);
}
