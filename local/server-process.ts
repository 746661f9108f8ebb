import { connect } from 'node:net';
import { type Child, type ChildOptions, startChild } from './child.ts';
import { freePort } from './free-port.ts';

export interface ServerProcess {
  /** How to start it on this port. */
  command(port: number): ChildOptions | Promise<ChildOptions>;
  /** Whether the server that listens on this port does its work yet. */
  answers(port: number): Promise<boolean>;
  /** The port to try first; the next free one is taken. Any free one when left out. */
  preferredPort: number | undefined;
}

/** Starts a server on a free port of loopback and returns once it answers. */
export async function startServer(server: ServerProcess): Promise<{ child: Child; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(server.preferredPort);
    const options = await server.command(port);
    const child = await startChild(options);
    if (await untilAnswering(child, port, server)) return { child, port };
    // Somebody else may have taken the port between our look and the server's, or the server of a
    // run that was killed may still be closing the same files.
    if (attempt === 3) throw new Error(`${options.command} did not start; see ${options.logFile}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function untilAnswering(child: Child, port: number, server: ServerProcess) {
  const deadline = AbortSignal.timeout(60_000);
  let answers = false;
  try {
    while (!answers && child.running() && !deadline.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      // A gRPC client that was refused once waits a second before it tries again: asked second.
      answers = (await listens(port)) && (await server.answers(port));
    }
  } finally {
    if (!answers) await child.stop('SIGTERM');
  }
  return answers && child.running();
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
