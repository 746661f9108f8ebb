import { fold, lettersAndDigitsIn } from '../../domain/folded-text.ts';
import { type Key, lookupToken, open } from './sealing.ts';
import { type Records, type Transaction, transaction } from './transaction.ts';

/** Whose sealed words can be found: people, audits by their theme, children by the list's reference, actions. */
export type Searched = 'contact' | 'audit' | 'case' | 'action';

interface SearchedRow {
  kind: Searched;
  rowId: string;
  /** The audit with whose key this ends to be found. */
  auditId?: string;
  /** What it can be found by. */
  text: string;
}

const longestWord = 40;
const wordsAtMost = 200;

/** The words by which a text is found: "Siân O'Brien" by "sian", "obrien", "o" and "brien". */
export function searchWords(text: string): string[] {
  const { folded } = fold(text);
  const joined = folded.replace(/[^\p{L}\p{N}\s]/gu, '');
  const words = [folded, joined].flatMap((each) =>
    lettersAndDigitsIn(each).map((word) => word.text.slice(0, longestWord)),
  );
  return [...new Set(words)].slice(0, wordsAtMost);
}

/** What somebody typed, as words that all have to be there: "O'Brien" is one word. */
export function soughtWords(text: string): string[] {
  const joined = fold(text).folded.replace(/[^\p{L}\p{N}\s-]/gu, '');
  const words = lettersAndDigitsIn(joined).map((word) => word.text.slice(0, longestWord));
  return [...new Set(words)].slice(0, 8);
}

/** The keyed hash of a word: the row itself tells it to nobody without the partnership's key. */
export function searchToken(key: Key, word: string): string {
  return lookupToken(key, 'search', word);
}

/** Makes rows findable by what they say now, and no more by what they said before. */
export async function keepTokens(
  tx: Transaction,
  key: Key,
  given: { partnershipId: string; rows: readonly SearchedRow[] },
): Promise<void> {
  const { partnershipId, rows } = given;
  if (rows.length === 0) return;
  await tx.searchToken.deleteMany({
    where: { partnershipId, OR: rows.map(({ kind, rowId }) => ({ kind, rowId })) },
  });
  await tx.searchToken.createMany({
    data: rows.flatMap(({ kind, rowId, auditId = null, text }) =>
      searchWords(text).map((word) => {
        return { partnershipId, kind, rowId, auditId, token: searchToken(key, word) };
      }),
    ),
    skipDuplicates: true,
  });
}

/** Makes people findable by the parts of their names. */
export async function keepNameTokens(
  tx: Transaction,
  key: Key,
  given: { partnershipId: string; people: readonly { id: string; name: string }[] },
): Promise<void> {
  const { partnershipId, people } = given;
  const rows = people.map(({ id, name }) => ({ kind: 'contact' as const, rowId: id, text: name }));
  await keepTokens(tx, key, { partnershipId, rows });
}

const batch = 200;

/**
 * Makes findable what was written before there was a search, a batch at a time; returns how many
 * rows. A worker does it when it starts: only the keys can open what is sealed.
 */
export async function keepMissingTokens(records: Records): Promise<number> {
  let kept = 0;
  for (const missing of [people, audits, cases, actions]) {
    for (let after = ''; ; ) {
      const done = await transaction(records, (tx) => missing(records, tx, after));
      kept += done.length;
      if (done.length < batch) break;
      after = done.at(-1) ?? '';
    }
  }
  return kept;
}

/** Ids after one, in their order: a row without any word is met only once. */
type Missing = (records: Records, tx: Transaction, after: string) => Promise<string[]>;

const people: Missing = async (records, tx, after) => {
  const rows = await tx.$queryRaw<{ id: string; partnershipId: string; sealed: Uint8Array }[]>`
    SELECT c.id, c."partnershipId", c."nameSealed" AS sealed FROM "Contact" c
    WHERE c.id > ${after} AND NOT EXISTS (
      SELECT 1 FROM "SearchToken" t WHERE t.kind = 'contact' AND t."rowId" = c.id)
    ORDER BY c.id LIMIT ${batch}`;
  for (const { id, partnershipId, sealed } of rows) {
    const key = await records.keyring.partnership(tx, partnershipId);
    const name = open(key, `Contact.nameSealed/${id}`, sealed);
    await keepNameTokens(tx, key, { partnershipId, people: [{ id, name }] });
  }
  return rows.map(({ id }) => id);
};

