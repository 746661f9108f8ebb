import type { FastifyInstance } from 'fastify';
import type { Access } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { actionPages } from './action-pages.ts';
import { actionPlanPages } from './action-plan-pages.ts';
import { addressPages } from './address-pages.ts';
import { agencyPages } from './agency-pages.ts';
import { answerEntryPages } from './answer-entry-pages.ts';
import { answersPages } from './answers-pages.ts';
import { approvalsPages } from './approvals-pages.ts';
import { auditPage } from './audit-page.ts';
import { benchmarkPages } from './benchmark-pages.ts';
import { briefingIdentifierPages } from './briefing-identifier-pages.ts';
import { briefingPages } from './briefing-pages.ts';
import { bringForwardPages } from './bring-forward-pages.ts';
import { changePages } from './change-pages.ts';
import { checkPages } from './check-pages.ts';
import { clashPages } from './clash-pages.ts';
import { concernPages } from './concern-pages.ts';
import { contributionPages } from './contribution-pages.ts';
import { coverPages } from './cover-pages.ts';
import { datePages } from './date-pages.ts';
import { decisionPages } from './decision-pages.ts';
import { deepDivePages } from './deep-dive-pages.ts';
import { directoryListPages } from './directory-list-pages.ts';
import { directoryPages } from './directory-pages.ts';
import { directoryPersonPages } from './directory-person-pages.ts';
import { directoryPlacePages } from './directory-place-pages.ts';
import { directoryReplacePages } from './directory-replace-pages.ts';
import { directoryRolePages } from './directory-role-pages.ts';
import { familyFeedbackPages } from './family-feedback-pages.ts';
import { feedBackEntryPages } from './feed-back-entry-pages.ts';
import { groupPages } from './group-pages.ts';
import { handOverPages } from './hand-over-pages.ts';
import { homePage } from './home-page.ts';
import { identitiesPages } from './identities-pages.ts';
import { involvementPages } from './involvement-pages.ts';
import { keyPages } from './key-pages.ts';
import { learningPages } from './learning-pages.ts';
import { newAuditPages } from './new-audit-pages.ts';
import { nextAuditPages } from './next-audit-pages.ts';
import { nilEntryPages } from './nil-entry-pages.ts';
import { originalPages } from './original-pages.ts';
import { pairsPages } from './pairs-pages.ts';
import { planningPages } from './planning-pages.ts';
import { processPages } from './process-pages.ts';
import { programmeEntryPages } from './programme-entry-pages.ts';
import { programmePages } from './programme-pages.ts';
import { qualityPages } from './quality-pages.ts';
import { reportEditPages } from './report-edit-pages.ts';
import { reportIdentifierPages } from './report-identifier-pages.ts';
import { reportPages } from './report-pages.ts';
import { reportQuotationPages } from './report-quotation-pages.ts';
import { returnEntryPages } from './return-entry-pages.ts';
import { returnPages } from './return-pages.ts';
import { riskReportPages } from './risk-report-pages.ts';
import { runningPages } from './running-pages.ts';
import { samplePages } from './sample-pages.ts';
import { sealPages } from './seal-pages.ts';
import { searchPages } from './search-pages.ts';
import { sectionDecisionPages } from './section-decision-pages.ts';
import { selectionPages } from './selection-pages.ts';
import { staffPages } from './staff-pages.ts';
import { subjectPages } from './subject-pages.ts';
import { teamEntryPages } from './team-entry-pages.ts';
import { teamsToldEntryPages } from './teams-told-entry-pages.ts';
import { termsPages } from './terms-pages.ts';
import { updateEntryPages } from './update-entry-pages.ts';
import { urgentConcernPages } from './urgent-concern-pages.ts';
import { workPlanPages } from './work-plan-pages.ts';
import { wrongPersonPages } from './wrong-person-pages.ts';

/** Everything behind the business unit's sign-in. */
export function consolePages(
  app: FastifyInstance,
  dependencies: ApiDependencies,
  access: Access,
): void {
  const pages = [
    homePage,
    clashPages,
    groupPages,
    runningPages,
    urgentConcernPages,
    concernPages,
    riskReportPages,
    newAuditPages,
    programmePages,
    programmeEntryPages,
    auditPage,
    answersPages,
    planningPages,
    termsPages,
    teamEntryPages,
    teamsToldEntryPages,
    selectionPages,
    identitiesPages,
    sealPages,
    involvementPages,
    returnPages,
    handOverPages,
    returnEntryPages,
    nilEntryPages,
    sectionDecisionPages,
    originalPages,
    checkPages,
    agencyPages,
    subjectPages,
    contributionPages,
    datePages,
    changePages,
    bringForwardPages,
    addressPages,
    wrongPersonPages,
    directoryPages,
    directoryListPages,
    searchPages,
    directoryPlacePages,
    directoryPersonPages,
    directoryRolePages,
    directoryReplacePages,
    keyPages,
    staffPages,
    answerEntryPages,
    coverPages,
    processPages,
    familyFeedbackPages,
    deepDivePages,
    pairsPages,
    benchmarkPages,
    qualityPages,
    samplePages,
    reportPages,
    reportEditPages,
    reportIdentifierPages,
    reportQuotationPages,
    approvalsPages,
    decisionPages,
    workPlanPages,
    actionPlanPages,
    nextAuditPages,
    actionPages,
    updateEntryPages,
    briefingPages,
    briefingIdentifierPages,
    feedBackEntryPages,
    learningPages,
  ];
  for (const page of pages) page(app, dependencies, access);
}
