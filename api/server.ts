import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { openPost } from '../emails/post.ts';
import { sendNudges } from '../nudges/send.ts';
import { openDatabase } from '../records/store/database.ts';
import { openKeyring } from '../records/store/keyring.ts';
import { buildApp } from './app.ts';
import type { LocalInbox } from './inbox.ts';

export interface RunningApi {
  address: string;
  /** Takes nothing new, finishes what is under way, and resolves. */
  stop(): Promise<void>;
}

/** Starts the web application from its configuration; `inbox` is the local mailbox, if there is one. */
export async function startApi(
  config: Config,
  log: Logger,
  inbox?: LocalInbox,
): Promise<RunningApi> {
  const { address, namespace, taskQueue, apiKey } = config.temporal;
  // Lazy: people's answers are taken while Temporal is away.
  const connection = Connection.lazy({ address, ...(apiKey ? { apiKey, tls: true } : {}) });
  const client = new Client({ connection, namespace });
  const database = openDatabase(config.databaseUrl);
  const records = { database, keyring: openKeyring(config.masterKey) };
  const post = openPost({ records, mail: config.mail, publicUrl: config.publicUrl });
  const sender = { records, client, taskQueue };
  const app = await buildApp({
    records,
    config,
    clock: () => new Date(),
    post,
    nudge: () => {
      sendNudges(sender, new Date()).catch((error: Error) => {
        log.warn({ error: error.name }, 'nudges left to the worker');
      });
    },
    log,
    inbox,
  });
  const listening = await app.listen(config.listen);
  return {
    address: listening,
    async stop() {
      await app.close();
      await post.close();
      await connection.close();
      await database.$disconnect();
    },
  };
}
