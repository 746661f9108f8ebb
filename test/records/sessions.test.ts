import { beforeAll, describe, expect, it } from 'vitest';
import { endLink, issueLinkToken } from '../../records/access/links.ts';
import {
  endOfDay,
  findSession,
  openSession,
  revokeSession,
} from '../../records/access/sessions.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey } from '../../records/store/sealing.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { lendDatabase } from '../support/lent-database.ts';
import { freshDatabase } from '../support/postgres.ts';

const { url } = await freshDatabase();
const records = { database: lendDatabase(url), keyring: openKeyring(newKey()) };
const monday = new Date('2027-01-11T09:00:00.000Z');
const hoursLater = (hours: number) => new Date(monday.getTime() + hours * 3_600_000);

let place: Aldermere;
beforeAll(async () => {
  place = await aldermere(records, monday);
});

const begin = (kind: 'link' | 'staff', contactId: string, more: object = {}) =>
  openSession(records, { kind, partnershipId: place.id, contactId, now: monday, ...more });

describe('a session of somebody who came by link', () => {
  it.each([
    ['a winter morning', '2027-01-11T09:00:00.000Z', '2027-01-11T20:00:00.000Z'],
    ['a summer morning', '2027-07-12T08:00:00.000Z', '2027-07-12T19:00:00.000Z'],
    ['the day the clocks go forward', '2027-03-28T09:00:00.000Z', '2027-03-28T19:00:00.000Z'],
    ['an evening', '2027-01-11T19:30:00.000Z', '2027-01-11T23:30:00.000Z'],
    ['a night', '2027-01-11T02:00:00.000Z', '2027-01-11T14:00:00.000Z'],
  ])('covers the working day when it begins on %s', (_when, begins, ends) => {
    expect(endOfDay(new Date(begins), 'Europe/London').toISOString()).toBe(ends);
  });

  it('ends after four idle hours, but not while it is used', async () => {
    const token = await begin('link', place.people.priya.id);
    const find = (hours: number) =>
      findSession(records, { kind: 'link', token, now: hoursLater(hours) });
    expect(await find(3)).toMatchObject({ contactId: place.people.priya.id });
    expect(await find(6.5)).not.toBeNull();
    expect(await find(10.6)).toBeNull();
  });

  it('ends on every browser when the link ends', async () => {
    const { id: partnershipId } = place;
    const contactId = place.people.tom.id;
    const asked = {
      partnershipId,
      contactId,
      letterId: null,
      purpose: 'asks',
      now: monday,
    } as const;
    await issueLinkToken(records.database, asked);
    const link = await records.database.link.findFirstOrThrow({ where: { contactId } });
    const laptop = await begin('link', contactId, { linkId: link.id });
    const phone = await begin('link', contactId, { linkId: link.id });
    await endLink(records.database, { contactId, why: 'handed-over', now: monday });
    for (const token of [laptop, phone]) {
      expect(await findSession(records, { kind: 'link', token, now: monday })).toBeNull();
    }
  });

  it('opens nothing in the console, and a session of staff opens no link', async () => {
    const link = await begin('link', place.people.nadia.id);
    const staff = await begin('staff', place.people.nadia.id);
    expect(await findSession(records, { kind: 'staff', token: link, now: monday })).toBeNull();
    expect(await findSession(records, { kind: 'link', token: staff, now: monday })).toBeNull();
  });

  it('takes the place of the one that the same browser had', async () => {
    const before = await begin('link', place.people.rosa.id);
    const after = await begin('link', place.people.rosa.id, { replaces: before });
    expect(after).not.toBe(before);
    expect(await findSession(records, { kind: 'link', token: before, now: monday })).toBeNull();
    expect(await findSession(records, { kind: 'link', token: after, now: monday })).not.toBeNull();
  });
});

describe('a session of staff', () => {
  it('ends after an idle hour, and after twelve hours however it is used', async () => {
    const token = await begin('staff', place.people.owen.id);
    const find = (hours: number) =>
      findSession(records, { kind: 'staff', token, now: hoursLater(hours) });
    for (let hours = 0.9; hours < 12; hours += 0.9) expect(await find(hours)).not.toBeNull();
    expect(await find(12.1)).toBeNull();

    const idle = await begin('staff', place.people.owen.id);
    const later = { kind: 'staff', token: idle, now: hoursLater(1.1) } as const;
    expect(await findSession(records, later)).toBeNull();
  });

  it('can be revoked, and both its ends stand in the log without its secret', async () => {
    const token = await begin('staff', place.people.judith.id);
    await revokeSession(records, token, monday);
    await revokeSession(records, token, monday);
    expect(await findSession(records, { kind: 'staff', token, now: monday })).toBeNull();
    const events = await records.database.event.findMany({
      where: { chain: place.id, actorId: place.people.judith.id },
      orderBy: { seq: 'asc' },
    });
    expect(events.map((event) => event.kind)).toEqual(['session.begun', 'session.ended']);
    expect(JSON.stringify(events)).not.toContain(token);
    expect(await firstBrokenEvent(records.database, place.id)).toBeNull();
  });
});
