import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type Mailbox, startMailbox } from './mailbox.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { localSecrets } from './secrets.ts';
import { type LocalTemporal, startTemporal } from './temporal.ts';

const DATABASE = 'deepdive';

/** What runs beside the product in local mode; undefined where one of your own is configured. */
export interface LocalParts {
  /** The given environment with everything filled in that the product reads. */
  environment: NodeJS.ProcessEnv;
  database: Postgres | undefined;
  temporal: LocalTemporal | undefined;
  mailbox: Mailbox | undefined;
  /** The servers' process ids. */
  pids: number[];
  /** Resolves with the name of a server that ended without being asked to. */
  lost: Promise<string>;
  stop(): Promise<void>;
}

/** Starts, at the same time, each server that the environment does not name. */
export async function startLocalParts(
  folder: string,
  configured: NodeJS.ProcessEnv,
): Promise<LocalParts> {
  const secrets = localSecrets(join(folder, 'secrets.json'));
  const [database, temporal, mailbox] = await allOrNone([
    configured.DATABASE_URL ? undefined : startDatabase(folder, secrets.databasePassword),
    configured.TEMPORAL_ADDRESS ? undefined : startWorkflows(folder),
    configured.SMTP_URL ? undefined : startMail(folder),
  ]);
  const port = String(await freePort(Number(configured.PORT ?? 3000)));
  const servers = [database, temporal].filter((server) => server !== undefined);
  return {
    environment: {
      MAIL_FROM: 'audits@deepdive.example',
      MASTER_KEY: secrets.masterKey,
      COOKIE_KEY: secrets.cookieKey,
      PUBLIC_URL: `http://localhost:${port}`,
      ...configured,
      // `npm start` is for this machine, whatever the shell is set up for.
      NODE_ENV: 'local',
      PORT: port,
      ...(database ? { DATABASE_URL: database.url(DATABASE) } : {}),
      ...(temporal ? { TEMPORAL_ADDRESS: temporal.address } : {}),
      ...(mailbox ? { SMTP_URL: mailbox.url } : {}),
    },
    database,
    temporal,
    mailbox,
    pids: servers.map(({ pid }) => pid),
    lost: Promise.race([
      ...(database ? [database.ended.then(() => 'PostgreSQL')] : []),
      ...(temporal ? [temporal.ended.then(() => 'Temporal')] : []),
      new Promise<never>(() => undefined),
    ]),
    async stop() {
      await Promise.all([mailbox?.stop(), temporal?.stop(), database?.stop()]);
    },
  };
}

async function startDatabase(folder: string, password: string): Promise<Postgres> {
  const server = await startPostgres({
    folder: join(folder, 'postgres'),
    port: 54320,
    password,
    logFile: join(folder, 'logs', 'postgres.log'),
  });
  await server.ensureDatabase(DATABASE);
  return server;
}

function startWorkflows(folder: string): Promise<LocalTemporal> {
  return startTemporal({
    databaseFile: join(folder, 'temporal.db'),
    port: 7233,
    uiPort: 8233,
    logFile: join(folder, 'logs', 'temporal.log'),
  });
}

async function startMail(folder: string): Promise<Mailbox> {
  return startMailbox({ port: await freePort(1025), folder: join(folder, 'mailbox') });
}

interface Stoppable {
  stop(): Promise<void>;
}

/** Waits for all; when one cannot be started, stops the others before it says so. */
async function allOrNone<T extends (Promise<Stoppable> | undefined)[]>(
  starting: [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const settled: PromiseSettledResult<Stoppable | undefined>[] = await Promise.allSettled(starting);
  const failed = settled.find((each) => each.status === 'rejected');
  if (!failed) return (await Promise.all(starting)) as { [K in keyof T]: Awaited<T[K]> };
  const started = settled.map((each) => (each.status === 'fulfilled' ? each.value : undefined));
  await Promise.all(started.map((part) => part?.stop()));
  throw failed.reason;
}
