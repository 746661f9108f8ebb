import { randomInt, randomUUID } from 'node:crypto';
import { answersToSend, toolAsAsked } from '../../domain/applicability.ts';
import { type AnswerProblem, missingOrWrong } from '../../domain/completeness.ts';
import type { Clash } from '../../domain/independence.ts';
import { unansweredRemarks } from '../../domain/remarks.ts';
import type { Answers, Tool } from '../../domain/tool.ts';
import { completeLate, nudgeRequest, settleAsksOf } from '../asks/settle-request.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { askForCheck } from '../checks/quality-check.ts';
import { settleReconsidered } from '../checks/reconsider.ts';
import { openRemarks } from '../checks/remarks.ts';
import { supplementAfterLateReturn } from '../discussion/supplement.ts';
import { queueLetters } from '../letters/letters.ts';
import { circumstancesOfReturn } from '../sample/case-facts.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { noteClash } from './independence.ts';
import {
  closedReason,
  lockRequestOf,
  type OwnReturn,
  openReturnStates,
  ownReturn,
  returnKey,
} from './own-return.ts';
import { answersIn, draftsOf } from './return-drafts.ts';
import { startState } from './start-return.ts';

export interface Submission {
  partnershipId: string;
  returnId: string;
  /** The form's own key: the same form sent twice is one submission. */
  submissionKey: string;
  /** The revision of each section that the person has checked. */
  seen: Record<string, number>;
  /** For the business unit: from whom, how and when it was received. */
  onBehalfOf?: string;
}

export type ReturnSubmitted =
  | { kind: 'submitted'; receipt: string; version: number; again: boolean; letter: string }
  | { kind: 'incomplete'; problems: AnswerProblem[] }
  | { kind: 'clash'; clash: Clash | 'declared' }
  /** Something was saved since the answers were shown for checking. */
  | { kind: 'changed' }
  | { kind: 'not-started' | 'not-found' | 'not-yours' | 'held' | 'submitted-otherwise' | 'ended' };

/** Submits a tool: a new version that is never changed, with a receipt (DD-10). */
export async function submitReturn(
  records: Records,
  input: Submission,
  by: Actor,
  now: Date,
): Promise<ReturnSubmitted> {
  return transaction(records, async (tx) => {
    await lockRequestOf(tx, input.returnId);
    const found = await ownReturn(records, tx, input, by);
    if (!found) return { kind: 'not-found' };
    const before = await submittedBefore(tx, found, input.submissionKey);
    if (before) return before;
    const closed = closedReason(found);
    if (closed) return { kind: closed === 'submitted' ? 'submitted-otherwise' : closed };
    const start = await startState(records, tx, found);
    if (start.kind === 'clash') await noteClash(tx, found, start.clash);
    if (start.kind === 'clash' || start.kind === 'not-started') return start;
    if (start.kind === 'serves-none') return { kind: 'not-started' };
    const drafts = await draftsOf(tx, found);
    const { tool } = found;
    const unseen = tool.sections.some(
      ({ key }) => (drafts.get(key)?.revision ?? 0) !== (input.seen[key] ?? 0),
    );
    if (unseen) return { kind: 'changed' };
    const typed = inOrder(tool, answersIn(drafts));
    const circumstances = await circumstancesOfReturn(tx, found);
    const asked = circumstances ? toolAsAsked(tool, typed, circumstances) : tool;
    const remarks = await openRemarks(tx, found);
    const problems = [...missingOrWrong(asked, typed), ...unansweredRemarks(tool, remarks)];
    if (problems.length > 0) return { kind: 'incomplete', problems };
    const answers = circumstances ? answersToSend(tool, typed, circumstances) : typed;
    return writeVersion(tx, found, { ...input, answers }, { by, now });
  });
}

/** A second click, or a second tab after the first has submitted, gets the same receipt. */
async function submittedBefore(
  tx: Transaction,
  found: OwnReturn,
  submissionKey: string,
): Promise<ReturnSubmitted | null> {
  const same = await tx.returnVersion.findUnique({
    where: { returnId_submissionKey: { returnId: found.id, submissionKey } },
  });
  const latest = await tx.returnVersion.findFirst({
    where: { returnId: found.id },
    orderBy: { version: 'desc' },
  });
  const open = openReturnStates.includes(found.state) || found.reconsidering;
  const version = same ?? (open ? null : latest);
  if (!version) return null;
  const letter = receiptLetter(found, version.version);
  return {
    kind: 'submitted',
    receipt: version.receipt,
    version: version.version,
    again: true,
    letter,
  };
}

