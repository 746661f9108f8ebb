import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import { allocatedAsk, allocatedWording, takenBack } from './allocated.ts';
import {
  answerEntered,
  handedOver,
  handedOverForYou,
  nilReturnEntered,
  receipt,
} from './answers.ts';
import {
  approveAgain,
  approveAsk,
  approveReply,
  approveWording,
  voteAsk,
  voteWording,
} from './approve.ts';
import { chairAsk, chairWording } from './chair.ts';
import { dateMoved, moreTime } from './changes.ts';
import { checkAsk, checkChase, checkEscalate, checkRemind } from './check.ts';
import {
  circulateAsk,
  circulateRemind,
  circulateWording,
  supplementAsk,
  supplementRemind,
} from './circulate.ts';
import { coverBegins, coverEnded } from './cover.ts';
import { chairsChoiceWording, deepDivesAsk, deepDivesWording } from './deep-dives.ts';
import {
  attendAsk,
  attendEntered,
  attendWording,
  meetingCancelled,
  meetingMoved,
  recordAsk,
  recordWording,
} from './discussion.ts';
import {
  experienceAsk,
  experienceReady,
  experienceWording,
  feedBackAsk,
  feedBackEntered,
  feedBackWording,
  outputAsk,
  outputWording,
  passOnAsk,
  passOnWording,
  publishAsk,
  publishWording,
} from './disseminate.ts';
import {
  familyFeedbackAsk,
  familyFeedbackEntered,
  familyFeedbackWording,
} from './family-feedback.ts';
import {
  blockedByException,
  confirmAsk,
  confirmWording,
  planAsk,
  planWording,
  updateAsk,
  updateEntered,
  updateReopened,
  updateWording,
} from './follow-up.ts';
import { identitiesAsk, identitiesWording } from './identities.ts';
import { initialReviewAsk, initialReviewWording } from './initial-review.ts';
import { involvementAsk, involvementEntered, involvementWording } from './involvement.ts';
import { aboutAsk, type Letter } from './letter.ts';
import {
  agencyWithdrawn,
  anotherPerson,
  auditCancelled,
  auditPaused,
  auditResumed,
  childGiven,
  childReplaced,
  subjectAdded,
  subjectWithdrawn,
} from './news.ts';
import { auditBegun } from './oversight.ts';
import { packCirculated, packSupplement } from './pack.ts';
import {
  caseFeedbackAsk,
  caseFeedbackWording,
  facilitateAsk,
  facilitateWording,
  pairsAsk,
  pairsWording,
  questionsAsk,
  questionsEntered,
  questionsWording,
} from './pairs.ts';
import {
  endorseAsk,
  endorseWording,
  teamsToldAsk,
  teamsToldEntered,
  teamsToldWording,
  termsAsk,
  termsVoteAsk,
  termsVoteWording,
  termsWording,
  themeAsk,
  themeWording,
} from './planning.ts';
import { plannedOffered, plannedRemind } from './programme.ts';
import { qualityIssueEntered, qualityIssueRaised } from './quality-issue.ts';
import { reconsiderAsk, reconsiderWording } from './reconsider.ts';
import { chase, escalation, reminder, type WordingOf } from './reminders.ts';
import {
  amendAsk,
  amendWording,
  decideAsk,
  decideWording,
  objectionsAsk,
  objectionsWording,
  reportAsk,
  reportWording,
  votesIn,
} from './report.ts';
import { handedOverToYou, returnsAsk, returnsWording } from './returns.ts';
import { reviseAsk, reviseWording } from './revise.ts';
import { riskReportRaised, riskReportRemind, riskReportScheduled } from './risk-report.ts';
import { setDayAsk, setDayWording } from './set-day.ts';
import { quarterlyStatus } from './status.ts';
import { takenOver } from './taken-over.ts';
import { teamAsk, teamEntered, teamWording } from './team.ts';
import { urgentConcernLetters } from './urgent-concern.ts';
import { code, newLink, signIn } from './ways-in.ts';

const unnamed = (ask: AskFacts) => ask.unnamed;
const unanswered = (ask: AskFacts) => ask.unanswered;
const openReturns = (ask: AskFacts) => ask.openReturns;
const alike = (ask: AskFacts) => ask.alike;
// The request also invites to the discussion, so it is sent even when every return is in.
const returns = (ask: AskFacts) => ask.returns;

