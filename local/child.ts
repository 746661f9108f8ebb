import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

export interface ChildOptions {
  command: string;
  args: string[];
  logFile: string;
  env?: NodeJS.ProcessEnv | undefined;
  user?: { uid: number; gid: number } | undefined;
  cwd?: string;
}

export interface Child {
  pid: number;
  /** Settles with the exit code (or signal) once the process is gone. */
  exited: Promise<number | NodeJS.Signals>;
  running(): boolean;
  /** Asks with `signal`, kills after `graceMs`, returns when the process is gone. */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<void>;
}

/**
 * Starts a server process that cannot outlive us. It runs in a process group of its own, so Ctrl-C
 * in the terminal reaches only us and we stop our parts in order.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const child = spawn(options.command, options.args, {
    stdio: ['ignore', log, log],
    detached: process.platform !== 'win32',
    env: options.env ?? process.env,
    ...options.user,
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  closeSync(log);
  const pid = await started(child, options.command);
  const guardian = guard(pid);
  let gone = false;
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => {
      gone = true;
      guardian?.kill('SIGKILL');
      resolve(code ?? signal ?? 0);
    });
  });
  child.unref();
  const stop = async (signal: NodeJS.Signals = 'SIGTERM', graceMs = 10_000) => {
    if (gone) return;
    child.ref();
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(timer);
  };
  return { pid, exited, running: () => !gone, stop };
}

function started(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid as number));
    child.once('error', (cause) => reject(new Error(`cannot run ${command}`, { cause })));
  });
}

/** A shell that waits for our end of its pipe to close (however we died) and then ends `pid`. */
function guard(pid: number): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const script =
    'read _; kill -INT "$0"; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.5; kill -0 "$0" || exit; done; kill -KILL "$0"';
  const guardian = spawn('/bin/sh', ['-c', script, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guardian.on('error', () => undefined);
  guardian.unref();
  // A pipe is a socket to Node; it must not keep us alive when everything else is done.
  (guardian.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return guardian;
}
