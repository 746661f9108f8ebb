import { buildApp } from '../../api/app.ts';
import { sendNudges } from '../../nudges/send.ts';
import { freePort } from './free-port.ts';
import { type System, startSystem } from './system.ts';

/** The product with its pages, for a real browser; pages and workflows share one virtual clock. */
export interface ServedSystem extends System {
  url: string;
  faults: string[];
}

export async function startServedSystem(startsAt: string): Promise<ServedSystem> {
  const port = await freePort();
  // Chromium takes __Host- cookies from localhost without TLS, as from nowhere else.
  const url = `http://localhost:${port}`;
  const system = await startSystem(startsAt, url);
  const { records, client, taskQueue, post } = system;
  const faults: string[] = [];
  const app = await buildApp({
    records,
    config: { mode: 'test', publicUrl: url, cookieKey: Buffer.alloc(32, 1) },
    clock: system.now,
    post,
    nudge: () => {
      system
        .now()
        .then((now) => sendNudges({ records, client, taskQueue }, now))
        .catch((error: Error) => faults.push(error.name));
    },
    log: { error: (fields) => faults.push(JSON.stringify(fields)), info: () => {} },
  });
  await app.listen({ host: '127.0.0.1', port });
  return {
    ...system,
    url,
    faults,
    async stop() {
      await app.close();
      await system.stop();
    },
  };
}
