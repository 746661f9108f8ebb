import { randomUUID } from 'node:crypto';
import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { outputProblems, type TypedOutput } from '../../domain/output.ts';
import type { Output } from '../../domain/stages/disseminate.ts';
import { readTypedDate } from '../../domain/typed-date.ts';
import { openAsk, settleAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import { namesOf } from '../directory/people-names.ts';
import { disseminateStage } from '../discussion/good-practice.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, open, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** The output that an ask is about, by its place in the profile. */
export function outputAt(context: AuditContext, part?: number | null): Output {
  const output = disseminateStage(context).outputs[part ?? 0];
  if (!output) throw new Error(`the profile ${context.profile.profile} has no output ${part}`);
  return output;
}

/** Asks the officer for each output of the process, once (CH-30, CH-31, SO-33, SO-34). */
export async function askForOutputs(
  tx: Transaction,
  context: AuditContext,
  now: Date,
): Promise<void> {
  const { partnershipId, number } = context;
  const stage = disseminateStage(context);
  for (const [part, { key, ask: timings }] of stage.outputs.entries()) {
    await openAsk(
      tx,
      context,
      {
        key: `${partnershipId}/${number}/${stage.key}/output/${key}`,
        wait: stageWait(context, stage.key),
        step: 'output',
        stageKey: stage.key,
        round: part,
        contactId: await officerOf(tx, partnershipId, now),
        timings,
      },
      now,
    );
  }
}

export type OutputRecorded =
  | { kind: 'recorded' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/** Records when and where an output was made public or held, and how its effect will be seen. */
export async function recordOutput(
  records: Records,
  input: { partnershipId: string; auditId: string; output: string; typed: TypedOutput },
  by: Actor,
  now: Date,
): Promise<OutputRecorded> {
  const { partnershipId, auditId, output: key } = input;
  const measures = input.typed.measures.replace(/\r\n?/g, '\n').trim();
  const typed = { ...input.typed, where: input.typed.where.trim(), measures };
  return transaction(records, async (tx) => {
    const known = await tx.audit.count({ where: { id: auditId, partnershipId } });
    if (known === 0) return { kind: 'not-found' };
    await lockAudit(tx, auditId);
    const context = await auditContext(tx, auditId);
    const stage = disseminateStage(context);
    const part = stage.outputs.findIndex((each) => each.key === key);
    const ask = await tx.ask.findFirst({ where: { auditId, step: 'output', round: part } });
    if (!ask) return { kind: 'not-found' };
    if (ask.outcome !== null || context.state === 'cancelled') return { kind: 'ended' };
    const { measures: wanted } = outputAt(context, part);
    const today = dateOf(now, context.clock.calendar.zone);
    const problems = outputProblems(typed, { today, measures: wanted });
    if (problems.length > 0) return { kind: 'refused', problems };
    const heldOn = readTypedDate(typed.heldOn) ?? '';
    const auditKey = await records.keyring.audit(tx, auditId);
    const id = randomUUID();
    const sealed = (column: string, text: string) =>
      seal(auditKey, `OutputRecord.${column}/${id}`, text);
    await tx.outputRecord.create({
      data: {
        id,
        partnershipId,
        auditId,
        stageKey: stage.key,
        output: key,
        heldOn,
        whereSealed: sealed('whereSealed', typed.where),
        measuresSealed: measures === '' ? null : sealed('measuresSealed', measures),
        recordedAt: now,
        recordedById: by.contactId ?? '',
      },
    });
    await settleAsk(tx, ask.id, 'answered', now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'output.recorded',
      ids: { output: key, on: heldOn },
      digests: { where: digest(auditKey, typed.where), measures: digest(auditKey, measures) },
      by,
      now,
    });
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'recorded' };
  });
}

export interface OutputView {
  settings: Output;
  dueDate: string;
  open: boolean;
  recorded: { on: string; where: string; measures: string; by: string; at: Date } | null;
}

/** Every output of an audit that was asked for, in the order of the process. */
export async function outputViews(
  records: Records,
  tx: Transaction,
  context: AuditContext,
): Promise<OutputView[]> {
  const { auditId, partnershipId } = context;
  const asks = await tx.ask.findMany({
    where: { auditId, step: 'output' },
    orderBy: { round: 'asc' },
  });
  const rows = await tx.outputRecord.findMany({ where: { auditId } });
  const key = await records.keyring.audit(tx, auditId);
  const contactIds = rows.map(({ recordedById }) => recordedById);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  return asks.map(({ round, dueDate, outcome }) => {
    const settings = outputAt(context, round);
    const row = rows.find(({ output }) => output === settings.key);
    const place = (column: string) => `OutputRecord.${column}/${row?.id}`;
    return {
      settings,
      dueDate,
      open: outcome === null,
      recorded: row
        ? {
            on: row.heldOn,
            where: open(key, place('whereSealed'), row.whereSealed),
            measures: row.measuresSealed
              ? open(key, place('measuresSealed'), row.measuresSealed)
              : '',
            by: names.get(row.recordedById) ?? '',
            at: row.recordedAt,
          }
        : null,
    };
  });
}
