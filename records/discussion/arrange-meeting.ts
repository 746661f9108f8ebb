import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { type CaseSlot, readSlots, slotFields } from '../../domain/meeting-slots.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { auditContext } from '../audits/audit-context.ts';
import { type Actor, appendEvent, lockChain } from '../store/events.ts';
import { type Key, open, seal } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { casesDiscussed } from './discussed-cases.ts';
import { meetingRow } from './meeting.ts';
import { tellCalendars } from './meeting-calendar.ts';
import { keepSlots, settleSlots, slotsOf } from './meeting-slots.ts';

export interface Arrangement {
  /** "HH:MM" */
  startsAt: string;
  minutes: number;
  place: string;
  /** By the number of each case, what was typed as its own time; a case that is left out keeps its own. */
  slots?: ReadonlyMap<number, { at: string; minutes: string }>;
}

export type MeetingArranged =
  /** How many people get a new invitation. */
  | { kind: 'arranged'; people: number }
  | { kind: 'unchanged' | 'stale' | 'not-found' | 'ended' }
  | { kind: 'refused'; problems: FieldProblem[] };

/**
 * Sets the hour and the place of the discussion, and when each case is talked about. Everybody
 * invited before gets the new invitation; where only cases have other times, those whose own time
 * has changed.
 */
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
    const shown = { startsAt: meeting.startsAt, slots: await slotsOf(tx, meeting.id) };
    const typed = (await casesDiscussed(tx, context)).map(({ id: caseId, number }) => {
      const standing = shown.slots.find((slot) => slot.caseId === caseId);
      const fields = input.slots?.get(number) ?? slotFields(standing, shown.startsAt);
      return { caseId, number, ...fields };
    });
    const { slots, problems: misplaced } = readSlots(typed, input, shown);
    const problems = arrangementProblems({ startsAt, minutes, place });
    // Nothing fits into a meeting of which nobody knows when it is.
    if (problems.length === 0) problems.push(...misplaced);
    if (problems.length > 0) return { kind: 'refused', problems };
    const key = await records.keyring.audit(tx, auditId);
    const rearranged =
      meeting.startsAt !== startsAt ||
      meeting.minutes !== minutes ||
      placeOf(key, meeting) !== place;
    const reslotted = !sameSlots(slots, shown.slots);
    if (!rearranged && !reslotted) return { kind: 'unchanged' };
    if (meeting.revision !== input.revision) return { kind: 'stale' };
    const revision = meeting.revision + 1;
    const venueSealed = place ? seal(key, `Meeting.venueSealed/${meeting.id}`, place) : null;
    await tx.meeting.update({
      where: { id: meeting.id },
      data: { startsAt, minutes, venueSealed, revision },
    });
    const event = { partnershipId, chain: auditId, by, now };
    if (rearranged) {
      const ids = { startsAt, minutes, revision };
      await appendEvent(tx, { ...event, kind: 'meeting.arranged', ids });
    }
    if (reslotted) {
      await keepSlots(tx, { partnershipId, meetingId: meeting.id, slots });
      const ids = { cases: slots.length, revision, slots: slotsInWords(slots, typed) };
      await appendEvent(tx, { ...event, kind: 'meeting.slots-set', ids });
    }
    const changed = await settleSlots(tx, context, meeting, now);
    const told = { revision, days: [meeting.date], ...(rearranged ? {} : { only: changed }) };
    return { kind: 'arranged', people: await tellCalendars(tx, context, told, now) };
  });
}

function sameSlots(a: readonly CaseSlot[], b: readonly CaseSlot[]): boolean {
  const isIn = ({ caseId, from, minutes }: CaseSlot) =>
    b.some((each) => each.caseId === caseId && each.from === from && each.minutes === minutes);
  return a.length === b.length && a.every(isIn);
}

/** "C1 0+20, C2 20+20": minutes after the beginning and how many, for the history. */
function slotsInWords(
  slots: readonly CaseSlot[],
  cases: readonly { caseId: string; number: number }[],
): string {
  return cases
    .flatMap(({ caseId, number }) => {
      const slot = slots.find((each) => each.caseId === caseId);
      return slot ? [`C${number} ${slot.from}+${slot.minutes}`] : [];
    })
    .join(', ');
}

/** Where the discussion is held; empty while nobody has said. */
export function placeOf(key: Key, meeting: { id: string; venueSealed: Uint8Array | null }): string {
  const { id, venueSealed } = meeting;
  return venueSealed ? open(key, `Meeting.venueSealed/${id}`, venueSealed) : '';
}

const shortest = 15;
const longest = 600;

/** What is wrong with the hour, the length or the place. */
export function arrangementProblems({ startsAt, minutes, place }: Arrangement): FieldProblem[] {
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
