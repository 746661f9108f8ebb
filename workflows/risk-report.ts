import { act } from './activity-proxy.ts';
import { untilAnswered } from './ask.ts';
import type { RiskReportInput } from './messages.ts';
import { openRun } from './run.ts';

/**
 * An agency's own audit that shows risk to children, reported by exception. The manager of the
 * business unit was told when it was raised; while no report to the body is scheduled, the manager is
 * reminded and then the officer too. Ends when it is scheduled.
 */
export async function riskReport(input: RiskReportInput): Promise<void> {
  const run = openRun(input);
  run.showStage('risk-report', `a report by exception, ${input.report}`);

  const remind = () => act.remindOfRiskReport(input);
  const raised = await run.act(remind);
  await untilAnswered(run, raised, 'a day for the report', remind);
}
