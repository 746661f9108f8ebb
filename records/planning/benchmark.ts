import { randomUUID } from 'node:crypto';
import {
  checkBenchmark,
  compareAudits,
  compareWithFigures,
  type GradeComparison,
  type GradeTable,
  type TypedBenchmark,
} from '../../domain/benchmark.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { PlannedDetail } from '../../domain/planned-audit.ts';
import type { GradeFacts } from '../../domain/report-facts.ts';
import {
  type AuditContext,
  type AuditNamed,
  auditContext,
  findContext,
} from '../audits/audit-context.ts';
import { gradeCounts } from '../report/report-counts.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, open, openJson, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

interface OfAudit {
  partnershipId: string;
  auditId: string;
}

/** The earlier audit against which one is read. */
export interface Benchmark {
  what: string;
  /** Its number and focus, where it was run here. */
  audit: { number: string; focus: string } | null;
  /** The grades of both; null where one of them gives none, or no figures are known. */
  comparison: GradeComparison | null;
}

/**
 * The earlier audit against which one is to be read (SO-42): what the business unit has entered for
 * it, or else what the year's programme names.
 */
export async function benchmarkOf(records: Records, given: AuditNamed): Promise<Benchmark | null> {
  return transaction(records, async (tx) => {
    const context = await findContext(tx, given);
    return context && benchmarkIn(records, tx, context);
  });
}

export async function benchmarkIn(
  records: Records,
  tx: Transaction,
  context: AuditContext,
): Promise<Benchmark | null> {
  const named = (await enteredFor(records, tx, context)) ?? (await planned(records, tx, context));
  if (!named) return null;
  const { what, earlierId, counts } = named;
  const { auditId, partnershipId } = context;
  const now = await gradesOf(records, tx, context);
  const earlier =
    earlierId &&
    (await tx.audit.findFirst({ where: { id: earlierId, partnershipId, NOT: { id: auditId } } }));
  if (!earlier) {
    const comparison = now && counts ? compareWithFigures(what, now, counts) : null;
    return { what, audit: null, comparison };
  }
  const own = await records.keyring.audit(tx, earlier.id);
  const focus = open(own, `Audit.focusSealed/${earlier.id}`, earlier.focusSealed);
  const before = await gradesOf(records, tx, await auditContext(tx, earlier.id));
  const comparison = now && before ? compareAudits(what, now, before) : null;
  return { what, audit: { number: earlier.number, focus }, comparison };
}

interface Named {
  what: string;
  earlierId: string | null;
  counts: GradeTable | null;
}

async function enteredFor(
  records: Records,
  tx: Transaction,
  { auditId }: AuditContext,
): Promise<Named | null> {
  const row = await tx.benchmark.findFirst({ where: { auditId, supersededAt: null } });
  if (!row) return null;
  const key = await records.keyring.audit(tx, auditId);
  return {
    what: open(key, `Benchmark.whatSealed/${row.id}`, row.whatSealed),
    earlierId: row.earlierAuditId,
    counts: row.counts as GradeTable | null,
  };
}

async function planned(
  records: Records,
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
): Promise<Named | null> {
  const row = await tx.plannedAudit.findFirst({ where: { auditId, partnershipId } });
  if (!row) return null;
  const key = await records.keyring.partnership(tx, partnershipId);
  const place = `PlannedAudit.detailSealed/${row.id}`;
  const { benchmark } = openJson<PlannedDetail>(key, place, row.detailSealed);
  if (!benchmark) return null;
  const { what, audit: number = '' } = benchmark;
  const earlier = await tx.audit.findFirst({ where: { partnershipId, number } });
  return { what, earlierId: earlier?.id ?? null, counts: null };
}

async function gradesOf(
  records: Records,
  tx: Transaction,
  context: AuditContext,
): Promise<GradeFacts | null> {
  return gradeCounts(tx, context, await records.keyring.audit(tx, context.auditId));
}

export type BenchmarkSet =
  | { kind: 'set' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' };

/** Names the earlier audit, or enters its figures where it was not run here; what was entered before stays on record. */
export async function setBenchmark(
  records: Records,
  input: OfAudit & { typed: TypedBenchmark },
  by: Actor,
  now: Date,
): Promise<BenchmarkSet> {
  const { partnershipId, auditId, typed } = input;
  return transaction(records, async (tx) => {
    if ((await tx.audit.count({ where: { id: auditId, partnershipId } })) === 0) {
      return { kind: 'not-found' };
    }
    const checked = checkBenchmark(typed);
    if (!checked.ok) return { kind: 'refused', problems: checked.problems };
    const where = { partnershipId, number: typed.earlier, NOT: { id: auditId } };
    const earlier = typed.earlier ? await tx.audit.findFirst({ where }) : null;
    if (typed.earlier && !earlier) {
      const problems = [{ field: 'earlier', message: 'Choose an audit of the list.' }];
      return { kind: 'refused', problems };
    }
    const key = await records.keyring.audit(tx, auditId);
    await tx.benchmark.updateMany({
      where: { auditId, supersededAt: null },
      data: { supersededAt: now },
    });
    const id = randomUUID();
    const { what, counts } = checked;
    await tx.benchmark.create({
      data: {
        id,
        partnershipId,
        auditId,
        whatSealed: seal(key, `Benchmark.whatSealed/${id}`, what),
        earlierAuditId: earlier?.id ?? null,
        ...(earlier ? {} : { counts }),
        enteredAt: now,
        enteredById: by.contactId ?? '',
      },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'benchmark.set',
      ids: { earlier: earlier?.number ?? null },
      digests: { what: digest(key, what) },
      by,
      now,
    });
    return { kind: 'set' };
  });
}

/** What the form offers: the grades and sections of this audit, and the audits that were run here. */
export interface BenchmarkForm {
  number: string;
  grades: GradeFacts | null;
  audits: { number: string; focus: string }[];
  benchmark: Benchmark | null;
}

export async function benchmarkForm(
  records: Records,
  given: OfAudit,
): Promise<BenchmarkForm | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = given;
    const context = await findContext(tx, given);
    if (!context) return null;
    const rows = await tx.audit.findMany({
      where: { partnershipId, NOT: { id: auditId }, state: { not: 'cancelled' } },
      orderBy: { startedAt: 'desc' },
      take: 50,
    });
    const audits: BenchmarkForm['audits'] = [];
    for (const { id, number, focusSealed } of rows) {
      const key = await records.keyring.audit(tx, id);
      audits.push({ number, focus: open(key, `Audit.focusSealed/${id}`, focusSealed) });
    }
    return {
      number: context.number,
      grades: await gradesOf(records, tx, context),
      audits,
      benchmark: await benchmarkIn(records, tx, context),
    };
  });
}
