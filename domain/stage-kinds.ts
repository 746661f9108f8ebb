import type { StageSettings } from './profile.ts';
import { agreeTerms } from './stages/agree-terms.ts';
import { approve } from './stages/approve.ts';
import { checkInvolvement } from './stages/check-involvement.ts';
import { chooseDeepDives } from './stages/choose-deep-dives.ts';
import { chooseTheme } from './stages/choose-theme.ts';
import { circulatePack } from './stages/circulate-pack.ts';
import { discuss } from './stages/discuss.ts';
import { disseminate } from './stages/disseminate.ts';
import { drawSample } from './stages/draw-sample.ts';
import { followUp } from './stages/follow-up.ts';
import { gatherFeedback } from './stages/gather-feedback.ts';
import { gatherReturns } from './stages/gather-returns.ts';
import { nameTeam } from './stages/name-team.ts';
import { prepareQuestions } from './stages/prepare-questions.ts';
import type { StageRules } from './stages/stage-kind.ts';
import { tellTeams } from './stages/tell-teams.ts';
import { writeReport } from './stages/write-report.ts';

/** The closed vocabulary of stages; a new kind is one file in `stages/` and one line here. */
export const stageKinds = {
  'choose-theme': chooseTheme,
  'agree-terms': agreeTerms,
  'name-team': nameTeam,
  'tell-teams': tellTeams,
  'draw-sample': drawSample,
  'check-involvement': checkInvolvement,
  'gather-returns': gatherReturns,
  'gather-feedback': gatherFeedback,
  'choose-deep-dives': chooseDeepDives,
  'circulate-pack': circulatePack,
  'prepare-questions': prepareQuestions,
  discuss,
  'write-report': writeReport,
  approve,
  'follow-up': followUp,
  disseminate,
};

type Kinds = typeof stageKinds;

/** The settings' schemas, as the profile's schema takes them. */
export const stageSchemas = Object.values(stageKinds).map(({ settings }) => settings) as [
  Kinds[keyof Kinds]['settings'],
  ...Kinds[keyof Kinds]['settings'][],
];

/** What is known of a stage's kind. */
export function rulesOf(stage: StageSettings): StageRules<StageSettings> {
  // Each kind's rules take the settings of that kind, which the schema has made sure of.
  return stageKinds[stage.kind] as unknown as StageRules<StageSettings>;
}
