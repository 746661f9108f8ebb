import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import {
  type Binaries,
  commandFor,
  databaseUser,
  directIds,
  findBinaries,
  makeCluster,
  serverEnvironment,
} from './postgres-cluster.ts';
import { postgresUser, type RunAs } from './postgres-user.ts';
import { startServer } from './server-process.ts';

export interface PostgresOptions {
  /** Where the cluster's files live, an absolute path; made on first use. */
  folder: string;
  /** The port to try first; the next free one is taken. Any free one when left out. */
  port?: number;
  password: string;
  logFile: string;
  /** Settings of postgresql.conf, for this run only. */
  settings?: Record<string, string>;
}

export interface Postgres {
  port: number;
  pid: number;
  /** The connection string of one database of this server. */
  url(database: string): string;
  /** Makes the database unless it is there. */
  ensureDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when the server is gone, asked to or not. */
  ended: Promise<unknown>;
}

/** Starts a PostgreSQL of our own on loopback. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const binaries = await findBinaries();
  const user = await postgresUser(binaries.postgres, options.folder);
  if (!existsSync(join(options.folder, 'PG_VERSION'))) {
    await makeCluster(binaries.initdb, user, options);
  }
  const { child, port } = await launch(binaries, user, options);
  const url = (database: string) => urlOf(port, options.password, database);
  return {
    port,
    pid: child.pid,
    url,
    ensureDatabase: (name) => ensureDatabase(url('postgres'), name),
    // SIGINT is PostgreSQL's fast shutdown: it ends open connections instead of waiting for them.
    stop: () => child.stop('SIGINT'),
    ended: child.exited,
  };
}

function urlOf(port: number, password: string, database: string): string {
  return `postgresql://${databaseUser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

function launch(binaries: Binaries, user: RunAs, options: PostgresOptions) {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return startServer({
    command: (port) => {
      const args = ['-D', options.folder, '-p', String(port), ...flags];
      const [command, ...rest] = commandFor(binaries.postgres, args, user);
      return {
        command,
        args: rest,
        logFile: options.logFile,
        env: serverEnvironment(),
        user: directIds(user),
        cwd: '/',
      };
    },
    answers: (port) => accepts(urlOf(port, options.password, 'postgres')),
    preferredPort: options.port,
  });
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') return false;
    throw new Error('the database folder was made with another password', { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    }
  } finally {
    await client.end();
  }
}
