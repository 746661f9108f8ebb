import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { startApi } from './server.ts';

const config = readConfig(process.env);
const log = pino({ level: config.logLevel });
const api = await startApi(config, log);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void api.stop().then(() => process.exit(0)));
}
log.info({ address: api.address }, 'api ready');
