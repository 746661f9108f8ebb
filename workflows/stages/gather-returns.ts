import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { requestWorkflowId } from '../../domain/waits.ts';
import { act } from '../activity-proxy.ts';
import { untilAnswered } from '../ask.ts';
import type { RequestInput } from '../messages.ts';
import { request } from '../request.ts';
import { whose } from '../search-attributes.ts';
import type { RunStage, StageRef } from './stage.ts';

/**
 * The returns. Every agency that knows one of the children gets one request, a workflow of its own
 * that outlives this one if it must; the stage ends when each request has its outcome.
 */
export const gatherReturns: RunStage = async ({ run }, ref) => {
  const { agencies, wait } = await run.act(() => act.openRequests(ref));
  for (const agency of agencies) await run.act(() => startRequest(ref, agency));

  // An agency that is named late joins the same wait through its row; its workflow is started by nudge.
  await untilAnswered(run, wait, 'completed audit tools');
};

async function startRequest(ref: StageRef, agency: string): Promise<void> {
  const { partnership, audit, stage } = ref;
  const input: RequestInput = { partnership, audit, agency, stage };
  try {
    await startChild(request, {
      workflowId: requestWorkflowId(partnership, audit, agency),
      args: [input],
      // A request goes on when its audit's run ends, is terminated or continues as new.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      typedSearchAttributes: whose({ partnership, audit, agency }),
      staticSummary: `Audit ${audit}: ${agency}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
