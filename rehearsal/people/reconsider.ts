import { randomUUID } from 'node:crypto';
import { finishInitialReview, recordInitialFinding } from '../../records/checks/initial-review.ts';
import { leaveAsItIs } from '../../records/checks/reconsider.ts';
import { reconsiderView } from '../../records/checks/revised-returns.ts';
import { type Act, expectOutcome, inAudit } from '../asked.ts';
import { respondentSubmits } from './returns.ts';

/** The officer goes with the chair through what came in, and has something to bring up. */
export const reviewWhatCameIn: Act = async (asked) => {
  const { records, more, now } = asked;
  const { of, by } = inAudit(asked);
  const text = more.text ?? 'Two agencies tell the same strategy meeting differently.';
  const typed = { kind: 'inconsistency', caseId: null, agencyId: null, text };
  const input = { ...of, key: randomUUID(), typed };
  const saved = await recordInitialFinding(records, input, by, now);
  expectOutcome('recording something to bring up', saved, 'saved');
  expectOutcome(
    'finishing the review',
    await finishInitialReview(records, of, by, now),
    'finished',
  );
};

/** Somebody has looked again and changes nothing. */
export const changeNothing: Act = async ({ records, ask, now }) => {
  const input = { partnershipId: ask.partnershipId, askId: ask.id };
  const outcome = await leaveAsItIs(records, input, { contactId: ask.contactId }, now);
  expectOutcome('leaving it as it is', outcome, 'left');
};

/** Somebody sees their first child differently since the meeting, and leaves the others. */
export const reviseFirst: Act = async (asked) => {
  const { records, ask, more, now } = asked;
  const { partnershipId, contactId } = ask;
  const view = await reconsiderView(records, { partnershipId, contactId }, ask.id);
  const wanted = more.children ?? [view?.tools[0]?.number];
  const own = view?.tools.filter(({ number }) => wanted.includes(number)) ?? [];
  const say = more.text ?? 'Seen in the light of the meeting: heard late.';
  for (const { id: returnId } of own) {
    const given = { returnId, contactId, say, grade: 2 };
    expectOutcome('revising', await respondentSubmits(records, given, now), 'submitted');
  }
  const left = await leaveAsItIs(records, { partnershipId, askId: ask.id }, { contactId }, now);
  expectOutcome('leaving the others as they are', left, 'left', 'left-before');
};
