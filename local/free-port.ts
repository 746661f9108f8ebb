import { createServer } from 'node:net';

/** A TCP port nobody listens on at 127.0.0.1: `preferred`, or the next free one above it, or any. */
export async function freePort(preferred = 0): Promise<number> {
  for (let port = preferred; port < preferred + 200; port += 1) {
    const free = await tryListening(port);
    if (free) return free;
    if (preferred === 0) break;
  }
  throw new Error(`no free port from ${preferred} up`);
}

function tryListening(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
