import { stageOfKind } from '../../domain/profile.ts';
import { draftReport } from '../../domain/report-draft.ts';
import type { Wait } from '../../domain/waits.ts';
import { openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import { theClock } from '../store/events.ts';
import type { Records } from '../store/transaction.ts';
import { reportFacts } from './report-facts.ts';
import { writeVersion } from './report-versions.ts';

/** Drafts the report from the data, once, and asks the officer to finish it (DD-18). */
export async function askToWriteReport(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    const { auditId, partnershipId, number } = context;
    if ((await tx.reportVersion.count({ where: { auditId } })) === 0) {
      const report = draftReport(await reportFacts(records, tx, context));
      const key = await records.keyring.audit(tx, auditId);
      await writeVersion(tx, key, { context, version: 1, report }, { by: theClock, now });
    }
    const wait = stageWait(context, ref.stage);
    await openAsk(
      tx,
      context,
      {
        key: `${partnershipId}/${number}/${ref.stage}/report`,
        wait,
        step: 'report',
        stageKey: ref.stage,
        contactId: await officerOf(tx, partnershipId, now),
        timings: reportStage(context).write,
      },
      now,
    );
  });
}

export function reportStage(context: AuditContext) {
  const stage = stageOfKind(context.profile, 'write-report');
  if (!stage) throw new Error(`the profile ${context.profile.profile} writes no report`);
  return stage;
}
