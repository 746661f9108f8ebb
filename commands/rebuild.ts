import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { readConfig } from '../config.ts';
import { rebuildAll, rebuildAudit } from '../nudges/rebuild.ts';
import { openDatabase } from '../records/store/database.ts';
import { openKeyring } from '../records/store/keyring.ts';

const usage = `npm run rebuild -- <partnership>/<audit number>   rebuild one audit from its rows
npm run rebuild -- <partnership>                  rebuild everything that is open in a partnership
npm run rebuild -- --all                          rebuild everything that is open`;

const { values, positionals } = parseArgs({
  options: { all: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [partnership, audit] = (positionals[0] ?? '').split('/');
if (!values.all && !partnership) {
  console.error(usage);
  process.exit(2);
}

const config = readConfig(process.env);
const database = openDatabase(config.databaseUrl);
const records = { database, keyring: openKeyring(config.masterKey) };
const { address, namespace, taskQueue, apiKey } = config.temporal;
const connection = await Connection.connect({ address, ...(apiKey ? { apiKey, tls: true } : {}) });
const sender = { records, client: new Client({ connection, namespace }), taskQueue };

const started =
  partnership && audit
    ? await rebuildAudit(sender, { partnership, audit })
    : await rebuildAll(sender, partnership ? { partnership } : {});
for (const workflowId of started) console.log(`${workflowId}: started from the rows`);
if (started.length === 0) console.log('Nothing that is open was found.');
await connection.close();
await database.$disconnect();
