import { randomUUID } from 'node:crypto';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { ClosedAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext, findContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent, lockChain } from '../store/events.ts';
import { digest, type Key, open, openJson, seal, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { caseOfPairAsk, recordSilence } from './case-feedback.ts';
import { mayNamePairs } from './pairs.ts';
import { casesOfPairs, pairsStage } from './pairs-stage.ts';

export const longestQuestions = 5000;

/** What a pair wants to ask about its child, as it stands. */
export interface WrittenQuestions {
  caseId: string;
  revision: number;
  text: string;
  at: Date;
  byId: string | null;
  received: Received | null;
}

export type QuestionsWritten =
  | { kind: 'written' | 'not-found' | 'ended' }
  /** The other auditor has written meanwhile. */
  | { kind: 'stale'; theirs: WrittenQuestions }
  | { kind: 'refused'; problems: FieldProblem[] };

interface Typed {
  text: string;
  /** The revision that was on the page; 0 for none. */
  seen: number;
}

/** One auditor of a pair writes down its questions; it is the answer of both (WA-8). */
export async function writeQuestions(
  records: Records,
  input: { partnershipId: string; askId: string } & Typed,
  by: Actor,
  now: Date,
): Promise<QuestionsWritten> {
  const { partnershipId, askId } = input;
  const contactId = by.contactId ?? '';
  return transaction(records, async (tx) => {
    const found = await caseOfPairAsk(tx, { partnershipId, askId, contactId, step: 'questions' });
    if (!found) return { kind: 'not-found' };
    const { auditId, pair } = found;
    return write(records, tx, { ...input, auditId, ...pair }, by, now);
  });
}

/** What a pair told the business unit, on paper say. */
export async function enterQuestions(
  records: Records,
  input: { partnershipId: string; auditId: string; number: number; received: Received } & Typed,
  by: Actor,
  now: Date,
): Promise<QuestionsWritten> {
  const { number } = input;
  return transaction(records, async (tx) => {
    const context = await findContext(tx, input);
    if (!context || !stageOfKind(context.profile, 'prepare-questions'))
      return { kind: 'not-found' };
    const child = (await casesOfPairs(tx, context)).find((each) => each.number === number);
    if (!child) return { kind: 'not-found' };
    const outcome = await write(records, tx, { ...input, caseId: child.id }, by, now);
    if (outcome.kind === 'written') {
      await confirmEntered(tx, context, { number, revision: input.seen + 1 }, now);
    }
    return outcome;
  });
}

/** Both auditors read that it was entered for them; once for each time. */
async function confirmEntered(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  { number, revision }: { number: number; revision: number },
  now: Date,
): Promise<void> {
  const asks = await tx.ask.findMany({
    where: { auditId, step: 'questions', round: number, NOT: { outcome: 'withdrawn' } },
  });
  await queueLetters(
    tx,
    asks.map(({ id, key, contactId }) => ({
      partnershipId,
      key: `${key}/entered-${revision}`,
      kind: 'questions/entered',
      contactId,
      auditId,
      ids: { ask: id },
      thread: key,
      now,
    })),
  );
}

async function write(
  records: Records,
  tx: Transaction,
  input: {
    partnershipId: string;
    auditId: string;
    caseId: string;
    number: number;
    received?: Received;
  } & Typed,
  by: Actor,
  now: Date,
): Promise<QuestionsWritten> {
  const { partnershipId, auditId, caseId, number, received, seen } = input;
  const text = input.text.replace(/\r\n?/g, '\n').trim();
  await lockChain(tx, auditId);
  const context = await auditContext(tx, auditId);
  if (!(await mayNamePairs(tx, context))) return { kind: 'ended' };
  const missing = 'Write down what you want to ask, one question a line.';
  const problems = textProblems('text', text, { missing, longest: longestQuestions });
  if (problems.length > 0) return { kind: 'refused', problems };
  const key = await records.keyring.audit(tx, auditId);
  const theirs = (await questionsOf(tx, key, auditId)).find((each) => each.caseId === caseId);
  if (theirs && theirs.revision !== seen) return { kind: 'stale', theirs };
  const id = randomUUID();
  const place = (column: string) => `PairQuestions.${column}/${id}`;
  const row = { id, partnershipId, auditId, caseId, revision: seen + 1, writtenAt: now };
  await tx.pairQuestions.create({
    data: {
      ...row,
      textSealed: seal(key, place('textSealed'), text),
      writtenById: by.contactId,
      onBehalfOf: received ? sealJson(key, place('onBehalfOf'), received) : null,
    },
  });
  await tx.ask.updateMany({
    where: {
      auditId,
      step: 'questions',
      round: number,
      OR: [{ outcome: null }, { outcome: 'not-answered' }],
    },
    data: { outcome: 'answered', settledAt: now, nextAt: null },
  });
  const seq = await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'questions.written',
    ids: { case: caseId, revision: row.revision },
    digests: { text: digest(key, text) },
    by,
    now,
  });
  const waits = [stageWait(context, pairsStage(context).key)];
  await nudgeWaits(tx, context, { waits, word: 'answered', seq }, now);
  return { kind: 'written' };
}

/** The questions of all pairs, each as it was last written; of a child under hold none. */
export async function questionsOf(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<WrittenQuestions[]> {
  const rows = await tx.pairQuestions.findMany({
    where: { auditId },
    orderBy: { revision: 'desc' },
  });
  if (rows.length === 0) return [];
  const cases = await tx.case.findMany({
    where: { auditId, heldAt: null, state: { in: ['drawn', 'identified'] } },
    select: { id: true },
  });
  return cases.flatMap(({ id: caseId }) => {
    const row = rows.find((each) => each.caseId === caseId);
    if (!row) return [];
    const { id, revision, textSealed, writtenAt: at, writtenById: byId, onBehalfOf } = row;
    const text = open(key, `PairQuestions.textSealed/${id}`, textSealed);
    const received = onBehalfOf
      ? openJson<Received>(key, `PairQuestions.onBehalfOf/${id}`, onBehalfOf)
      : null;
    return [{ caseId, revision, text, at, byId, received }];
  });
}

/** That a pair wrote no questions is on record; it may still write them until the discussion is over. */
export async function closeQuestions(
  tx: Transaction,
  context: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  await recordSilence(tx, context, { ask, kind: 'questions.not-written' }, now);
}
