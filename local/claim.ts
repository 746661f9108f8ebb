import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { dirname } from 'node:path';
import { isRunning } from './running.ts';

interface Holder {
  pid: number;
  /** Where the holder says its token for as long as it lives: a process id alone may be reused. */
  port: number;
  token: string;
  /** The servers it started, which may need a moment longer than itself to end. */
  children: number[];
}

export interface Claim {
  /** Notes which servers whoever claims the folder after a kill must wait for. */
  note(children: number[]): void;
  release(): void;
}

/** Makes sure that one process at a time works on the folder in which `file` stands. */
export async function claim(file: string): Promise<Claim> {
  const token = randomBytes(8).toString('hex');
  const server = createServer((socket) => socket.on('error', () => undefined).end(token));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const us = { pid: process.pid, port: (server.address() as AddressInfo).port, token };
  mkdirSync(dirname(file), { recursive: true });
  while (!take(file, { ...us, children: [] })) {
    const other = read(file);
    if (other && (await isAlive(other))) {
      server.close();
      throw new Error(`Already running here, as process ${other.pid}. Stop that one first.`);
    }
    await untilGone(other?.children ?? []);
    rmSync(file, { force: true });
  }
  return {
    note: (children) => writeFileSync(file, JSON.stringify({ ...us, children })),
    release: () => {
      server.close();
      rmSync(file, { force: true });
    },
  };
}

/** Puts the file in place whole, or not at all where there is one. */
function take(file: string, holder: Holder): boolean {
  const aside = `${file}.${holder.token}`;
  writeFileSync(aside, JSON.stringify(holder));
  try {
    linkSync(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(aside);
  }
}

function read(file: string): Holder | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Holder) : undefined;
}

function isAlive(holder: Holder): Promise<boolean> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect({ port: holder.port, host: '127.0.0.1', timeout: 2_000 });
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      said += text;
    });
    socket.on('error', () => resolve(false));
    socket.on('timeout', () => socket.destroy());
    socket.on('close', () => resolve(said === holder.token));
  });
}

async function untilGone(pids: number[]): Promise<void> {
  const deadline = AbortSignal.timeout(15_000);
  while (pids.some(isRunning) && !deadline.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
