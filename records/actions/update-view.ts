import { askedStates } from '../../domain/action-update.ts';
import { isLater, type Moment } from '../../domain/waits.ts';
import type { Words } from '../../domain/words.ts';
import { findOwnAsk, type OwnAsk, type ReaderIds } from '../asks/contact-view.ts';
import { auditContext } from '../audits/audit-context.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type ActionView, actionViews } from './action-view.ts';

/** What an agency is asked about its actions of one audit, or has said. */
export interface UpdateAskView {
  ask: OwnAsk & { round: number };
  number: string;
  zone: string;
  words: Words;
  agency: { id: string; key: string; name: string };
  /** Its letter is kept for a later day. */
  later: boolean;
  /** The body on whose work plan the actions are. */
  body: string;
  /** Those to be told of now; once it is answered, those that were told of in this round. */
  actions: ActionView[];
}

export async function updateAskView(
  records: Records,
  reader: ReaderIds,
  askId: string,
  now: Date,
): Promise<UpdateAskView | null> {
  return transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    return ask?.step === 'update'
      ? viewOf(records, tx, { partnershipId: reader.partnershipId, ask }, now)
      : null;
  });
}

/** The same for the business unit, which enters it for the agency: what it was asked last. */
export async function updateAskOfAgency(
  records: Records,
  given: { partnershipId: string; auditId: string; agency: string },
  now: Date,
): Promise<UpdateAskView | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = given;
    const agency = await tx.agency.findUnique({
      where: { partnershipId_key: { partnershipId, key: given.agency } },
    });
    const asks = await tx.ask.findMany({
      where: { partnershipId, auditId, step: 'update', agencyId: agency?.id ?? '' },
      orderBy: { round: 'desc' },
      take: 2,
    });
    // What was not said in the last quarter can be said until the next letter has left.
    const [next, before] = asks;
    const open = (row: typeof next) => row?.outcome === null || row?.outcome === 'not-answered';
    const asked = (row: typeof next) => JSON.stringify(row?.moments ?? []).includes('passedAt');
    const ask = before?.outcome === 'not-answered' && !asked(next) ? before : next;
    if (!ask?.auditId || !open(ask)) return null;
    return viewOf(records, tx, { partnershipId, ask: { ...ask, auditId: ask.auditId } }, now);
  });
}

async function viewOf(
  records: Records,
  tx: Transaction,
  { partnershipId, ask }: { partnershipId: string; ask: OwnAsk },
  now: Date,
): Promise<UpdateAskView | null> {
  const { auditId, agencyId } = ask;
  if (!agencyId) return null;
  const { round, moments } = await tx.ask.findUniqueOrThrow({ where: { id: ask.id } });
  const context = await auditContext(tx, auditId);
  const agency = await tx.agency.findUniqueOrThrow({ where: { id: agencyId } });
  const state = { in: [...askedStates] };
  const told = { updates: { some: { round: round ?? 0, answer: { not: 'silent' } } } };
  const actions = await actionViews(records, tx, {
    partnershipId,
    where: {
      auditId,
      ownerAgencyId: agencyId,
      ...(ask.outcome === 'answered' ? told : { state }),
    },
    orderBy: [{ number: 'asc' }],
  });
  const any = await tx.action.findFirst({ where: { auditId }, select: { bodyId: true } });
  const body = await tx.body.findUnique({ where: { id: any?.bodyId ?? '' } });
  return {
    ask: { ...ask, round: round ?? 0 },
    later: isLater(moments as unknown as Moment[], now),
    number: context.number,
    zone: context.clock.calendar.zone,
    words: context.profile.words,
    agency: { id: agency.id, key: agency.key, name: agency.name },
    body: body?.name ?? '',
    actions,
  };
}
