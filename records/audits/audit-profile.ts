import type { Profile } from '../../domain/profile.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { auditsProfile } from './audit-context.ts';

/** The process that an audit is pinned to, with its words. */
export async function profileOfAudit(records: Records, auditId: string): Promise<Profile> {
  return transaction(records, (tx) => auditsProfile(tx, auditId));
}
