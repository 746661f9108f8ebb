import { recordFamilyFeedback } from '../../records/involvement/family-feedback.ts';
import { type Act, type Asked, expectOutcome, inAudit } from '../asked.ts';

export const familySpeaks: Act = (asked) =>
  record(asked, 'given', 'They came when they said they would, and they listened.');

export const familyCannotBeAsked: Act = (asked) =>
  record(asked, 'not-given', 'Somebody else is talking to them about a court hearing.');

async function record(asked: Asked, outcome: string, usual: string): Promise<void> {
  const { records, ask, more, now } = asked;
  const { of, by } = inAudit(asked);
  const rows = await records.database.familyFeedback.findMany({ where: { askId: ask.id } });
  const text = more.text ?? usual;
  const typed = Object.fromEntries(rows.map(({ who }) => [who, { outcome, text }]));
  const input = { partnershipId: of.partnershipId, askId: ask.id, typed };
  const told = await recordFamilyFeedback(records, input, by, now);
  expectOutcome('recording what a family said', told, 'recorded');
}
