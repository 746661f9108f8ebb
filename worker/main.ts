import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { startWorkerFrom } from './start.ts';

const config = readConfig(process.env);
const log = pino({ level: config.logLevel });
const worker = await startWorkerFrom(config, log);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void worker.stop().then(() => process.exit(0)));
}
log.info({ taskQueue: config.temporal.taskQueue }, 'worker ready');
await worker.running;
