import { randomUUID } from 'node:crypto';
import { decisionsIn } from '../../domain/applicability.ts';
import {
  type AnswerProblem,
  answersOf,
  longestAnswer,
  wrongAnswers,
} from '../../domain/completeness.ts';
import { wrongRemarkAnswer } from '../../domain/remarks.ts';
import type { Answers, SectionAnswers } from '../../domain/tool.ts';
import { openRemarks, type Remark, writeRemarkAnswer } from '../checks/remarks.ts';
import type { Actor } from '../store/events.ts';
import { type Key, openJson, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { closedReason, lockRequestOf, type OwnReturn, ownReturn } from './own-return.ts';

export interface Draft {
  id: string;
  section: string;
  answers: SectionAnswers;
  revision: number;
  savedAt: Date;
  savedById: string;
}

export type DraftSaved =
  | { kind: 'saved'; revision: number; savedAt: Date; problems: AnswerProblem[] }
  /** Somebody saved this section since the page was opened; nothing was overwritten. */
  | { kind: 'stale'; theirs: Draft & { remarkAnswer?: string } }
  /** Not saved: longer than an answer may be. */
  | { kind: 'too-long'; problems: AnswerProblem[] }
  /** The tool was sent back, and nothing is to be changed in this section. */
  | { kind: 'not-open' }
  | { kind: 'not-found' | 'not-yours' | 'held' | 'submitted' | 'ended' };

type DraftRow = ReturnType<typeof draftRow>;

/** What has been typed under one section; `revision` is what the page showed. */
export interface TypedDraft {
  section: string;
  answers: Record<string, unknown>;
  revision: number;
  /** What is answered to the remark on this section, in a tool that was sent back. */
  remarkAnswer?: string;
}

/** Saves what has been typed under one section, complete or not. */
export async function saveDraft(
  records: Records,
  { partnershipId, returnId, ...draft }: TypedDraft & { partnershipId: string; returnId: string },
  by: Actor,
  now: Date,
): Promise<DraftSaved> {
  const drafts = [draft];
  const [saved] = await saveDrafts(records, { partnershipId, returnId, drafts }, by, now);
  return saved ?? { kind: 'not-found' };
}

/** The same for several sections together; what cannot be saved of one keeps no other from it. */
export async function saveDrafts(
  records: Records,
  input: { partnershipId: string; returnId: string; drafts: TypedDraft[] },
  by: Actor,
  now: Date,
): Promise<DraftSaved[]> {
  return transaction(records, async (tx) => {
    await lockRequestOf(tx, input.returnId);
    const found = await ownReturn(records, tx, input, by);
    if (!found) return input.drafts.map((): DraftSaved => ({ kind: 'not-found' }));
    const remarks = await openRemarks(tx, found);
    const stored = await draftsOf(tx, found);
    const saved: DraftSaved[] = [];
    const fresh: DraftRow[] = [];
    for (const draft of input.drafts) {
      saved.push(await saveOne(tx, found, { draft, remarks, stored, fresh }, { by, now }));
    }
    if (fresh.length > 0) await tx.returnDraft.createMany({ data: fresh });
    return saved;
  });
}

async function saveOne(
  tx: Transaction,
  found: OwnReturn,
  given: {
    draft: TypedDraft;
    remarks: Remark[];
    stored: ReadonlyMap<string, Draft>;
    /** Rows that are written together at the end. */
    fresh: DraftRow[];
  },
  { by, now }: { by: Actor; now: Date },
): Promise<DraftSaved> {
  const { draft, remarks, fresh } = given;
  const { tool } = found;
  const section = tool.sections.find((each) => each.key === draft.section);
  if (!section) return { kind: 'not-found' };
  const closed = closedReason(found);
  if (closed) return { kind: closed };
  const remark = remarks.find((each) => each.section === section.key);
  if (found.state === 'sent-back' && !remark) return { kind: 'not-open' };
  const answers = answersOf(section, draft.answers);
  const toRemark = remark && (draft.remarkAnswer ?? '').replace(/\r\n?/g, '\n');
  const notShort = wrongRemarkAnswer(section.key, toRemark ?? '');
  const problems = [...wrongAnswers(tool, section, answers), ...notShort];
  const tooLong = Object.values(answers).some((answer) => answer.length > longestAnswer);
  if (tooLong || notShort.length > 0) return { kind: 'too-long', problems };
  const answered = remark ? { remark, text: toRemark ?? '' } : undefined;
  const stored = given.stored.get(section.key);
  const typed = {
    section: section.key,
    revision: draft.revision,
    answers,
    answered,
    stored,
    fresh,
  };
  const saved = await store(tx, found, typed, { by, now });
  return saved.kind === 'stale' ? saved : { ...saved, problems };
}

/** The same answers again, from a second click or a second tab, are saved already. */
async function store(
  tx: Transaction,
  found: OwnReturn,
  input: {
    section: string;
    answers: SectionAnswers;
    revision: number;
    answered: { remark: Remark; text: string } | undefined;
    stored: Draft | undefined;
    fresh: DraftRow[];
  },
  { by, now }: { by: Actor; now: Date },
): Promise<
  | { kind: 'saved'; revision: number; savedAt: Date }
  | { kind: 'stale'; theirs: Draft & { remarkAnswer?: string } }
> {
  const { section, answered, stored } = input;
  const answers = { ...input.answers, ...decisionsIn(stored?.answers) };
  const before = answered?.remark.answer ?? '';
  const same = stored && sameAnswers(stored.answers, answers) && before === (answered?.text ?? '');
  if (same) return { kind: 'saved', ...stored };
  if (stored && stored.revision !== input.revision) {
    return { kind: 'stale', theirs: { ...stored, ...(answered ? { remarkAnswer: before } : {}) } };
  }
  const { id, ...row } = draftRow(found, { section, stored, answers }, { by, now });
  if (stored) await tx.returnDraft.update({ where: { id }, data: row });
  else input.fresh.push({ id, ...row });
  const { revision, savedById } = row;
  if (answered) {
    const { remark, text } = answered;
    const answer = { remarkId: remark.id, answer: text, answeredById: savedById };
    await writeRemarkAnswer(tx, found, answer, now);
  }
  return { kind: 'saved', revision, savedAt: now };
}

/** Writes a section's draft over the stored one; the caller has looked that nothing is lost by it. */
export async function writeDraft(
  tx: Transaction,
  found: OwnReturn,
  given: { section: string; stored: Draft | undefined; answers: SectionAnswers },
  when: { by: Actor; now: Date },
): Promise<void> {
  const { id, ...row } = draftRow(found, given, when);
  await tx.returnDraft.upsert({ where: { id }, update: row, create: { id, ...row } });
}

function draftRow(
  found: OwnReturn,
  given: { section: string; stored: Draft | undefined; answers: SectionAnswers },
  { by, now }: { by: Actor; now: Date },
) {
  const { section, stored, answers } = given;
  const id = stored?.id ?? randomUUID();
  return {
    id,
    partnershipId: found.context.partnershipId,
    returnId: found.id,
    section,
    answersSealed: sealJson(found.key, `ReturnDraft.answersSealed/${id}`, answers),
    revision: (stored?.revision ?? 0) + 1,
    savedAt: now,
    savedById: by.contactId ?? found.respondentId,
  };
}

/** All that has been saved and not accepted yet, by section. */
export async function draftsOf(
  tx: Transaction,
  given: { id: string; key: Key },
): Promise<Map<string, Draft>> {
  const rows = await tx.returnDraft.findMany({ where: { returnId: given.id } });
  return draftsIn(given.key, rows);
}

/** What rows of one return's drafts hold, by section. */
export function draftsIn(key: Key, rows: readonly SealedDraft[]): Map<string, Draft> {
  return new Map(rows.map((row) => [row.section, opened(key, row)]));
}

export function answersIn(drafts: ReadonlyMap<string, Draft>): Answers {
  return Object.fromEntries([...drafts].map(([section, draft]) => [section, draft.answers]));
}

interface SealedDraft extends Omit<Draft, 'answers'> {
  answersSealed: Uint8Array;
}

function opened(key: Key, row: SealedDraft): Draft {
  const { id, section, revision, savedAt, savedById } = row;
  const answers = openJson<SectionAnswers>(
    key,
    `ReturnDraft.answersSealed/${id}`,
    row.answersSealed,
  );
  return { id, section, answers, revision, savedAt, savedById };
}

function sameAnswers(a: SectionAnswers, b: SectionAnswers): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => (a[key] ?? '') === (b[key] ?? ''));
}
