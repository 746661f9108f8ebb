import { dayTimings } from '../../domain/day-to-set.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import type { Wait } from '../../domain/waits.ts';
import { closeUpdates } from '../actions/action-updates.ts';
import { confirmTimings, planTimings, updateTimings } from '../actions/follow-up-stage.ts';
import { approvalTimings, closeApproval } from '../approval/approvals.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { type AuditRef, currentView, findAudit } from '../audits/stages.ts';
import { initialReviewTimings } from '../checks/initial-review.ts';
import { checkTimings, reviseTimings } from '../checks/quality-check.ts';
import { closeReconsider, reconsiderTimings } from '../checks/reconsider.ts';
import { closeRevision } from '../checks/unrevised.ts';
import { closeCaseFeedback } from '../discussion/case-feedback.ts';
import { closeFacilitator } from '../discussion/facilitators.ts';
import { closeFeedBack, feedBackTimings, publishTimings } from '../discussion/good-practice.ts';
import { chairTimings, discussStage } from '../discussion/meeting.ts';
import { circulateByClock, packStage } from '../discussion/pack.ts';
import { closeQuestions } from '../discussion/pair-questions.ts';
import { caseFeedbackTimings, inviteTimings, pairsStage } from '../discussion/pairs-stage.ts';
import { closeFamilyFeedback, feedbackStage } from '../involvement/family-feedback.ts';
import { closeInvolvement, involvementStage } from '../involvement/involvement.ts';
import { closeExperience, experienceTimings } from '../learning/experience.ts';
import { outputAt } from '../learning/outputs.ts';
import { closePassOn, passOnAt } from '../learning/pass-on.ts';
import { closeTeam, nameTeamStage } from '../planning/name-team.ts';
import { closeTeamsTold, tellTeamsStage } from '../planning/teams-told.ts';
import { termsStage } from '../planning/terms.ts';
import { closeTermsVote } from '../planning/terms-round.ts';
import { themeTimings } from '../planning/theme.ts';
import { reportStage } from '../report/report.ts';
import { deepDiveStage } from '../returns/choose-deep-dives.ts';
import { gatherStage } from '../returns/gather-stage.ts';
import { sampleStage } from '../sample/sample.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type AskRef, type ClosedAsk, passMoments } from './asks.ts';
import { closeReturns } from './end-request.ts';

/** What silence means, and which timings rule, for each kind of ask. */
const steps = {
  theme: { timings: themeTimings },
  terms: { timings: (context) => termsStage(context).write },
  endorse: { timings: (context) => termsStage(context).endorse },
  'terms-vote': { timings: (context) => termsStage(context).vote, close: closeTermsVote },
  team: { timings: (context) => nameTeamStage(context).ask, close: closeTeam },
  'teams-told': { timings: (context) => tellTeamsStage(context).ask, close: closeTeamsTold },
  identities: { timings: (context) => sampleStage(context).identities },
  involvement: { timings: (context) => involvementStage(context).ask, close: closeInvolvement },
  returns: { timings: (context) => gatherStage(context).ask, close: closeReturns },
  allocated: { timings: (context) => allocatedTimings(gatherStage(context).ask) },
  check: { timings: checkTimings },
  revise: { timings: reviseTimings, close: closeRevision },
  'family-feedback': {
    timings: (context) => feedbackStage(context).ask,
    close: closeFamilyFeedback,
  },
  'deep-dives': { timings: (context) => deepDiveStage(context).ask },
  'deep-dives-by-chair': { timings: (context) => deepDiveStage(context).ask },
  'set-day': { timings: () => dayTimings },
  circulate: { timings: (context) => packStage(context).circulate, close: circulateByClock },
  supplement: { timings: (context) => packStage(context).supplement, close: circulateByClock },
  facilitate: { timings: inviteTimings, close: closeFacilitator },
  pairs: { timings: (context) => pairsStage(context).name },
  questions: { timings: (context) => pairsStage(context).write, close: closeQuestions },
  'case-feedback': { timings: caseFeedbackTimings, close: closeCaseFeedback },
  attend: { timings: (context) => discussStage(context).attend },
  chair: { timings: chairTimings },
  'initial-review': { timings: initialReviewTimings },
  record: { timings: (context) => discussStage(context).record },
  reconsider: { timings: reconsiderTimings, close: closeReconsider },
  report: { timings: (context) => reportStage(context).write },
  approve: { timings: approvalTimings.approve, close: closeApproval },
  objections: { timings: approvalTimings.objections },
  decide: { timings: approvalTimings.decide },
  amend: { timings: approvalTimings.amend },
  vote: { timings: approvalTimings.vote, close: closeApproval },
  'action-plan': { timings: planTimings },
  update: { timings: updateTimings, close: closeUpdates },
  confirm: { timings: confirmTimings },
  publish: { timings: publishTimings },
  'feed-back': { timings: feedBackTimings, close: closeFeedBack },
  output: { timings: (context, _stage, part) => outputAt(context, part).ask },
  experience: { timings: experienceTimings, close: closeExperience },
  'pass-on': {
    timings: (context, stageKey, round) =>
      passOnAt(context, { stageKey: stageKey ?? null, round: round ?? null }).ask,
    close: closePassOn,
  },
} satisfies Record<string, Step>;

/** Everything that an audit asks anybody for. */
export type AskStep = keyof typeof steps;

const knownSteps: Record<string, Step | undefined> = steps;

interface Step {
  /** A stage can stand in a profile twice, its key says which; of a list in it, `part` says which one. */
  timings: (context: AuditContext, stageKey?: string | null, part?: number | null) => AskTimings;
  close?: (tx: Transaction, context: AuditContext, ask: ClosedAsk, now: Date) => Promise<void>;
}

/**
 * Does what the clock says is due for one wait: reminds, chases, escalates, closes. Whoever has
 * answered in the meantime hears nothing, and a paused audit does nothing.
 */
export async function actOnClock(
  records: Records,
  given: AuditRef & { wait: string },
  now: Date,
): Promise<Wait> {
  return transaction(records, async (tx) => {
    const context = await findAudit(tx, given);
    if (context.state === 'open') {
      const timings = ({ step, stageKey, round }: AskRef) =>
        timingsOf(context, step, stageKey, round);
      const closed = await passMoments(tx, context, { wait: given.wait, timings }, now);
      for (const ask of closed) await knownSteps[ask.step]?.close?.(tx, context, ask, now);
    }
    return currentView(tx, context, given.wait, now);
  });
}

/** The timings of the profile under which an ask of this step runs. */
export function timingsOf(
  context: AuditContext,
  step: string,
  stageKey?: string | null,
  part?: number | null,
): AskTimings {
  const known = knownSteps[step];
  if (!known) throw new Error(`no stage asks anybody for "${step}"`);
  return known.timings(context, stageKey, part);
}

/** A colleague is reminded like the lead, but silence is the lead's to answer for. */
function allocatedTimings(ask: AskTimings): AskTimings {
  const { escalate: _escalate, closeWorkingDaysAfter: _close, ...rest } = ask;
  return rest;
}
