import type { Received } from '../../domain/received.ts';
import type { ReportRemarks } from '../../domain/report-answer.ts';
import { blocksOf, type Report } from '../../domain/report-model.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { reportVersion } from '../report/report-versions.ts';
import type { Key } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { newestAnswer, remarksOf, replyOf } from './approval-view.ts';

/** Somebody who was asked in a round of approval. */
export interface PersonInRound {
  contactId: string;
  name: string;
  agency: string | null;
  /** The date by which they are to answer; null once they are not asked any more. */
  dueDate: string | null;
  /** Their ask while nothing was said to it, so that it can be entered for them. */
  askId: string | null;
  /** How their newest answer was received, where it was entered for them. */
  received: Received | null;
  answers: AnswerLine[];
}

export interface AnswerLine {
  id: string;
  answer: string;
  at: Date;
  version: number;
  voidedWhy: string | null;
  remarks: { about: string; text: string }[];
  reply: string;
  repliedBy: string;
}

export interface OfRound {
  context: AuditContext;
  key: Key;
  stageKey: string;
}

/** Everybody who was asked in a round, by name, with all that they said, the newest first. */
export async function peopleOf(
  records: Records,
  tx: Transaction,
  given: OfRound & {
    /** By ask: how what was entered for somebody was received. */
    entered: ReadonlyMap<string, Received>;
    asks: {
      id: string;
      step: string;
      contactId: string;
      outcome: string | null;
      dueDate: string;
    }[];
  },
): Promise<PersonInRound[]> {
  const { context, key, stageKey, entered } = given;
  const { auditId, partnershipId } = context;
  const asked = given.asks.filter(({ step }) => step === 'approve' || step === 'vote');
  const rows = await tx.approval.findMany({
    where: { auditId, stageKey },
    orderBy: newestAnswer,
    include: { reportVersion: { select: { version: true } } },
  });
  const ids = [...new Set([...asked, ...rows].map(({ contactId }) => contactId))];
  const contacts = await tx.contact.findMany({
    where: { id: { in: ids }, partnershipId },
    select: { id: true, agency: { select: { name: true } } },
  });
  const contactIds = [...ids, ...rows.map(({ repliedById }) => repliedById)];
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  const reports = await reportsOf(tx, key, { auditId, versions: rows.map(versionOf) });
  return contacts
    .map(({ id, agency }) => ({
      contactId: id,
      name: names.get(id) ?? '',
      agency: agency?.name ?? null,
      askId: unansweredOf(asked, id),
      received: entered.get(newestOf(asked, id)?.id ?? '') ?? null,
      dueDate: asked.find((ask) => ask.contactId === id && ask.outcome === null)?.dueDate ?? null,
      answers: rows
        .filter(({ contactId }) => contactId === id)
        .map((row): AnswerLine => {
          const version = versionOf(row);
          return {
            id: row.id,
            answer: row.answer,
            at: row.answeredAt,
            version,
            voidedWhy: row.voidedWhy,
            remarks: remarkLines(remarksOf(key, row), reports.get(version)),
            reply: replyOf(key, row),
            repliedBy: names.get(row.repliedById ?? '') ?? '',
          };
        }),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Asked {
  id: string;
  contactId: string;
  outcome: string | null;
}

/** Only the newest counts: the report may have been changed since the one before. */
function newestOf<T extends Asked>(asked: T[], contactId: string): T | undefined {
  return asked.findLast((ask) => ask.contactId === contactId);
}

function unansweredOf(asked: Asked[], contactId: string): string | null {
  const newest = newestOf(asked, contactId);
  const open = newest?.outcome === null || newest?.outcome === 'not-answered';
  return newest && open ? newest.id : null;
}

function versionOf({ reportVersion: { version } }: { reportVersion: { version: number } }): number {
  return version;
}

async function reportsOf(
  tx: Transaction,
  key: Key,
  given: { auditId: string; versions: number[] },
): Promise<Map<number, Report>> {
  const reports = new Map<number, Report>();
  for (const version of new Set(given.versions)) {
    const found = await reportVersion(tx, key, { auditId: given.auditId, version });
    if (found) reports.set(version, found.report);
  }
  return reports;
}

/** Each remark with the words that it is about, as they stood. */
function remarkLines(
  { general, paragraphs }: ReportRemarks,
  report: Report | undefined,
): AnswerLine['remarks'] {
  const placed = report ? blocksOf(report) : [];
  const beside = placed.flatMap(({ block }) => {
    const text = paragraphs[block.id];
    if (!text) return [];
    return [{ about: block.kind === 'table' ? block.caption : block.text, text }];
  });
  return general ? [...beside, { about: '', text: general }] : beside;
}
