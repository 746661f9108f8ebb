import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A worker as it runs in production: a process of its own, configured by its environment. */
export interface WorkerProcess {
  pid: number;
  /** As a power cut would end it. */
  kill(): Promise<void>;
  /** As a deployment would end it. */
  stop(): Promise<void>;
  /** Everything that it logged. */
  log(): string;
}

const main = fileURLToPath(new URL('../../worker/main.ts', import.meta.url));

export async function startWorkerProcess(
  environment: Record<string, string>,
): Promise<WorkerProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    log += bytes.toString();
  });
  child.stderr?.on('data', (bytes: Buffer) => {
    log += bytes.toString();
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await readyOrEnded(child, () => log);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return {
    pid: child.pid ?? 0,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    log: () => log,
  };
}

async function readyOrEnded(child: ChildProcess, log: () => string): Promise<void> {
  while (!log().includes('worker ready')) {
    if (child.exitCode !== null) throw new Error(`the worker ended: ${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits for what becomes true by itself; the message says what did not. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const deadline = AbortSignal.timeout(withinMs);
  while (!(await holds())) {
    if (deadline.aborted) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
