import { dayTimings } from '../domain/day-to-set.ts';
import type { AskTimings } from '../domain/stages/asks.ts';
import type { Wait } from '../domain/waits.ts';
import { closeUpdates } from './action-updates.ts';
import { approvalTimings, closeApproval } from './approvals.ts';
import { type AskRef, type ClosedAsk, passMoments } from './asks.ts';
import type { AuditContext } from './audit-context.ts';
import { closeCaseFeedback } from './case-feedback.ts';
import { deepDiveStage } from './choose-deep-dives.ts';
import { closeReturns } from './end-request.ts';
import { closeExperience, experienceTimings } from './experience.ts';
import { closeFacilitator } from './facilitators.ts';
import { closeFamilyFeedback, feedbackStage } from './family-feedback.ts';
import { confirmTimings, planTimings, updateTimings } from './follow-up-stage.ts';
import { gatherStage } from './gather-stage.ts';
import { closeFeedBack, feedBackTimings, publishTimings } from './good-practice.ts';
import { initialReviewTimings } from './initial-review.ts';
import { closeInvolvement, involvementStage } from './involvement.ts';
import { chairTimings, discussStage } from './meeting.ts';
import { closeTeam, nameTeamStage } from './name-team.ts';
import { outputAt } from './outputs.ts';
import { circulateByClock, packStage } from './pack.ts';
import { closeQuestions } from './pair-questions.ts';
import { caseFeedbackTimings, inviteTimings, pairsStage } from './pairs-stage.ts';
import { closePassOn, passOnAt } from './pass-on.ts';
import { checkTimings, reviseTimings } from './quality-check.ts';
import { closeReconsider, reconsiderTimings } from './reconsider.ts';
import { reportStage } from './report.ts';
import { sampleStage } from './sample.ts';
import { type AuditRef, currentView, findAudit } from './stages.ts';
import { closeTeamsTold, tellTeamsStage } from './teams-told.ts';
import { termsStage } from './terms.ts';
import { closeTermsVote } from './terms-round.ts';
import { themeTimings } from './theme.ts';
import { type Records, type Transaction, transaction } from './transaction.ts';
import { closeRevision } from './unrevised.ts';

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
