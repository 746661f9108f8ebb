import type { Profile } from '../domain/profile.ts';
import { auditsProfile } from './audit-context.ts';
import { type Records, transaction } from './transaction.ts';

/** The process that an audit is pinned to, with its words. */
export async function profileOfAudit(records: Records, auditId: string): Promise<Profile> {
  return transaction(records, (tx) => auditsProfile(tx, auditId));
}
