import { randomUUID } from 'node:crypto';
import type { AskedAtStart } from '../../domain/asked.ts';
import type { DatesByKey } from '../../domain/audit-dates.ts';
import type { LinkKind } from '../../domain/audit-link.ts';
import { dateOf } from '../../domain/calendar.ts';
import { type ChildRow, canonicalList } from '../../domain/children-list.ts';
import type { DegreeDate } from '../../domain/degree-dates.ts';
import { referenceKey } from '../../domain/draw-input.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type NewAudit, newAuditProblems } from '../../domain/new-audit.ts';
import { compilePlan } from '../../domain/plan.ts';
import { type Profile, stageOfKind, subjectOf } from '../../domain/profile.ts';
import { auditWorkflowId, waitId } from '../../domain/waits.ts';
import { plannedWasStarted } from '../programme/planned.ts';
import { subjectProblemsAt, writeSubjects } from '../returns/subjects.ts';
import { type Actor, appendEvent, canonical } from '../store/events.ts';
import { digest, type Key, seal, sealJson, sha256 } from '../store/sealing.ts';
import { keepAuditTokens } from '../store/search-tokens.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { queueNudge, viewOf } from '../store/waits.ts';
import { profileOf } from './audit-context.ts';
import { linkAudits } from './audit-links.ts';
import { tellOverseers } from './oversight.ts';

export type AuditStarted =
  | { kind: 'started' | 'started-before'; auditId: string; number: string }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'no-profile' };

/**
 * Starts an audit with everything it is pinned to: the plan of its profile, focus and sources, the
 * practice window, the dates and the list of children. All of it or nothing; the same form, sent
 * twice, starts one audit.
 */
export async function startAudit(
  records: Records,
  input: {
    partnershipId: string;
    startKey: string;
    profileVersionId: string;
    audit: NewAudit;
    /** The audit, by its number, that ordered this one. */
    follows?: { number: string; kind: LinkKind };
  },
  by: Actor,
  now: Date,
): Promise<AuditStarted> {
  const { partnershipId, audit } = input;
  return transaction(records, async (tx) => {
    const zone = await lockNumbers(tx, partnershipId);
    const startKey = `${partnershipId}/${input.startKey}`;
    const before = await tx.audit.findUnique({ where: { startKey } });
    if (before) return { kind: 'started-before', auditId: before.id, number: before.number };
    const version = await tx.profileVersion.findFirst({
      where: { id: input.profileVersionId, partnershipId },
      select: { id: true },
    });
    if (!version) return { kind: 'no-profile' };
    const profile = await profileOf(tx, version.id);
    const today = dateOf(now, zone);
    const problems = newAuditProblems(profile, audit, today);
    const { asked = {} } = audit;
    problems.push(...(await subjectProblemsAt(tx, { partnershipId, profile, asked })));
    if (problems.length > 0) return { kind: 'refused', problems };

    const started = {
      id: randomUUID(),
      partnershipId,
      number: await nextNumber(tx, partnershipId, today.slice(0, 4)),
      now,
      by: by.contactId ?? '',
    };
    const key = await writeAudit(records, tx, started, { ...input, profile, startKey });
    await writeDates(tx, started, { dates: audit.dates, profile });
    const about = subjectOf(profile);
    if (about === 'case') await writeList(tx, started, key, audit);
    else await writeAsked(records, tx, started, { profile, asked, key });
    if (input.follows) {
      const { number: from, kind } = input.follows;
      const link = { partnershipId, from, to: started.id, number: started.number, kind };
      await linkAudits(tx, link, by, now);
    }
    await plannedWasStarted(
      tx,
      { partnershipId, draftId: input.startKey, auditId: started.id },
      now,
    );
    await tx.auditDraft.deleteMany({ where: { id: input.startKey, partnershipId } });
    const seq = await appendStarted(tx, started, { key, audit, profile, by });
    await tellOverseers(tx, { auditId: started.id, profile }, now);
    const workflow = auditWorkflowId(partnershipId, started.number);
    const wait = await viewOf(tx, waitId(workflow, 'start'), { auditId: started.id, seq, now });
    await queueNudge(tx, { partnershipId, word: 'audit-started', wait, now });
    return { kind: 'started', auditId: started.id, number: started.number };
  });
}

interface Started {
  id: string;
  partnershipId: string;
  number: string;
  now: Date;
  by: string;
}

