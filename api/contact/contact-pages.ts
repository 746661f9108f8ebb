import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findOwnAsk } from '../../records/asks/contact-view.ts';
import { type Access, readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { roomForPastes } from '../forms.ts';
import { allocatePages } from './allocate-pages.ts';
import { attendPages, showAttend } from './attend-pages.ts';
import { caseFeedbackPages, showCaseFeedback } from './case-feedback-pages.ts';
import { concernPages } from './concern-pages.ts';
import { deepDivePages, showDeepDives } from './deep-dive-pages.ts';
import { exceptionsPage } from './exceptions-page.ts';
import { experiencePages, showExperience } from './experience-pages.ts';
import { facilitatePages, showFacilitate } from './facilitate-pages.ts';
import { familyFeedbackPages, showFamilyFeedback } from './family-feedback-pages.ts';
import { feedBackPages, showFeedBack } from './feed-back-pages.ts';
import { handOverPages } from './hand-over-pages.ts';
import { involvementPages, showInvolvement } from './involvement-pages.ts';
import { notKnownPages } from './not-known-pages.ts';
import { othersPages } from './others-pages.ts';
import { overseenPage } from './overseen-page.ts';
import { packPages } from './pack-pages.ts';
import { pairQuestionsPages, showPairQuestions } from './pair-questions-pages.ts';
import { passOnPages, showPassOn } from './pass-on-pages.ts';
import { preparationPages } from './preparation-pages.ts';
import { qualityPages } from './quality-pages.ts';
import { reconsiderPages, showReconsider } from './reconsider-pages.ts';
import { reportPages, showReport } from './report-pages.ts';
import { requestPages, showRequest } from './request-pages.ts';
import { riskReportPages } from './risk-report-pages.ts';
import { sectionDecisionPages } from './section-decision-pages.ts';
import { sectionPages } from './section-pages.ts';
import { submitPages } from './submit-pages.ts';
import { showTeam, teamPages } from './team-pages.ts';
import { showTeamsTold, teamsToldPages } from './teams-told-pages.ts';
import { showTerms, termsPages } from './terms-pages.ts';
import { toolPages } from './tool-pages.ts';
import { showUpdate, updatePages } from './update-pages.ts';
import { workPlanPage } from './work-plan-page.ts';
import { workingDaysPages } from './working-days-pages.ts';

export type AskRequest = FastifyRequest<{ Params: { ask: string } }>;
export type ToolRequest = FastifyRequest<{ Params: { tool: string } }>;

type ShowAsk = (
  dependencies: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: { id: string; returnId: string | null },
) => Promise<FastifyReply>;

/** The page behind each kind of ask. */
const pageOf: Record<string, ShowAsk> = {
  'terms-vote': showTerms,
  team: showTeam,
  'teams-told': showTeamsTold,
  involvement: showInvolvement,
  returns: showRequest,
  allocated: toTool,
  revise: toTool,
  'family-feedback': showFamilyFeedback,
  'deep-dives-by-chair': showDeepDives,
  facilitate: showFacilitate,
  questions: showPairQuestions,
  'case-feedback': showCaseFeedback,
  attend: showAttend,
  reconsider: showReconsider,
  approve: showReport,
  vote: showReport,
  update: showUpdate,
  'feed-back': showFeedBack,
  'pass-on': showPassOn,
  experience: showExperience,
};

async function toTool(
  _dependencies: ApiDependencies,
  _request: FastifyRequest,
  reply: FastifyReply,
  ask: { returnId: string | null },
): Promise<FastifyReply> {
  return reply.redirect(`/returns/${ask.returnId}`, 303);
}

/** Everything that a person can do who was asked by link, behind the code. */
export function contactPages(
  app: FastifyInstance,
  dependencies: ApiDependencies,
  access: Access,
): void {
  app.register(async (behindCode) => {
    behindCode.addHook('onRoute', (route) => {
      route.bodyLimit ??= roomForPastes;
    });
    behindCode.addHook('preHandler', access.requireReader);
    // The database refuses some characters outright, which would look like a fault of ours.
    behindCode.addHook('preHandler', async (request) => {
      const ids = Object.values(request.params as Record<string, string>);
      if (!ids.every((id) => /^[A-Za-z0-9-]+$/.test(id))) throw new NotFound();
    });

    behindCode.get('/asks/:ask', async (request: AskRequest, reply) => {
      const { database } = dependencies.records;
      const ask = await findOwnAsk(database, readerIn(request), request.params.ask);
      const show = ask && pageOf[ask.step];
      if (!show) throw new NotFound();
      return show(dependencies, request, reply, ask);
    });

    concernPages(behindCode, dependencies);
    termsPages(behindCode, dependencies);
    teamPages(behindCode, dependencies);
    reconsiderPages(behindCode, dependencies);
    teamsToldPages(behindCode, dependencies);
    involvementPages(behindCode, dependencies);
    requestPages(behindCode, dependencies);
    handOverPages(behindCode, dependencies);
    allocatePages(behindCode, dependencies);
    notKnownPages(behindCode, dependencies);
    othersPages(behindCode, dependencies);
    toolPages(behindCode, dependencies);
    sectionPages(behindCode, dependencies);
    sectionDecisionPages(behindCode, dependencies);
    submitPages(behindCode, dependencies);
    familyFeedbackPages(behindCode, dependencies);
    deepDivePages(behindCode, dependencies);
    facilitatePages(behindCode, dependencies);
    pairQuestionsPages(behindCode, dependencies);
    caseFeedbackPages(behindCode, dependencies);
    attendPages(behindCode, dependencies);
    preparationPages(behindCode, dependencies);
    packPages(behindCode, dependencies);
    reportPages(behindCode, dependencies);
    updatePages(behindCode, dependencies);
    feedBackPages(behindCode, dependencies);
    passOnPages(behindCode, dependencies);
    experiencePages(behindCode, dependencies);
    workPlanPage(behindCode, dependencies);
    exceptionsPage(behindCode, dependencies);
    workingDaysPages(behindCode, dependencies);
    qualityPages(behindCode, dependencies);
    riskReportPages(behindCode, dependencies);
    overseenPage(behindCode, dependencies);
  });
}
