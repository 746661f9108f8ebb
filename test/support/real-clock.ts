import { pino } from 'pino';
import { startApi } from '../../api/server.ts';
import { readConfig } from '../../config.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey } from '../../records/store/sealing.ts';
import type { Records } from '../../records/store/transaction.ts';
import { freePort } from './free-port.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { lendDatabase } from './lent-database.ts';
import { createDatabase } from './postgres.ts';
import { devServerAddress } from './temporal.ts';
import { startWorkerProcess } from './worker-process.ts';

/** The product as it is installed: pages and a worker process, on a server whose clock is the wall's. */
export interface RealClockSystem {
  url: string;
  records: Records;
  inbox: Inbox;
  /** What the pages logged as faults, as JSON lines. */
  faults: string[];
  stop(): Promise<void>;
}

export async function startRealClockSystem(taskQueue: string): Promise<RealClockSystem> {
  const database = await createDatabase();
  const inbox = await openInbox();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const environment = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: devServerAddress(),
    TASK_QUEUE: taskQueue,
    SMTP_URL: inbox.mailbox.url,
    MAIL_FROM: 'audits@aldermere.example',
    PUBLIC_URL: url,
    PORT: `${port}`,
    MASTER_KEY: newKey().toString('base64'),
    COOKIE_KEY: newKey().toString('base64'),
  };
  const config = readConfig(environment);
  const records = {
    database: lendDatabase(config.databaseUrl),
    keyring: openKeyring(config.masterKey),
  };
  const faults: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void faults.push(line) });
  const worker = await startWorkerProcess(environment);
  const api = await startApi(config, log);
  return {
    url,
    records,
    inbox,
    faults,
    async stop() {
      await api.stop();
      await worker.stop();
      await inbox.stop();
      await records.database.$disconnect();
      await database.drop();
    },
  };
}
