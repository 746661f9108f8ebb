import { type JumpingSystem, startJumpingSystem } from '../../rehearsal/system.ts';
import { type Inbox, inboxOf } from './inbox.ts';
import { lendDatabase } from './lent-database.ts';
import { createDatabase } from './postgres.ts';

/** The product with every part real, on a server whose clock jumps, on a database of its own. */
export interface System extends JumpingSystem {
  inbox: Inbox;
}

export async function startSystem(startsAt: string, publicUrl?: string): Promise<System> {
  const database = await createDatabase();
  const system = await startJumpingSystem({
    database: lendDatabase(database.url),
    startsAt,
    ...(publicUrl ? { publicUrl } : {}),
  });
  return {
    ...system,
    inbox: inboxOf(system.mailbox),
    async stop() {
      await system.stop();
      await database.drop();
    },
  };
}
