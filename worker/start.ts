import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { openPost } from '../emails/post.ts';
import { startLostWorkflows } from '../nudges/rebuild.ts';
import { openDatabase } from '../records/store/database.ts';
import { openKeyring } from '../records/store/keyring.ts';
import { keepMissingTokens } from '../records/store/search-tokens.ts';
import { type RunningWorker, startWorker } from './worker.ts';

/** Opens everything that a worker needs, starts it, and looks for workflows that were lost. */
export async function startWorkerFrom(
  config: Config,
  log: Logger,
  workflowBundle?: { code: string },
): Promise<RunningWorker> {
  // Temporal's own logger prints the texts of failures; ours prints only names and ids.
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message }) => {
      log[level === 'ERROR' ? 'error' : 'warn']({ source: 'temporal' }, message);
    }),
  });
  const { address, namespace, taskQueue, apiKey } = config.temporal;
  const secure = apiKey === undefined ? {} : { apiKey, tls: true };
  const connection = await NativeConnection.connect({ address, ...secure });
  const clientConnection = await Connection.connect({ address, ...secure });
  const client = new Client({ connection: clientConnection, namespace });
  const database = openDatabase(config.databaseUrl);
  const records = { database, keyring: openKeyring(config.masterKey) };
  const post = openPost({ records, mail: config.mail, publicUrl: config.publicUrl });
  const worker = await startWorker({
    records,
    connection,
    client,
    namespace,
    taskQueue,
    post,
    clock: () => new Date(),
    log,
    ...(workflowBundle ? { workflowBundle } : {}),
  });
  const findable = await keepMissingTokens(records);
  if (findable > 0) log.info({ rows: findable }, 'made findable');
  const started = await startLostWorkflows({ records, client, taskQueue });
  if (started.length > 0)
    log.warn({ started: started.length }, 'workflows started from their rows');
  return {
    running: worker.running,
    busy: worker.busy,
    async stop() {
      await worker.stop();
      await post.close();
      await database.$disconnect();
      await clientConnection.close();
      await connection.close();
    },
  };
}