/** Two audits that start at the same moment take their numbers one after the other. */
async function lockNumbers(tx: Transaction, partnershipId: string): Promise<string> {
  const rows = await tx.$queryRaw<{ zone: string }[]>`
    SELECT zone FROM "Partnership" WHERE id = ${partnershipId} FOR NO KEY UPDATE`;
  if (!rows[0]) throw new Error(`there is no partnership ${partnershipId}`);
  return rows[0].zone;
}

async function nextNumber(tx: Transaction, partnershipId: string, year: string): Promise<string> {
  const rows = await tx.audit.findMany({
    where: { partnershipId, number: { startsWith: `${year}-` } },
    select: { number: true },
  });
  const last = Math.max(0, ...rows.map((row) => Number(row.number.slice(5))));
  return `${year}-${String(last + 1).padStart(2, '0')}`;
}

/** What stands where the focus would, in an audit that begins without one (WA-3). */
export const withoutTheme = 'No theme';

async function writeAudit(
  records: Records,
  tx: Transaction,
  started: Started,
  given: { profile: Profile; audit: NewAudit; startKey: string; profileVersionId: string },
): Promise<Key> {
  const { id, partnershipId, number, now } = started;
  const { audit, startKey, profileVersionId } = given;
  const plan = compilePlan(given.profile);
  const wrappedKey = records.keyring.issue('audit', id);
  const key = await records.keyring.audit(tx, id);
  const sealed = (column: string, text: string) =>
    text.trim() === '' ? null : seal(key, `Audit.${column}/${id}`, text.trim());
  await tx.audit.create({
    data: {
      id,
      partnershipId,
      number,
      startKey,
      profileVersionId,
      plan: JSON.parse(JSON.stringify(plan)),
      planHash: sha256(canonical(plan)),
      wrappedKey,
      focusSealed: seal(key, `Audit.focusSealed/${id}`, audit.focus.trim() || withoutTheme),
      kloes: audit.kloes ?? [],
      questionsSealed: audit.questions?.length
        ? sealJson(key, `Audit.questionsSealed/${id}`, audit.questions)
        : null,
      overlapSealed: sealed('overlapSealed', audit.overlap ?? ''),
      windowFrom: audit.window.from,
      windowTo: audit.window.to,
      windowReason: sealed('windowReason', audit.window.reason),
      cohortSize: sampleSize(given.profile, audit),
      cohortReason: sealed('cohortReason', audit.size.reason),
      allocation: audit.allocation
        ? sealJson(key, `Audit.allocation/${id}`, audit.allocation)
        : null,
      state: 'open',
      startedAt: now,
      startedById: started.by,
    },
  });
  const partnershipKey = await records.keyring.partnership(tx, partnershipId);
  const focus = audit.focus.trim() || withoutTheme;
  await keepAuditTokens(tx, partnershipKey, { partnershipId, id, focus });
  const sources = audit.sources.map((source) => ({ ...source, id: randomUUID() }));
  await tx.auditSource.createMany({
    data: sources.map((source) => ({
      id: source.id,
      partnershipId,
      auditId: id,
      kind: source.kind,
      rationaleSealed: seal(
        key,
        `AuditSource.rationaleSealed/${source.id}`,
        source.rationale.trim(),
      ),
    })),
  });
  return key;
}

/** Of allocated cases, as many as are on the list. */
function sampleSize(profile: Profile, { size, list }: NewAudit): number {
  const allocated = stageOfKind(profile, 'draw-sample')?.how === 'allocated';
  return allocated ? list.rows.length : size.cases;
}

async function writeDates(
  tx: Transaction,
  started: Started,
  { dates, profile }: { dates: DatesByKey; profile: Profile },
): Promise<void> {
  await tx.auditDate.createMany({
    data: profile.dates.map(({ key }) => ({
      id: randomUUID(),
      partnershipId: started.partnershipId,
      auditId: started.id,
      key,
      ...dateColumns(dates[key] ?? { degree: 'unknown' }),
      setAt: started.now,
      setById: started.by,
    })),
  });
}

export function dateColumns(date: DegreeDate): { degree: string; date: string | null } {
  if (date.degree === 'unknown') return { degree: date.degree, date: null };
  return { degree: date.degree, date: date.degree === 'month' ? date.month : date.date };
}

/** Who is asked where nothing is drawn; each counts as a case does. */
async function writeAsked(
  records: Records,
  tx: Transaction,
  { id, partnershipId, now }: Started,
  given: { profile: Profile; asked: AskedAtStart; key: Key },
): Promise<void> {
  const subjects = { partnershipId, auditId: id, now };
  const cohortSize = await writeSubjects(records, tx, subjects, given);
  await tx.audit.update({ where: { id }, data: { cohortSize } });
}

