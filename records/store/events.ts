import { sha256 } from './sealing.ts';
import type { Transaction } from './transaction.ts';

/** Who did it: a contact of the directory, perhaps for somebody else, or the clock. */
export interface Actor {
  contactId: string | null;
  onBehalf?: boolean;
}

export const theClock: Actor = { contactId: null };

export interface NewEvent {
  partnershipId: string;
  /** The audit's id, or the partnership's for what belongs to no audit. */
  chain: string;
  /** thing.happened */
  kind: string;
  /** Ids, fixed words, counts and dates only: nothing that a person typed. */
  ids: Record<string, string | number | boolean | null>;
  /** Keyed digests (`digest` in sealing.ts) of what was typed, by field. */
  digests?: Record<string, string>;
  by: Actor;
  now: Date;
}

/**
 * Appends to the hash chain and returns the event's number in it. The head row is locked from here
 * to the end of the transaction, so call it after the last change of state: whoever reads the state
 * after this call sees everything that earlier numbers did.
 */
export async function appendEvent(tx: Transaction, event: NewEvent): Promise<number> {
  const head = await lockHead(tx, event.chain);
  const row = {
    partnershipId: event.partnershipId,
    chain: event.chain,
    seq: head.seq + 1,
    kind: event.kind,
    ids: event.ids,
    digests: event.digests ?? {},
    actorId: event.by.contactId,
    onBehalf: event.by.onBehalf ?? false,
    at: event.now,
    previousHash: head.hash,
  };
  const hash = eventHash(row);
  await tx.event.create({ data: { ...row, hash } });
  await tx.chainHead.update({ where: { chain: event.chain }, data: { seq: row.seq, hash } });
  return row.seq;
}

/**
 * Holds the chain to the end of the transaction before anything is decided: whoever appends at the
 * same moment has either committed and is seen, or comes later and sees this.
 */
export async function lockChain(tx: Transaction, chain: string): Promise<void> {
  await lockHead(tx, chain);
}

async function lockHead(tx: Transaction, chain: string): Promise<{ seq: number; hash: string }> {
  // The no-op update makes the same statement create the row or lock it.
  const heads = await tx.$queryRaw<{ seq: number; hash: string }[]>`
    INSERT INTO "ChainHead" (chain, seq, hash) VALUES (${chain}, 0, '')
    ON CONFLICT (chain) DO UPDATE SET chain = EXCLUDED.chain
    RETURNING seq, hash`;
  const head = heads[0];
  if (!head) throw new Error(`the event chain ${chain} has no head`);
  return head;
}

export async function headOf(tx: Transaction, chain: string): Promise<number> {
  const head = await tx.chainHead.findUnique({ where: { chain } });
  return head?.seq ?? 0;
}

type HashedEvent = Omit<NewEvent, 'by' | 'now' | 'digests'> & {
  digests: unknown;
  seq: number;
  actorId: string | null;
  onBehalf: boolean;
  at: Date;
  previousHash: string;
};

function eventHash(event: HashedEvent): string {
  const { chain, seq, kind, ids, digests, actorId, onBehalf, at, previousHash } = event;
  return sha256(
    canonical([previousHash, chain, seq, kind, ids, digests, actorId, onBehalf, at.toISOString()]),
  );
}

/** JSON with the keys of objects in order: PostgreSQL does not keep theirs. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Walks a chain and returns the number of the first event that does not fit, or null. */
export async function firstBrokenEvent(tx: Transaction, chain: string): Promise<number | null> {
  const events = await tx.event.findMany({ where: { chain }, orderBy: { seq: 'asc' } });
  let previousHash = '';
  let expected = 1;
  for (const event of events) {
    const told = { ...event, ids: event.ids as NewEvent['ids'], previousHash };
    if (event.seq !== expected || event.hash !== eventHash(told)) return expected;
    previousHash = event.hash;
    expected += 1;
  }
  const head = await tx.chainHead.findUnique({ where: { chain } });
  return (head?.seq ?? 0) === expected - 1 && (head?.hash ?? '') === previousHash ? null : expected;
}
