import { stageOfKind } from '../../domain/profile.ts';
import type { AuditContext } from '../audits/audit-context.ts';

/** Whether only the pairs of auditors read what came in, each about their own child. */
export function isForAuditorsOnly({ profile }: Pick<AuditContext, 'profile'>): boolean {
  return stageOfKind(profile, 'circulate-pack')?.to === 'auditors';
}
