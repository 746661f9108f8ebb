import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import {
  type InitialFindingKind,
  initialFindingKinds,
  initialFindingProblems,
  longestInitialFinding,
  type TypedInitialFinding,
} from '../../domain/initial-finding.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import { openAsk, settleAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import { discussStage } from '../discussion/meeting.ts';
import { lockDiscussion, type RunningDiscussion } from '../discussion/running-discussion.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, type Key, open, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** Asks the officer to go with the chair through what came in, before it is discussed (SO-20). */
export async function askForInitialReview(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { partnershipId, number } = context;
  const { key: stageKey, initialReview } = discussStage(context);
  if (!initialReview) return;
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stageKey}/initial-review`,
      wait: stageWait(context, stageKey),
      step: 'initial-review',
      stageKey,
      contactId: await officerOf(tx, partnershipId, now),
      timings: initialReview,
    },
    now,
  );
}

export function initialReviewTimings(context: AuditContext): AskTimings {
  const { initialReview } = discussStage(context);
  if (!initialReview)
    throw new Error(
      `the profile ${context.profile.profile} reviews nothing before it is discussed`,
    );
  return initialReview;
}

/** A question, gap, inconsistency or theme that the review found, and what came of it. */
export interface InitialFinding {
  id: string;
  kind: InitialFindingKind;
  caseId: string | null;
  agencyId: string | null;
  text: string;
  /** What came of it in the discussion; empty while nothing is said. */
  outcome: string;
}

export async function initialFindingsOf(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<InitialFinding[]> {
  const rows = await tx.initialFinding.findMany({
    where: { auditId, withdrawnAt: null },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
  });
  const found = rows.map(({ id, kind, caseId, agencyId, textSealed, outcomeSealed }) => ({
    id,
    kind: kind as InitialFindingKind,
    caseId,
    agencyId,
    text: open(key, `InitialFinding.textSealed/${id}`, textSealed),
    outcome: outcomeSealed ? open(key, `InitialFinding.outcomeSealed/${id}`, outcomeSealed) : '',
  }));
  const place = ({ kind }: InitialFinding) =>
    initialFindingKinds.findIndex(({ key: each }) => each === kind);
  return found.toSorted((a, b) => place(a) - place(b));
}

interface OfAudit {
  partnershipId: string;
  auditId: string;
}

export type InitialFindingSaved =
  | { kind: 'saved' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/** Records what the review found; a second click on the same form finds the first. */
export async function recordInitialFinding(
  records: Records,
  input: OfAudit & { key: string; typed: TypedInitialFinding },
  by: Actor,
  now: Date,
): Promise<InitialFindingSaved> {
  const { partnershipId, auditId, key: id, typed } = input;
  return transaction(records, async (tx) => {
    const found = await reviewed(tx, input);
    if ('refused' in found) return { kind: found.refused };
    if (await tx.initialFinding.findFirst({ where: { id, auditId } })) return { kind: 'saved' };
    const problems = [...initialFindingProblems(typed), ...(await unknownPlaces(tx, input))];
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.audit(tx, auditId);
    const { kind, caseId, agencyId } = typed;
    const text = typed.text.trim();
    await tx.initialFinding.create({
      data: {
        id,
        partnershipId,
        auditId,
        kind,
        caseId,
        agencyId,
        textSealed: seal(key, `InitialFinding.textSealed/${id}`, text),
        recordedAt: now,
        recordedById: by.contactId ?? '',
      },
    });
    const ids = { of: kind, case: caseId, agency: agencyId };
    const digests = { text: digest(key, text) };
    const event = { partnershipId, chain: auditId, kind: 'initial-finding.recorded', ids, digests };
    await appendEvent(tx, { ...event, by, now });
    return { kind: 'saved' };
  });
}

async function reviewed(
  tx: Transaction,
  input: OfAudit,
): Promise<RunningDiscussion | { refused: 'not-found' | 'ended' }> {
  const found = await lockDiscussion(tx, input);
  if ('refused' in found) return found;
  return discussStage(found.context).initialReview ? found : { refused: 'not-found' };
}

async function unknownPlaces(
  tx: Transaction,
  { partnershipId, auditId, typed }: OfAudit & { typed: TypedInitialFinding },
): Promise<FieldProblem[]> {
  const { caseId, agencyId } = typed;
  const child = caseId === null || (await tx.case.count({ where: { id: caseId, auditId } })) > 0;
  const agency =
    agencyId === null || (await tx.agency.count({ where: { id: agencyId, partnershipId } })) > 0;
  return [
    ...(child ? [] : [{ field: 'caseId', message: 'Choose a child of the list.' }]),
    ...(agency ? [] : [{ field: 'agencyId', message: 'Choose an agency of the list.' }]),
  ];
}

/** Says what came of it in the discussion; an empty text takes that back. */
export async function settleInitialFinding(
  records: Records,
  input: OfAudit & { findingId: string; outcome: string },
  by: Actor,
  now: Date,
): Promise<InitialFindingSaved> {
  const { partnershipId, auditId, findingId: id } = input;
  const outcome = input.outcome.trim();
  return transaction(records, async (tx) => {
    const found = await reviewed(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const problems = textProblems('outcome', outcome, { longest: longestInitialFinding });
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.audit(tx, auditId);
    const { count } = await tx.initialFinding.updateMany({
      where: { id, auditId, withdrawnAt: null },
      data: {
        outcomeSealed: outcome ? seal(key, `InitialFinding.outcomeSealed/${id}`, outcome) : null,
        outcomeAt: outcome ? now : null,
      },
    });
    if (count === 0) return { kind: 'not-found' };
    const digests = { outcome: digest(key, outcome) };
    const event = { kind: 'initial-finding.settled', ids: { finding: id }, digests };
    await appendEvent(tx, { partnershipId, chain: auditId, ...event, by, now });
    return { kind: 'saved' };
  });
}

export async function withdrawInitialFinding(
  records: Records,
  input: OfAudit & { findingId: string },
  by: Actor,
  now: Date,
): Promise<'withdrawn' | 'not-found' | 'ended'> {
  const { partnershipId, auditId, findingId: id } = input;
  return transaction(records, async (tx) => {
    const found = await reviewed(tx, input);
    if ('refused' in found) return found.refused;
    const { count } = await tx.initialFinding.updateMany({
      where: { id, auditId, withdrawnAt: null },
      data: { withdrawnAt: now },
    });
    if (count === 0) return 'not-found';
    const event = { kind: 'initial-finding.withdrawn', ids: { finding: id } };
    await appendEvent(tx, { partnershipId, chain: auditId, ...event, by, now });
    return 'withdrawn';
  });
}

/** The review is done: nobody is reminded of it any more. */
export async function finishInitialReview(
  records: Records,
  input: OfAudit,
  by: Actor,
  now: Date,
): Promise<'finished' | 'not-found' | 'ended'> {
  const { partnershipId, auditId } = input;
  return transaction(records, async (tx) => {
    const found = await reviewed(tx, input);
    if ('refused' in found) return found.refused;
    const where = { auditId, step: 'initial-review', outcome: null };
    const ask = await tx.ask.findFirst({ where });
    if (!ask || !(await settleAsk(tx, ask.id, 'answered', now))) return 'finished';
    const counted = await tx.initialFinding.count({ where: { auditId, withdrawnAt: null } });
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'initial-review.finished',
      ids: { findings: counted },
      by,
      now,
    });
    await nudgeWaits(tx, found.context, { waits: [ask.wait], word: 'answered', seq }, now);
    return 'finished';
  });
}
