import { describe, expect, it } from 'vitest';
import { checkDecision, outcomesOf, type TypedDecision } from '../../domain/decision.ts';

const approving = outcomesOf({ decides: 'approves', amend: {} });
const given = {
  today: '2027-06-15',
  seenFrom: '2027-06-01',
  votes: 0,
  openVotes: 0,
  offered: approving,
};

const approved: TypedDecision = {
  outcome: 'approved',
  how: 'meeting',
  date: '14 June 2027',
  minuteReference: 'SEG 2027/14',
  text: '',
  nextDate: '',
};

const fields = (change: Partial<TypedDecision>, now: Partial<typeof given> = {}) => {
  const checked = checkDecision({ ...approved, ...change }, { ...given, ...now });
  return checked.ok ? [] : checked.problems.map(({ field }) => field);
};

describe('what a body is there for', () => {
  it.each([
    ['approves', {}, ['approved', 'with-amendments', 'deferred', 'noted']],
    ['approves', undefined, ['approved', 'deferred', 'noted']],
    ['confirms-lessons', {}, ['confirmed', 'with-amendments', 'deferred']],
    ['notes', undefined, ['noted', 'deferred']],
  ] as const)(
    '%s: it can decide what belongs to that (CH-22, CH-27)',
    (decides, amend, offered) => {
      expect(outcomesOf({ decides, amend })).toEqual(offered);
    },
  );

  it('keeps a body that only takes note from approving (CH-27)', () => {
    const noting = { offered: outcomesOf({ decides: 'notes' }) };
    expect(fields({ outcome: 'approved' }, noting)).toEqual(['outcome']);
    expect(fields({ outcome: 'noted' }, noting)).toEqual([]);
  });
});

describe('a decision on the report', () => {
  it('at a meeting is taken with its date and minute reference (DD-20)', () => {
    expect(checkDecision(approved, given)).toEqual({
      ok: true,
      decision: {
        outcome: 'approved',
        how: 'meeting',
        date: '2027-06-14',
        minuteReference: 'SEG 2027/14',
        text: '',
        nextDate: null,
      },
    });
  });

  it.each([
    ['nothing was chosen', { outcome: '', how: '' }, ['outcome', 'how']],
    ['a word that no page sends', { outcome: 'rejected' }, ['outcome']],
    ['no day', { date: 'soon' }, ['date']],
    ['a day to come', { date: '16 6 2027' }, ['date']],
    ['no minute', { minuteReference: ' ' }, ['minuteReference']],
    ['amendments that nobody names', { outcome: 'with-amendments' }, ['text']],
    ['a chair who says not why', { how: 'chairs-action' }, ['text']],
    ['no next meeting', { outcome: 'deferred', text: 'Too long.' }, ['nextDate']],
    [
      'a next meeting that has passed',
      { outcome: 'deferred', text: 'Too long.', nextDate: '14 6 2027' },
      ['nextDate'],
    ],
    ['nobody asked by email', { how: 'email-round' }, ['how']],
  ])('is refused with %s', (_what, change, expected) => {
    expect(fields(change)).toEqual(expected);
  });

  it('cannot have been taken before the body could see the report (DD-19)', () => {
    expect(fields({ date: '31 5 2027' })).toEqual(['date']);
    expect(fields({ date: '1 6 2027' })).toEqual([]);
  });

  it('by an email round waits for every member, and needs no minute', () => {
    const byEmail = { how: 'email-round', minuteReference: '' };
    expect(fields(byEmail, { votes: 2, openVotes: 1 })).toEqual(['how']);
    expect(fields(byEmail, { votes: 3 })).toEqual([]);
  });
});
