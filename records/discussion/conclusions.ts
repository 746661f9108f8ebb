import { randomUUID } from 'node:crypto';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { recordHeads } from '../../domain/stages/discuss.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, type Key, open, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { discussStage } from './meeting.ts';
import { lockDiscussion } from './running-discussion.ts';

export interface ConclusionText {
  head: string;
  text: string;
  revision: number;
  writtenAt: Date;
  writtenById: string;
}

export type ConclusionSaved =
  | { kind: 'saved'; revision: number }
  /** Somebody saved this conclusion since the page was opened; nothing was overwritten. */
  | { kind: 'stale'; theirs: ConclusionText }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

const longestConclusion = 30_000;

/** Writes the conclusion under one head (DD-15). `revision` is what the page showed, 0 for none. */
export async function saveConclusion(
  records: Records,
  input: { partnershipId: string; auditId: string; head: string; text: string; revision: number },
  by: Actor,
  now: Date,
): Promise<ConclusionSaved> {
  const { partnershipId, auditId, head } = input;
  const text = input.text.replace(/\r\n?/g, '\n').trim();
  return transaction(records, async (tx) => {
    const found = await lockDiscussion(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const heads = recordHeads(discussStage(found.context));
    if (!heads.some(({ key }) => key === head)) return { kind: 'not-found' };
    const problems = textProblems('text', text, { longest: longestConclusion });
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.audit(tx, auditId);
    const stored = await tx.conclusion.findUnique({ where: { auditId_head: { auditId, head } } });
    const theirs = stored ? opened(key, stored) : null;
    // A second click, or the same words from two people, is saved already.
    if (theirs?.text === text) return { kind: 'saved', revision: theirs.revision };
    if (theirs && theirs.revision !== input.revision) return { kind: 'stale', theirs };
    const id = stored?.id ?? randomUUID();
    const revision = (stored?.revision ?? 0) + 1;
    const columns = {
      textSealed: seal(key, `Conclusion.textSealed/${id}`, text),
      revision,
      writtenAt: now,
      writtenById: by.contactId ?? '',
    };
    await tx.conclusion.upsert({
      where: { id },
      update: columns,
      create: { id, partnershipId, auditId, head, ...columns },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'conclusion.written',
      ids: { head, revision },
      digests: { text: digest(key, text) },
      by,
      now,
    });
    return { kind: 'saved', revision };
  });
}

/** The conclusions of an audit by their heads. */
export async function conclusionsOf(
  tx: Transaction,
  key: Key,
  auditId: string,
): Promise<Map<string, ConclusionText>> {
  const rows = await tx.conclusion.findMany({ where: { auditId } });
  return new Map(rows.map((row) => [row.head, opened(key, row)]));
}

function opened(
  key: Key,
  row: Omit<ConclusionText, 'text'> & { id: string; textSealed: Uint8Array },
): ConclusionText {
  const { id, head, revision, writtenAt, writtenById } = row;
  const text = open(key, `Conclusion.textSealed/${id}`, row.textSealed);
  return { head, text, revision, writtenAt, writtenById };
}
