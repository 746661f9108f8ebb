import type { Report } from '../../domain/report-model.ts';
import type { BriefingSettings } from '../../domain/stages/disseminate.ts';
import type { Words } from '../../domain/words.ts';
import { type AuditNamed, findContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { type FeedBackLine, feedBackLines } from '../discussion/feed-back-view.ts';
import { briefingOf } from '../discussion/good-practice.ts';
import { type CheckedHit, checkedHits } from '../report/report-check.ts';
import { type Key, open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type BriefingText, latestBriefing, reportOf } from './briefing-text.ts';

/** The briefing as the business unit works on it, and what agencies said about good practice. */
export interface BriefingDesk {
  auditId: string;
  number: string;
  zone: string;
  words: Words;
  settings: BriefingSettings;
  text: BriefingText;
  writtenBy: string | null;
  report: Report;
  hits: CheckedHit[];
  dueDate: string;
  publication: { on: string; where: string; recordedAt: Date; recordedBy: string } | null;
  /** Whether it can still be changed. */
  open: boolean;
  feedBack: FeedBackLine[];
  /** Agencies that have not said anything yet. */
  awaited: { key: string; name: string; dueDate: string }[];
}

/** Null for another partnership's audit, as for one that has no briefing yet. */
export async function briefingDesk(
  records: Records,
  given: AuditNamed,
): Promise<BriefingDesk | null> {
  return transaction(records, async (tx) => {
    const context = await findContext(tx, given);
    if (!context) return null;
    const { partnershipId, auditId } = context;
    const key = await records.keyring.audit(tx, auditId);
    const text = await latestBriefing(tx, key, auditId);
    const ask = await tx.ask.findFirst({ where: { auditId, step: 'publish' } });
    if (!text || !ask) return null;
    const report = await reportOf(tx, context, text);
    const publication = await publicationOf(tx, key, auditId);
    const names = await namesOf(records, tx, {
      partnershipId,
      contactIds: [text.writtenById, publication?.recordedById],
    });
    return {
      auditId,
      number: context.number,
      zone: context.clock.calendar.zone,
      words: context.profile.words,
      settings: briefingOf(context),
      text,
      writtenBy: names.get(text.writtenById ?? '') ?? null,
      report,
      hits: await checkedHits(records, tx, { context, report }),
      dueDate: ask.dueDate,
      publication: publication && {
        ...publication,
        recordedBy: names.get(publication.recordedById) ?? '',
      },
      open: ask.outcome === null,
      feedBack: await feedBackLines(records, tx, { partnershipId, auditId }),
      awaited: await awaitedOf(tx, { partnershipId, auditId }),
    };
  });
}

async function publicationOf(tx: Transaction, key: Key, auditId: string) {
  const row = await tx.briefingPublication.findUnique({ where: { auditId } });
  if (!row) return null;
  const { id, publishedOn: on, whereSealed, recordedAt, recordedById } = row;
  const where = open(key, `BriefingPublication.whereSealed/${id}`, whereSealed);
  return { on, where, recordedAt, recordedById };
}

/** Those that can still say it, silent ones too. */
async function awaitedOf(
  tx: Transaction,
  { partnershipId, auditId }: { partnershipId: string; auditId: string },
): Promise<BriefingDesk['awaited']> {
  const asks = await tx.ask.findMany({
    where: {
      partnershipId,
      auditId,
      step: 'feed-back',
      OR: [{ outcome: null }, { outcome: 'not-answered' }],
    },
  });
  if (asks.length === 0) return [];
  const agencies = await tx.agency.findMany({
    where: { id: { in: asks.flatMap(({ agencyId }) => agencyId ?? []) } },
    orderBy: { name: 'asc' },
  });
  return agencies.map(({ id, key, name }) => {
    const dueDate = asks.find(({ agencyId }) => agencyId === id)?.dueDate ?? '';
    return { key, name, dueDate };
  });
}
