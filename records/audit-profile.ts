import type { Profile } from '../domain/profile.ts';
import { profileOf } from './audit-context.ts';
import { type Records, transaction } from './transaction.ts';

/** The process that an audit is pinned to, with its words. */
export async function profileOfAudit(records: Records, auditId: string): Promise<Profile> {
  return transaction(records, async (tx) => {
    const audit = await tx.audit.findUniqueOrThrow({
      where: { id: auditId },
      select: { profileVersionId: true },
    });
    return profileOf(tx, audit.profileVersionId);
  });
}
