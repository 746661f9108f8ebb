import type { Config } from '../config.ts';
import type { Records } from '../records/store/transaction.ts';
import type { LocalInbox } from './inbox.ts';

/** What the pages are given: the rows, the clock, and two ways to get things on their way. */
export interface ApiDependencies {
  records: Records;
  config: Pick<Config, 'mode' | 'publicUrl' | 'cookieKey'> &
    Partial<Pick<Config, 'trustedProxies' | 'signIn'>>;
  /** The present moment; virtual in tests and rehearsals. */
  clock: () => Date | Promise<Date>;
  /** Makes one attempt at letters that a person is waiting for. */
  post: { send(keys: string[], now: Date): Promise<void> };
  /** Sends queued nudges after a commit; nobody waits for it. */
  nudge: () => void;
  /** The local mailbox, shown as pages; absent where real mail is sent. */
  inbox?: LocalInbox | undefined;
  log: {
    error(fields: object, message: string): void;
    info(fields: object, message: string): void;
  };
}