const audits: Missing = async (records, tx, after) => {
  const rows = await tx.$queryRaw<{ id: string; partnershipId: string; sealed: Uint8Array }[]>`
    SELECT a.id, a."partnershipId", a."focusSealed" AS sealed FROM "Audit" a
    WHERE a.id > ${after} AND NOT EXISTS (
      SELECT 1 FROM "SearchToken" t WHERE t.kind = 'audit' AND t."rowId" = a.id)
    ORDER BY a.id LIMIT ${batch}`;
  for (const { id, partnershipId, sealed } of rows) {
    const own = await records.keyring.audit(tx, id);
    const text = open(own, `Audit.focusSealed/${id}`, sealed);
    const key = await records.keyring.partnership(tx, partnershipId);
    await keepAuditTokens(tx, key, { partnershipId, id, focus: text });
  }
  return rows.map(({ id }) => id);
};

const cases: Missing = async (records, tx, after) => {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT c.id FROM "Case" c
    WHERE c.id > ${after} AND c.state = 'identified' AND c."ticketId" IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM "SearchToken" t WHERE t.kind = 'case' AND t."rowId" = c.id)
    ORDER BY c.id LIMIT ${batch}`;
  for (const { id } of rows) await keepCaseToken(records, tx, id);
  return rows.map(({ id }) => id);
};

const actions: Missing = async (records, tx, after) => {
  const rows = await tx.$queryRaw<{ id: string; auditId: string }[]>`
    SELECT a.id, a."auditId" FROM "Action" a
    WHERE a.id > ${after} AND NOT EXISTS (
      SELECT 1 FROM "SearchToken" t WHERE t.kind = 'action' AND t."rowId" = a.id)
    ORDER BY a.id LIMIT ${batch}`;
  const ids = rows.map(({ id }) => id);
  await keepActionTokens(records, tx, { id: { in: ids } });
  return ids;
};

/** Makes an audit findable by the words of its theme. */
export async function keepAuditTokens(
  tx: Transaction,
  key: Key,
  { partnershipId, id, focus }: { partnershipId: string; id: string; focus: string },
): Promise<void> {
  const rows = [{ kind: 'audit' as const, rowId: id, auditId: id, text: focus }];
  await keepTokens(tx, key, { partnershipId, rows });
}

/** A child is found by what the list calls it, once it has been entered who it is. */
export async function keepCaseToken(
  { keyring }: Pick<Records, 'keyring'>,
  tx: Transaction,
  caseId: string,
): Promise<void> {
  const { partnershipId, auditId, ticket } = await tx.case.findUniqueOrThrow({
    where: { id: caseId },
    include: { ticket: { select: { frameRow: true } } },
  });
  if (!ticket) return;
  const { id, referenceSealed } = ticket.frameRow;
  const own = await keyring.audit(tx, auditId);
  // Taken whole: its parts would find half of a list.
  const reference = open(own, `FrameRow.referenceSealed/${id}`, referenceSealed);
  const text = referenceWord(reference);
  const key = await keyring.partnership(tx, partnershipId);
  await keepTokens(tx, key, {
    partnershipId,
    rows: [{ kind: 'case', rowId: caseId, auditId, text }],
  });
}

/** A reference as one word: "LR-1007" and "lr 1007" are the same. */
export function referenceWord(reference: string): string {
  return fold(reference).folded.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Actions are found by the words of the recommendation that they carry out. */
export async function keepActionTokens(
  { keyring }: Pick<Records, 'keyring'>,
  tx: Transaction,
  where: { id: { in: string[] } } | { auditId: string },
): Promise<void> {
  const actions = await tx.action.findMany({
    where,
    include: { recommendation: { select: { id: true, textSealed: true } } },
  });
  for (const partnershipId of new Set(actions.map((each) => each.partnershipId))) {
    const rows: SearchedRow[] = [];
    for (const { id, auditId, recommendation, ...action } of actions) {
      if (action.partnershipId !== partnershipId) continue;
      const own = await keyring.audit(tx, auditId);
      const place = `Recommendation.textSealed/${recommendation.id}`;
      const text = open(own, place, recommendation.textSealed);
      rows.push({ kind: 'action', rowId: id, auditId, text });
    }
    const key = await keyring.partnership(tx, partnershipId);
    await keepTokens(tx, key, { partnershipId, rows });
  }
}
