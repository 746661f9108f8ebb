import type { ChildAnswer } from '../../domain/involvement-answer.ts';
import type { Received } from '../../domain/received.ts';
import type { Answers } from '../../domain/tool.ts';
import { answerInvolvement, type InvolvementAnswered } from '../involvement/answer-involvement.ts';
import { queueLetters } from '../letters/letters.ts';
import { ownReturn } from '../returns/own-return.ts';
import { type DraftSaved, draftsOf, saveDrafts } from '../returns/return-drafts.ts';
import { startReturn } from '../returns/start-return.ts';
import { type ReturnSubmitted, submitReturn } from '../returns/submit-return.ts';
import type { Actor } from '../store/events.ts';
import { type Records, transaction } from '../store/transaction.ts';

/**
 * Enters an agency's answer about which children it knew, as it came by phone or on paper. It is
 * the contact's own answer in every way; who was asked gets a confirmation.
 */
export async function answerInvolvementOnBehalf(
  records: Records,
  input: { partnershipId: string; askId: string; answers: ChildAnswer[]; received: Received },
  staffId: string,
  now: Date,
): Promise<InvolvementAnswered> {
  const { partnershipId, askId, answers } = input;
  const onBehalfOf = JSON.stringify(input.received);
  const by = onBehalf(staffId);
  const outcome = await answerInvolvement(
    records,
    { partnershipId, askId, answers, onBehalfOf },
    by,
    now,
  );
  if (outcome.kind === 'answered') await confirm(records, { partnershipId, askId }, now);
  return outcome;
}

/** Keeps what has been typed for somebody else, complete or not; what became of each section. */
export async function saveReturnOnBehalf(
  records: Records,
  input: {
    partnershipId: string;
    returnId: string;
    answers: Answers;
    /** What is answered to the remarks on a tool that was sent back, by section. */
    remarkAnswers?: Record<string, string>;
    /** The revisions that the page showed, by section: newer ones are not overwritten unseen. */
    seen?: Record<string, number>;
  },
  staffId: string,
  now: Date,
): Promise<Record<string, DraftSaved>> {
  const by = onBehalf(staffId);
  const { partnershipId, returnId } = input;
  const revisions = input.seen ?? (await revisionsOf(records, { partnershipId, returnId }, by));
  const sections = Object.keys(input.answers);
  const drafts = sections.map((section) => ({
    section,
    answers: input.answers[section] ?? {},
    revision: revisions[section] ?? 0,
    remarkAnswer: input.remarkAnswers?.[section] ?? '',
  }));
  const saved = await saveDrafts(records, { partnershipId, returnId, drafts }, by, now);
  return Object.fromEntries(
    sections.map((section, at) => [section, saved[at] ?? { kind: 'not-found' }]),
  );
}

/** Submits for somebody else what is kept; they get the receipt, which says so. */
export async function submitReturnOnBehalf(
  records: Records,
  input: {
    partnershipId: string;
    returnId: string;
    submissionKey: string;
    independent: boolean;
    received: Received;
    /** Keys of the partnerships that it serves, where several share the tool. */
    serves?: string[];
  },
  staffId: string,
  now: Date,
): Promise<ReturnSubmitted> {
  const { partnershipId, returnId, submissionKey, independent } = input;
  const by = onBehalf(staffId);
  const seen = await revisionsOf(records, { partnershipId, returnId }, by);
  const { serves } = input;
  const start = { partnershipId, returnId, independent, ...(serves ? { serves } : {}) };
  await startReturn(records, start, by, now);
  const onBehalfOf = JSON.stringify(input.received);
  return submitReturn(
    records,
    { partnershipId, returnId, submissionKey, seen, onBehalfOf },
    by,
    now,
  );
}

function onBehalf(staffId: string): Actor {
  return { contactId: staffId, onBehalf: true };
}

async function revisionsOf(
  records: Records,
  given: { partnershipId: string; returnId: string },
  by: Actor,
): Promise<Record<string, number>> {
  return transaction(records, async (tx) => {
    const found = await ownReturn(records, tx, given, by);
    const drafts = found ? await draftsOf(tx, found) : new Map<string, { revision: number }>();
    return Object.fromEntries([...drafts].map(([section, { revision }]) => [section, revision]));
  });
}

async function confirm(
  records: Records,
  given: { partnershipId: string; askId: string },
  now: Date,
): Promise<void> {
  await transaction(records, async (tx) => {
    const ask = await tx.ask.findFirstOrThrow({
      where: { id: given.askId, partnershipId: given.partnershipId },
    });
    await queueLetters(tx, [
      {
        partnershipId: given.partnershipId,
        key: `${ask.key}/entered`,
        kind: 'involvement/entered',
        contactId: ask.contactId,
        auditId: ask.auditId,
        ids: { ask: ask.id },
        thread: ask.key,
        now,
      },
    ]);
  });
}
