import { stageOfKind } from '../../domain/profile.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import type { FollowUp } from '../../domain/stages/follow-up.ts';
import type { AuditContext } from '../audits/audit-context.ts';

export function followUpStage(context: AuditContext): FollowUp {
  const stage = stageOfKind(context.profile, 'follow-up');
  if (!stage) throw new Error(`the profile ${context.profile.profile} follows nothing up`);
  return stage;
}

/** An update's due date is counted from the papers of its round, so the one here is never asked for. */
export function updateTimings(context: AuditContext): AskTimings {
  const { due: _beforePapers, ...update } = followUpStage(context).update;
  return { ...update, due: { workingDays: 0 } };
}

export function planTimings(context: AuditContext): AskTimings {
  const { plan } = followUpStage(context);
  if (!plan) throw new Error(`the profile ${context.profile.profile} asks for no action plan`);
  return plan;
}

export function confirmTimings(context: AuditContext): AskTimings {
  return followUpStage(context).confirm;
}
