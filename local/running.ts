import { existsSync, readFileSync } from 'node:fs';

/** Whether there is such a process; one that has ended and that nobody asked after does not count. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const state = `/proc/${pid}/stat`;
  return !(existsSync(state) && readFileSync(state, 'utf8').includes(') Z '));
}
