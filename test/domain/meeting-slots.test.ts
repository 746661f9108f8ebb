import { describe, expect, it } from 'vitest';
import { type CaseSlot, equalSlots, ownStretches, readSlots } from '../../domain/meeting-slots.ts';

const cases = ['a', 'b', 'c'];
const meeting = { startsAt: '10:00', minutes: 90 };
const slot = (caseId: string, from: number, minutes: number): CaseSlot => ({
  caseId,
  from,
  minutes,
});

describe('equal parts of a meeting', () => {
  it.each([
    ['of three hours for eight cases', 8, 180, [20, 140]],
    ['that come out even', 3, 90, [30, 60]],
    ['of a meeting too short for five minutes each', 8, 30, [3, 21]],
  ])('%s', (_what, count, minutes, [each, last]) => {
    const ids = Array.from({ length: count }, (_, at) => `c${at}`);
    const slots = equalSlots(ids, minutes);
    expect(slots.at(0)).toEqual({ caseId: 'c0', from: 0, minutes: each });
    expect(slots.at(-1)).toEqual({ caseId: `c${count - 1}`, from: last, minutes: each });
  });

  it('are none where there are more cases than minutes', () => {
    expect(equalSlots(cases, 2)).toEqual([]);
  });
});

describe('the times that somebody typed for single cases', () => {
  const read = (fields: [string, string][], shown: CaseSlot[] = [], at = meeting) => {
    const typed = fields.map(([time, minutes], index) => {
      return { caseId: cases[index] ?? '', number: index + 1, at: time, minutes };
    });
    return readSlots(typed, at, { startsAt: '10:00', slots: shown });
  };

  it('are taken as they are said, also of some cases only and in another order', () => {
    const { slots, problems } = read([
      ['10.40', '20'],
      ['', ''],
      [' 9:00 ', '5'],
    ]);
    expect(slots).toEqual([slot('a', 40, 20), slot('c', 23 * 60, 5)]);
    expect(problems).toEqual([
      {
        field: 'slotAt-3',
        message: 'C3 does not fit in: the meeting is from 10:00 to 11:30.',
      },
    ]);
  });

  it('move with the meeting where nobody has touched them', () => {
    const shown = [slot('a', 0, 30), slot('b', 30, 30)];
    const later = { startsAt: '13:30', minutes: 60 };
    const fields: [string, string][] = [
      ['10:00', '30'],
      ['10:30', '30'],
      ['', ''],
    ];
    expect(read(fields, shown, later)).toEqual({ slots: shown, problems: [] });
    const shorter = read(fields, shown, { startsAt: '13:30', minutes: 45 });
    expect(shorter.problems.map(({ field }) => field)).toEqual(['slotAt-2']);
  });

  it('are refused beside the field in which something is wrong', () => {
    const { problems } = read([
      ['10:00', '30'],
      ['10:20', '30'],
      ['soon', '-5'],
    ]);
    expect(problems.map(({ field }) => field)).toEqual(['slotAt-3', 'slotMinutes-3', 'slotAt-2']);
    expect(problems.at(-1)?.message).toBe('C2 would begin before C1 has ended.');
  });
});

describe('for what somebody is needed', () => {
  const slots = [slot('a', 0, 20), slot('b', 20, 20), slot('c', 60, 20)];
  const own = (...ids: string[]) => ownStretches(slots, new Set(ids), cases);

  it('is the time of their cases, those that follow one another in one', () => {
    expect(own('b')).toEqual([{ from: 20, to: 40 }]);
    expect(own('a', 'b')).toEqual([{ from: 0, to: 40 }]);
    expect(own('c', 'a')).toEqual([
      { from: 0, to: 20 },
      { from: 60, to: 80 },
    ]);
  });

  it('is the whole for whoever comes for all cases, for none, or for one without a time', () => {
    expect(own('a', 'b', 'c')).toEqual([]);
    expect(own()).toEqual([]);
    expect(ownStretches(slots.slice(1), new Set(['a', 'b']), cases)).toEqual([]);
    expect(ownStretches(slots, new Set(['b']), [...cases, 'd'])).toEqual([{ from: 20, to: 40 }]);
  });

  it('leaves out a case that is not discussed any more', () => {
    expect(ownStretches(slots, new Set(['b', 'c']), ['a', 'b'])).toEqual([{ from: 20, to: 40 }]);
  });
});
