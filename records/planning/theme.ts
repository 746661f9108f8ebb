import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import type { ChooseTheme } from '../../domain/stages/choose-theme.ts';
import type { Wait } from '../../domain/waits.ts';
import { openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import type { Records } from '../store/transaction.ts';

/**
 * Begins the stage of the theme. Where groups decide it, the officer is asked to record what each of
 * them decided (SO-1, CH-1); null where nobody is asked.
 */
export async function askAboutTheme(
  records: Records,
  ref: StageRef,
  now: Date,
): Promise<Wait | null> {
  let asked = false;
  const wait = await inStage(records, ref, now, async (tx, context) => {
    const stage = themeStage(context.profile);
    asked = stage.groups.length > 0;
    for (const { body } of stage.groups) {
      await openAsk(
        tx,
        context,
        {
          key: themeAskKey(context, stage, body),
          wait: stageWait(context, stage.key),
          step: 'theme',
          stageKey: stage.key,
          contactId: await officerOf(tx, context.partnershipId, now),
          timings: themeTimings(context),
        },
        now,
      );
    }
  });
  return asked ? wait : null;
}

export function themeStage(profile: Profile): ChooseTheme {
  const stage = stageOfKind(profile, 'choose-theme');
  if (!stage) throw new Error(`the profile ${profile.profile} chooses no theme`);
  return stage;
}

/** One ask for each group, so that each can be late by itself. */
export function themeAskKey(
  { partnershipId, number }: AuditContext,
  { key }: { key: string },
  body: string,
): string {
  return `${partnershipId}/${number}/${key}/theme/${body}`;
}

export function themeTimings({ profile }: AuditContext): AskTimings {
  const { decide } = themeStage(profile);
  if (!decide) throw new Error(`the profile ${profile.profile} asks no group about its theme`);
  return decide;
}
