import { type FieldProblem, textProblems } from '../domain/field-problem.ts';
import { stageOfKind } from '../domain/profile.ts';
import { auditContext } from './audit-context.ts';
import { type Actor, appendEvent, lockChain } from './events.ts';
import { meetingRow } from './meeting.ts';
import { tellCalendars } from './moved-meeting.ts';
import { type Key, open, seal } from './sealing.ts';
import { type Records, transaction } from './transaction.ts';

export interface Arrangement {
  /** "HH:MM" */
  startsAt: string;
  minutes: number;
  place: string;
}

export type MeetingArranged =
  /** How many people get a new invitation. */
  | { kind: 'arranged'; people: number }
  | { kind: 'unchanged' | 'stale' | 'not-found' | 'ended' }
  | { kind: 'refused'; problems: FieldProblem[] };

/** Sets the hour and the place of the discussion; everybody invited before gets the new invitation. */
export async function arrangeMeeting(
  records: Records,
  input: Arrangement & { partnershipId: string; auditId: string; revision: number },
  by: Actor,
  now: Date,
): Promise<MeetingArranged> {
  const { partnershipId, auditId, startsAt, minutes } = input;
  const place = input.place.trim();
  return transaction(records, async (tx) => {
    const audit = await tx.audit.findFirst({ where: { id: auditId, partnershipId } });
    if (!audit) return { kind: 'not-found' };
    await lockChain(tx, auditId);
    const context = await auditContext(tx, auditId);
    if (!stageOfKind(context.profile, 'discuss')) return { kind: 'not-found' };
    const meeting = await meetingRow(tx, context);
    if (!meeting) {
      const message = 'Set the day of the discussion first, among the dates of the audit.';
      return { kind: 'refused', problems: [{ field: 'startsAt', message }] };
    }
    const running = context.state === 'open' || context.state === 'paused';
    if (!running || meeting.recordedAt) return { kind: 'ended' };
    const problems = arrangementProblems({ startsAt, minutes, place });
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.audit(tx, auditId);
    const before = placeOf(key, meeting);
    if (meeting.startsAt === startsAt && meeting.minutes === minutes && before === place) {
      return { kind: 'unchanged' };
    }
    if (meeting.revision !== input.revision) return { kind: 'stale' };
    const revision = meeting.revision + 1;
    const venueSealed = place ? seal(key, `Meeting.venueSealed/${meeting.id}`, place) : null;
    await tx.meeting.update({
      where: { id: meeting.id },
      data: { startsAt, minutes, venueSealed, revision },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'meeting.arranged',
      ids: { startsAt, minutes, revision },
      by,
      now,
    });
    const people = await tellCalendars(
      tx,
      context,
      { revision, told: new Set(), days: [meeting.date] },
      now,
    );
    return { kind: 'arranged', people };
  });
}

/** Where the discussion is held; empty while nobody has said. */
export function placeOf(key: Key, meeting: { id: string; venueSealed: Uint8Array | null }): string {
  const { id, venueSealed } = meeting;
  return venueSealed ? open(key, `Meeting.venueSealed/${id}`, venueSealed) : '';
}

const shortest = 15;
const longest = 600;

function arrangementProblems({ startsAt, minutes, place }: Arrangement): FieldProblem[] {
  const problems = textProblems('place', place, { longest: 500 });
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(startsAt)) {
    problems.push({ field: 'startsAt', message: 'Enter when it begins, such as 09:30 or 14:00.' });
  }
  if (!Number.isSafeInteger(minutes) || minutes < shortest || minutes > longest) {
    const message = `Enter how many minutes it lasts, from ${shortest} to ${longest}.`;
    problems.push({ field: 'minutes', message });
  }
  return problems;
}