async function writeVersion(
  tx: Transaction,
  found: OwnReturn,
  input: Submission & { answers: Answers },
  { by, now }: { by: Actor; now: Date },
): Promise<ReturnSubmitted> {
  const { partnershipId, auditId } = found.context;
  const version = found.version + 1;
  const { count } = await tx.return.updateMany({
    where: { id: found.id, state: { in: writableStates(found) }, version: found.version },
    // What was accepted before the discussion is not checked again.
    data: { state: found.reconsidering ? found.state : 'submitted', version },
  });
  if (count === 0) return { kind: 'changed' };
  const id = randomUUID();
  const receipt = newReceipt();
  const text = JSON.stringify(input.answers);
  await tx.returnVersion.create({
    data: {
      id,
      partnershipId,
      returnId: found.id,
      version,
      answersSealed: seal(found.key, `ReturnVersion.answersSealed/${id}`, text),
      receipt,
      ...(found.serves ? { serves: found.serves } : {}),
      submissionKey: input.submissionKey,
      submittedAt: now,
      submittedById: by.contactId ?? found.respondentId,
      onBehalfOf: input.onBehalfOf
        ? seal(found.key, `ReturnVersion.onBehalfOf/${id}`, input.onBehalfOf)
        : null,
      afterMeeting: found.reconsidering,
    },
  });
  await queueReceipt(tx, found, version, now);
  const letter = receiptLetter(found, version);
  const submitted = { kind: 'submitted' as const, receipt, version, again: false, letter };
  if (found.reconsidering) {
    await tellRevised(tx, found, { version, text }, { by, now });
    return submitted;
  }
  await settleAsksOf(tx, found, now);
  const request = await askForCheck(tx, found, version, now);
  const seq = await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'return.submitted',
    ids: {
      return: found.id,
      case: found.case.id,
      version,
      agency: found.request.agency.key,
      ...servedIds(found),
    },
    digests: { answers: digest(found.key, text) },
    by,
    now,
  });
  await completeLate(tx, found, by, now);
  await nudgeRequest(tx, { ...found, request, word: 'answered', seq }, now);
  await supplementAfterLateReturn(tx, found.context, now);
  return submitted;
}

function writableStates({ reconsidering, state }: OwnReturn): string[] {
  return reconsidering ? [state] : [...openReturnStates];
}

/** After the discussion: the new version stands beside the one that was discussed (SO-22). */
async function tellRevised(
  tx: Transaction,
  found: OwnReturn,
  { version, text }: { version: number; text: string },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { context } = found;
  const waits = await settleReconsidered(tx, context, found.respondentId, now);
  const seq = await appendEvent(tx, {
    partnershipId: context.partnershipId,
    chain: context.auditId,
    kind: 'return.revised',
    ids: { return: found.id, case: found.case.id, version, agency: found.request.agency.key },
    digests: { answers: digest(found.key, text) },
    by,
    now,
  });
  await nudgeWaits(tx, context, { waits, word: 'answered', seq }, now);
}

function servedIds({ serves }: OwnReturn) {
  return serves ? { serves: serves.join(' ') } : {};
}

/** The key by which the api has the receipt sent at once. */
function receiptLetter(found: OwnReturn, version: number): string {
  return `${returnKey(found)}/receipt-${version}`;
}

async function queueReceipt(tx: Transaction, found: OwnReturn, version: number, now: Date) {
  const { partnershipId, auditId } = found.context;
  await queueLetters(tx, [
    {
      partnershipId,
      key: receiptLetter(found, version),
      kind: 'receipt',
      contactId: found.respondentId,
      auditId,
      ids: { return: found.id, version },
      thread: returnKey(found),
      now,
    },
  ]);
}

function inOrder(tool: Tool, answers: Answers): Answers {
  return Object.fromEntries(tool.sections.map(({ key }) => [key, answers[key] ?? {}]));
}

// Without letters and digits that are mistaken for one another when read out on the telephone.
const receiptLetters = 'ACDEFGHJKMNPQRTVWXY3479';

/** "WX7K-3Q9M" */
function newReceipt(): string {
  const letters = Array.from({ length: 8 }, () => receiptLetters[randomInt(receiptLetters.length)]);
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}
