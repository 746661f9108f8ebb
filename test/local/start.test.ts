import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { isRunning } from '../../local/running.ts';

const command = fileURLToPath(new URL('../../commands/start.js', import.meta.url));
const minutes = { timeout: 180_000 };
let folder: string;
let started: ChildProcess | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deepdive-start-'));
  chmodSync(folder, 0o711);
});

afterEach(async () => {
  started?.kill('SIGKILL');
  await vi.waitFor(() => expect(serverPids().some(isRunning)).toBe(false), { timeout: 20_000 });
});

afterAll(() => rmSync(folder, { recursive: true }));

test(
  'everything comes up, a second start is refused, and a stop leaves nothing behind',
  minutes,
  async () => {
    const { lines, address } = await ready();
    expect(lines.join('\n')).toMatch(/Console .*Mailbox .*Sign in as .*API key /s);
    expect((await fetch(`${address}/health`)).status).toBe(200);

    const second = run();
    expect(await ended(second.process)).toBe(1);
    expect(second.output()).toContain('Already running here');

    const servers = serverPids();
    expect(servers).toHaveLength(2);
    started?.kill('SIGTERM');
    expect(await ended(started)).toBe(0);
    expect(servers.filter(isRunning)).toEqual([]);
    expect(existsSync(join(folder, 'running.json'))).toBe(false);
  },
);

test(
  'after a kill the servers end too, and the next start goes on with the same data',
  minutes,
  async () => {
    await ready();
    const servers = serverPids();
    started?.kill('SIGKILL');
    await vi.waitFor(() => expect(servers.filter(isRunning)).toEqual([]), { timeout: 20_000 });

    const { lines } = await ready();
    expect(lines.join('\n')).toContain('Sign in as');
    started?.kill('SIGINT');
    expect(await ended(started)).toBe(0);
  },
);

test('an option that does not exist is answered with those that do', async () => {
  const wrong = run('--frehs');
  expect(await ended(wrong.process)).toBe(2);
  expect(wrong.output()).toContain('--fresh');
});

function run(...options: string[]) {
  const { DATABASE_URL, TEMPORAL_ADDRESS, SMTP_URL, ...rest } = process.env;
  const env = { ...rest, DATA_FOLDER: folder, PORT: '0' };
  const child = spawn(process.execPath, [command, ...options], { env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  return { process: child, output: () => text };
}

async function ready(): Promise<{ lines: string[]; address: string }> {
  const { process: child, output } = run();
  started = child;
  const line = await vi.waitFor(
    () => {
      if (child.exitCode !== null) return { ended: output() };
      const found = /^ready (\S+)\n$/m.exec(output());
      expect(found).not.toBeNull();
      return { address: found?.[1] };
    },
    { timeout: 120_000 },
  );
  if (!line.address) throw new Error(`npm start ended: ${line.ended}`);
  return { lines: output().split('\n'), address: line.address };
}

function ended(child: ChildProcess | undefined): Promise<number | null> {
  return new Promise((resolve) => {
    if (!child || child.exitCode !== null) resolve(child?.exitCode ?? null);
    else child.once('exit', resolve);
  });
}

function serverPids(): number[] {
  const file = join(folder, 'running.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).children : [];
}
