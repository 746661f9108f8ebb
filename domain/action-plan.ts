import { blocksOf, type Report, type ReportRecommendation } from './report-model.ts';

/** What a report recommends: the plan of actions that a body is given with it (CH-23). */
export function actionPlanOf(report: Report): ReportRecommendation[] {
  return blocksOf(report).flatMap(({ block }) => (block.kind === 'recommendation' ? block : []));
}

/** The action plan as a paper of its own, in the form of the report: the same functions write it to files. */
export function actionPlanPaper(report: Report): Report {
  const actions = actionPlanOf(report);
  const none = { id: 'none', kind: 'paragraph' as const, text: 'Nothing is recommended.' };
  const blocks = actions.length > 0 ? actions : [none];
  const { subtitle } = report;
  return {
    title: 'Action plan',
    subtitle,
    sections: [{ key: 'actions', title: 'Actions', blocks }],
  };
}
