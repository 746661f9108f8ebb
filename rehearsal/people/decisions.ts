import { randomUUID } from 'node:crypto';
import { addDays, dateOf } from '../../domain/calendar.ts';
import { outcomesOf } from '../../domain/decision.ts';
import { startEmailRound } from '../../records/letters/email-round.ts';
import { recordDecision } from '../../records/planning/decisions.ts';
import { circulatedReport } from '../../records/report/report-versions.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Act, type Asked, expectOutcome, inAudit } from '../asked.ts';

/** Approved, confirmed or noted, as the body is there for. */
export const approvedAtMeeting: Act = (asked) => {
  const round = asked.profile.stages.find(({ key }) => key === asked.ask.stageKey);
  const [first] = round?.kind === 'approve' && round.by === 'body' ? outcomesOf(round) : [];
  return decide(asked, first ?? 'approved', '');
};
export const noted: Act = (asked) => decide(asked, 'noted', '');
export const approvedWithAmendments: Act = (asked) =>
  decide(asked, 'with-amendments', asked.more.text ?? 'Say more of what works well.');
/** To a meeting four weeks later. */
export const deferred: Act = (asked) =>
  decide(asked, 'deferred', asked.more.text ?? 'The agenda was too full.');

async function decide(asked: Asked, outcome: string, text: string): Promise<void> {
  const { records, now } = asked;
  const { of, by } = inAudit(asked);
  const round = await records.database.ask.count({
    where: { auditId: of.auditId, stageKey: asked.ask.stageKey, step: 'vote' },
  });
  const how = round > 0 ? 'email-round' : 'meeting';
  await bodyDecides(records, { ...of, officer: by.contactId, outcome, how, text }, now);
}

/** Members are asked by email instead; the decision is recorded when all of them have answered. */
export const askByEmail: Act = async (asked) => {
  const { of, by } = inAudit(asked);
  const outcome = await startEmailRound(asked.records, of, by, asked.now);
  expectOutcome('asking the members by email', outcome, 'started');
};

/** The officer records what the body decided today. */
export async function bodyDecides(
  records: Records,
  given: {
    partnershipId: string;
    auditId: string;
    officer: string;
    outcome?: string;
    how?: string;
    text?: string;
    minuteReference?: string;
  },
  now: Date,
): Promise<void> {
  const { partnershipId, auditId, officer, outcome = 'approved', how = 'meeting' } = given;
  const { text = '', minuteReference = 'Item 7 of the minutes' } = given;
  const key = await records.keyring.audit(records.database, auditId);
  const circulated = await circulatedReport(records.database, key, auditId);
  const date = dateOf(now);
  const nextDate = outcome === 'deferred' ? addDays(date, 28) : '';
  const typed = { outcome, how, date, minuteReference, text, nextDate };
  const version = circulated?.version ?? 0;
  const input = { partnershipId, auditId, key: randomUUID(), version, typed };
  const recorded = await recordDecision(records, input, { contactId: officer }, now);
  expectOutcome(`recording "${outcome}"`, recorded, 'recorded');
}
