import { startServer } from './server-process.ts';
import { findTimeSkippingServer } from './tools.ts';

export interface TimeSkippingServer {
  address: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts the Temporal server whose clock jumps to the next due instant: for tests and rehearsals. */
export async function startTimeSkippingServer(logFile: string): Promise<TimeSkippingServer> {
  const command = await findTimeSkippingServer();
  const { child, port } = await startServer({
    command: (onPort) => ({ command, args: [String(onPort)], logFile }),
    answers: async () => true,
    preferredPort: undefined,
  });
  // It keeps nothing on disk, so there is nothing to finish.
  return { address: `127.0.0.1:${port}`, pid: child.pid, stop: () => child.stop('SIGKILL') };
}
