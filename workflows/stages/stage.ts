import type { PlannedStage } from '../../domain/plan.ts';
import type { AuditInput } from '../messages.ts';
import type { Run } from '../run.ts';

export interface StageContext {
  run: Run;
  input: AuditInput;
  stage: PlannedStage;
}

/** How activities are told which stage of which audit they act for. */
export interface StageRef {
  partnership: string;
  audit: string;
  stage: string;
  kind: PlannedStage['kind'];
}

export type RunStage = (context: StageContext, ref: StageRef) => Promise<void>;
