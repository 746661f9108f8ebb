import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Under which user, and behind which command, PostgreSQL is started: it refuses to run as root. */
export interface RunAs {
  ids?: { uid: number; gid: number };
  prefix: string[];
}

export async function postgresUser(binary: string, folder: string): Promise<RunAs> {
  if (userInfo().uid !== 0) return { prefix: [] };
  const ids = await unprivilegedUser();
  mkdirSync(dirname(folder), { recursive: true });
  const entering = ['-c', 'cd "$0" && exec "$1" --version', dirname(folder), binary];
  try {
    await run('/bin/sh', entering, { ...ids, cwd: '/' });
    return { ids, prefix: [] };
  } catch {
    return { ids, prefix: await pastFolderModes(ids, entering) };
  }
}

/** For a clone under /root: not root, yet allowed through folders that are closed to others. */
async function pastFolderModes(ids: { uid: number; gid: number }, entering: string[]) {
  const prefix = [
    'setpriv',
    `--reuid=${ids.uid}`,
    `--regid=${ids.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    // Otherwise access(2) ignores the capability and PostgreSQL does not find its own files.
    '--securebits=+no_setuid_fixup',
  ];
  try {
    await run('setpriv', [...prefix.slice(1), '/bin/sh', ...entering], { cwd: '/' });
    return prefix;
  } catch (cause) {
    throw new Error(
      'PostgreSQL does not run as root, and the user "postgres" cannot enter this folder: start as ' +
        'another user, from a folder open to others, or set DATABASE_URL',
      { cause },
    );
  }
}

async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  const known = await id('-u').catch(() => undefined);
  if (known === undefined) {
    await run('groupadd', ['--force', '--system', 'postgres']);
    await run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
  }
  return { uid: await id('-u'), gid: await id('-g') };
}
