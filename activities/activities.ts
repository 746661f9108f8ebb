import { activityInfo } from '@temporalio/activity';
import type { ConcernStep } from '../domain/concern-steps.ts';
import { adoptActions } from '../records/actions/actions.ts';
import { askForUpdates } from '../records/actions/expect-updates.ts';
import { type StatusRef, sendStatus } from '../records/actions/status.ts';
import { askForApproval } from '../records/approval/approvals.ts';
import { actOnClock } from '../records/asks/clock.ts';
import { endRequest } from '../records/asks/end-request.ts';
import {
  type AuditRef,
  auditProgress,
  closeAudit,
  endStage,
  type StageRef,
} from '../records/audits/stages.ts';
import {
  actOnConcern,
  concernProgress,
  waitForConcern,
} from '../records/concerns/concern-clock.ts';
import type { ConcernRef } from '../records/concerns/concern-context.ts';
import { type RiskReportRef, remindOfRiskReport } from '../records/concerns/risk-reports.ts';
import { askToAttend } from '../records/discussion/meeting.ts';
import { askToCirculate } from '../records/discussion/pack.ts';
import { askForPairs } from '../records/discussion/pairs.ts';
import { askToGatherFeedback } from '../records/involvement/family-feedback.ts';
import { askWhoIsInvolved } from '../records/involvement/involvement.ts';
import { askToDisseminate } from '../records/learning/disseminate.ts';
import { askToNameTeam } from '../records/planning/name-team.ts';
import { askToTellTeams } from '../records/planning/teams-told.ts';
import { askForTerms } from '../records/planning/terms.ts';
import { askAboutTheme } from '../records/planning/theme.ts';
import { offerPlanned, type PlannedRef } from '../records/programme/offer-planned.ts';
import { askToWriteReport } from '../records/report/report.ts';
import { askToChoose } from '../records/returns/choose-deep-dives.ts';
import { openRequest, openRequests, type RequestRef } from '../records/returns/requests.ts';
import { askForIdentities, drawSample } from '../records/sample/sample.ts';
import type { Records } from '../records/store/transaction.ts';

/** What activities are given: the rows, and how to send what a step has queued. */
export interface ActivityDependencies {
  records: Records;
  /** Makes one attempt at every letter that is due. */
  sendLetters: (now: Date) => Promise<unknown>;
  /** Sends the nudges that a step has queued for other workflows. */
  sendNudges: (now: Date) => Promise<unknown>;
}

export type Activities = ReturnType<typeof createActivities>;

/**
 * The verbs that workflows call. Each is one transaction, safe to run twice, followed by one attempt
 * at the letters and nudges that it queued; what cannot be sent now is left to the worker's loop.
 */
export function createActivities({ records, sendLetters, sendNudges }: ActivityDependencies) {
  const step = async <T>(work: (now: Date) => Promise<T>): Promise<T> => {
    const now = scheduledTime();
    const result = await work(now);
    await sendLetters(now);
    await sendNudges(now);
    return result;
  };
  return {
    auditProgress: (ref: AuditRef) => auditProgress(records, ref),
    /** Its name is older than what it does for a theme that groups decide. */
    beginStage: (ref: StageRef) => step((now) => askAboutTheme(records, ref, now)),
    askForTerms: (ref: StageRef) => step((now) => askForTerms(records, ref, now)),
    askToNameTeam: (ref: StageRef) => step((now) => askToNameTeam(records, ref, now)),
    askToTellTeams: (ref: StageRef) => step((now) => askToTellTeams(records, ref, now)),
    endStage: (ref: StageRef) => step((now) => endStage(records, ref, now)),
    closeAudit: (ref: AuditRef) => step((now) => closeAudit(records, ref, now)),
    actOnClock: (given: AuditRef & { wait: string }) =>
      step((now) => actOnClock(records, given, now)),
    drawSample: (ref: StageRef) => step((now) => drawSample(records, ref, now)),
    askForIdentities: (ref: StageRef) => step((now) => askForIdentities(records, ref, now)),
    askWhoIsInvolved: (ref: StageRef) => step((now) => askWhoIsInvolved(records, ref, now)),
    openRequests: (ref: StageRef) => step((now) => openRequests(records, ref, now)),
    openRequest: (ref: RequestRef) => step((now) => openRequest(records, ref, now)),
    endRequest: (ref: RequestRef) => step((now) => endRequest(records, ref, now)),
    askToGatherFeedback: (ref: StageRef) => step((now) => askToGatherFeedback(records, ref, now)),
    askToChoose: (ref: StageRef) => step((now) => askToChoose(records, ref, now)),
    askForPairs: (ref: StageRef) => step((now) => askForPairs(records, ref, now)),
    askToCirculate: (ref: StageRef) => step((now) => askToCirculate(records, ref, now)),
    concernProgress: (ref: ConcernRef) => concernProgress(records, ref),
    waitForConcern: (ref: ConcernRef & { step: ConcernStep }) =>
      step((now) => waitForConcern(records, ref, now)),
    actOnConcern: (ref: ConcernRef & { step: ConcernStep }) =>
      step((now) => actOnConcern(records, ref, now)),
    askToAttend: (ref: StageRef) => step((now) => askToAttend(records, ref, now)),
    adoptActions: (ref: StageRef) => step((now) => adoptActions(records, ref, now)),
    askForUpdates: (ref: StageRef) => step((now) => askForUpdates(records, ref, now)),
    askToDisseminate: (ref: StageRef) => step((now) => askToDisseminate(records, ref, now)),
    sendStatus: (ref: StatusRef) => step((now) => sendStatus(records, ref, now)),
    offerPlanned: (ref: PlannedRef) => step((now) => offerPlanned(records, ref, now)),
    remindOfRiskReport: (ref: RiskReportRef) =>
      step((now) => remindOfRiskReport(records, ref, now)),
    askToWriteReport: (ref: StageRef) => step((now) => askToWriteReport(records, ref, now)),
    askForApproval: (ref: StageRef) => step((now) => askForApproval(records, ref, now)),
  };
}

/** The server's time at which this attempt was scheduled: virtual where time is skipped. */
function scheduledTime(): Date {
  return new Date(activityInfo().currentAttemptScheduledTimestampMs);
}
