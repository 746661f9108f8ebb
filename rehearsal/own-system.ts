import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../commands/migrate.ts';
import { workflowBundle } from '../commands/workflow-bundle.ts';
import { startPostgres } from '../local/postgres.ts';
import { type JumpingSystem, startJumpingSystem } from './system.ts';

const bundles = fileURLToPath(new URL('../.data/workflow-bundle', import.meta.url));

/** A system with a PostgreSQL of its own in a folder that is gone afterwards. */
export async function startOwnSystem(startsAt: string): Promise<JumpingSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'deepdive-rehearsal-'));
  chmodSync(folder, 0o711);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const [postgres, bundle] = await Promise.all([startDatabase(folder), workflowBundle(bundles)]);
  try {
    const system = await startJumpingSystem({
      databaseUrl: postgres.url('rehearsal'),
      startsAt,
      workflowBundle: bundle,
    });
    return {
      ...system,
      async stop() {
        await system.stop();
        await postgres.stop();
        remove();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** Nothing in it is to outlive a crash. */
async function startDatabase(folder: string) {
  const postgres = await startPostgres({
    folder: join(folder, 'data'),
    password: 'rehearsal',
    logFile: join(folder, 'postgres.log'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  await postgres.ensureDatabase('rehearsal');
  await migrate(postgres.url('rehearsal'));
  return postgres;
}
