import { randomUUID } from 'node:crypto';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import { termsAnswerProblems } from '../../domain/terms.ts';
import { type ClosedAsk, openAsk, settleAsk } from '../asks/asks.ts';
import { askedOf, keepEntered } from '../asks/entered-answers.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { membersOf } from '../directory/directory.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { finishedTerms, termsStage } from './terms.ts';

export type TermsRoundStarted =
  | { kind: 'started'; members: number }
  | { kind: 'running' | 'no-members' | 'not-found' | 'ended' };

/** The group does not wait for a meeting: each of its members is asked by link what they say (SO-9). */
export async function startTermsRound(
  records: Records,
  input: { partnershipId: string; auditId: string },
  by: Actor,
  now: Date,
): Promise<TermsRoundStarted> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = input;
    const audit = await tx.audit.count({ where: { id: auditId, partnershipId } });
    if (audit === 0) return { kind: 'not-found' };
    await lockAudit(tx, auditId);
    const context = await auditContext(tx, auditId);
    if (!stageOfKind(context.profile, 'agree-terms')) return { kind: 'not-found' };
    const stage = termsStage(context);
    const where = { auditId, stageKey: stage.key };
    const deciding = await tx.ask.count({ where: { ...where, step: 'endorse', outcome: null } });
    const finished = await finishedTerms(tx, auditId);
    if (deciding === 0 || !finished || context.state !== 'open') return { kind: 'ended' };
    const { version } = finished;
    const { answers, open } = await termsRound(tx, { ...where, version });
    if (answers + open > 0) return { kind: 'running' };
    const members = await membersOf(tx, { partnershipId, body: stage.body }, now);
    if (members.length === 0) return { kind: 'no-members' };
    const wait = stageWait(context, stage.key);
    for (const contactId of members) {
      const key = `${partnershipId}/${context.number}/${stage.key}/terms-vote/${contactId}/${version}`;
      const asked = { key, wait, step: 'terms-vote', stageKey: stage.key, contactId };
      await openAsk(tx, context, { ...asked, round: version, timings: stage.vote }, now);
    }
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'terms-round.started',
      ids: { stage: stage.key, members: members.length, version },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [wait], word: 'asked', seq }, now);
    return { kind: 'started', members: members.length };
  });
}

/** How many members have said something to a version of the terms, and how many are still to. */
export async function termsRound(
  tx: Transaction,
  given: { auditId: string; stageKey: string; version: number },
): Promise<{ answers: number; open: number }> {
  const { version, ...where } = given;
  const answers = await tx.termsAnswer.count({ where: given });
  const open = await tx.ask.count({
    where: { ...where, step: 'terms-vote', round: version, outcome: null },
  });
  return { answers, open };
}

/** Nobody is asked any more: the group has decided. */
export async function endTermsRound(
  tx: Transaction,
  { auditId }: AuditContext,
  stageKey: string,
  now: Date,
): Promise<void> {
  const open = await tx.ask.findMany({
    where: { auditId, stageKey, step: 'terms-vote', outcome: null },
  });
  for (const { id } of open) await settleAsk(tx, id, 'withdrawn', now);
}

export type TermsAnswered =
  | { kind: 'answered' | 'already-answered' | 'not-found' | 'ended' }
  | { kind: 'incomplete'; problems: FieldProblem[] };

/** What a member says to the terms of reference; what they want changed goes to chair and officer. */
export async function answerTerms(
  records: Records,
  input: {
    partnershipId: string;
    askId: string;
    typed: { answer: string; text: string };
    received?: Received;
  },
  by: Actor,
  now: Date,
): Promise<TermsAnswered> {
  const text = input.typed.text.replace(/\r\n?/g, '\n').trim();
  const { answer } = input.typed;
  return transaction(records, async (tx) => {
    const { partnershipId, askId, received } = input;
    const ask = await tx.ask.findFirst({
      where: { id: askId, partnershipId, step: 'terms-vote', ...askedOf(by) },
    });
    if (!ask?.auditId || !ask.stageKey) return { kind: 'not-found' };
    if (ask.outcome === 'answered') return { kind: 'already-answered' };
    const { auditId, stageKey } = ask;
    const context = await auditContext(tx, auditId);
    if (ask.outcome !== null || context.state === 'cancelled') return { kind: 'ended' };
    const problems = termsAnswerProblems({ answer, text });
    if (problems.length > 0) return { kind: 'incomplete', problems };
    if (!(await settleAsk(tx, ask.id, 'answered', now))) return { kind: 'ended' };
    const key = await records.keyring.audit(tx, auditId);
    const id = randomUUID();
    const { contactId, round } = ask;
    await tx.termsAnswer.create({
      data: {
        id,
        partnershipId,
        auditId,
        stageKey,
        version: round ?? 0,
        contactId,
        answer,
        textSealed: text === '' ? null : seal(key, `TermsAnswer.textSealed/${id}`, text),
        answeredAt: now,
      },
    });
    if (received) await keepEntered(records, tx, { ask, auditId, received }, { by, now });
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'terms.answered',
      ids: { stage: stageKey, contact: contactId, answer, version: round },
      digests: { text: digest(key, text) },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'answered' };
  });
}

/** A member said nothing until the close: it stands as silence, never as having agreed. */
export async function closeTermsVote(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  const { contactId, stageKey, round } = ask;
  if (!stageKey) return;
  const said = { answer: 'silent', version: round ?? 0, answeredAt: now };
  await tx.termsAnswer.create({
    data: { id: randomUUID(), partnershipId, auditId, stageKey, contactId, ...said },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'terms.silent',
    ids: { stage: stageKey, contact: contactId },
    by: theClock,
    now,
  });
}
