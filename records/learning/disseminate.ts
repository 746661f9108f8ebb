import type { Wait } from '../../domain/waits.ts';
import { openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import { askForFeedBack, disseminateStage, publishTimings } from '../discussion/good-practice.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { draftBriefing } from './briefing.ts';
import { askForExperience } from './experience.ts';
import { askForOutputs } from './outputs.ts';
import { askToPassOn } from './pass-on.ts';

/**
 * Drafts the briefing from the approved report, once, and asks the officer to publish it (DD-25);
 * asks each agency that sent a tool to say that good practice was fed back (DD-24); and for whatever
 * else the process makes of it and has people pass on.
 */
export async function askToDisseminate(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    const stage = disseminateStage(context, ref.stage);
    const { briefing, feedBack, experience } = stage;
    if (briefing) {
      await draftBriefing(records, tx, context, now);
      await askToPublish(tx, context, now);
    }
    if (feedBack) await askForFeedBack(tx, context, now);
    if (stage.outputs.length > 0) await askForOutputs(tx, context, now);
    await askToPassOn(tx, context, stage, now);
    if (experience) await askForExperience(tx, context, now);
  });
}

async function askToPublish(tx: Transaction, context: AuditContext, now: Date): Promise<void> {
  const { partnershipId, number } = context;
  const stage = disseminateStage(context);
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stage.key}/publish`,
      wait: stageWait(context, stage.key),
      step: 'publish',
      stageKey: stage.key,
      contactId: await officerOf(tx, partnershipId, now),
      timings: publishTimings(context),
    },
    now,
  );
}
