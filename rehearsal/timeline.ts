import { dateOf, formatDate } from '../domain/calendar.ts';
import { eventSentence, stepWords } from '../domain/event-words.ts';
import { auditContext } from '../records/audits/audit-context.ts';
import { eventNames } from '../records/audits/audit-history.ts';
import { namesOf } from '../records/directory/people-names.ts';
import type { PlayedAudit } from './play-audit.ts';
import type { JumpingSystem } from './system.ts';

/** One thing that happened, in the order of the year. */
export type TimelineEntry =
  | { at: string; what: 'email'; to: string; address: string; subject: string; kind: string }
  | { at: string; what: 'event'; kind: string; sentence: string; by: string | null }
  | { at: string; what: 'late'; who: string; sentence: string };

/** Every email, every state change and decision, and whoever was late with what came of it. */
export async function timelineOf(
  system: JumpingSystem,
  played: PlayedAudit,
): Promise<TimelineEntry[]> {
  const entries = [
    ...(await emails(system, played)),
    ...(await events(system, played)),
    ...(await lateness(system, played)),
  ];
  // At the same instant, what happened stands before the emails that tell of it.
  const rank = { event: 0, late: 1, email: 2 };
  return entries.sort((a, b) =>
    a.at === b.at ? rank[a.what] - rank[b.what] : a.at < b.at ? -1 : 1,
  );
}

/** As they arrived in the mailbox; their rows say whom they were for and what kind they are. */
async function emails(
  { records, mailbox }: JumpingSystem,
  { place }: PlayedAudit,
): Promise<TimelineEntry[]> {
  const rows = await records.database.letter.findMany({
    where: { partnershipId: place.id, messageId: { not: null } },
  });
  const names = await namesOf(records, records.database, {
    partnershipId: place.id,
    contactIds: rows.map(({ contactId }) => contactId),
  });
  const byMessage = new Map(rows.map((row) => [row.messageId, row]));
  return mailbox.received.list().flatMap(({ messageId, to: [address = ''], subject }) => {
    const row = byMessage.get(messageId);
    if (!row) return [];
    const at = (row.sentAt ?? row.queuedAt).toISOString();
    const to = names.get(row.contactId) ?? '';
    return [{ at, what: 'email' as const, to, address, subject, kind: row.kind }];
  });
}

async function events(
  { records }: JumpingSystem,
  { place, audit }: PlayedAudit,
): Promise<TimelineEntry[]> {
  const { database } = records;
  const rows = await database.event.findMany({
    where: { partnershipId: place.id },
    orderBy: [{ at: 'asc' }, { chain: 'asc' }, { seq: 'asc' }],
  });
  const people = await peopleOf(records, place.id);
  const context = await auditContext(database, audit.id);
  const names = await eventNames(records, database, { context, people });
  return rows
    .filter(({ kind, chain }) => chain !== audit.id || !kind.startsWith('concern.'))
    .map(({ at, kind, ids, actorId }) => ({
      at: at.toISOString(),
      what: 'event' as const,
      kind,
      sentence: eventSentence(kind, ids as Record<string, unknown>, names),
      by: actorId ? (people.get(actorId) ?? '') : null,
    }));
}

/** Whoever had not answered when their date fell due, and what was done about it. */
async function lateness(
  { records }: JumpingSystem,
  { place }: PlayedAudit,
): Promise<TimelineEntry[]> {
  const { database } = records;
  const asks = await database.ask.findMany({
    where: { partnershipId: place.id, outcome: { in: ['answered', 'not-answered'] } },
    orderBy: [{ dueAt: 'asc' }, { key: 'asc' }],
  });
  const letters = await database.letter.findMany({
    where: { partnershipId: place.id, state: 'sent' },
    orderBy: { queuedAt: 'asc' },
  });
  const people = await peopleOf(records, place.id);
  return (
    asks
      // Somebody up the ladder of a concern is asked when its time is over already.
      .filter(({ askedAt, dueAt }) => askedAt < dueAt)
      .filter(
        ({ settledAt, dueAt, outcome }) =>
          outcome === 'not-answered' || (settledAt ?? dueAt) > dueAt,
      )
      .map((ask) => {
        const told = letters.filter(
          ({ ids, kind }) =>
            (ids as Record<string, unknown>).ask === ask.id && /\/(chase|escalate)$/.test(kind),
        );
        const who = people.get(ask.contactId) ?? '';
        const steps = told.map(({ kind, contactId, queuedAt }) => {
          const done = kind.endsWith('/chase') ? 'chased' : `told ${people.get(contactId)}`;
          return `${done} on ${shortDay(queuedAt)}`;
        });
        const settled = ask.settledAt ? shortDay(ask.settledAt) : '';
        const end =
          ask.outcome === 'answered' ? `answered on ${settled}` : `closed unanswered on ${settled}`;
        const what = stepWords(ask.step, place.profile.words);
        return {
          at: ask.dueAt.toISOString(),
          what: 'late' as const,
          who,
          sentence: `${who} was late with ${what}, due ${shortDay(ask.dueAt)}: ${[...steps, end].join(', ')}`,
        };
      })
  );
}

async function peopleOf(
  records: JumpingSystem['records'],
  partnershipId: string,
): Promise<Map<string, string>> {
  const contacts = await records.database.contact.findMany({ where: { partnershipId } });
  const contactIds = contacts.map(({ id }) => id);
  return namesOf(records, records.database, { partnershipId, contactIds });
}

function shortDay(instant: Date): string {
  return formatDate(dateOf(instant))
    .replace(/^\w+ /, '')
    .replace(/ \d{4}$/, '');
}
