import { randomBytes, randomUUID } from 'node:crypto';
import { dateOf, lookBack } from '../../domain/calendar.ts';
import { type DrawResult, draw } from '../../domain/sampling.ts';
import type { DrawSample } from '../../domain/stages/draw-sample.ts';
import type { Wait } from '../../domain/waits.ts';
import { openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { inStage, whileAuditRuns } from '../audits/in-stage.ts';
import { beginStage, type StageRef, stageWait } from '../audits/stages.ts';
import { officerOf } from '../directory/directory.ts';
import { appendEvent, theClock } from '../store/events.ts';
import { open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

type Drawn = Extract<DrawResult, { ok: true }>;

/** Stands in place of an algorithm where nothing was drawn. */
export const allocated = 'allocated';

// Brothers and sisters in one list can make a seed give too few children; another seed is then
// taken, and how many were is on record.
const seedsAtMost = 100;

/** Draws the cases once, or takes those that were allocated; a second call finds them (DD-3, DD-5). */
export async function drawSample(
  records: Records,
  ref: StageRef,
  now: Date,
): Promise<{ cases: number }> {
  return transaction(records, async (tx) => {
    const { auditId } = await whileAuditRuns(tx, ref, async (context) => {
      await beginStage(tx, context, ref, now);
      const where = { auditId: context.auditId };
      const drawn = await tx.draw.findUnique({ where, select: { id: true } });
      if (drawn) return;
      await countWindowBack(tx, context, now);
      await drawOnce(records, tx, context, now);
    });
    return { cases: await tx.case.count({ where: { auditId } }) };
  });
}

/** Asks the officer who the drawn children are; nobody else can know. */
export async function askForIdentities(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    const { partnershipId, number } = context;
    await openAsk(
      tx,
      context,
      {
        key: `${partnershipId}/${number}/${ref.stage}/identities`,
        wait: stageWait(context, ref.stage),
        step: 'identities',
        stageKey: ref.stage,
        contactId: await officerOf(tx, partnershipId, now),
        timings: sampleStage(context).identities,
      },
      now,
    );
  });
}

export function sampleStage(context: AuditContext): DrawSample {
  const stage = context.profile.stages.find((each) => each.kind === 'draw-sample');
  if (!stage) throw new Error(`the profile ${context.profile.profile} draws no sample`);
  return stage as DrawSample;
}

/** One look-back for everybody, up to the day of the draw where the process says so (CH-12). */
async function countWindowBack(
  tx: Transaction,
  { auditId, profile, clock }: AuditContext,
  now: Date,
) {
  const { months, upTo } = profile.practiceWindow;
  if (upTo === 'start') return;
  const { from, to } = lookBack(dateOf(now, clock.calendar.zone), months);
  // A period that somebody gave a reason for stays as it is.
  await tx.audit.updateMany({
    where: { id: auditId, windowReason: null },
    data: { windowFrom: from, windowTo: to },
  });
}

async function drawOnce(records: Records, tx: Transaction, context: AuditContext, now: Date) {
  const { auditId, partnershipId } = context;
  const key = await records.keyring.audit(tx, auditId);
  const audit = await tx.audit.findUniqueOrThrow({ where: { id: auditId } });
  const frame = await tx.samplingFrame.findUniqueOrThrow({
    where: { auditId },
    include: { rows: true },
  });
  const rows = frame.rows.map((row) => ({
    id: row.id,
    reference: open(key, `FrameRow.referenceSealed/${row.id}`, row.referenceSealed),
    level: row.stratum,
    source: open(key, `FrameRow.sourceSealed/${row.id}`, row.sourceSealed),
    familyReference: row.familyReferenceSealed
      ? open(key, `FrameRow.familyReferenceSealed/${row.id}`, row.familyReferenceSealed)
      : null,
    knownAgencies: row.knownAgencies as string[],
    excluded: row.excludedReasonSealed
      ? open(key, `FrameRow.excludedReasonSealed/${row.id}`, row.excludedReasonSealed)
      : null,
  }));
  if (sampleStage(context).how === 'allocated') {
    await takeAllocated(tx, context, { frame, rows }, now);
    return;
  }
  const leftOut = openJson<{ stratum: string; reason: string }[]>(
    key,
    `SamplingFrame.leftOutSealed/${frame.id}`,
    frame.leftOutSealed,
  );
  const { seed, seeds, result } = drawWithSomeSeed((trySeed) =>
    draw({
      rows,
      strata: sampleStage(context).strata.map((each) => ({ ...each, quota: each.quota ?? null })),
      size: audit.cohortSize,
      seed: trySeed,
      excluded: rows.flatMap((row) =>
        row.excluded === null ? [] : [{ reference: row.reference, reason: row.excluded }],
      ),
      leftOut,
      maxPerFamily: sampleStage(context).maxPerFamily,
    }),
  );
  const drawId = randomUUID();
  await tx.draw.create({
    data: {
      id: drawId,
      partnershipId,
      auditId,
      algorithm: result.algorithm,
      seed,
      frameHash: frame.hash,
      quotas: result.quotas.map((quota) => ({ ...quota })),
      drawnAt: now,
    },
  });
  await writeTickets(tx, context, { drawId, tickets: result.tickets, rows }, now);
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'sample.drawn',
    ids: { draw: drawId, algorithm: result.algorithm, seed, seeds, frame: frame.hash },
    by: theClock,
    now,
  });
}

