import type { Profile, StageKind } from './profile.ts';
import { comesAfter } from './stage-order.ts';

/**
 * What a workflow needs to know of a profile: which stages, of which kind, in which order. Compiled
 * once when an audit starts, stored with it, and the workflow's only input besides ids.
 */
export interface Plan {
  profile: string;
  version: number;
  stages: PlannedStage[];
}

export interface PlannedStage {
  key: string;
  kind: StageKind;
  /** The stages that must have ended before this one begins. */
  after: string[];
}

/** A stage follows the one written before it, unless it names others in `after`. */
export function compilePlan(profile: Profile): Plan {
  return {
    profile: profile.profile,
    version: profile.version,
    stages: profile.stages.map(({ key, kind }, position) => {
      return { key, kind, after: [...comesAfter(profile.stages, position)] };
    }),
  };
}
