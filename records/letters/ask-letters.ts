import type { dueNow } from '../../domain/ask-moments.ts';
import { dateOf, instantAt } from '../../domain/calendar.ts';
import { subjectOf } from '../../domain/profile.ts';
import type { AskTimings } from '../../domain/stages/asks.ts';
import type { Moment } from '../../domain/waits.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { escalationContacts } from '../directory/directory.ts';
import type { Transaction } from '../store/transaction.ts';
import { queueLetters } from './letters.ts';

type AskRow = Awaited<ReturnType<Transaction['ask']['findMany']>>[number];

/** An ask with its moments as they stood before those that are due now were passed. */
interface DueAsk {
  ask: AskRow;
  moments: Moment[];
  todo: ReturnType<typeof dueNow>;
  timings: AskTimings;
}

/** Queues what the clock says is to be written about an ask now: to whom was asked, and to others. */
export async function queueAskLetters(
  tx: Transaction,
  context: AuditContext,
  due: DueAsk,
  now: Date,
): Promise<void> {
  const { ask, todo, timings } = due;
  const letters: { contactId: string; what: string; suffix: string }[] = [];
  if (todo.letter) {
    const sent = due.moments.filter((each) => each.passedAt && each.what === todo.letter).length;
    const suffix = `${todo.letter}-${sent + 1}`;
    letters.push({ contactId: ask.contactId, what: todo.letter, suffix });
  }
  if (todo.escalates) {
    const contacts = await escalationContacts(tx, {
      partnershipId: context.partnershipId,
      agencyId: ask.agencyId,
      roles: timings.escalate?.to ?? [],
      on: now,
    });
    for (const contactId of contacts) {
      letters.push({ contactId, what: 'escalate', suffix: `escalate/${contactId}` });
    }
  }
  const tellsOf = tellsOfWhat(context, due, now);
  const at = now.toISOString();
  const promptly = due.moments.some((each) => each.byHand && !each.passedAt && each.at <= at);
  await queueLetters(
    tx,
    letters.map(({ contactId, what, suffix }) => ({
      ...tellsOf(what, suffix),
      partnershipId: ask.partnershipId,
      kind: `${ask.step}/${askedAgain(ask) && what === 'ask' ? 'again' : what}`,
      contactId,
      auditId: ask.auditId,
      promptly,
      now,
    })),
  );
}

/** The report was changed after it had been asked about, and the first letter says so. */
function askedAgain({ step, key }: AskRow): boolean {
  return step === 'approve' && /\/again-\d+$/.test(key);
}

function tellsOfWhat(context: AuditContext, due: DueAsk, now: Date): TellsOf {
  const { ask } = due;
  if (toldTogether.has(ask.step)) return allOfItsKind(context, due, now);
  const subject = subjectOf(context.profile);
  const many = subject === 'establishment' || subject === 'person';
  return many && ask.step === 'returns' ? silenceOfAll(context, due, now) : thisOne(ask);
}

/** What is asked once for each return: many may be open for one person. */
const toldTogether: ReadonlySet<string> = new Set(['check', 'revise']);

type TellsOf = (
  what: string,
  suffix: string,
) => { key: string; ids: Record<string, string>; thread: string };

function thisOne(ask: AskRow): TellsOf {
  return (_what, suffix) => ({
    key: `${ask.key}/${suffix}`,
    ids: { ask: ask.id },
    thread: ask.key,
  });
}

/** One letter for all open asks of this kind; those that fall due on the same morning share it. */
function allOfItsKind(context: AuditContext, { ask, moments }: DueAsk, now: Date): TellsOf {
  const { partnershipId, number } = context;
  const thread = `${partnershipId}/${number}/${ask.stageKey}/${ask.step}/${ask.contactId}`;
  const due = moments.findLast((each) => !each.passedAt && each.at <= now.toISOString());
  const at = due?.at ?? now.toISOString();
  const morning = isMorning(context, at);
  const occasion = `${thread}/${at.slice(0, 16)}`;
  return (what, suffix) => ({
    key: what === 'escalate' || !morning ? `${occasion}/${suffix}` : occasion,
    ids: { asks: ask.step, asked: ask.contactId },
    thread,
  });
}

/** Each establishment or person is asked by itself; of their silence others hear in one letter. */
function silenceOfAll(context: AuditContext, { ask, moments }: DueAsk, now: Date): TellsOf {
  const own = thisOne(ask);
  const due = moments.find(({ what }) => what === 'escalate')?.at ?? now.toISOString();
  const { partnershipId, number } = context;
  const thread = `${partnershipId}/${number}/${ask.stageKey}/${ask.step}/${ask.agencyId}/silence`;
  return (what, suffix) =>
    what === 'escalate'
      ? { key: `${thread}/${due.slice(0, 16)}/${suffix}`, ids: { within: ask.wait }, thread }
      : own(what, suffix);
}

/** Whether something falls due at the hour of letters, and not because somebody acts just then. */
function isMorning({ clock }: AuditContext, at: string): boolean {
  const { zone } = clock.calendar;
  return at === instantAt(dateOf(at, zone), clock.lettersLeave, zone);
}
