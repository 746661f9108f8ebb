import { randomUUID } from 'node:crypto';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { longestConcern } from '../../domain/raised-concern.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, open, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { openStep, settleStep, tell } from './concern-asks.ts';
import {
  type ConcernContext,
  type ConcernInPartnership,
  keptFrom,
  lockConcern,
  nudgeConcern,
} from './concern-context.ts';

export type ConcernAnswered =
  | { kind: 'acknowledged' | 'kept' | 'assured'; letters: string[] }
  | { kind: 'refused'; problems: FieldProblem[] }
  /** Somebody has done it before, or it is no longer asked. */
  | { kind: 'done-before' | 'not-found' };

/**
 * Somebody who was told says that they have it: nobody else is told any more. `from` is who said so
 * to the business unit, where it enters this for them.
 */
export async function acknowledgeConcern(
  records: Records,
  input: ConcernInPartnership & { from?: string },
  by: Actor,
  now: Date,
): Promise<ConcernAnswered> {
  return transaction(records, async (tx) => {
    const context = await answerable(records, tx, input, by);
    if (!context) return { kind: 'not-found' };
    const { row, key } = context;
    const from = fromProblems(input.from, by);
    if (row.state === 'raised' && from.length > 0) return { kind: 'refused', problems: from };
    const { count } = await tx.urgentConcern.updateMany({
      where: { id: row.id, state: 'raised' },
      data: {
        state: 'acknowledged',
        acknowledgedAt: now,
        acknowledgedById: by.contactId,
        onBehalfOf: by.onBehalf
          ? seal(key, `UrgentConcern.onBehalfOf/${row.id}`, input.from?.trim() ?? '')
          : null,
      },
    });
    if (count === 0) return { kind: 'done-before' };
    const responder = await responderOf(tx, row, by);
    await settleStep(tx, context, { step: 'acknowledge', by: by.contactId }, now);
    const letters = [
      ...(await openStep(
        tx,
        context,
        { step: 'respond', first: [responder], by: by.contactId },
        now,
      )),
      ...(await tellReporter(tx, context, 'acknowledged', { by, now })),
    ];
    const seq = await appendEvent(tx, {
      partnershipId: row.partnershipId,
      chain: row.partnershipId,
      kind: 'concern.acknowledged',
      ids: { concern: row.number },
      ...(input.from ? { digests: { from: digest(key, input.from.trim()) } } : {}),
      by,
      now,
    });
    await nudgeConcern(tx, row, { step: 'acknowledge', word: 'acknowledged', seq, now });
    return { kind: 'acknowledged', letters };
  });
}

/**
 * What was done, and the assurance that it is safe now; either may come first and the other later.
 * With both in, somebody else is asked to accept it. Nothing that was said before is overwritten.
 */
export async function respondToConcern(
  records: Records,
  input: ConcernInPartnership & { response: string; assurance: string; from?: string },
  by: Actor,
  now: Date,
): Promise<ConcernAnswered> {
  return transaction(records, async (tx) => {
    const context = await answerable(records, tx, input, by);
    if (!context) return { kind: 'not-found' };
    const { row } = context;
    if (row.state !== 'acknowledged') return { kind: 'done-before' };
    const before = await statementsOf(tx, context);
    const typed = { response: input.response.trim(), assurance: input.assurance.trim() };
    const problems = [
      ...textProblems('response', typed.response, {
        longest: longestConcern,
        ...(before.response ? {} : { missing: 'Say what was done.' }),
      }),
      ...textProblems('assurance', typed.assurance, { longest: longestConcern }),
      ...fromProblems(input.from, by),
    ];
    if (problems.length > 0) return { kind: 'refused', problems };
    const fresh = (['response', 'assurance'] as const).filter(
      (kind) => typed[kind] !== '' && typed[kind] !== before[kind],
    );
    for (const kind of fresh) {
      await writeStatement(tx, context, { kind, text: typed[kind], from: input.from, by, now });
    }
    const both =
      (before.response || typed.response) !== '' && (before.assurance || typed.assurance) !== '';
    if (!both) {
      if (fresh.length > 0) await tellStatement(tx, context, { fresh, typed, by, now });
      return { kind: 'kept', letters: [] };
    }
    await tx.urgentConcern.updateMany({
      where: { id: row.id, state: 'acknowledged' },
      data: { state: 'assured' },
    });
    await settleStep(tx, context, { step: 'respond', by: by.contactId }, now);
    const letters = await openStep(tx, context, { step: 'accept', by: null }, now);
    const seq = await tellStatement(tx, context, { fresh, typed, by, now });
    await nudgeConcern(tx, row, { step: 'respond', word: 'assured', seq, now });
    return { kind: 'assured', letters };
  });
}

