import { emailsOfToday, type LeavingLetter } from '../../domain/one-email-a-day.ts';
import { issueLinkToken, lockContacts } from '../access/links.ts';
import { openJson, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import {
  claimAlongside,
  type LetterKinds,
  lettersInside,
  ours,
  stillClaimed,
} from './claim-letters.ts';
import { type LetterDay, letterDays } from './letter-days.ts';
import { type ClaimedLetter, type LetterFacts, loadLetterFacts } from './letter-facts.ts';
import { coversOf, passToCover, whoseLettersMeet } from './letters-in-place.ts';
import { type UnsentLetter, unsentOf } from './unsent-letters.ts';

/** The bytes of one email and their envelope, as they go into the attempt and into any copy of it. */
export interface FrozenLetter {
  messageId: string;
  from: string;
  to: string;
  mime: string;
}

/** What is to become of a claimed letter. */
export type LetterPlan =
  | { outcome: 'dropped' | 'failed'; why: string }
  | { outcome: 'held' }
  | {
      outcome: 'send';
      alone: boolean;
      invites: boolean;
      /** It leads to the console: whoever covers for its reader can do it. */
      office: boolean;
      /** The next day or hour of which it tells; null where nothing is to come. */
      tellsOf: Date | null;
    };

/** A letter that leaves now, with what it tells. */
export interface LeavingFacts {
  letter: ClaimedLetter;
  facts: LetterFacts;
}

/** One email of one or several letters to one person. */
export interface Composed {
  /** What its link opens; null where it has none. */
  opens: 'asks' | 'sign-in' | null;
  write(token: string | null): Promise<FrozenLetter>;
}

/** How the emails decide on letters and write them. */
export interface Writing {
  plan(given: {
    letter: ClaimedLetter;
    facts: LetterFacts | undefined;
    /** The unsent letters about the same to the same reader, this one included. */
    unsent: UnsentLetter[];
  }): LetterPlan;
  compose(letters: LeavingFacts[]): Composed;
  kinds: LetterKinds;
}

/** What came of a batch: emails ready for their attempt, and letters that are not sent now. */
interface FrozenBatch {
  ready: { letter: ClaimedLetter; frozen: FrozenLetter }[];
  putAway: {
    letter: ClaimedLetter;
    outcome: 'dropped' | 'failed' | 'held' | 'waiting';
    why: string;
  }[];
}

type Planned = { letter: ClaimedLetter; facts: LetterFacts | undefined; plan: LetterPlan };
type Leaving = LeavingFacts & LeavingLetter & { day: LetterDay };

/**
 * Settles for claimed letters, in one transaction, whether they are still due, and freezes the bytes
 * of those that are, with the link in them. Nobody gets more than one email a day but for what they
 * wait for: whatever is due for one person is written into one email, by its first letter. What was
 * frozen before stays as it is, as long as anything in it is due.
 */
export async function freezeLetters(
  records: Records,
  claimed: ClaimedLetter[],
  given: { writing: Writing; alongside: boolean; now: Date },
): Promise<FrozenBatch> {
  const { writing, now } = given;
  return transaction(records, async (tx) => {
    const covers = await coversOf(tx, claimed, now);
    const readersOf = (letters: ClaimedLetter[]) => whoseLettersMeet(covers, letters);
    // All at once and in order, so that two batches never wait for one another.
    await lockContacts(tx, readersOf(claimed));
    const own = await stillClaimed(tx, claimed);
    const others = given.alongside
      ? await claimAlongside(tx, own, { kinds: writing.kinds, readersOf, now })
      : [];
    const frozen = own.filter(({ frozenSealed }) => frozenSealed);
    const inside = await lettersInside(tx, frozen);
    const unwritten = [...own, ...others].filter(({ frozenSealed }) => !frozenSealed);
    const areOffice = (letters: ClaimedLetter[]) =>
      officeLetters(records, tx, { letters, writing });
    const { passed, told } = await passToCover(tx, unwritten, { covers, areOffice });
    const letters = [...frozen, ...passed, ...inside];
    const facts = await loadLetterFacts(records, tx, letters);
    const unsent = await unsentOf(tx, letters);
    const planned = (letter: ClaimedLetter): Planned => {
      const known = { letter, facts: facts.get(letter.id) };
      return { ...known, plan: writing.plan({ ...known, unsent: unsent.get(letter.id) ?? [] }) };
    };
    const batch: FrozenBatch = { ready: [], putAway: [] };
    for (const letter of told) {
      await putAway(tx, { letter, plan: { outcome: 'dropped', why: 'told-already' } }, batch);
    }
    const leaving: (LeavingFacts & { plan: SendPlan })[] = [];
    for (const letter of [...frozen, ...passed]) {
      if (letter.frozenSealed) {
        const within = inside.filter(({ insideId }) => insideId === letter.id);
        const email = { planned: [letter, ...within].map(planned), batch, now };
        const again = await sendAgain(records, tx, email);
        if (again) batch.ready.push({ letter, frozen: again });
        continue;
      }
      const { plan, facts: known } = planned(letter);
      if (plan.outcome === 'send' && known) leaving.push({ letter, facts: known, plan });
      else await putAway(tx, { letter, plan }, batch);
    }
    const days = await letterDays(tx, { letters: leaving.map(({ letter }) => letter), facts, now });
    for (const letters of byReader(leaving.map((each) => withDay(each, days)))) {
      const { emails, waiting } = emailsOfToday(letters, letters[0]?.day.written ?? false);
      for (const each of waiting) await letWait(tx, each, batch);
      for (const email of emails) {
        const frozen = await freeze(records, tx, { email, writing, now });
        const [lead] = email;
        if (frozen && lead) batch.ready.push({ letter: lead.letter, frozen });
      }
    }
    return batch;
  });
}

/** Which of these lead to the console, as those would get them whose letters they are. */
async function officeLetters(
  records: Records,
  tx: Transaction,
  { letters, writing }: { letters: ClaimedLetter[]; writing: Writing },
): Promise<ReadonlySet<string>> {
  if (letters.length === 0) return new Set();
  const facts = await loadLetterFacts(records, tx, letters);
  const office = letters.filter((letter) => {
    const plan = writing.plan({ letter, facts: facts.get(letter.id), unsent: [] });
    return plan.outcome === 'send' && plan.office;
  });
  return new Set(office.map(({ id }) => id));
}

type SendPlan = Extract<LetterPlan, { outcome: 'send' }>;

/** The same bytes, while anything in them is still due; otherwise nothing of it is. */
async function sendAgain(
  records: Records,
  tx: Transaction,
  given: { planned: Planned[]; batch: FrozenBatch; now: Date },
): Promise<FrozenLetter | null> {
  const { planned, batch, now } = given;
  const [lead] = planned;
  if (lead && planned.some(({ plan }) => plan.outcome === 'send')) {
    return thaw(records, tx, lead.letter);
  }
  // It stands in its bytes beside others that may be due again: the email waits as it is.
  if (lead && planned.some(({ plan }) => plan.outcome === 'held')) {
    const nextAttemptAt = new Date(now.getTime() + heldMinutes * 60_000);
    await release(tx, lead.letter, planned.length > 1 ? { nextAttemptAt } : {});
    batch.putAway.push({ letter: lead.letter, outcome: 'held', why: 'paused' });
    return null;
  }
  for (const each of planned) await putAway(tx, each, batch);
  return null;
}

/** Until an email of several letters is looked at again of which some are held back. */
const heldMinutes = 10;

async function putAway(
  tx: Transaction,
  { letter, plan }: Pick<Planned, 'letter' | 'plan'>,
  batch: FrozenBatch,
): Promise<void> {
  if (plan.outcome === 'held') {
    await release(tx, letter, {});
    batch.putAway.push({ letter, outcome: 'held', why: 'paused' });
    return;
  }
  const [outcome, why] =
    plan.outcome === 'send' ? (['failed', 'row-missing'] as const) : [plan.outcome, plan.why];
  await tx.letter.updateMany({
    where: unsettled(letter),
    data: { ...unbound, state: outcome, failure: why, claimedAt: null, frozenSealed: null },
  });
  await forgetDigits(tx, letter);
  batch.putAway.push({ letter, outcome, why });
}

/** Gives a claimed letter back as if nobody had taken it up. */
async function release(
  tx: Transaction,
  letter: ClaimedLetter,
  change: { nextAttemptAt?: Date },
): Promise<void> {
  await tx.letter.updateMany({
    where: unsettled(letter),
    data: {
      ...change,
      state: 'pending',
      claimedAt: null,
      attempts: Math.max(0, letter.attempts - 1),
    },
  });
}

/** Claimed, or bound to a frozen email that was set back. */
function unsettled({ id }: ClaimedLetter) {
  return { id, state: { in: ['sending', 'pending'] } };
}

/** What a letter is again that stands in no email. */
export const unbound = { insideId: null, writtenOn: null };

async function letWait(tx: Transaction, { letter, day }: Leaving, batch: FrozenBatch) {
  await release(tx, letter, { nextAttemptAt: day.nextMorning });
  batch.putAway.push({ letter, outcome: 'waiting', why: 'written-today' });
}

function withDay(
  { letter, facts, plan }: LeavingFacts & { plan: SendPlan },
  days: Map<string, LetterDay>,
): Leaving {
  const day = days.get(letter.id);
  if (!day) throw new Error(`no day for the letter ${letter.id}`);
  const { alone, invites, tellsOf } = plan;
  const pressing = letter.promptly || (tellsOf !== null && tellsOf <= day.nextMorning);
  return { letter, facts, alone, invites, pressing, day };
}

function byReader(letters: Leaving[]): Leaving[][] {
  const readers = new Map<string, Leaving[]>();
  for (const each of letters) {
    const { contactId } = each.letter;
    readers.set(contactId, [...(readers.get(contactId) ?? []), each]);
  }
  return [...readers.values()];
}

async function freeze(
  records: Records,
  tx: Transaction,
  given: { email: Leaving[]; writing: Writing; now: Date },
): Promise<FrozenLetter | null> {
  const { email, writing, now } = given;
  const [lead, ...others] = email;
  if (!lead) return null;
  const { letter } = lead;
  const { id, partnershipId, contactId } = letter;
  const { opens, write } = writing.compose(email);
  const token = opens
    ? await issueLinkToken(tx, { partnershipId, contactId, letterId: id, purpose: opens, now })
    : null;
  const frozen = await write(token);
  const key = await records.keyring.partnership(tx, partnershipId);
  const { messageId } = frozen;
  const writtenOn = lead.alone ? null : lead.day.today;
  const { count } = await tx.letter.updateMany({
    where: ours(letter),
    data: { messageId, writtenOn, frozenSealed: sealJson(key, placeOf(letter), frozen) },
  });
  await tx.letter.updateMany({
    where: { id: { in: others.map((each) => each.letter.id) }, state: 'sending' },
    data: { messageId, writtenOn, insideId: id },
  });
  await forgetDigits(tx, letter);
  return count === 1 ? frozen : null;
}

/** A code's digits are kept only until its letter holds them, or is not to be sent. */
async function forgetDigits(tx: Transaction, { ids, partnershipId }: ClaimedLetter): Promise<void> {
  if (typeof ids.code !== 'string') return;
  await tx.linkCode.updateMany({
    where: { id: ids.code, partnershipId },
    data: { codeSealed: null },
  });
}

async function thaw(
  records: Records,
  tx: Transaction,
  letter: ClaimedLetter,
): Promise<FrozenLetter> {
  const key = await records.keyring.partnership(tx, letter.partnershipId);
  return openJson<FrozenLetter>(key, placeOf(letter), letter.frozenSealed as Uint8Array);
}

function placeOf(letter: ClaimedLetter): string {
  return `Letter.frozenSealed/${letter.id}`;
}
