import { dateOf } from '../../domain/calendar.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { confirmFeedBack } from '../../records/discussion/good-practice.ts';
import { saveBriefing } from '../../records/learning/briefing.ts';
import { latestBriefing } from '../../records/learning/briefing-text.ts';
import { giveExperience } from '../../records/learning/experience.ts';
import { outputAt, recordOutput } from '../../records/learning/outputs.ts';
import { confirmPassedOn } from '../../records/learning/pass-on.ts';
import { publishBriefing } from '../../records/learning/publish-briefing.ts';
import type { Records } from '../../records/store/transaction.ts';
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

/** The officer records that it was held, or published, today. */
export const recordOutputHeld: Act = async (asked) => {
  const { records, ask, now } = asked;
  const { of, by } = inAudit(asked);
  const context = await auditContext(records.database, of.auditId);
  const { key: output } = outputAt(context, ask.round);
  const where = 'In the town hall, and on the website after that.';
  const heldOn = dateOf(now, context.clock.calendar.zone);
  const typed = { heldOn, where, measures: 'A later audit asks every family the same.' };
  const outcome = await recordOutput(records, { ...of, output, typed }, by, now);
  expectOutcome('recording what was made of the audit', outcome, 'recorded');
};

export const passOn: Act = (asked) => passedOn(asked, 'passed-on', 'At a meeting of the team.');
export const nothingToPassOn: Act = (asked) => passedOn(asked, 'nothing-to-pass-on', '');

async function passedOn(asked: Asked, answer: string, text: string): Promise<void> {
  const { records, ask, now } = asked;
  const typed = { answer, text: asked.more.text ?? text, replies: '', copied: true };
  const input = { partnershipId: ask.partnershipId, askId: ask.id, typed };
  const outcome = await confirmPassedOn(records, input, { contactId: ask.contactId }, now);
  expectOutcome('saying what was passed on', outcome, 'confirmed');
}

export const sayHowItWas: Act = async (asked) => {
  const { records, ask, now } = asked;
  const answers = [asked.more.text ?? 'I felt safe to say what went wrong.'];
  const input = { partnershipId: ask.partnershipId, askId: ask.id, answers };
  const outcome = await giveExperience(records, input, { contactId: ask.contactId }, now);
  expectOutcome('saying how it was', outcome, 'given');
};
