import type { FieldProblem } from './field-problem.ts';

/** When within a discussion one case is talked about, in minutes after the discussion begins. */
export interface CaseSlot {
  caseId: string;
  from: number;
  minutes: number;
}

/** A stretch of a discussion, in minutes after it begins. */
export interface Stretch {
  from: number;
  to: number;
}

/** What somebody typed for one case: "10:20" and "20", or nothing for a case without a time. */
export interface TypedSlot {
  caseId: string;
  number: number;
  at: string;
  minutes: string;
}

interface Span {
  /** "HH:MM" */
  startsAt: string;
  minutes: number;
}

const day = 24 * 60;

/** Minutes since midnight of "9:30", "09.30" or "14:00"; null for anything else. */
export function minutesOfDay(text: string): number | null {
  const [, hour, minute] = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/.exec(text.trim()) ?? [];
  return hour === undefined ? null : Number(hour) * 60 + Number(minute);
}

/** "10:20": the time on the wall so many minutes after another. */
export function wallTime(startsAt: string, after: number): string {
  const at = ((minutesOfDay(startsAt) ?? 0) + after) % day;
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(at / 60))}:${two(at % 60)}`;
}

/**
 * Equal parts of a discussion in the order of its cases, in whole five minutes where there is room;
 * what is left over stays at its end.
 */
export function equalSlots(caseIds: readonly string[], minutes: number): CaseSlot[] {
  const share = Math.floor(minutes / Math.max(1, caseIds.length));
  const each = share >= 5 ? share - (share % 5) : share;
  if (each < 1) return [];
  return caseIds.map((caseId, at) => ({ caseId, from: at * each, minutes: each }));
}

/** A slot as it stands in the fields of a form; both empty for a case without one. */
export function slotFields(slot: CaseSlot | undefined, startsAt: string) {
  if (!slot) return { at: '', minutes: '' };
  return { at: wallTime(startsAt, slot.from), minutes: String(slot.minutes) };
}

/**
 * Reads what was typed for the cases of a discussion. Where nobody touched the fields (`shown` is
 * what stood in them), the slots keep their place in it, so that they move with its beginning.
 */
export function readSlots(
  typed: readonly TypedSlot[],
  meeting: Span,
  shown: { startsAt: string; slots: readonly CaseSlot[] },
): { slots: CaseSlot[]; problems: FieldProblem[] } {
  const standing = (caseId: string) => shown.slots.find((slot) => slot.caseId === caseId);
  const touched = typed.some(({ caseId, at, minutes }) => {
    const before = slotFields(standing(caseId), shown.startsAt);
    return at.trim() !== before.at || minutes.trim() !== before.minutes;
  });
  if (!touched) {
    const slots = typed.flatMap(({ caseId }) => standing(caseId) ?? []);
    return { slots, problems: slotProblems(typed, slots, meeting) };
  }
  const begins = minutesOfDay(meeting.startsAt) ?? 0;
  const slots: CaseSlot[] = [];
  const problems: FieldProblem[] = [];
  for (const { caseId, number, at, minutes } of typed) {
    if (at.trim() === '' && minutes.trim() === '') continue;
    const time = minutesOfDay(at);
    const long = /^\d{1,3}$/.test(minutes.trim()) ? Number(minutes) : 0;
    if (time === null) {
      const message = `Enter when C${number} begins, such as 10:20, or leave both fields empty.`;
      problems.push({ field: `slotAt-${number}`, message });
    }
    if (long < 1) {
      const message = `Enter how many minutes C${number} takes, or leave both fields empty.`;
      problems.push({ field: `slotMinutes-${number}`, message });
    }
    if (time === null || long < 1) continue;
    slots.push({ caseId, from: (time - begins + day) % day, minutes: long });
  }
  return { slots, problems: [...problems, ...slotProblems(typed, slots, meeting)] };
}

/** What does not fit into the discussion, or into what comes before it. */
function slotProblems(
  typed: readonly TypedSlot[],
  slots: readonly CaseSlot[],
  { startsAt, minutes }: Span,
): FieldProblem[] {
  const numberOf = ({ caseId }: CaseSlot) =>
    typed.find((each) => each.caseId === caseId)?.number ?? 0;
  const inOrder = slots.toSorted((a, b) => a.from - b.from);
  return inOrder.flatMap((slot, at) => {
    const field = `slotAt-${numberOf(slot)}`;
    if (slot.from + slot.minutes > minutes) {
      const message = `C${numberOf(slot)} does not fit in: the meeting is from ${startsAt} to ${wallTime(startsAt, minutes)}.`;
      return [{ field, message }];
    }
    const before = inOrder[at - 1];
    if (!before || before.from + before.minutes <= slot.from) return [];
    const message = `C${numberOf(slot)} would begin before C${numberOf(before)} has ended.`;
    return [{ field, message }];
  });
}

/**
 * For which stretches of a discussion somebody is needed who has to do with these cases, one after
 * the other without a break being one. None for the whole of it: where a case of theirs has no time,
 * where they have to do with all cases, or with no case.
 */
export function ownStretches(
  slots: readonly CaseSlot[],
  own: ReadonlySet<string>,
  all: readonly string[],
): Stretch[] {
  const cases = all.filter((caseId) => own.has(caseId));
  const mine = slots.filter(({ caseId }) => cases.includes(caseId));
  if (cases.length === 0 || cases.length === all.length || mine.length < cases.length) return [];
  const stretches: Stretch[] = [];
  for (const { from, minutes } of mine.toSorted((a, b) => a.from - b.from)) {
    const last = stretches.at(-1);
    if (last?.to === from) last.to = from + minutes;
    else stretches.push({ from, to: from + minutes });
  }
  return stretches;
}
