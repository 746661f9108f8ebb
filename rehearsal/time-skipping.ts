import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { startTimeSkippingServer } from '../local/time-skipping.ts';

export interface TimeSkipping {
  environment: TestWorkflowEnvironment;
  stop(): Promise<void>;
}

/** A server of its own whose clock jumps, with clients and connections to it. */
export async function timeSkippingServer(): Promise<TimeSkipping> {
  const folder = mkdtempSync(join(tmpdir(), 'deepdive-time-skipping-'));
  const server = await startTimeSkippingServer(join(folder, 'server.log'));
  // The SDK's own way of starting it leaves the server behind when this process is killed; its way
  // of using a running one is private, and the public one cannot skip time.
  // biome-ignore lint/complexity/useLiteralKeys: a private member can be reached only like this.
  const environment = await TestWorkflowEnvironment['create']({
    server: { type: 'existing' },
    address: server.address,
    namespace: 'default',
    supportsTimeSkipping: true,
  });
  const stop = async () => {
    await environment.teardown();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { environment, stop };
}
