import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import type { Received } from '../../domain/received.ts';
import type { Words } from '../../domain/words.ts';
import type { ReaderIds } from '../asks/contact-view.ts';
import { askedOf } from '../asks/entered-answers.ts';
import { auditContext, profileOf } from '../audits/audit-context.ts';
import { holdersOf } from '../directory/directory.ts';
import { namesOf } from '../directory/people-names.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent, lockChain } from '../store/events.ts';
import { digest, type Key, open, openJson, seal, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

export const longestQualityIssue = 4000;

export type QualityIssueRaised =
  | { kind: 'raised' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' };

/**
 * Raises with an agency's strategic lead what is wrong with the quality of what it sent, so that the
 * findings are not compromised (SO-19). A second click on the same form finds the first.
 */
export async function raiseQualityIssue(
  records: Records,
  input: { partnershipId: string; auditId: string; agency: string; key: string; text: string },
  by: Actor,
  now: Date,
): Promise<QualityIssueRaised> {
  const { partnershipId, auditId, key: id } = input;
  const text = input.text.replace(/\r\n?/g, '\n').trim();
  return transaction(records, async (tx) => {
    const agency = await tx.agency.findUnique({
      where: { partnershipId_key: { partnershipId, key: input.agency } },
    });
    const asked = { auditId, partnershipId, agencyId: agency?.id ?? '' };
    if (!agency || (await tx.request.count({ where: asked })) === 0) return { kind: 'not-found' };
    await lockChain(tx, auditId);
    if (await tx.qualityIssue.findFirst({ where: { id, auditId } })) return { kind: 'raised' };
    const missing = 'Say what is wrong with it, and what would put it right.';
    const problems = textProblems('text', text, { missing, longest: longestQualityIssue });
    const held = { partnershipId, role: 'strategic-lead' as const, agencyId: agency.id, on: now };
    const [contactId] = await holdersOf(tx, held);
    if (!contactId) {
      const message = `Nobody is recorded as the strategic lead of ${agency.name}. Have them added to the directory first.`;
      problems.push({ field: 'text', message });
    }
    if (!contactId || problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.audit(tx, auditId);
    await tx.qualityIssue.create({
      data: {
        id,
        partnershipId,
        auditId,
        agencyId: agency.id,
        contactId,
        textSealed: seal(key, `QualityIssue.textSealed/${id}`, text),
        raisedAt: now,
        raisedById: by.contactId ?? '',
      },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'quality.raised',
      ids: { agency: agency.key, contact: contactId },
      digests: { text: digest(key, text) },
      by,
      now,
    });
    const { number } = await auditContext(tx, auditId);
    const letter = { kind: 'quality-issue/raised', contactId, auditId, ids: {}, now };
    const letterKey = `${partnershipId}/${number}/quality/${id}`;
    await queueLetters(tx, [{ ...letter, partnershipId, key: letterKey }]);
    return { kind: 'raised' };
  });
}

/** What was raised with an agency's strategic lead, and what they say to it. */
export interface QualityIssue {
  id: string;
  number: string;
  words: Words;
  agencyKey: string;
  agency: string;
  lead: string;
  text: string;
  raisedBy: string;
  raisedAt: Date;
  reply: string;
  repliedAt: Date | null;
  /** How the business unit received the reply, where it has entered it for the lead. */
  received: Received | null;
  /** What was replied before, the newest first. */
  earlier: EarlierReply[];
}

/** A reply that another one has replaced. */
export interface EarlierReply {
  reply: string;
  at: string;
  received: Received | null;
}

/** Everything raised in an audit, for the business unit. */
export async function qualityIssuesOf(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<QualityIssue[]> {
  return transaction(records, (tx) => issuesWhere(records, tx, given));
}

/** What was raised with this reader. */
export async function qualityIssuesWith(
  records: Records,
  { partnershipId, contactId }: ReaderIds,
): Promise<QualityIssue[]> {
  return transaction(records, (tx) => issuesWhere(records, tx, { partnershipId, contactId }));
}

async function issuesWhere(
  records: Records,
  tx: Transaction,
  where: { partnershipId: string; auditId?: string; contactId?: string },
): Promise<QualityIssue[]> {
  const rows = await tx.qualityIssue.findMany({ where, orderBy: { raisedAt: 'desc' } });
  const { partnershipId } = where;
  const agencies = await tx.agency.findMany({ where: { partnershipId } });
  const contactIds = rows.flatMap((row) => [row.contactId, row.raisedById]);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  const issues: QualityIssue[] = [];
  for (const row of rows) {
    const key = await records.keyring.audit(tx, row.auditId);
    const place = (column: string) => `QualityIssue.${column}/${row.id}`;
    const { number, profileVersionId } = await tx.audit.findUniqueOrThrow({
      where: { id: row.auditId },
    });
    const { words } = await profileOf(tx, profileVersionId);
    const agency = agencies.find(({ id }) => id === row.agencyId);
    issues.push({
      id: row.id,
      number,
      words,
      agencyKey: agency?.key ?? '',
      agency: agency?.name ?? '',
      lead: names.get(row.contactId) ?? '',
      text: open(key, place('textSealed'), row.textSealed),
      raisedBy: names.get(row.raisedById) ?? '',
      raisedAt: row.raisedAt,
      ...replyOf(key, row),
    });
  }
  return issues;
}

type ReplyRow = Pick<
  Awaited<ReturnType<Transaction['qualityIssue']['findUniqueOrThrow']>>,
  'id' | 'replySealed' | 'repliedAt' | 'receivedSealed' | 'earlierSealed'
>;

function replyOf(
  key: Key,
  row: ReplyRow,
): Pick<QualityIssue, 'reply' | 'repliedAt' | 'received' | 'earlier'> {
  const { id, replySealed, repliedAt, receivedSealed, earlierSealed } = row;
  const place = (column: string) => `QualityIssue.${column}/${id}`;
  return {
    reply: replySealed ? open(key, place('replySealed'), replySealed) : '',
    repliedAt,
    received: receivedSealed ? openJson(key, place('receivedSealed'), receivedSealed) : null,
    earlier: earlierSealed ? openJson(key, place('earlierSealed'), earlierSealed) : [],
  };
}

export type QualityIssueAnswered =
  | { kind: 'answered' | 'answered-before' }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' };

/**
 * The strategic lead says what the agency does about it, and may change it later; what was said
 * before is kept. The business unit enters it for them as long as nothing has been said.
 */
export async function answerQualityIssue(
  records: Records,
  input: { partnershipId: string; issueId: string; reply: string; received?: Received },
  by: Actor,
  now: Date,
): Promise<QualityIssueAnswered> {
  const { partnershipId, issueId: id, received } = input;
  const reply = input.reply.replace(/\r\n?/g, '\n').trim();
  return transaction(records, async (tx) => {
    const where = { id, partnershipId, ...askedOf(by) };
    const known = await tx.qualityIssue.findFirst({ where });
    if (!known) return { kind: 'not-found' };
    const { auditId, agencyId, contactId } = known;
    await lockChain(tx, auditId);
    const row = await tx.qualityIssue.findUniqueOrThrow({ where: { id } });
    if (by.onBehalf && row.repliedAt) return { kind: 'answered-before' };
    const missing = 'Say what your agency does about it.';
    const problems = textProblems('reply', reply, { missing, longest: longestQualityIssue });
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.audit(tx, auditId);
    const before = replyOf(key, row);
    const place = (column: string) => `QualityIssue.${column}/${id}`;
    const at = before.repliedAt?.toISOString() ?? '';
    const { earlier } = before;
    const kept = at
      ? [{ reply: before.reply, at, received: before.received }, ...earlier]
      : earlier;
    await tx.qualityIssue.update({
      where: { id },
      data: {
        replySealed: seal(key, place('replySealed'), reply),
        repliedAt: now,
        receivedSealed: received ? sealJson(key, place('receivedSealed'), received) : null,
        ...(at ? { earlierSealed: sealJson(key, place('earlierSealed'), kept) } : {}),
      },
    });
    const agency = await tx.agency.findUniqueOrThrow({ where: { id: agencyId } });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'quality.answered',
      ids: { agency: agency.key },
      digests: { reply: digest(key, reply) },
      by,
      now,
    });
    if (received) {
      const letter = { kind: 'quality-issue/entered', contactId, auditId, ids: {}, now };
      const letterKey = `${partnershipId}/quality/${id}/entered`;
      await queueLetters(tx, [{ ...letter, partnershipId, key: letterKey }]);
    }
    return { kind: 'answered' };
  });
}
