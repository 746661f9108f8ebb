import { type EventNames, eventSentence } from '../../domain/event-words.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { stageTitle } from '../../domain/stage-words.ts';
import { openedLetters } from '../access/links.ts';
import { aboutOf, aboutRows } from '../asks/about.ts';
import { namesOf } from '../directory/people-names.ts';
import { reasonsOf } from '../store/reasons.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import type { AuditContext } from './audit-context.ts';

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
  /** When its reader came in by it; null: not, or by another letter. */
  openedAt: Date | null;
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
  const opened = await openedLetters(tx, letters);
  const lettersInAll =
    letters.length < shown.letters
      ? letters.length
      : await tx.letter.count({ where: { auditId, partnershipId } });
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
  const names = await eventNames(records, tx, { context, people });
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
      openedAt: opened.get(letter.id) ?? null,
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
  records: Records,
  tx: Transaction,
  { context, people }: { context: AuditContext; people: Map<string, string> },
): Promise<EventNames> {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const { auditId, partnershipId, profile } = context;
  const agencies = await tx.agency.findMany({
    where: { partnershipId },
    select: { id: true, key: true, name: true },
  });
  const agency = (idOrKey: unknown): string =>
    agencies.find((each) => each.id === idOrKey || each.key === idOrKey)?.name ?? 'An agency';
  const cases = await tx.case.findMany({ where: { auditId }, select: aboutRows.case.select });
  const key = await records.keyring.audit(tx, auditId);
  const abouts = new Map(cases.map((each) => [each.id, aboutOf(key, each)]));
  const about = (id: unknown) => abouts.get(text(id));
  const child = (id: unknown): string => about(id)?.label ?? 'a child';
  const requests = await tx.request.findMany({
    where: { auditId },
    select: {
      id: true,
      agencyId: true,
      service: { select: { name: true } },
      returns: { select: { id: true, caseId: true } },
    },
  });
  const levels = stageOfKind(profile, 'draw-sample')?.strata ?? [];
  return {
    words: profile.words,
    agency,
    child,
    person: (id) => people.get(text(id)) ?? 'somebody',
    stage: (key) => stageTitle(profile, text(key)),
    date: (key) => profile.dates.find((each) => each.key === key)?.label ?? text(key),
    level: (key) => levels.find((each) => each.key === key)?.label ?? text(key),
    agencyOfRequest: (id) => {
      const request = requests.find((each) => each.id === id);
      return request?.service?.name ?? agency(request?.agencyId);
    },
    sender: (ids) => {
      const found = about(ids.case);
      return found?.kind === 'establishment' ? found.label : agency(ids.agency);
    },
    forWhat: (id) => {
      const { kind = 'child' } = about(id) ?? {};
      return kind === 'agency' || kind === 'establishment' ? '' : ` for ${child(id)}`;
    },
    return: (id) => {
      const request = requests.find(({ returns }) => returns.some((each) => each.id === id));
      const own = request?.returns.find((each) => each.id === id);
      const found = about(own?.caseId);
      if (found?.kind === 'agency' || found?.kind === 'establishment') return found.label;
      return `${child(own?.caseId)} at ${agency(request?.agencyId)}`;
    },
  };
}
