import { randomUUID } from 'node:crypto';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { checkRemarks, type TypedRemark } from '../../domain/remarks.ts';
import { settleAsk } from '../asks/asks.ts';
import { nudgeRequest } from '../asks/settle-request.ts';
import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import { lockRequestOf, type OwnReturn, ownReturn } from '../returns/own-return.ts';
import { type Actor, appendEvent, canonical } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { askToRevise, qualityCheckOf } from './quality-check.ts';

export type ReturnChecked =
  | { kind: 'accepted' | 'sent-back'; again: boolean }
  | { kind: 'incomplete'; problems: FieldProblem[] }
  /** Somebody has decided about this version before, in another way or another person. */
  | { kind: 'checked-before'; outcome: string; checkedById: string | null }
  /** This version does not wait for a check: another one has come in, or it was taken back. */
  | { kind: 'changed' }
  | { kind: 'not-found' | 'held' | 'ended' };

export interface VersionRef {
  partnershipId: string;
  returnId: string;
  /** The version that the checker has read. */
  version: number;
}

/** The business unit accepts a version: nothing more is asked about this return. */
export async function acceptReturn(
  records: Records,
  input: VersionRef,
  by: Actor,
  now: Date,
): Promise<ReturnChecked> {
  return transaction(records, async (tx) => {
    const found = await returnToCheck(records, tx, input, { by, outcome: 'accepted' });
    if ('kind' in found) return found;
    if (!(await decide(tx, found, { state: 'accepted', by, now }))) return { kind: 'changed' };
    await tell(tx, found, { kind: 'return.accepted', word: 'accepted', by, now });
    return { kind: 'accepted', again: false };
  });
}

/**
 * The business unit sends a version back with remarks on its sections. Whoever completes the tool is
 * asked for a new one; `remarks` holds what is to be changed, by section.
 */
export async function sendBack(
  records: Records,
  input: VersionRef & { remarks: Record<string, string | undefined> },
  by: Actor,
  now: Date,
): Promise<ReturnChecked> {
  return transaction(records, async (tx) => {
    const found = await returnToCheck(records, tx, input, { by, outcome: 'sent-back' });
    if ('kind' in found) return found;
    const checked = checkRemarks(found.tool, input.remarks);
    if (!checked.ok) return { kind: 'incomplete', problems: checked.problems };
    if ((await agenciesThatLeft(tx, found.context.auditId)).has(found.request.agency.id)) {
      const message =
        'Whoever sent it takes no part in the audit any more, so nobody would make the changes. Accept it as it stands.';
      const field = `remark-${checked.remarks[0]?.section ?? ''}`;
      return { kind: 'incomplete', problems: [{ field, message }] };
    }
    const checkId = await decide(tx, found, { state: 'sent-back', by, now });
    if (!checkId) return { kind: 'changed' };
    await writeRemarks(tx, found, { checkId, remarks: checked.remarks });
    await askToRevise(tx, found, now);
    const digests = { remarks: digest(found.key, canonical(checked.remarks)) };
    const ids = { remarks: checked.remarks.length };
    await tell(tx, found, { kind: 'return.sent-back', word: 'sent-back', ids, digests, by, now });
    return { kind: 'sent-back', again: false };
  });
}

type Outcome = 'accepted' | 'sent-back';

/** The return under its request's lock, or why this version cannot be decided about now. */
async function returnToCheck(
  records: Records,
  tx: Transaction,
  input: VersionRef,
  { by, outcome }: { by: Actor; outcome: Outcome },
): Promise<OwnReturn | Exclude<ReturnChecked, { kind: 'incomplete' }>> {
  await lockRequestOf(tx, input.returnId);
  const found = await ownReturn(records, tx, input, { ...by, onBehalf: true });
  if (!found || !qualityCheckOf(found.context)) return { kind: 'not-found' };
  const { version } = input;
  const before = await tx.qualityCheck.findFirst({
    where: { returnId: found.id, version, outcome: { in: ['accepted', 'sent-back'] } },
  });
  if (before) {
    const { checkedById } = before;
    const same = before.outcome === outcome && checkedById === by.contactId;
    return same
      ? { kind: outcome, again: true }
      : { kind: 'checked-before', outcome: before.outcome, checkedById };
  }
  if (found.context.state === 'cancelled' || found.context.state === 'closed') {
    return { kind: 'ended' };
  }
  if (found.case.held) return { kind: 'held' };
  return found.state === 'submitted' && found.version === version ? found : { kind: 'changed' };
}

/** Writes the decision once; null when somebody else was faster. */
async function decide(
  tx: Transaction,
  found: OwnReturn,
  given: { state: Outcome; by: Actor; now: Date },
): Promise<string | null> {
  const { state, by, now } = given;
  const { partnershipId, auditId } = found.context;
  const { count } = await tx.return.updateMany({
    where: { id: found.id, state: 'submitted', version: found.version },
    data: { state },
  });
  if (count === 0) return null;
  const id = randomUUID();
  await tx.qualityCheck.create({
    data: {
      id,
      partnershipId,
      auditId,
      returnId: found.id,
      version: found.version,
      outcome: state,
      checkedById: by.contactId,
      checkedAt: now,
    },
  });
  const asks = await tx.ask.findMany({
    where: { returnId: found.id, step: 'check', outcome: null },
    select: { id: true },
  });
  for (const ask of asks) await settleAsk(tx, ask.id, 'answered', now);
  return id;
}

async function writeRemarks(
  tx: Transaction,
  found: OwnReturn,
  given: { checkId: string; remarks: TypedRemark[] },
): Promise<void> {
  await tx.returnRemark.createMany({
    data: given.remarks.map(({ section, text }) => {
      const id = randomUUID();
      return {
        id,
        partnershipId: found.context.partnershipId,
        qualityCheckId: given.checkId,
        section,
        remarkSealed: seal(found.key, `ReturnRemark.remarkSealed/${id}`, text),
      };
    }),
  });
}

async function tell(
  tx: Transaction,
  found: OwnReturn,
  event: {
    kind: string;
    word: Outcome;
    ids?: Record<string, number>;
    digests?: Record<string, string>;
    by: Actor;
    now: Date;
  },
): Promise<void> {
  const { kind, word, ids, digests, by, now } = event;
  const { partnershipId, auditId } = found.context;
  const agency = found.request.agency.key;
  const seq = await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind,
    ids: { return: found.id, case: found.case.id, version: found.version, agency, ...ids },
    ...(digests ? { digests } : {}),
    by,
    now,
  });
  await nudgeRequest(tx, { ...found, word, seq }, now);
}
