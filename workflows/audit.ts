import type { PlannedStage } from '../domain/plan.ts';
import { act, actFor } from './activity-proxy.ts';
import type { AuditInput } from './messages.ts';
import { openRun, type Run } from './run.ts';
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
import type { RunStage, StageContext } from './stages/stage.ts';
import { tellTeams } from './stages/tell-teams.ts';
import { writeReport } from './stages/write-report.ts';

/** One file per kind of stage, each reading as the process document does. */
const stages: Record<PlannedStage['kind'], RunStage> = {
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

/** What operators read of each: a stage's key is the profile's, and may say little. */
const inWords: Record<PlannedStage['kind'], string> = {
  'choose-theme': 'choosing the theme',
  'agree-terms': 'agreeing the terms of reference',
  'name-team': 'having each agency name its auditors',
  'tell-teams': 'having each agency tell its teams',
  'draw-sample': 'selecting the children and learning who they are',
  'check-involvement': 'asking each agency which children it knew',
  'gather-returns': 'waiting for what each agency sends, one request for each agency',
  'gather-feedback': 'hearing children and families',
  'choose-deep-dives': 'choosing the children for the deep dive',
  'circulate-pack': 'collating what came in, and circulating it',
  'prepare-questions': 'naming a pair of auditors for each child, who write their questions',
  discuss: 'holding the discussion and recording it',
  'write-report': 'writing the report',
  approve: 'having the report approved',
  'follow-up': 'following up the actions, every quarter until none is open',
  disseminate: 'passing on what was learnt',
};

/**
 * One audit, from its theme to the last update on its last action. Takes the stages of its plan in
 * their order; each begins when those before it have ended. A run that was lost, reset or rebuilt
 * asks first which stages have ended and enters the others from their rows. Ends when the last
 * stage has, or when the business unit cancels the audit.
 */
export async function audit(input: AuditInput): Promise<{ outcome: string }> {
  const run = openRun(input);
  const begun = await run.act(() =>
    act.auditProgress({ partnership: input.partnership, audit: input.audit }),
  );
  if (begun.state === 'closed' || begun.state === 'cancelled') return { outcome: begun.state };

  // A cancelled audit goes through its stages too: each lets go of what it waits for, none begins.
  await runStages(run, input, new Set(begun.ended));
  if (run.cancelled()) return { outcome: 'cancelled' };

  await run.act(() => act.closeAudit({ partnership: input.partnership, audit: input.audit }));
  return { outcome: 'closed' };
}

/** Starts every stage as soon as those that it comes after have ended. */
async function runStages(run: Run, input: AuditInput, ended: Set<string>): Promise<void> {
  const running = new Map<string, Promise<void>>();
  for (const stage of input.plan.stages) {
    const before = stage.after.map((key) => running.get(key));
    running.set(
      stage.key,
      Promise.all(before).then(() => runStage({ run, input, stage }, ended)),
    );
  }
  await Promise.all(running.values());
}

async function runStage(context: StageContext, ended: Set<string>): Promise<void> {
  const { run, input, stage } = context;
  if (ended.has(stage.key) || run.cancelled()) return;
  run.showStage(stage.key, `${inWords[stage.kind]} (stage "${stage.key}")`);
  const { partnership, audit } = input;
  const ref = { partnership, audit, stage: stage.key, kind: stage.kind };
  await stages[stage.kind](context, ref);
  if (run.cancelled()) return;
  await run.act(() => actFor(`stage "${stage.key}"`).endStage(ref));
}
