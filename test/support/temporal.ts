import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { startTemporal } from '../../local/temporal.ts';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
  }
}

/** Starts the one development server of this run, in memory; files keep apart by their task queues. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'deepdive-temporal-'));
  const server = await startTemporal({ ui: false, logFile: join(folder, 'temporal.log') });
  project.provide('temporalAddress', server.address);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Where the real development server of this run listens; its clock is the wall's. */
export function devServerAddress(): string {
  return inject('temporalAddress');
}
