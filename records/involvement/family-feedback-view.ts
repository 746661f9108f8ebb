import type { Profile } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import { findOwnAsk, type OwnAsk, type ReaderIds } from '../asks/contact-view.ts';
import { type AuditContext, auditContext, findContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { type CaseIdentity, peopleOfChildren } from '../sample/identities.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** What one of a child's family said, or that they have not. */
export interface FamilyVoice {
  caseId: string;
  number: number;
  /** child, parents, carers */
  who: string;
  agency: string;
  /** given, not-given, silent; null while it is waited for. */
  outcome: string | null;
  late: boolean;
  text: string;
  at: Date | null;
  /** Who arranges it. */
  arranger: string;
  askId: string | null;
  /** Whether it can still be recorded. */
  open: boolean;
  received: Received | null;
}

/** All that families were asked, by child; of a child under hold, nothing. */
export async function familyVoices(
  records: Records,
  tx: Transaction,
  { auditId, partnershipId }: Pick<AuditContext, 'auditId' | 'partnershipId'>,
): Promise<FamilyVoice[]> {
  const rows = await tx.familyFeedback.findMany({
    where: { auditId, partnershipId },
    orderBy: { id: 'asc' },
  });
  if (rows.length === 0) return [];
  const cases = await tx.case.findMany({
    where: { auditId, heldAt: null, state: { in: ['drawn', 'identified'] } },
    select: { id: true, number: true },
    orderBy: { number: 'asc' },
  });
  const agencies = await tx.agency.findMany({
    where: { partnershipId },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
  const asks = await tx.ask.findMany({
    where: { auditId, step: 'family-feedback' },
    select: { id: true, outcome: true },
  });
  const contactIds = rows.map(({ arrangerId }) => arrangerId);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  const key = await records.keyring.audit(tx, auditId);
  return cases.flatMap(({ id, number }) =>
    agencies.flatMap((agency) =>
      rows
        .filter(({ caseId, agencyId }) => caseId === id && agencyId === agency.id)
        .sort((a, b) => order.indexOf(a.who) - order.indexOf(b.who))
        .map((row) => {
          const ask = asks.find((each) => each.id === row.askId);
          const arranger = names.get(row.arrangerId) ?? '';
          const waits = ask?.outcome === null || ask?.outcome === 'not-answered';
          return { ...voiceOf(key, row), number, agency: agency.name, arranger, open: waits };
        }),
    ),
  );
}

const order = ['child', 'parents', 'carers'];

type Row = Awaited<ReturnType<Transaction['familyFeedback']['findFirstOrThrow']>>;

function voiceOf(key: Key, row: Row) {
  const { id, caseId, who, outcome, late, textSealed, recordedAt: at, askId, onBehalfOf } = row;
  const place = (column: string) => `FamilyFeedback.${column}/${id}`;
  return {
    caseId,
    who,
    outcome,
    late,
    text: textSealed ? open(key, place('textSealed'), textSealed) : '',
    at,
    askId,
    received: onBehalfOf ? openJson<Received>(key, place('onBehalfOf'), onBehalfOf) : null,
  };
}

/** The page on which somebody records what a child's family said. */
export interface FamilyFeedbackAsk {
  ask: OwnAsk;
  auditId: string;
  number: string;
  zone: string;
  profile: Profile;
  child: number;
  people: CaseIdentity['people'];
  voices: FamilyVoice[];
}

export async function familyFeedbackAsk(
  records: Records,
  reader: ReaderIds,
  askId: string,
): Promise<FamilyFeedbackAsk | null> {
  const ask = await transaction(records, (tx) => findOwnAsk(tx, reader, askId));
  if (ask?.step !== 'family-feedback') return null;
  return viewOf(records, ask);
}

/** The same for the business unit, which enters it for whoever was asked. */
export async function familyFeedbackToEnter(
  records: Records,
  given: { partnershipId: string; auditId: string; askId: string },
): Promise<FamilyFeedbackAsk | null> {
  const { partnershipId, auditId, askId: id } = given;
  const ask = await records.database.ask.findFirst({
    where: {
      id,
      partnershipId,
      auditId,
      step: 'family-feedback',
      OR: [{ outcome: null }, { outcome: 'not-answered' }],
    },
  });
  return ask ? viewOf(records, { ...ask, auditId }) : null;
}

async function viewOf(records: Records, ask: OwnAsk): Promise<FamilyFeedbackAsk | null> {
  const { auditId } = ask;
  return transaction(records, async (tx) => {
    const context = await auditContext(tx, auditId);
    const voices = await familyVoices(records, tx, context);
    const own = voices.filter(({ askId }) => askId === ask.id);
    const [first] = own;
    if (!first) return null;
    const key = await records.keyring.audit(tx, auditId);
    const people = await peopleOfChildren(tx, key, [first.caseId]);
    return {
      ask,
      auditId,
      number: context.number,
      zone: context.clock.calendar.zone,
      profile: context.profile,
      child: first.number,
      people: people.get(first.caseId) ?? [],
      voices: own,
    };
  });
}

/** Everything on one page of the console; null where the process gathers no feedback. */
export async function familyVoicesOf(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<{ context: AuditContext; voices: FamilyVoice[] } | null> {
  return transaction(records, async (tx) => {
    const context = await findContext(tx, given);
    if (!context) return null;
    return { context, voices: await familyVoices(records, tx, context) };
  });
}
