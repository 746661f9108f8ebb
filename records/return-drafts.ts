import { randomUUID } from 'node:crypto';
import { decisionsIn } from '../domain/applicability.ts';
import {
  type AnswerProblem,
  answersOf,
  longestAnswer,
  wrongAnswers,
} from '../domain/completeness.ts';
import { wrongRemarkAnswer } from '../domain/remarks.ts';
import type { Answers, SectionAnswers } from '../domain/tool.ts';
import type { Actor } from './events.ts';
import { closedReason, lockRequestOf, type OwnReturn, ownReturn } from './own-return.ts';
import { openRemarks, type Remark, writeRemarkAnswer } from './remarks.ts';
import { type Key, openJson, sealJson } from './sealing.ts';
import { type Records, type Transaction, transaction } from './transaction.ts';

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

/** Saves what has been typed under one section, complete or not. `revision` is what the page showed. */
export async function saveDraft(
  records: Records,
  input: {
    partnershipId: string;
    returnId: string;
    section: string;
    answers: Record<string, unknown>;
    revision: number;
    /** What is answered to the remark on this section, in a tool that was sent back. */
    remarkAnswer?: string;
  },
  by: Actor,
  now: Date,
): Promise<DraftSaved> {
  return transaction(records, async (tx) => {
    await lockRequestOf(tx, input.returnId);
    const found = await ownReturn(records, tx, input, by);
    const tool = found?.tool;
    const section = tool?.sections.find((each) => each.key === input.section);
    if (!found || !tool || !section) return { kind: 'not-found' };
    const closed = closedReason(found);
    if (closed) return { kind: closed };
    const remarks = await openRemarks(tx, found);
    const remark = remarks.find((each) => each.section === section.key);
    if (found.state === 'sent-back' && !remark) return { kind: 'not-open' };
    const answers = answersOf(section, input.answers);
    const toRemark = remark && (input.remarkAnswer ?? '').replace(/\r\n?/g, '\n');
    const notShort = wrongRemarkAnswer(section.key, toRemark ?? '');
    const problems = [...wrongAnswers(tool, section, answers), ...notShort];
    const tooLong = Object.values(answers).some((answer) => answer.length > longestAnswer);
    if (tooLong || notShort.length > 0) return { kind: 'too-long', problems };
    const answered = remark ? { remark, text: toRemark ?? '' } : undefined;
    const saved = await store(tx, found, { ...input, answers, answered }, { by, now });
    return saved.kind === 'stale' ? saved : { ...saved, problems };
  });
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
  },
  { by, now }: { by: Actor; now: Date },
): Promise<
  | { kind: 'saved'; revision: number; savedAt: Date }
  | { kind: 'stale'; theirs: Draft & { remarkAnswer?: string } }
> {
  const { section, answered } = input;
  const stored = (await draftsOf(tx, found)).get(section);
  const answers = { ...input.answers, ...decisionsIn(stored?.answers) };
  const before = answered?.remark.answer ?? '';
  const same = stored && sameAnswers(stored.answers, answers) && before === (answered?.text ?? '');
  if (same) return { kind: 'saved', ...stored };
  if (stored && stored.revision !== input.revision) {
    return { kind: 'stale', theirs: { ...stored, ...(answered ? { remarkAnswer: before } : {}) } };
  }
  const { revision, savedById } = await writeDraft(
    tx,
    found,
    { section, stored, answers },
    { by, now },
  );
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
  { by, now }: { by: Actor; now: Date },
): Promise<{ revision: number; savedById: string }> {
  const { section, stored, answers } = given;
  const id = stored?.id ?? randomUUID();
  const columns = {
    answersSealed: sealJson(found.key, `ReturnDraft.answersSealed/${id}`, answers),
    revision: (stored?.revision ?? 0) + 1,
    savedAt: now,
    savedById: by.contactId ?? found.respondentId,
  };
  const { partnershipId } = found.context;
  await tx.returnDraft.upsert({
    where: { id },
    update: columns,
    create: { id, partnershipId, returnId: found.id, section, ...columns },
  });
  return columns;
}

/** All that has been saved and not accepted yet, by section. */
export async function draftsOf(
  tx: Transaction,
  given: { id: string; key: Key },
): Promise<Map<string, Draft>> {
  const rows = await tx.returnDraft.findMany({ where: { returnId: given.id } });
  return new Map(rows.map((row) => [row.section, opened(given.key, row)]));
}

export function answersIn(drafts: ReadonlyMap<string, Draft>): Answers {
  return Object.fromEntries([...drafts].map(([section, draft]) => [section, draft.answers]));
}

function opened(
  key: Key,
  row: {
    id: string;
    section: string;
    answersSealed: Uint8Array;
    revision: number;
    savedAt: Date;
    savedById: string;
  },
): Draft {
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
