import type { SqlDriverAdapter, SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { clientOn, connectionsTo, type Database } from '../../records/store/database.ts';

/**
 * A client works out how to ask each question once, which takes far longer than asking it: clients
 * are kept, and each copy of a database gets one that nobody uses. It ends with `$disconnect`.
 */
export function lendDatabase(url: string): Database {
  const kept = free.pop() ?? keptClient();
  kept.leadTo(url);
  let returned = false;
  const giveBack = async () => {
    if (returned) return;
    returned = true;
    await kept.hangUp();
    free.push(kept);
  };
  return new Proxy(kept.client, {
    get(client, name) {
      if (name === '$disconnect') return giveBack;
      // Whoever has it next is on another database.
      if (returned) throw new Error(`${String(name)} of a database that was given back`);
      return Reflect.get(client, name, client);
    },
  });
}

interface KeptClient {
  client: Database;
  leadTo(url: string): void;
  hangUp(): Promise<void>;
}

const free: KeptClient[] = [];

function keptClient(): KeptClient {
  let factory: SqlDriverAdapterFactory | undefined;
  let connected: Promise<SqlDriverAdapter> | undefined;
  const { provider, adapterName } = connectionsTo('postgresql://nowhere');
  const now = () => {
    if (!factory) throw new Error('the client has no database');
    connected ??= factory.connect();
    return connected;
  };
  const adapter: SqlDriverAdapter = {
    provider,
    adapterName,
    getConnectionInfo: () => ({ supportsRelationJoins: true }),
    queryRaw: async (query) => (await now()).queryRaw(query),
    executeRaw: async (query) => (await now()).executeRaw(query),
    executeScript: async (script) => (await now()).executeScript(script),
    startTransaction: async (level) => (await now()).startTransaction(level),
    dispose: async () => {},
  };
  return {
    client: clientOn({ provider, adapterName, connect: async () => adapter }),
    leadTo(url) {
      factory = connectionsTo(url);
    },
    async hangUp() {
      const last = connected;
      factory = undefined;
      connected = undefined;
      await (await last)?.dispose();
    },
  };
}
