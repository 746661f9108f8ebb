import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { workflowBundle } from '../../commands/workflow-bundle.ts';
import { workflowTypes } from '../../domain/waits.ts';
import { type SavedHistory, savedHistories } from '../support/saved-histories.ts';

const bundles = fileURLToPath(new URL('../../.data/workflow-bundle', import.meta.url));
let bundle: { code: string };

beforeAll(async () => {
  bundle = await workflowBundle(bundles);
});

async function replay({ workflowId, events }: SavedHistory): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle: bundle }, { events }, workflowId);
}

describe('the workflows as they are now', () => {
  it.each(savedHistories())('do what they did in the saved history %s', async (_, history) => {
    await replay(history);
  });

  it('are refused where they do something else than the history says', async () => {
    const [, history] = savedHistories().find(([name]) => name === 'audit-cancelled') ?? [];
    const drawn = history?.events.find(
      (event) => event.activityTaskScheduledEventAttributes?.activityType.name === 'drawSample',
    );
    if (!history || !drawn?.activityTaskScheduledEventAttributes) throw new Error('not saved');
    drawn.activityTaskScheduledEventAttributes.activityType.name = 'askWhoIsInvolved';
    await expect(replay(history)).rejects.toThrow(DeterminismViolationError);
  });
});

describe('the saved histories', () => {
  it('are of every type of workflow', () => {
    const types = savedHistories().map(
      ([, { events }]) => events[0]?.workflowExecutionStartedEventAttributes?.workflowType.name,
    );
    expect([...new Set(types)].sort()).toEqual(Object.values(workflowTypes).sort());
  });

  it('hold neither people nor machines: keys, fixed words, counts and dates', () => {
    const words = savedHistories().map(([, history]) => decoded(history).join('\n'));
    // They are read at all.
    expect(words.join('\n')).toContain('"word":"answered"');
    for (const text of words) {
      expect(text).not.toMatch(
        /\.example\b|Nair|Hussain|Delgado|Child Number|inspection|review covers/,
      );
    }
  });
});

/** Every text of a history. */
function decoded(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')];
  if (value && typeof value === 'object') return Object.values(value).flatMap(decoded);
  return [];
}
