import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Connection } from '@temporalio/client';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { claim } from '../local/claim.ts';
import { type LocalParts, startLocalParts } from '../local/parts.ts';
import { migrate } from './migrate.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import type { Product } from './start-product.ts';

const usage = `npm start                 starts everything on this machine
npm start -- --fresh      forgets what is in .data and begins again
npm start -- --empty      loads no example
npm start -- --example    loads the example into the database that DATABASE_URL names`;

interface Wanted {
  fresh: boolean;
  empty: boolean;
  example: boolean;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const data = resolve(root, process.env.DATA_FOLDER ?? '.data');
const opened: { stop(): Promise<void> | void }[] = [];
let ending: Promise<never> | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupted);
process.on('uncaughtException', giveUp);
endWithNpm();
try {
  await start(wanted());
} catch (error) {
  await giveUp(error);
}

function wanted(): Wanted {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ options: { fresh: flag, empty: flag, example: flag } }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

async function start(options: Wanted): Promise<void> {
  const folder = await claim(join(data, 'running.json'));
  opened.push({ stop: folder.release });
  if (options.fresh) forget();

  const starting = startLocalParts(data, process.env);
  // Loading the code takes about as long as the servers do to come up.
  const loading = import('./start-product.ts');
  loading.catch(giveUp);
  opened.push({ stop: async () => (await starting.catch(() => undefined))?.stop() });
  const parts = await starting;
  folder.note(parts.pids);
  void parts.lost.then((name) => giveUp(`${name} ended unasked; see ${join(data, 'logs')}`));

  const config = readConfig(parts.environment);
  await Promise.all([migrate(config.databaseUrl), registerAttributes(config)]);
  const { startProduct } = await loading;
  const product = await startProduct(config, {
    inbox: parts.mailbox?.received,
    data,
    loadExample: options.example || (parts.database !== undefined && !options.empty),
  });
  opened.push(product);
  product.failed.catch(giveUp);
  announce(config, parts, product);
}

/** Not the secrets, under which a database of your own may have been sealed, and not the tools. */
function forget(): void {
  const database = ['', '-wal', '-shm', '-journal'].map((suffix) => `temporal.db${suffix}`);
  for (const name of ['postgres', 'mailbox', 'logs', ...database]) {
    rmSync(join(data, name), { recursive: true, force: true });
  }
}

async function registerAttributes(config: Config): Promise<void> {
  const { address, namespace, apiKey } = config.temporal;
  const secure = apiKey ? { apiKey, tls: true } : {};
  const connection = await Connection.connect({ address, ...secure });
  await registerSearchAttributes(connection, namespace);
  await connection.close();
}

function announce(config: Config, parts: LocalParts, product: Product): void {
  const lines: [string, string | undefined][] = [
    ['Console', config.publicUrl],
    ['Mailbox', parts.mailbox && `${config.publicUrl}/inbox`],
    ['Temporal', parts.temporal?.uiAddress ?? config.temporal.address],
    ['API', `${config.publicUrl}/api/openapi.json`],
    ['Log', join(data, 'logs')],
    ...product.notes,
  ];
  for (const [name, value] of lines) if (value) console.log(`${name.padEnd(10)} ${value}`);
  console.log(`ready ${config.publicUrl}`);
}

/** A signal sent to npm ends npm and its shell, but never reaches us. */
function endWithNpm(): void {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && !ending && interrupted(), 250).unref();
}

function interrupted(): void {
  if (ending) process.exit(130);
  console.error('Stopping …');
  void end(0);
}

async function giveUp(reason: unknown): Promise<void> {
  if (ending) return;
  console.error(reason instanceof Error && !isOurs(reason) ? reason : `${reason}`);
  await end(1);
}

/** Errors whose sentence says all; of the others the origin is of interest too. */
function isOurs(error: Error): boolean {
  return error instanceof ConfigError || error.message.startsWith('Already running');
}

/** Stops what was started, the last first, and leaves. */
function end(code: number): Promise<never> {
  ending ??= (async () => {
    for (const part of opened.reverse()) {
      await Promise.resolve(part.stop()).catch((error) => console.error(error));
    }
    process.exit(code);
  })();
  return ending;
}