/** Every letter there is, by its kind: a new one is one file beside these and one line here. */
const catalog = {
  ...asked('theme', themeAsk, themeWording),
  ...asked('terms', termsAsk, termsWording),
  ...asked('endorse', endorseAsk, endorseWording),
  ...asked('terms-vote', termsVoteAsk, termsVoteWording),
  ...asked('team', teamAsk, teamWording),
  'team/entered': confirmation(teamEntered),
  ...asked('teams-told', teamsToldAsk, teamsToldWording),
  'teams-told/entered': confirmation(teamsToldEntered),
  'identities/ask': aboutAsk('opening', identitiesAsk, unnamed),
  'identities/remind': remind(identitiesWording, unnamed),
  'identities/chase': chased(identitiesWording, unnamed),
  'identities/escalate': aboutAsk('escalation', escalation, unnamed),
  'involvement/ask': aboutAsk('opening', involvementAsk, unanswered),
  'involvement/remind': remind(involvementWording, unanswered),
  'involvement/chase': chased(involvementWording, unanswered),
  'involvement/escalate': aboutAsk('escalation', escalation, unanswered),
  'involvement/entered': confirmation(involvementEntered),
  'returns/ask': aboutAsk('opening', returnsAsk, returns),
  'returns/remind': remind(returnsWording, openReturns),
  'returns/chase': chased(returnsWording, openReturns),
  'returns/escalate': aboutAsk('escalation', escalation, openReturns),
  'check/ask': aboutAsk('opening', checkAsk, alike),
  'check/remind': aboutAsk('reminder', checkRemind, alike),
  'check/chase': aboutAsk('reminder', checkChase, alike),
  'check/escalate': aboutAsk('escalation', checkEscalate, alike),
  'revise/ask': aboutAsk('opening', reviseAsk, alike),
  'revise/remind': remind(reviseWording, alike),
  'revise/chase': chased(reviseWording, alike),
  'revise/escalate': aboutAsk('escalation', escalation, alike),
  'allocated/ask': aboutAsk('opening', allocatedAsk, openReturns),
  'allocated/remind': remind(allocatedWording, openReturns),
  'allocated/chase': chased(allocatedWording, openReturns),
  'allocated/taken-back': { ...aboutAsk('answer', takenBack), afterAsking: true },
  'handed-over/new': aboutAsk('opening', handedOverToYou, returns),
  'handed-over/entered': { role: 'answer', render: handedOverForYou, alone: true },
  'handed-over/old': { role: 'answer', render: handedOver, alone: true },
  ...asked('family-feedback', familyFeedbackAsk, familyFeedbackWording),
  'family-feedback/entered': confirmation(familyFeedbackEntered),
  ...asked('deep-dives', deepDivesAsk(deepDivesWording), deepDivesWording),
  ...asked('deep-dives-by-chair', deepDivesAsk(chairsChoiceWording), chairsChoiceWording),
  ...asked('set-day', setDayAsk, setDayWording),
  'circulate/ask': aboutAsk('opening', circulateAsk),
  'circulate/remind': aboutAsk('reminder', circulateRemind),
  'circulate/chase': chased(circulateWording),
  'circulate/escalate': aboutAsk('escalation', escalation),
  'supplement/ask': aboutAsk('opening', supplementAsk),
  'supplement/remind': aboutAsk('reminder', supplementRemind),
  'supplement/chase': chased(circulateWording),
  'supplement/escalate': aboutAsk('escalation', escalation),
  'pack/circulated': { role: 'notice', render: packCirculated },
  'pack/supplement': { role: 'notice', render: packSupplement },
  ...asked('facilitate', facilitateAsk, facilitateWording),
  ...asked('pairs', pairsAsk, pairsWording),
  ...asked('questions', questionsAsk, questionsWording),
  'questions/entered': confirmation(questionsEntered),
  ...asked('case-feedback', caseFeedbackAsk, caseFeedbackWording),
  ...asked('chair', chairAsk, chairWording),
  'attend/ask': aboutAsk('opening', attendAsk),
  'attend/remind': remind(attendWording),
  'attend/chase': chased(attendWording),
  'attend/escalate': aboutAsk('escalation', escalation),
  'attend/entered': confirmation(attendEntered),
  ...asked('initial-review', initialReviewAsk, initialReviewWording),
  'record/ask': aboutAsk('opening', recordAsk),
  'record/remind': remind(recordWording),
  'record/chase': chased(recordWording),
  'record/escalate': aboutAsk('escalation', escalation),
  'meeting-moved': { role: 'notice', render: meetingMoved, alone: true },
  'meeting-cancelled': { role: 'answer', render: meetingCancelled, alone: true },
  'audit-begun': { role: 'notice', render: auditBegun },
  // Told although, or because, the audit stands still.
  'audit-paused': { role: 'answer', render: auditPaused },
  'audit-resumed': { role: 'notice', render: auditResumed },
  'audit-cancelled': { role: 'answer', render: auditCancelled, alone: true },
  'child-replaced': { role: 'notice', render: childReplaced },
  'child-given': { role: 'notice', render: childGiven },
  'agency-withdrawn': { role: 'notice', render: agencyWithdrawn },
  'subject-added': { role: 'notice', render: subjectAdded },
  'subject-withdrawn': { role: 'notice', render: subjectWithdrawn },
  'another-person': { role: 'answer', render: anotherPerson },
  'more-time': aboutAsk('notice', moreTime),
  'date-moved': aboutAsk('notice', dateMoved),
  ...asked('reconsider', reconsiderAsk, reconsiderWording),
  ...asked('report', reportAsk, reportWording),
  ...asked('approve', approveAsk, approveWording),
  'approve/again': aboutAsk('opening', approveAgain),
  'approve/reply': confirmation(approveReply),
  ...asked('objections', objectionsAsk, objectionsWording),
  ...asked('decide', decideAsk, decideWording),
  'decide/votes-in': aboutAsk('notice', votesIn),
  ...asked('amend', amendAsk, amendWording),
  ...asked('vote', voteAsk, voteWording),
  ...asked('action-plan', planAsk, planWording),
  'exception/blocked': { role: 'notice', render: blockedByException },
  ...asked('update', updateAsk, updateWording),
  'update/reopened': aboutAsk('answer', updateReopened),
  'update/entered': confirmation(updateEntered),
  ...asked('confirm', confirmAsk, confirmWording),
  'status/quarterly': { role: 'notice', render: quarterlyStatus },
  ...asked('publish', publishAsk, publishWording),
  ...asked('output', outputAsk, outputWording),
  ...asked('experience', experienceAsk, experienceWording),
  'experience/ready': { role: 'notice', render: experienceReady },
  ...asked('pass-on', passOnAsk, passOnWording),
  ...asked('feed-back', feedBackAsk, feedBackWording),
  'feed-back/entered': confirmation(feedBackEntered),
  'answer/entered': confirmation(answerEntered),
  'nil-return/entered': { role: 'answer', render: nilReturnEntered, alone: true },
  'cover/begins': { role: 'answer', render: coverBegins },
  'cover/ended': { role: 'answer', render: coverEnded },
  'taken-over': { role: 'answer', render: takenOver, alone: true },
  'quality-issue/raised': { role: 'answer', render: qualityIssueRaised },
  'quality-issue/entered': { role: 'answer', render: qualityIssueEntered, alone: true },
  'planned/offered': { role: 'answer', render: plannedOffered },
  'planned/remind': { role: 'answer', render: plannedRemind },
  'risk-report/raised': { role: 'answer', render: riskReportRaised },
  'risk-report/remind': { role: 'answer', render: riskReportRemind },
  'risk-report/scheduled': { role: 'answer', render: riskReportScheduled },
  ...urgentConcernLetters,
  receipt: { role: 'answer', render: receipt, alone: true },
  code: { role: 'way-in', render: code, alone: true },
  'sign-in': { role: 'way-in', render: signIn, alone: true, validMinutes: 30 },
  'new-link': { role: 'way-in', render: newLink, alone: true },
} satisfies Record<string, Letter>;

