import { dateOf } from '../../domain/calendar.ts';
import { auditContext } from '../../records/audit-context.ts';
import { saveBriefing } from '../../records/briefing.ts';
import { latestBriefing } from '../../records/briefing-text.ts';
import { confirmFeedBack } from '../../records/good-practice.ts';
import { publishBriefing } from '../../records/publish-briefing.ts';
import type { Records } from '../../records/transaction.ts';
import { type Act, type Asked, expectOutcome, inAudit } from '../asked.ts';

/** The officer writes each point anew and puts the briefing on the website. */
export const publish: Act = async (asked) => {
  const { of, by } = inAudit(asked);
  await officerPublishes(asked.records, { ...of, officer: by.contactId }, asked.now);
};

export async function officerPublishes(
  records: Records,
  { officer, ...of }: { partnershipId: string; auditId: string; officer: string },
  now: Date,
): Promise<void> {
  const by = { contactId: officer };
  const key = await records.keyring.audit(records.database, of.auditId);
  const text = await latestBriefing(records.database, key, of.auditId);
  const points = (text?.points ?? []).map(() => 'Ask every child what they want.');
  const saved = await saveBriefing(records, { ...of, seen: text?.version ?? 0, points }, by, now);
  if (saved.kind !== 'saved' && saved.kind !== 'unchanged') throw new Error(JSON.stringify(saved));
  const { clock } = await auditContext(records.database, of.auditId);
  const publishedOn = dateOf(now, clock.calendar.zone);
  const where = 'https://aldermere.example/briefings/7';
  const input = { ...of, version: saved.version, publishedOn, where };
  expectOutcome(
    'publishing the briefing',
    await publishBriefing(records, input, by, now),
    'published',
  );
}

export const goodPracticeWasFedBack: Act = (asked) =>
  feedBack(asked, 'fed-back', 'In supervision, by the team leader.');
export const noGoodPractice: Act = (asked) => feedBack(asked, 'none-to-feed-back', '');

async function feedBack(asked: Asked, answer: string, text: string): Promise<void> {
  const { records, ask, now } = asked;
  const typed = { answer, text: asked.more.text ?? text };
  const input = { partnershipId: ask.partnershipId, askId: ask.id, typed };
  const outcome = await confirmFeedBack(records, input, { contactId: ask.contactId }, now);
  expectOutcome('saying whether good practice was fed back', outcome, 'confirmed');
}
