import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { startChild } from '../../local/child.ts';
import { isRunning } from '../../local/running.ts';

const folder = mkdtempSync(join(tmpdir(), 'deepdive-child-'));
const logFile = join(folder, 'child.log');
const childModule = new URL('../../local/child.ts', import.meta.url).href;
afterAll(() => rmSync(folder, { recursive: true }));

const forever = ['-e', 'setInterval(() => undefined, 1000); console.log("up")'];
const deaf = `process.on('SIGTERM', () => console.log('ignored')); ${forever[1]}`;

test('a stopped child is gone, and stopping it again does nothing', async () => {
  const child = await startChild({ command: process.execPath, args: forever, logFile });
  await child.stop();
  await child.stop();
  expect(isRunning(child.pid)).toBe(false);
});

test('a child that does not listen is killed after its grace', async () => {
  const child = await startChild({ command: process.execPath, args: ['-e', deaf], logFile });
  await vi.waitFor(() => expect(readFileSync(logFile, 'utf8')).toMatch(/up\n$/));
  await child.stop('SIGTERM', 100);
  expect(await child.exited).toBe('SIGKILL');
});

test('a command that is not there is named', async () => {
  const start = startChild({ command: join(folder, 'absent'), args: [], logFile });
  await expect(start).rejects.toThrow(/cannot run .*absent/);
});

test('when its parent is killed, the child does not stay behind', async () => {
  const script = `
    import { startChild } from ${JSON.stringify(childModule)};
    const options = { command: process.execPath, args: ${JSON.stringify(forever)} };
    const child = await startChild({ ...options, logFile: ${JSON.stringify(logFile)} });
    console.log(child.pid);
    setInterval(() => undefined, 1000);`;
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once('data', (text) => resolve(Number(text)));
  });
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 10_000 });
});