export type LetterKind = keyof typeof catalog;

export const letters: Record<LetterKind, Letter> = catalog;

export function findLetter(kind: string): Letter | undefined {
  return Object.hasOwn(letters, kind) ? letters[kind as LetterKind] : undefined;
}

/** Of what somebody has just said, or said on the phone. */
function confirmation(render: Parameters<typeof aboutAsk>[1]): Letter {
  return { ...aboutAsk('answer', render), alone: true };
}

function remind(wording: WordingOf, open?: (ask: AskFacts) => number): Letter {
  return aboutAsk('reminder', reminder(wording), open);
}

function chased(wording: WordingOf, open?: (ask: AskFacts) => number): Letter {
  return aboutAsk('reminder', chase(wording), open);
}

/** The four letters of an ask that counts nothing but itself. */
function asked<S extends string>(
  step: S,
  ask: Parameters<typeof aboutAsk>[1],
  wording: WordingOf,
): Record<`${S}/${'ask' | 'remind' | 'chase' | 'escalate'}`, Letter> {
  return {
    [`${step}/ask`]: aboutAsk('opening', ask),
    [`${step}/remind`]: aboutAsk('reminder', reminder(wording)),
    [`${step}/chase`]: aboutAsk('reminder', chase(wording)),
    [`${step}/escalate`]: aboutAsk('escalation', escalation),
  } as Record<`${S}/${'ask' | 'remind' | 'chase' | 'escalate'}`, Letter>;
}
