import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { startApi } from '../api/server.ts';
import type { Config } from '../config.ts';
import { exampleApiKey, loadExample } from '../local/example.ts';
import type { MessageStore } from '../local/messages.ts';
import { closeDatabase, openDatabase } from '../records/store/database.ts';
import { openKeyring } from '../records/store/keyring.ts';
import { startWorkerFrom } from '../worker/start.ts';
import { workflowBundle } from './workflow-bundle.ts';

export interface ProductOptions {
  /** Shown under /inbox; undefined where real mail is sent. */
  inbox: MessageStore | undefined;
  /** The clone's folder for what may be thrown away. */
  data: string;
  loadExample: boolean;
}

export interface Product {
  /** What else the person at the terminal should know, by name. */
  notes: [string, string][];
  /** Rejects when the product cannot go on. */
  failed: Promise<void>;
  stop(): Promise<void>;
}

/** Starts worker and api in this process, after the example where it is wanted. */
export async function startProduct(config: Config, options: ProductOptions): Promise<Product> {
  const logFile = join(options.data, 'logs', 'deepdive.log');
  mkdirSync(dirname(logFile), { recursive: true });
  // To a file: the last line in the terminal says where to go.
  const log = pino({ level: config.logLevel }, pino.destination(logFile));
  const notes = options.loadExample ? await exampleNotes(config) : [];
  const bundle = await workflowBundle(join(options.data, 'workflow-bundle'));
  const worker = await startWorkerFrom(config, log, bundle);
  const api = await startApi(config, log, options.inbox);
  return {
    notes,
    failed: worker.running,
    async stop() {
      await api.stop();
      await worker.stop();
    },
  };
}

/** Loads the example into a database without a partnership; says how to look around in it. */
async function exampleNotes(config: Config): Promise<[string, string][]> {
  const database = openDatabase(config.databaseUrl, 2);
  const records = { database, keyring: openKeyring(config.masterKey) };
  try {
    const now = new Date();
    const example = await loadExample(records, now);
    if (!example) return [['Example', 'not loaded: the database holds a partnership already']];
    return [
      ['Sign in as', example.people.officer],
      ['  or operator', example.people.operator],
      ['API key', await exampleApiKey(records, now)],
    ];
  } finally {
    await closeDatabase(database);
  }
}
