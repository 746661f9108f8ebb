import type { ConcernStep } from '../domain/concern-steps.ts';
import type { AskStep } from '../records/asks/clock.ts';
import type { Act } from './asked.ts';
import {
  allBlocked,
  allComplete,
  allOnTrack,
  completePlan,
  confirmReported,
  openReportedAgain,
  updateAsPlanned,
} from './people/actions.ts';
import { answerObjections, approveReport, objectToReport } from './people/approvals.ts';
import {
  goodPracticeWasFedBack,
  noGoodPractice,
  nothingToPassOn,
  passOn,
  publish,
  recordOutputHeld,
  sayHowItWas,
} from './people/briefing.ts';
import { acceptTool, sendToolBack } from './people/checks.ts';
import { accept, acknowledge, raiseConcernNow, refuse, respond } from './people/concerns.ts';
import { setDays } from './people/dates.ts';
import {
  approvedAtMeeting,
  approvedWithAmendments,
  askByEmail,
  deferred,
  noted,
} from './people/decisions.ts';
import { chooseChildren } from './people/deep-dives.ts';
import { come, nameAChair, recordWhatWasSaid, sendDeputy, stayAway } from './people/discussion.ts';
import { familyCannotBeAsked, familySpeaks } from './people/family-feedback.ts';
import { nameChildren } from './people/identities.ts';
import { sayNobodyIsKnown, sayWhoIsKnown } from './people/involvement.ts';
import { circulate } from './people/pack.ts';
import {
  canFacilitate,
  cannotFacilitate,
  feedBackOnCase,
  nameAllPairs,
  writeOurQuestions,
} from './people/pairs.ts';
import {
  agreeToTerms,
  askMembersAboutTerms,
  groupAgrees,
  groupWantsChanges,
  nobodyToTell,
  teamsWereTold,
  wantTermsChanged,
  writeTerms,
} from './people/planning.ts';
import { changeNothing, reviewWhatCameIn, reviseFirst } from './people/reconsider.ts';
import { finishDraft, makeAmendments } from './people/report.ts';
import {
  askMoreTime,
  declareTheseNotKnown,
  handOverToColleague,
  submitAgain,
  submitTools,
  submitToolsWithOpenedSection,
} from './people/returns.ts';
import { nameAuditors, nobodyToName } from './people/team.ts';

/** Everything that anybody is ever asked for. */
export type Step = AskStep | `concern-${ConcernStep}`;

/** How people can answer one step. */
export interface Answering {
  /** The word for what whoever answers well does; it stands in `acts`. */
  usual: string;
  /** When they do it: half-way to the due date, or on it (what cannot be done before). */
  when?: 'on-its-day';
  /** What can be done, by the words of scenario files. */
  acts: Record<string, Act>;
  /** Those of them after which the usual answer is still to come. */
  onTheWay?: string[];
}

/**
 * How people answer everything that they are asked for. A stage that asks for something new gives its
 * step timings in `records/asks/clock.ts`; this table then does not compile until it has its line
 * here, and the act behind the line is one function in `people/`, doing what the pages do.
 */
