import { isOwnAddress } from '../../domain/own-address.ts';
import type { Moment } from '../../domain/waits.ts';
import { endLink } from '../access/links.ts';
import { passRevisionTo } from '../checks/quality-check.ts';
import {
  type ChosenColleague,
  type ColleagueRefusal,
  findOrAddColleague,
} from '../directory/colleagues.ts';
import { domainsOf } from '../directory/mail-domains.ts';
import { queueLetters } from '../letters/letters.ts';
import { requestWait } from '../returns/gather-stage.ts';
import { lockOwnRequest, type OwnRequest } from '../returns/own-request.ts';
import { requestKey } from '../returns/own-return.ts';
import { askedOf } from '../returns/request-view.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { openAsk, settleAsk } from './asks.ts';
import { timingsOf } from './clock.ts';
import { nudgeRequest } from './settle-request.ts';

export type RequestHandedOver =
  | { kind: 'handed-over'; to: string }
  | { kind: ColleagueRefusal }
  | { kind: 'yourself' | 'not-found' | 'ended' };

/** What the business unit says when it hands a request over for an agency. */
export interface HandOverEntered {
  reason: string;
  /** An address outside the agency's own mail is taken all the same. */
  anyAddress: boolean;
}

/**
 * Somebody else answers for the agency from now on: they are asked with the same dates, the old
 * link ends, and both are told. Who answers for it does that, or the business unit for them.
 */
export async function handOver(
  records: Records,
  input: {
    partnershipId: string;
    askId: string;
    colleague: ChosenColleague;
    entered?: HandOverEntered;
  },
  by: Actor,
  now: Date,
): Promise<RequestHandedOver> {
  return transaction(records, async (tx) => {
    const request = await lockOwnRequest(tx, input, by);
    if (request === 'ended' || request === null) return { kind: request ?? 'not-found' };
    // What somebody says about their own course attendance nobody else can say.
    if (askedOf(request) === 'person') return { kind: 'not-found' };
    const { entered } = input;
    const domains = await domainsOf(records, tx, request);
    const colleague = await findOrAddColleague(records, tx, {
      partnershipId: input.partnershipId,
      agencyId: request.agency.id,
      colleague: input.colleague,
      domains,
      ...(entered ? { anyAddress: entered.anyAddress } : {}),
    });
    if ('refused' in colleague) return { kind: colleague.refused };
    const from = request.ask.contactId;
    const to = colleague.contactId;
    if (to === from) return { kind: 'yourself' };
    await settleAsk(tx, request.ask.id, 'handed-over', now);
    await tx.request.update({ where: { id: request.id }, data: { responsibleId: to } });
    await keepOwnTools(tx, request, to, now);
    await askInstead(tx, request, to, now);
    const revisions = { requestId: request.id, contactId: from };
    await passRevisionTo(tx, request.context, { contactId: to, where: revisions }, now);
    await endLink(tx, { contactId: from, why: 'handed-over', now });
    await tellBoth(tx, request, { from, to, entered: entered !== undefined }, now);
    const foreign = 'email' in input.colleague && !isOwnAddress(input.colleague.email, domains);
    const key = await records.keyring.audit(tx, request.context.auditId);
    const seq = await appendEvent(tx, {
      partnershipId: input.partnershipId,
      chain: request.context.auditId,
      kind: 'request.handed-over',
      ids: {
        request: request.id,
        agency: request.agency.key,
        from,
        to,
        ...(foreign ? { foreign } : {}),
      },
      ...(entered ? { digests: { reason: digest(key, entered.reason) } } : {}),
      by,
      now,
    });
    if (entered) {
      const { partnershipId, auditId } = request.context;
      await keepReason(records, tx, { partnershipId, auditId, seq, reason: entered.reason });
    }
    await nudgeRequest(tx, { context: request.context, request, word: 'asked', seq }, now);
    return { kind: 'handed-over', to };
  });
}

/** What the new person had been allocated is simply theirs now. */
export async function keepOwnTools(
  tx: Transaction,
  request: { id: string },
  to: string,
  now: Date,
): Promise<void> {
  await tx.return.updateMany({
    where: { requestId: request.id, assigneeId: to },
    data: { assigneeId: null },
  });
  const asks = await tx.ask.findMany({
    where: { requestId: request.id, step: 'allocated', contactId: to, outcome: null },
    select: { id: true },
  });
  for (const ask of asks) await settleAsk(tx, ask.id, 'withdrawn', now);
}

async function askInstead(
  tx: Transaction,
  request: OwnRequest,
  contactId: string,
  now: Date,
): Promise<void> {
  const { context, ask } = request;
  const before = await tx.ask.count({ where: { requestId: request.id, step: 'returns' } });
  const id = await openAsk(
    tx,
    context,
    {
      key: `${requestKey(context, request)}/${before + 1}`,
      wait: requestWait(context, request.agency.key),
      step: 'returns',
      stageKey: request.stageKey,
      contactId,
      agencyId: request.agency.id,
      requestId: request.id,
      timings: timingsOf(context, 'returns'),
      dueDate: ask.dueDate,
    },
    now,
  );
  // Its own letter tells of the hand-over; the ordinary first one would be a second the same day.
  const opened = await tx.ask.findUniqueOrThrow({ where: { id } });
  const moments = (opened.moments as unknown as Moment[]).map((moment) =>
    moment.what === 'ask' ? { ...moment, passedAt: now.toISOString() } : { ...moment },
  );
  const next = moments.find((moment) => !moment.passedAt);
  await tx.ask.update({
    where: { id },
    data: {
      firstDueDate: ask.firstDueDate,
      moments,
      nextAt: next ? new Date(next.at) : null,
    },
  });
}

async function tellBoth(
  tx: Transaction,
  request: OwnRequest,
  { from, to, entered }: { from: string; to: string; entered: boolean },
  now: Date,
): Promise<void> {
  const { context, ask } = request;
  const opened = await tx.ask.findFirstOrThrow({
    where: { requestId: request.id, step: 'returns', contactId: to, outcome: null },
  });
  const others = await tx.ask.count({ where: { contactId: from, outcome: null } });
  const letter = {
    partnershipId: context.partnershipId,
    auditId: context.auditId,
    thread: ask.key,
    now,
  };
  await queueLetters(tx, [
    {
      ...letter,
      key: `${opened.key}/handed-over`,
      kind: 'handed-over/new',
      contactId: to,
      ids: { ask: opened.id },
      thread: opened.key,
    },
    {
      ...letter,
      key: `${ask.key}/handed-over`,
      kind: entered ? 'handed-over/entered' : 'handed-over/old',
      contactId: from,
      ids: { request: request.id, ask: ask.id },
    },
    ...(others === 0
      ? []
      : [{ ...letter, key: `${ask.key}/new-link`, kind: 'new-link', contactId: from, ids: {} }]),
  ]);
}
