import type { Received } from '../../domain/received.ts';
import type { Words } from '../../domain/words.ts';
import { askOfAgency, findOwnAsk, type OwnAsk, type ReaderIds } from '../asks/contact-view.ts';
import { auditContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** What an agency said about good practice; "silent" stands beside what came late. */
export interface FeedBackLine {
  agency: { id: string; key: string; name: string };
  answer: string;
  late: boolean;
  text: string;
  at: Date;
  /** Null: the clock. */
  by: string | null;
  received: Received | null;
}

/** What an agency is asked about good practice, or has said. */
export interface FeedBackAsk {
  ask: OwnAsk;
  number: string;
  zone: string;
  words: Words;
  agency: { id: string; key: string; name: string };
  /** What it said, once it has. */
  said: FeedBackLine | null;
}

export async function feedBackAsk(
  records: Records,
  reader: ReaderIds,
  askId: string,
): Promise<FeedBackAsk | null> {
  return transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    return ask?.step === 'feed-back' ? viewOf(records, tx, reader.partnershipId, ask) : null;
  });
}

/** The same for the business unit, which enters it for the agency. */
export async function feedBackAskOfAgency(
  records: Records,
  given: { partnershipId: string; auditId: string; agency: string },
): Promise<FeedBackAsk | null> {
  return transaction(records, async (tx) => {
    const ask = await askOfAgency(tx, { ...given, step: 'feed-back' });
    return ask && viewOf(records, tx, given.partnershipId, ask);
  });
}

/** What every agency of an audit said, in the order of their names. */
export async function feedBackLines(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; auditId: string },
): Promise<FeedBackLine[]> {
  const { partnershipId, auditId } = given;
  const key = await records.keyring.audit(tx, auditId);
  const rows = await tx.goodPracticeFeedback.findMany({
    where: { partnershipId, auditId },
    orderBy: { givenAt: 'asc' },
  });
  const agencies = await tx.agency.findMany({
    where: { partnershipId },
    select: { id: true, key: true, name: true },
    orderBy: { name: 'asc' },
  });
  const names = await namesOf(records, tx, {
    partnershipId,
    contactIds: rows.map(({ givenById }) => givenById),
  });
  return agencies.flatMap((agency) =>
    rows
      .filter(({ agencyId }) => agencyId === agency.id)
      .map((row) => lineOf(key, { ...row, agency }, names)),
  );
}

type Row = Awaited<ReturnType<Transaction['goodPracticeFeedback']['findFirstOrThrow']>>;

function lineOf(
  key: Key,
  row: Row & { agency: FeedBackLine['agency'] },
  names: Map<string, string>,
): FeedBackLine {
  const { id, agency, answer, late, textSealed, onBehalfOf, givenAt: at } = row;
  const place = (column: string) => `GoodPracticeFeedback.${column}/${id}`;
  return {
    agency,
    answer,
    late,
    text: textSealed ? open(key, place('textSealed'), textSealed) : '',
    at,
    by: names.get(row.givenById ?? '') ?? null,
    received: onBehalfOf ? openJson<Received>(key, place('onBehalfOf'), onBehalfOf) : null,
  };
}

async function viewOf(
  records: Records,
  tx: Transaction,
  partnershipId: string,
  ask: OwnAsk,
): Promise<FeedBackAsk | null> {
  const { auditId, agencyId } = ask;
  const context = await auditContext(tx, auditId);
  const agency = await tx.agency.findUnique({ where: { id: agencyId ?? '' } });
  if (!agency) return null;
  const lines = await feedBackLines(records, tx, { partnershipId, auditId });
  const own = lines.filter((line) => line.agency.id === agency.id && line.answer !== 'silent');
  return {
    ask,
    number: context.number,
    zone: context.clock.calendar.zone,
    words: context.profile.words,
    agency: { id: agency.id, key: agency.key, name: agency.name },
    said: own.at(-1) ?? null,
  };
}
