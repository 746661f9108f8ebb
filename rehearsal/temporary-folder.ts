import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
const roomBytes = 4e9;

export interface TemporaryFolder {
  path: string;
  remove(): void;
}

/**
 * A folder for what need not outlive this process: in memory where the machine has room there,
 * because copying databases on a busy disk takes fifty times as long.
 */
export function temporaryFolder(prefix: string): TemporaryFolder {
  const path = mkdtempSync(join(hasRoom(memory) ? memory : tmpdir(), prefix));
  // The database server may have to run as another user than we do.
  chmodSync(path, 0o711);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > roomBytes;
}
