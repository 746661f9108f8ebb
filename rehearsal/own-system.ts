import { join } from 'node:path';
import { migrate } from '../commands/migrate.ts';
import { startPostgres } from '../local/postgres.ts';
import { openDatabase } from '../records/store/database.ts';
import { type JumpingSystem, startJumpingSystem } from './system.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A system with a PostgreSQL of its own in a folder that is gone afterwards. */
export async function startOwnSystem(startsAt: string): Promise<JumpingSystem> {
  const folder = temporaryFolder('deepdive-rehearsal-');
  const postgres = await startDatabase(folder.path).finally(() =>
    process.once('exit', folder.remove),
  );
  try {
    const system = await startJumpingSystem({
      database: openDatabase(postgres.url('rehearsal')),
      startsAt,
    });
    return {
      ...system,
      async stop() {
        await system.stop();
        await postgres.stop();
        folder.remove();
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