/** The list, sealed row by row, with its fingerprint; nothing is drawn from it yet. */
async function writeList(tx: Transaction, started: Started, key: Key, audit: NewAudit) {
  const { partnershipId, id: auditId } = started;
  const frameId = randomUUID();
  const { rows, droppedColumns } = audit.list;
  await tx.samplingFrame.create({
    data: {
      id: frameId,
      partnershipId,
      auditId,
      hash: sha256(canonicalList(rows)),
      rowCount: rows.length,
      droppedColumns,
      leftOutSealed: sealJson(key, `SamplingFrame.leftOutSealed/${frameId}`, audit.leftOut),
      uploadedAt: started.now,
      uploadedById: started.by,
    },
  });
  const reasons = new Map(
    audit.excluded.map(({ reference, reason }) => [referenceKey(reference), reason.trim()]),
  );
  const sealed = rows.map((row) => sealedRow(row, { key, reasons }));
  // Row by row the client takes seconds over a long list, in which it answers nobody else.
  await tx.$executeRaw`
    INSERT INTO "FrameRow" (id, "partnershipId", "frameId", stratum, "referenceSealed",
      "familyReferenceSealed", "sourceSealed", "knownAgencies", "excludedReasonSealed")
    SELECT id, ${partnershipId}, ${frameId}, stratum, decode(reference, 'base64'),
      decode(family, 'base64'), decode(source, 'base64'), agencies, decode(excluded, 'base64')
    FROM jsonb_to_recordset(${JSON.stringify(sealed)}::jsonb) AS sealed(id text, stratum text,
      reference text, family text, source text, agencies jsonb, excluded text)`;
}

/** A row of the list as the statement above takes it: what is sealed in base64. */
function sealedRow(row: ChildRow, { key, reasons }: { key: Key; reasons: Map<string, string> }) {
  const id = randomUUID();
  const sealed = (column: string, text: string) =>
    Buffer.from(seal(key, `FrameRow.${column}/${id}`, text)).toString('base64');
  const reason = reasons.get(referenceKey(row.reference));
  return {
    id,
    stratum: row.level,
    reference: sealed('referenceSealed', row.reference),
    family: row.familyReference ? sealed('familyReferenceSealed', row.familyReference) : null,
    source: sealed('sourceSealed', row.source),
    agencies: row.knownAgencies,
    excluded: reason ? sealed('excludedReasonSealed', reason) : null,
  };
}

async function appendStarted(
  tx: Transaction,
  started: Started,
  given: { key: Key; audit: NewAudit; profile: Profile; by: Actor },
): Promise<number> {
  const { key, audit, profile } = given;
  return appendEvent(tx, {
    partnershipId: started.partnershipId,
    chain: started.id,
    kind: 'audit.started',
    ids: {
      profile: profile.profile,
      version: profile.version,
      theme: audit.focus.trim() !== '',
      kloes: audit.kloes?.length ?? 0,
      ...(audit.questions?.length ? { questions: audit.questions.length } : {}),
      ...(await sampleIds(tx, started, { profile, audit })),
      from: audit.window.from,
      to: audit.window.to,
    },
    digests: {
      focus: digest(key, audit.focus.trim()),
      sources: digest(key, canonical(audit.sources)),
      windowReason: digest(key, audit.window.reason.trim()),
      overlap: digest(key, (audit.overlap ?? '').trim()),
      ...(audit.questions?.length ? { questions: digest(key, canonical(audit.questions)) } : {}),
      casesReason: digest(key, audit.size.reason.trim()),
      ...(audit.allocation ? { allocation: digest(key, canonical(audit.allocation)) } : {}),
    },
    by: given.by,
    now: started.now,
  });
}

async function sampleIds(
  tx: Transaction,
  started: Started,
  { profile, audit }: { profile: Profile; audit: NewAudit },
) {
  const subject = subjectOf(profile);
  if (subject !== 'case') {
    return { subject, asked: await tx.case.count({ where: { auditId: started.id } }) };
  }
  return {
    cases: sampleSize(profile, audit),
    list: sha256(canonicalList(audit.list.rows)),
    rows: audit.list.rows.length,
    excluded: audit.excluded.length,
    leftOut: audit.leftOut.length,
  };
}
