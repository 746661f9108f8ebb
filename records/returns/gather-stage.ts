import type { GatherReturns } from '../../domain/stages/gather-returns.ts';
import { requestWorkflowId, waitId } from '../../domain/waits.ts';
import type { AuditContext } from '../audits/audit-context.ts';

export function requestWait(context: AuditContext, agency: string): string {
  const workflow = requestWorkflowId(context.partnershipId, context.number, agency);
  return waitId(workflow, gatherStage(context).key);
}

export function gatherStage(context: AuditContext): GatherReturns {
  const stage = context.profile.stages.find((each) => each.kind === 'gather-returns');
  if (!stage) throw new Error(`the profile ${context.profile.profile} gathers no returns`);
  return stage as GatherReturns;
}
