import { type EventNames, eventSentence } from '../domain/event-words.ts';
import { stageOfKind } from '../domain/profile.ts';
import { stageTitle } from '../domain/stage-words.ts';
import type { AuditContext } from './audit-context.ts';
import { namesOf } from './people-names.ts';
import { reasonsOf } from './reasons.ts';
import type { Records, Transaction } from './transaction.ts';

/** What happened in an audit, and who was sent what: the newest first. */
export interface AuditHistory {
  events: HistoryEvent[];
  moreEvents: number;
  letters: HistoryLetter[];
  moreLetters: number;
}

export interface HistoryEvent {
  seq: number;
  at: Date;
  sentence: string;
  /** Null: the clock. */
  by: string | null;
  onBehalf: boolean;
  reason: string;
}

export interface HistoryLetter {
  id: string;
  kind: string;
  to: string;
  contactId: string;
  agency: string | null;
  state: string;
  at: Date;
  failure: string | null;
}

const eventsShown = 40;
const lettersShown = 60;

export async function auditHistory(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  shown: { events: number; letters: number } = { events: eventsShown, letters: lettersShown },
): Promise<AuditHistory> {
  const { auditId, partnershipId } = context;
  const events = await tx.event.findMany({
    where: { chain: auditId, partnershipId },
    orderBy: { seq: 'desc' },
    take: shown.events,
  });
  const letters = await tx.letter.findMany({
    where: { auditId, partnershipId },
    orderBy: [{ queuedAt: 'desc' }, { key: 'asc' }],
    take: shown.letters,
    include: { contact: { select: { agency: { select: { name: true } } } } },
  });
  const lettersInAll = await tx.letter.count({ where: { auditId, partnershipId } });
  const key = await records.keyring.audit(tx, auditId);
  const seqs = events.map((event) => event.seq);
  const reasons = await reasonsOf(tx, key, { auditId, seqs });
  const people = await namesOf(records, tx, {
    partnershipId,
    contactIds: [
      ...letters.map((letter) => letter.contactId),
      ...events.flatMap((event) => [event.actorId, ...idsIn(event.ids)]),
    ],
  });
  const names = await eventNames(tx, context, people);
  return {
    events: events.map((event) => ({
      seq: event.seq,
      at: event.at,
      sentence: eventSentence(event.kind, event.ids as Record<string, unknown>, names),
      by: event.actorId
        ? (people.get(event.actorId) ?? '')
        : (event.ids as { withheld?: boolean }).withheld
          ? 'somebody whose name is withheld'
          : null,
      onBehalf: event.onBehalf,
      reason: reasons.get(event.seq) ?? '',
    })),
    moreEvents: Math.max(0, (events[0]?.seq ?? 0) - events.length),
    letters: letters.map((letter) => ({
      id: letter.id,
      kind: letter.kind,
      to: people.get(letter.contactId) ?? '',
      contactId: letter.contactId,
      agency: letter.contact.agency?.name ?? null,
      state: letter.state,
      at: letter.sentAt ?? letter.queuedAt,
      failure: letter.failure,
    })),
    moreLetters: lettersInAll - letters.length,
  };
}

/** Ids of contacts among those of an event: who handed over, to whom, who accepted. */
function idsIn(ids: unknown): string[] {
  const { from, to, respondent, contact } = ids as Record<string, unknown>;
  return [from, to, respondent, contact].filter((id): id is string => typeof id === 'string');
}

/** What stands for the ids of an audit’s events. */
export async function eventNames(
  tx: Transaction,
  context: AuditContext,
  people: Map<string, string>,
): Promise<EventNames> {
  const { auditId, partnershipId, profile } = context;
  const agencies = await tx.agency.findMany({
    where: { partnershipId },
    select: { id: true, key: true, name: true },
  });
  const agency = (idOrKey: unknown): string =>
    agencies.find((each) => each.id === idOrKey || each.key === idOrKey)?.name ?? 'An agency';
  const cases = await tx.case.findMany({
    where: { auditId },
    select: { id: true, number: true },
  });
  const child = (id: unknown): string => {
    const number = cases.find((each) => each.id === id)?.number;
    return number ? `C${number}` : 'a child';
  };
  const requests = await tx.request.findMany({
    where: { auditId },
    select: { id: true, agencyId: true, returns: { select: { id: true, caseId: true } } },
  });
  const levels = stageOfKind(profile, 'draw-sample')?.strata ?? [];
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    words: profile.words,
    agency,
    child,
    person: (id) => people.get(text(id)) ?? 'somebody',
    stage: (key) => stageTitle(profile, text(key)),
    date: (key) => profile.dates.find((each) => each.key === key)?.label ?? text(key),
    level: (key) => levels.find((each) => each.key === key)?.label ?? text(key),
    agencyOfRequest: (id) => agency(requests.find((each) => each.id === id)?.agencyId),
    return: (id) => {
      const request = requests.find(({ returns }) => returns.some((each) => each.id === id));
      const own = request?.returns.find((each) => each.id === id);
      return `${child(own?.caseId)} at ${agency(request?.agencyId)}`;
    },
  };
}
