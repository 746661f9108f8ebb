import { expect, it } from 'vitest';
import { type Invitation, writeInvitation } from '../../emails/invitation.ts';

const invitation: Invitation = {
  method: 'REQUEST',
  uid: 'request-priya@aldermere.example',
  sequence: 0,
  summary: 'Multi-agency audit discussion – Aldermere',
  description: 'The business unit will tell you the time and place.',
  date: '2027-03-28',
  provisional: false,
};

const given = {
  zone: 'Europe/London',
  organiser: { name: 'Aldermere', address: 'audits@aldermere.example' },
  reader: { name: 'Nair, Priya', address: 'priya.nair@police.example' },
  now: new Date('2027-01-11T10:00:00.000Z'),
};

const lines = (change: Partial<Invitation> = {}) =>
  writeInvitation({ ...invitation, ...change }, given)
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n');

it('asks the reader for the whole day of the discussion, also where the clocks change (DD-7)', () => {
  expect(lines()).toEqual(
    expect.arrayContaining([
      'METHOD:REQUEST',
      'TIMEZONE-ID:Europe/London',
      'UID:request-priya@aldermere.example',
      'SEQUENCE:0',
      'DTSTART;VALUE=DATE:20270328',
      'DTEND;VALUE=DATE:20270329',
      'STATUS:CONFIRMED',
      'ORGANIZER;CN="Aldermere":mailto:audits@aldermere.example',
      'ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=TRUE;CN="Nair, Priya":MAILTO:priya.nair@police.example',
    ]),
  );
});

it('is replaced by one with the same uid and a higher number when the day moves', () => {
  const moved = lines({ date: '2027-04-01', sequence: 1, provisional: true });
  expect(moved).toEqual(
    expect.arrayContaining([
      'UID:request-priya@aldermere.example',
      'SEQUENCE:1',
      'DTSTART;VALUE=DATE:20270401',
      'STATUS:TENTATIVE',
    ]),
  );
});

it('is for the hours and the place of the discussion, wherever this machine is', () => {
  const timed = lines({
    date: '2027-06-04',
    time: { startsAt: '10:00', after: 0, minutes: 150 },
    place: 'Town Hall, room 4; ring twice',
  });
  expect(timed).toEqual(
    expect.arrayContaining([
      'DTSTART:20270604T090000Z',
      'DTEND:20270604T113000Z',
      'LOCATION:Town Hall\\, room 4\\; ring twice',
    ]),
  );
});

it('is for the part of the discussion for which the reader is needed, also past midnight', () => {
  const own = lines({ date: '2027-06-04', time: { startsAt: '10:00', after: 20, minutes: 40 } });
  expect(own).toEqual(
    expect.arrayContaining(['DTSTART:20270604T092000Z', 'DTEND:20270604T100000Z']),
  );
  const late = lines({ date: '2027-06-04', time: { startsAt: '23:30', after: 60, minutes: 15 } });
  expect(late).toEqual(
    expect.arrayContaining(['DTSTART:20270604T233000Z', 'DTEND:20270604T234500Z']),
  );
});

it('is taken back when somebody else attends', () => {
  const cancelled = lines({ method: 'CANCEL', sequence: 2 });
  expect(cancelled).toEqual(expect.arrayContaining(['METHOD:CANCEL', 'STATUS:CANCELLED']));
});
