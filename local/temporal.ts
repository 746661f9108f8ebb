import { Connection } from '@temporalio/client';
import { searchAttributeTypes } from '../commands/search-attributes.ts';
import { freePort } from './free-port.ts';
import { startServer } from './server-process.ts';
import { findTemporal } from './tools.ts';

const NAMESPACE = 'default';

export interface TemporalOptions {
  /** Where everything is kept, so that a kill loses nothing; in memory when left out. */
  databaseFile?: string;
  /** The ports to try first; the next free ones are taken. Any free one when left out. */
  port?: number;
  uiPort?: number;
  /** False where nobody looks: tests. */
  ui?: boolean;
  /** Limits of the server's own, by their names in its configuration: for tests. */
  limits?: Record<string, number>;
  logFile: string;
}

export interface LocalTemporal {
  address: string;
  namespace: string;
  uiAddress?: string;
  pid: number;
  stop(): Promise<void>;
  /** Resolves when the server is gone, asked to or not. */
  ended: Promise<unknown>;
}

/** Starts Temporal's development server on loopback with our search attributes registered. */
export async function startTemporal(options: TemporalOptions): Promise<LocalTemporal> {
  const command = await findTemporal();
  let uiPort: number | undefined;
  const { child, port } = await startServer({
    command: async (onPort) => {
      uiPort = options.ui === false ? undefined : await freePort(options.uiPort);
      return { command, args: serverArguments(options, onPort, uiPort), logFile: options.logFile };
    },
    answers: (onPort) => knowsNamespace(`127.0.0.1:${onPort}`),
    preferredPort: options.port,
  });
  return {
    address: `127.0.0.1:${port}`,
    namespace: NAMESPACE,
    ...(uiPort ? { uiAddress: `http://127.0.0.1:${uiPort}` } : {}),
    pid: child.pid,
    // With nothing on disk there is nothing to finish, and a polite stop takes a second.
    stop: () => child.stop(options.databaseFile ? 'SIGTERM' : 'SIGKILL'),
    ended: child.exited,
  };
}

function serverArguments(options: TemporalOptions, port: number, uiPort?: number): string[] {
  const file = options.databaseFile;
  // As shipped it reads its own queue only 20 times a second.
  const limits = { 'history.transferProcessorMaxPollRPS': 1000, ...options.limits };
  const pragmas = ['journal_mode=WAL', 'synchronous=NORMAL'];
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)],
    ...(uiPort ? ['--ui-port', String(uiPort), '--ui-disable-news-fetch'] : ['--headless']),
    ...searchAttributeTypes.flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...Object.entries(limits).flatMap(([name, value]) => [
      '--dynamic-config-value',
      `${name}=${value}`,
    ]),
    ...(file ? ['--db-filename', file] : []),
    ...(file ? pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]) : []),
    ...['--log-level', 'error'],
  ];
}

async function knowsNamespace(address: string): Promise<boolean> {
  const connection = Connection.lazy({ address });
  try {
    await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}
