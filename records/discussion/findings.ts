import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, type Key, open, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { lockDiscussion } from './running-discussion.ts';

export const findingKinds = ['good-practice', 'development', 'theme'] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface Finding {
  id: string;
  kind: FindingKind;
  /** The case and the agency that it comes from; null: all of them. */
  caseId: string | null;
  agencyId: string | null;
  /** The key line of enquiry that it answers, of those of the process (CH-1). */
  kloe: string | null;
  text: string;
  recordedAt: Date;
  recordedById: string;
}

export interface TypedFinding {
  kind: string;
  caseId: string | null;
  agencyId: string | null;
  kloe?: string | null;
  text: string;
}

interface OfAudit {
  partnershipId: string;
  auditId: string;
}

export type FindingRecorded =
  | { kind: 'recorded'; id: string }
  /** Somebody changed or removed it since the page was opened. */
  | { kind: 'stale'; theirs: Finding | null }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

const longestFinding = 5000;

/**
 * Records what was found; with `replaces`, another text stands instead of an earlier one, which stays
 * on record. `key` is the form's own, so that a second click is the same finding.
 */
export async function recordFinding(
  records: Records,
  input: OfAudit & { key: string; replaces?: string; typed: TypedFinding },
  by: Actor,
  now: Date,
): Promise<FindingRecorded> {
  const { partnershipId, auditId, replaces, typed } = input;
  const text = typed.text.replace(/\r\n?/g, '\n').trim();
  return transaction(records, async (tx) => {
    const found = await lockDiscussion(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const { profile } = found.context;
    const problems = [
      ...(await findingProblems(tx, input, { ...typed, text })),
      ...kloeProblems(profile, typed.kloe),
    ];
    if (problems.length > 0) return { kind: 'refused', problems };
    const same = await tx.finding.findUnique({ where: { id: input.key } });
    if (same) return same.auditId === auditId ? recorded(same.id) : { kind: 'not-found' };
    const key = await records.keyring.audit(tx, auditId);
    if (replaces) {
      const outcome = await supersede(tx, key, { ...input, replaces }, now);
      if (outcome) return outcome;
    }
    await tx.finding.create({
      data: {
        id: input.key,
        partnershipId,
        auditId,
        kind: typed.kind,
        caseId: typed.caseId,
        agencyId: typed.agencyId,
        kloe: typed.kloe || null,
        textSealed: seal(key, `Finding.textSealed/${input.key}`, text),
        replacesId: replaces ?? null,
        recordedAt: now,
        recordedById: by.contactId ?? '',
      },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: replaces ? 'finding.changed' : 'finding.recorded',
      ids: { finding: input.key, kind: typed.kind, case: typed.caseId, agency: typed.agencyId },
      digests: { text: digest(key, text) },
      by,
      now,
    });
    return recorded(input.key);
  });
}

/** A finding that does not stand any more; it stays on record. */
export async function withdrawFinding(
  records: Records,
  input: OfAudit & { findingId: string },
  by: Actor,
  now: Date,
): Promise<'withdrawn' | 'not-found' | 'ended'> {
  const { partnershipId, auditId, findingId } = input;
  return transaction(records, async (tx) => {
    const found = await lockDiscussion(tx, input);
    if ('refused' in found) return found.refused;
    const own = await tx.finding.findFirst({ where: { id: findingId, auditId } });
    if (!own) return 'not-found';
    const { count } = await tx.finding.updateMany({
      where: { id: findingId, supersededAt: null },
      data: { supersededAt: now },
    });
    if (count === 0) return 'withdrawn';
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'finding.withdrawn',
      ids: { finding: findingId, kind: own.kind },
      by,
      now,
    });
    return 'withdrawn';
  });
}

/** The findings that stand, in the order in which they were first recorded. */
export async function findingsOf(tx: Transaction, key: Key, auditId: string): Promise<Finding[]> {
  const rows = await tx.finding.findMany({
    where: { auditId },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
  });
  const sealed = await tx.case.findMany({
    where: { auditId, heldAt: { not: null } },
    select: { id: true },
  });
  const held = new Set(sealed.map(({ id }) => id));
  const firstOf = (id: string): number => {
    const at = rows.findIndex((row) => row.id === id);
    const before = rows[at]?.replacesId;
    return before ? firstOf(before) : at;
  };
  return rows
    .filter(({ supersededAt, caseId }) => supersededAt === null && !held.has(caseId ?? ''))
    .sort((a, b) => firstOf(a.id) - firstOf(b.id))
    .map((row) => opened(key, row));
}

async function supersede(
  tx: Transaction,
  key: Key,
  input: OfAudit & { replaces: string },
  now: Date,
): Promise<FindingRecorded | null> {
  const { auditId, replaces } = input;
  const { count } = await tx.finding.updateMany({
    where: { id: replaces, auditId, supersededAt: null },
    data: { supersededAt: now },
  });
  if (count === 1) return null;
  const known = await tx.finding.count({ where: { id: replaces, auditId } });
  if (known === 0) return { kind: 'not-found' };
  const theirs = await tx.finding.findFirst({ where: { replacesId: replaces, auditId } });
  return { kind: 'stale', theirs: theirs && opened(key, theirs) };
}

async function findingProblems(
  tx: Transaction,
  { partnershipId, auditId }: OfAudit,
  typed: TypedFinding,
): Promise<FieldProblem[]> {
  const problems: FieldProblem[] = [];
  if (!(findingKinds as readonly string[]).includes(typed.kind)) {
    const message = 'Choose what it is.';
    problems.push({ field: 'kind', message });
  }
  const missing = 'Write what was found.';
  problems.push(...textProblems('text', typed.text, { missing, longest: longestFinding }));
  const { caseId, agencyId } = typed;
  if (caseId !== null && (await tx.case.count({ where: { id: caseId, auditId } })) === 0) {
    problems.push({ field: 'caseId', message: 'Choose a child of this audit, or all.' });
  }
  if (agencyId !== null) {
    const known = await tx.agency.count({ where: { id: agencyId, partnershipId } });
    if (known === 0) {
      problems.push({ field: 'agencyId', message: 'Choose an agency of the list, or all.' });
    }
  }
  return problems;
}

function kloeProblems(profile: Profile, kloe: string | null | undefined): FieldProblem[] {
  const listed = stageOfKind(profile, 'choose-theme')?.kloes ?? [];
  if (!kloe || listed.some(({ key }) => key === kloe)) return [];
  return [{ field: 'kloe', message: 'Choose a key line of enquiry of the list, or none.' }];
}

function opened(
  key: Key,
  row: Omit<Finding, 'text' | 'kind'> & { kind: string; textSealed: Uint8Array },
): Finding {
  const { id, caseId, agencyId, kloe, recordedAt, recordedById } = row;
  const text = open(key, `Finding.textSealed/${id}`, row.textSealed);
  const kind = row.kind as FindingKind;
  return { id, kind, caseId, agencyId, kloe, text, recordedAt, recordedById };
}

function recorded(id: string): FindingRecorded {
  return { kind: 'recorded', id };
}
