import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, WorkflowClient } from '@temporalio/client';
import { afterAll, expect, test } from 'vitest';
import {
  registerSearchAttributes,
  searchAttributeTypes,
} from '../../commands/search-attributes.ts';
import { startTemporal } from '../../local/temporal.ts';
import { timeSkippingServer } from '../../rehearsal/time-skipping.ts';
import { devServerAddress } from '../support/temporal.ts';

const folder = mkdtempSync(join(tmpdir(), 'deepdive-temporal-test-'));
const logFile = join(folder, 'temporal.log');
afterAll(() => rmSync(folder, { recursive: true }));

test('a started server knows every search attribute that workflows set', async () => {
  const connection = await Connection.connect({ address: devServerAddress() });
  expect(await attributesOf(connection)).toEqual(
    expect.arrayContaining(searchAttributeTypes.map(([name]) => name)),
  );
  await connection.close();
});

test('an existing server gets the search attributes it lacks, once', async () => {
  const connection = await Connection.connect({ address: devServerAddress() });
  const namespace = 'without-attributes';
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await registerSearchAttributes(connection, namespace);
  await registerSearchAttributes(connection, namespace);
  expect(await attributesOf(connection, namespace)).toEqual(
    expect.arrayContaining(searchAttributeTypes.map(([name]) => name)),
  );
  await connection.close();
});

test('with a database file, a workflow outlives the kill of the server', async () => {
  const databaseFile = join(folder, 'temporal.db');
  const first = await startTemporal({ databaseFile, ui: false, logFile });
  await withClient(first.address, (client) =>
    client.start('audit', {
      workflowId: 'audit/northshire/2027-01',
      taskQueue: 'nobody',
      searchAttributes: { Stage: ['involvement'] },
    }),
  );
  process.kill(first.pid, 'SIGKILL');
  await first.stop();
  const second = await startTemporal({ databaseFile, ui: false, logFile });
  const described = await withClient(second.address, (client) =>
    client.getHandle('audit/northshire/2027-01').describe(),
  );
  expect(described.status.name).toBe('RUNNING');
  expect(described.searchAttributes).toMatchObject({ Stage: ['involvement'] });
  await second.stop();
});

test('a port in use moves the server to the next free one', async () => {
  const taken = Number(devServerAddress().split(':')[1]);
  const server = await startTemporal({ port: taken, ui: false, logFile });
  expect(Number(server.address.split(':')[1])).toBeGreaterThan(taken);
  await server.stop();
});

test('the user interface is served on an address of its own', async () => {
  const server = await startTemporal({ logFile });
  const page = await fetch(server.uiAddress ?? '');
  expect(page.status).toBe(200);
  await server.stop();
});

test('the time-skipping server jumps over a year', async () => {
  const { environment, stop } = await timeSkippingServer();
  const before = await environment.currentTimeMs();
  await environment.sleep('365 days');
  const passed = (await environment.currentTimeMs()) - before;
  expect(passed).toBeGreaterThanOrEqual(365 * 86_400_000);
  await stop();
});

async function attributesOf(connection: Connection, namespace = 'default'): Promise<string[]> {
  const listed = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.keys(listed.customAttributes ?? {});
}

async function withClient<T>(address: string, use: (client: WorkflowClient) => Promise<T>) {
  const connection = await Connection.connect({ address });
  try {
    return await use(new WorkflowClient({ connection }));
  } finally {
    await connection.close();
  }
}
