import { randomUUID } from 'node:crypto';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { AgreeTerms } from '../../domain/stages/agree-terms.ts';
import { emptyTerms, type Terms, termsProblems, tidiedTerms } from '../../domain/terms.ts';
import { toolsOf } from '../../domain/tools.ts';
import type { Wait } from '../../domain/waits.ts';
import { openAsk, settleAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import { type Actor, appendEvent, canonical } from '../store/events.ts';
import { digest, type Key, openJson, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** Asks the officer to write the terms of reference with the chair (SO-8). */
export async function askForTerms(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    const begun = await tx.ask.count({
      where: { auditId: context.auditId, stageKey: ref.stage, step: 'terms' },
    });
    if (begun === 0) await askToWrite(tx, context, now);
  });
}

export function termsStage({ profile }: { profile: Profile }): AgreeTerms {
  const stage = stageOfKind(profile, 'agree-terms');
  if (!stage) throw new Error(`the profile ${profile.profile} has no terms of reference`);
  return stage;
}

/** Once for each time that they are to be written: first, and whenever the group wants them changed. */
export async function askToWrite(tx: Transaction, context: AuditContext, now: Date): Promise<void> {
  const stage = termsStage(context);
  const round = await tx.ask.count({
    where: { auditId: context.auditId, stageKey: stage.key, step: 'terms' },
  });
  await askOffice(tx, context, { step: 'terms', round: round + 1, timings: stage.write }, now);
}

async function askOffice(
  tx: Transaction,
  context: AuditContext,
  given: { step: 'terms' | 'endorse'; round: number; timings: AgreeTerms['write'] },
  now: Date,
): Promise<void> {
  const { partnershipId, number } = context;
  const { step, round, timings } = given;
  const stageKey = termsStage(context).key;
  await openAsk(
    tx,
    context,
    {
      key: `${partnershipId}/${number}/${stageKey}/${step}/${round}`,
      wait: stageWait(context, stageKey),
      step,
      stageKey,
      contactId: await officerOf(tx, partnershipId, now),
      round,
      timings,
    },
    now,
  );
}

export type TermsSaved =
  | { kind: 'saved' | 'finished'; version: number }
  /** Somebody else has saved since; what they wrote. */
  | { kind: 'stale'; theirs: { version: number; terms: Terms } }
  | { kind: 'incomplete'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/**
 * Keeps the terms of reference as they stand; every save is a version of its own. Finished, they are
 * put before the group, and the officer is asked for its decision (SO-9).
 */
export async function saveTerms(
  records: Records,
  input: {
    partnershipId: string;
    auditId: string;
    /** The version that was shown when the typing began; 0 for none. */
    seen: number;
    terms: Terms;
    finish: boolean;
  },
  by: Actor,
  now: Date,
): Promise<TermsSaved> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId, seen, finish } = input;
    const audit = await tx.audit.count({ where: { id: auditId, partnershipId } });
    if (audit === 0) return { kind: 'not-found' };
    await lockAudit(tx, auditId);
    const context = await auditContext(tx, auditId);
    if (!stageOfKind(context.profile, 'agree-terms')) return { kind: 'not-found' };
    const stage = termsStage(context);
    const ask = await tx.ask.findFirst({
      where: { auditId, stageKey: stage.key, step: 'terms', outcome: null },
    });
    if (!ask || context.state === 'cancelled') return { kind: 'ended' };
    const key = await records.keyring.audit(tx, auditId);
    const newest = await newestTerms(tx, key, auditId);
    if (newest && newest.version !== seen) return { kind: 'stale', theirs: newest };
    const tools = toolsOf(context.profile);
    const terms = tidiedTerms(stage, tools, input.terms);
    const problems = termsProblems(stage, tools, { terms, finished: finish });
    if (problems.length > 0) return { kind: 'incomplete', problems };
    const version = (newest?.version ?? 0) + 1;
    const id = randomUUID();
    await tx.termsVersion.create({
      data: {
        id,
        partnershipId,
        auditId,
        stageKey: stage.key,
        version,
        textSealed: sealJson(key, `TermsVersion.textSealed/${id}`, terms),
        savedAt: now,
        savedById: by.contactId ?? '',
        finishedAt: finish ? now : null,
      },
    });
    if (finish) {
      await settleAsk(tx, ask.id, 'answered', now);
      const again = { step: 'endorse' as const, round: ask.round ?? 1, timings: stage.endorse };
      await askOffice(tx, context, again, now);
    }
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: finish ? 'terms.finished' : 'terms.saved',
      ids: { version, stage: stage.key },
      digests: { text: digest(key, canonical(terms)) },
      by,
      now,
    });
    if (finish) {
      const waits = [stageWait(context, stage.key)];
      await nudgeWaits(tx, context, { waits, word: 'answered', seq }, now);
    }
    return { kind: finish ? 'finished' : 'saved', version };
  });
}

export interface TermsText {
  version: number;
  terms: Terms;
  savedAt: Date;
  savedById: string;
  finishedAt: Date | null;
}

/** The terms of reference as they were saved last. */
export async function newestTerms(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<TermsText | null> {
  const row = await tx.termsVersion.findFirst({
    where: { auditId },
    orderBy: { version: 'desc' },
  });
  return row && openedTerms(key, row);
}

/** The version that was put before the group last; null before one was. */
export async function finishedTerms(tx: Transaction, auditId: string) {
  return tx.termsVersion.findFirst({
    where: { auditId, finishedAt: { not: null } },
    orderBy: { version: 'desc' },
  });
}

/** What the group agreed to; empty where there is nothing or not yet. */
export async function endorsedTerms(tx: Transaction, key: Key, auditId: string): Promise<Terms> {
  const agreed = await tx.planDecision.findFirst({
    where: { auditId, subject: 'terms', outcome: 'agreed' },
    orderBy: { recordedAt: 'desc' },
  });
  const row =
    agreed &&
    (await tx.termsVersion.findFirst({
      where: { auditId, version: agreed.termsVersion ?? 0 },
    }));
  return row ? openedTerms(key, row).terms : emptyTerms;
}

type TermsRow = Awaited<ReturnType<Transaction['termsVersion']['findFirstOrThrow']>>;

export function openedTerms(key: Key, row: TermsRow): TermsText {
  const { id, version, savedAt, savedById, finishedAt } = row;
  const terms = openJson<Terms>(key, `TermsVersion.textSealed/${id}`, row.textSealed);
  return { version, terms, savedAt, savedById, finishedAt };
}