export const answers: Record<Step, Answering> = {
  theme: {
    usual: 'agreed',
    when: 'on-its-day',
    acts: { agreed: groupAgrees, 'not-agreed': groupWantsChanges },
    onTheWay: ['not-agreed'],
  },
  terms: { usual: 'write', acts: { write: writeTerms } },
  endorse: {
    usual: 'agreed',
    when: 'on-its-day',
    acts: {
      agreed: groupAgrees,
      'not-agreed': groupWantsChanges,
      'by-email': askMembersAboutTerms,
    },
    onTheWay: ['by-email'],
  },
  'terms-vote': { usual: 'agree', acts: { agree: agreeToTerms, change: wantTermsChanged } },
  team: { usual: 'name', acts: { name: nameAuditors, nobody: nobodyToName } },
  'teams-told': {
    usual: 'told',
    acts: { told: teamsWereTold, 'nobody-to-tell': nobodyToTell },
  },
  identities: { usual: 'name', acts: { name: nameChildren } },
  involvement: {
    usual: 'answer',
    acts: { answer: sayWhoIsKnown, 'none-known': sayNobodyIsKnown },
  },
  returns: {
    usual: 'submit',
    acts: {
      submit: submitTools,
      'submit-with-opened-section': submitToolsWithOpenedSection,
      'not-known': declareTheseNotKnown,
      'more-time': askMoreTime,
      'hand-over': handOverToColleague,
    },
    onTheWay: ['not-known', 'more-time'],
  },
  allocated: {
    usual: 'submit',
    acts: { submit: submitTools, 'not-known': declareTheseNotKnown },
    onTheWay: ['not-known'],
  },
  check: { usual: 'accept', acts: { accept: acceptTool, 'send-back': sendToolBack } },
  revise: { usual: 'submit', acts: { submit: submitAgain } },
  'family-feedback': {
    usual: 'given',
    acts: { given: familySpeaks, 'not-given': familyCannotBeAsked },
  },
  'deep-dives': { usual: 'choose', acts: { choose: chooseChildren } },
  'deep-dives-by-chair': { usual: 'choose', acts: { choose: chooseChildren } },
  'set-day': { usual: 'set', acts: { set: setDays } },
  circulate: { usual: 'circulate', when: 'on-its-day', acts: { circulate } },
  supplement: { usual: 'circulate', when: 'on-its-day', acts: { circulate } },
  facilitate: {
    usual: 'can',
    acts: { can: canFacilitate, cannot: cannotFacilitate },
  },
  pairs: { usual: 'name', acts: { name: nameAllPairs } },
  questions: { usual: 'write', acts: { write: writeOurQuestions } },
  'case-feedback': { usual: 'give', when: 'on-its-day', acts: { give: feedBackOnCase } },
  attend: {
    usual: 'coming',
    acts: { coming: come, deputy: sendDeputy, 'not-coming': stayAway },
  },
  chair: { usual: 'name', acts: { name: nameAChair } },
  'initial-review': { usual: 'review', acts: { review: reviewWhatCameIn } },
  record: { usual: 'record', when: 'on-its-day', acts: { record: recordWhatWasSaid } },
  reconsider: { usual: 'leave', acts: { leave: changeNothing, revise: reviseFirst } },
  report: { usual: 'finish', acts: { finish: finishDraft } },
  approve: { usual: 'approve', acts: { approve: approveReport, object: objectToReport } },
  objections: { usual: 'answer', acts: { answer: answerObjections } },
  decide: {
    usual: 'approved',
    when: 'on-its-day',
    acts: {
      approved: approvedAtMeeting,
      'with-amendments': approvedWithAmendments,
      deferred,
      noted,
      'by-email': askByEmail,
    },
    onTheWay: ['by-email', 'deferred'],
  },
  amend: { usual: 'amend', acts: { amend: makeAmendments } },
  vote: { usual: 'approve', acts: { approve: approveReport, object: objectToReport } },
  'action-plan': { usual: 'complete', acts: { complete: completePlan } },
  update: {
    usual: 'as-planned',
    acts: {
      'as-planned': updateAsPlanned,
      'on-track': allOnTrack,
      blocked: allBlocked,
      complete: allComplete,
    },
  },
  confirm: {
    usual: 'confirm',
    acts: { confirm: confirmReported, reopen: openReportedAgain },
  },
  publish: { usual: 'publish', acts: { publish } },
  output: { usual: 'record', acts: { record: recordOutputHeld } },
  experience: { usual: 'answer', acts: { answer: sayHowItWas } },
  'pass-on': {
    usual: 'passed-on',
    acts: { 'passed-on': passOn, 'nothing-to-pass-on': nothingToPassOn },
  },
  'feed-back': {
    usual: 'fed-back',
    acts: { 'fed-back': goodPracticeWasFedBack, 'none-to-feed-back': noGoodPractice },
  },
  'concern-acknowledge': { usual: 'acknowledge', acts: { acknowledge } },
  'concern-respond': { usual: 'respond', acts: { respond } },
  'concern-accept': { usual: 'accept', acts: { accept, refuse } },
};

/** What anybody can do whatever they are asked for; the usual answer is still to come. */
export const universal: Record<string, Act> = { 'raise-concern': raiseConcernNow };

/** How a step is answered; a step without a line in the table ends the rehearsal. */
export function answering(step: string): Answering {
  const known = Object.hasOwn(answers, step) ? answers[step as Step] : undefined;
  if (!known) throw new Error(`nobody knows how to answer "${step}": it has no line in answers.ts`);
  return known;
}
