import type { FastifyInstance } from 'fastify';
import type { Access } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { discussionChairPages } from './discussion-chair-pages.ts';
import { discussionConclusionPages } from './discussion-conclusion-pages.ts';
import { discussionDeskPages } from './discussion-desk-pages.ts';
import { discussionFindingPages } from './discussion-finding-pages.ts';
import { discussionPage } from './discussion-page.ts';
import { discussionPeoplePages } from './discussion-people-pages.ts';
import { discussionPlacePages } from './discussion-place-pages.ts';
import { discussionQuestionPages } from './discussion-question-pages.ts';
import { discussionRecommendationPages } from './discussion-recommendation-pages.ts';
import { discussionReviewPages } from './discussion-review-pages.ts';
import { discussionRevisedPages } from './discussion-revised-pages.ts';
import { packPages } from './pack-pages.ts';

/** The pack and the discussion, for the business unit. */
export function discussionPages(
  app: FastifyInstance,
  dependencies: ApiDependencies,
  access: Access,
): void {
  const pages = [
    packPages,
    discussionPage,
    discussionPlacePages,
    discussionChairPages,
    discussionQuestionPages,
    discussionReviewPages,
    discussionRevisedPages,
    discussionPeoplePages,
    discussionDeskPages,
    discussionConclusionPages,
    discussionFindingPages,
    discussionRecommendationPages,
  ];
  for (const page of pages) page(app, dependencies, access);
}