/** Tells who raised it how it stands, unless they did this themselves. */
export async function tellReporter(
  tx: Transaction,
  context: ConcernContext,
  what: string,
  { by, now }: { by: Actor; now: Date },
): Promise<string[]> {
  const { raisedById } = context.row;
  if (raisedById === by.contactId) return [];
  return tell(tx, context, { step: null, what, people: [raisedById] }, now);
}

/** The concern, for somebody who was told of it or the business unit on their behalf. */
async function answerable(
  records: Records,
  tx: Transaction,
  { partnershipId, number }: ConcernInPartnership,
  by: Actor,
): Promise<ConcernContext | null> {
  const context = await lockConcern(records, tx, { partnershipId, number });
  if (!context || keptFrom(context.row).includes(by.contactId ?? '')) return null;
  if (by.onBehalf) return context;
  const asked = await tx.ask.findFirst({
    where: { concernId: context.row.id, contactId: by.contactId ?? '' },
    select: { id: true },
  });
  return asked ? context : null;
}

function fromProblems(from: string | undefined, by: Actor): FieldProblem[] {
  if (!by.onBehalf) return [];
  const missing = 'Enter the name of the person who told you.';
  return textProblems('from', from ?? '', { missing, longest: 200 });
}

/**
 * Who is to say what was done: whoever took it on; where the business unit entered that, the first
 * of the agency who was told.
 */
async function responderOf(
  tx: Transaction,
  row: ConcernContext['row'],
  by: Actor,
): Promise<string> {
  if (!by.onBehalf && by.contactId) return by.contactId;
  const told = await tx.ask.findFirst({
    where: { concernId: row.id, contact: { agencyId: row.agencyId, leftAt: null } },
    orderBy: [{ askedAt: 'asc' }, { key: 'asc' }],
    select: { contactId: true },
  });
  return told?.contactId ?? by.contactId ?? '';
}

/** What has been said in this round, the newest of each. */
async function statementsOf(
  tx: Transaction,
  { row, key }: ConcernContext,
): Promise<{ response: string; assurance: string }> {
  const rows = await tx.concernStatement.findMany({
    where: { concernId: row.id, round: row.round },
    orderBy: { givenAt: 'asc' },
  });
  const said = { response: '', assurance: '' };
  for (const { id, kind, textSealed } of rows) {
    said[kind as keyof typeof said] = open(key, `ConcernStatement.textSealed/${id}`, textSealed);
  }
  return said;
}

async function writeStatement(
  tx: Transaction,
  { row, key }: ConcernContext,
  given: { kind: string; text: string; from: string | undefined; by: Actor; now: Date },
): Promise<void> {
  const { kind, text, from, by, now } = given;
  const id = randomUUID();
  await tx.concernStatement.create({
    data: {
      id,
      partnershipId: row.partnershipId,
      concernId: row.id,
      round: row.round,
      kind,
      textSealed: seal(key, `ConcernStatement.textSealed/${id}`, text),
      givenById: by.contactId ?? '',
      givenAt: now,
      onBehalfOf:
        by.onBehalf && from ? seal(key, `ConcernStatement.onBehalfOf/${id}`, from.trim()) : null,
    },
  });
}

async function tellStatement(
  tx: Transaction,
  { row, key }: ConcernContext,
  given: {
    fresh: ('response' | 'assurance')[];
    typed: { response: string; assurance: string };
    by: Actor;
    now: Date;
  },
): Promise<number> {
  const { fresh, typed, by, now } = given;
  return appendEvent(tx, {
    partnershipId: row.partnershipId,
    chain: row.partnershipId,
    kind: 'concern.answered',
    ids: { concern: row.number, round: row.round, given: fresh.join(', ') },
    digests: Object.fromEntries(fresh.map((kind) => [kind, digest(key, typed[kind])])),
    by,
    now,
  });
}