/** No draw: each child of the list is a case, in the order of their references. */
async function takeAllocated(
  tx: Transaction,
  context: AuditContext,
  given: {
    frame: { hash: string };
    rows: { id: string; reference: string; level: string; knownAgencies: string[] }[];
  },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const { frame } = given;
  const drawId = randomUUID();
  const algorithm = allocated;
  await tx.draw.create({
    data: {
      id: drawId,
      partnershipId,
      auditId,
      algorithm,
      seed: '',
      frameHash: frame.hash,
      quotas: [],
      drawnAt: now,
    },
  });
  const rows = given.rows.toSorted((a, b) => (a.reference < b.reference ? -1 : 1));
  const numbers = new Map<string, number>();
  const tickets = rows.map((row) => {
    const ticket = (numbers.get(row.level) ?? 0) + 1;
    numbers.set(row.level, ticket);
    const { level: stratum, reference } = row;
    return { stratum, ticket, reference, familyReference: null, drawn: true, skipped: null };
  });
  await writeTickets(tx, context, { drawId, tickets, rows }, now);
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'sample.allocated',
    ids: { cases: rows.length, frame: frame.hash },
    by: theClock,
    now,
  });
}

function drawWithSomeSeed(tryDraw: (seed: string) => DrawResult): {
  seed: string;
  seeds: number;
  result: Drawn;
} {
  let problems: string[] = [];
  for (let seeds = 1; seeds <= seedsAtMost; seeds += 1) {
    const seed = randomBytes(16).toString('hex');
    const result = tryDraw(seed);
    if (result.ok) return { seed, seeds, result };
    problems = result.problems.map((problem) => problem.stratum ?? 'list');
  }
  throw new Error(`no seed of ${seedsAtMost} gave a whole sample: ${problems.join(', ')}`);
}

async function writeTickets(
  tx: Transaction,
  context: AuditContext,
  given: {
    drawId: string;
    tickets: Drawn['tickets'];
    rows: { id: string; reference: string; knownAgencies: string[] }[];
  },
  now: Date,
): Promise<void> {
  const { auditId, partnershipId } = context;
  const rowOf = new Map(given.rows.map((row) => [row.reference, row]));
  const tickets = given.tickets.map((ticket) => {
    const row = rowOf.get(ticket.reference);
    if (!row) throw new Error('the draw gave a ticket to a child that is not on the list');
    return { ...ticket, id: randomUUID(), row };
  });
  const rows = tickets.map(({ id, row, stratum, ticket, drawn, skipped }) => {
    return { id, row: row.id, stratum, number: ticket, drawn, skipped };
  });
  // As the list is written: row by row the client takes seconds over a long one.
  await tx.$executeRaw`
    INSERT INTO "Ticket" (id, "partnershipId", "drawId", "frameRowId", stratum, number, drawn,
      "skippedReason")
    SELECT id, ${partnershipId}, ${given.drawId}, "row", stratum, number, drawn, skipped
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS ticket(id text, "row" text,
      stratum text, number int, drawn boolean, skipped text)`;
  const cases = tickets
    .filter((ticket) => ticket.drawn)
    .map((ticket, position) => ({ ticket, id: randomUUID(), number: position + 1 }));
  await tx.case.createMany({
    data: cases.map((each) => ({
      id: each.id,
      partnershipId,
      auditId,
      number: each.number,
      stratum: each.ticket.stratum,
      ticketId: each.ticket.id,
      state: 'drawn',
      createdAt: now,
    })),
  });
  await takeKnownAgenciesFromList(
    tx,
    context,
    cases.map((each) => ({ caseId: each.id, agencies: each.ticket.row.knownAgencies })),
  );
}

/** A list that already says who is involved saves the asking, where the profile does not ask. */
async function takeKnownAgenciesFromList(
  tx: Transaction,
  context: AuditContext,
  cases: { caseId: string; agencies: string[] }[],
): Promise<void> {
  if (context.profile.stages.some((stage) => stage.kind === 'check-involvement')) return;
  const { auditId, partnershipId } = context;
  const agencies = await tx.agency.findMany({ where: { partnershipId } });
  const idOf = new Map(agencies.map((agency) => [agency.key, agency.id]));
  await tx.involvement.createMany({
    data: cases.flatMap(({ caseId, agencies: keys }) =>
      keys.flatMap((key) => {
        const agencyId = idOf.get(key);
        return agencyId
          ? [{ id: randomUUID(), partnershipId, auditId, caseId, agencyId, state: 'known' }]
          : [];
      }),
    ),
  });
}
