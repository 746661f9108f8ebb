import { beforeAll, describe, expect, it } from 'vitest';
import { endLink, findLink, issueLinkToken, renewLink } from '../../records/access/links.ts';
import { openSession } from '../../records/access/sessions.ts';
import { inviteToSignIn, spendSignIn } from '../../records/access/staff.ts';
import { staffSignedIn } from '../../records/access/staff-member.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey } from '../../records/store/sealing.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { lendDatabase } from '../support/lent-database.ts';
import { freshDatabase } from '../support/postgres.ts';

const { url } = await freshDatabase();
const records = { database: lendDatabase(url), keyring: openKeyring(newKey()) };
const monday = new Date('2027-01-11T09:00:00.000Z');
const minutesLater = (minutes: number) => new Date(monday.getTime() + minutes * 60_000);
const daysLater = (days: number) => minutesLater(days * 24 * 60);

let place: Aldermere;
let elsewhere: Aldermere;
beforeAll(async () => {
  place = await aldermere(records, monday);
  elsewhere = await aldermere(records, monday, 'elsewhere');
});

const issue = (contactId: string, purpose: 'asks' | 'sign-in' = 'asks', at = place) =>
  issueLinkToken(records.database, {
    partnershipId: at.id,
    contactId,
    letterId: null,
    purpose,
    now: monday,
  });

/** Who somebody is to the console once they have signed in. */
async function staff(contactId: string) {
  const session = { kind: 'staff' as const, partnershipId: place.id, contactId, now: monday };
  const token = await openSession(records, session);
  return staffSignedIn(records, { token, now: monday });
}

describe('a link', () => {
  it('has a token of its own for each letter, of which only the hash is kept', async () => {
    const contactId = place.people.priya.id;
    const tokens = [await issue(contactId), await issue(contactId)];
    const found = await Promise.all(tokens.map((token) => findLink(records, token, monday)));
    expect(found[0]).toMatchObject({ kind: 'open', contactId });
    expect(found[0]).toEqual(found[1]);
    const kept = JSON.stringify(await records.database.linkToken.findMany());
    for (const token of tokens) expect(kept).not.toContain(token);
  });

  it('is one, though many letters are written for its person at the same moment', async () => {
    const contactId = place.people.sian.id;
    const given = { partnershipId: place.id, contactId, letterId: null, now: monday };
    await Promise.all(
      Array.from({ length: 8 }, () =>
        transaction(records, (tx) => issueLinkToken(tx, { ...given, purpose: 'asks' })),
      ),
    );
    expect(await records.database.link.count({ where: { contactId } })).toBe(1);
    const link = await records.database.link.findFirstOrThrow({ where: { contactId } });
    expect(await records.database.linkToken.count({ where: { linkId: link.id } })).toBe(8);
  });

  it('expires after 180 days, and a new one can then be sent once an hour', async () => {
    const token = await issue(place.people.rosa.id);
    expect((await findLink(records, token, daysLater(179))).kind).toBe('open');
    const link = await findLink(records, token, daysLater(180));
    if (link.kind !== 'expired') throw new Error(link.kind);
    const first = await renewLink(records, link, daysLater(180));
    expect(await renewLink(records, link, daysLater(180))).toBe(first);
    const later = new Date(daysLater(180).getTime() + 3_600_000);
    expect(await renewLink(records, link, later)).not.toBe(first);
    expect(await records.database.letter.count({ where: { kind: 'new-link' } })).toBe(2);
  });

  it('ends for all its letters at once, and says why', async () => {
    const contactId = place.people.tom.id;
    const tokens = [await issue(contactId), await issue(contactId)];
    await endLink(records.database, { contactId, why: 'handed-over', now: monday });
    for (const token of tokens) {
      const found = await findLink(records, token, monday);
      expect(found).toMatchObject({ kind: 'ended', why: 'handed-over' });
    }
    const next = await issue(contactId);
    expect((await findLink(records, next, monday)).kind).toBe('open');
  });

  it('is closed as soon as its person has left', async () => {
    const { id } = place.people.helen;
    const token = await issue(id);
    await records.database.contact.update({ where: { id }, data: { leftAt: monday } });
    expect(await findLink(records, token, monday)).toMatchObject({ kind: 'ended', why: 'left' });
  });

  it('for signing in opens no asks, and is spent once and within half an hour', async () => {
    const contactId = place.people.nadia.id;
    const token = await issue(contactId, 'sign-in');
    expect(await findLink(records, token, monday)).toEqual({ kind: 'unknown' });
    const [a, b] = await Promise.all([
      spendSignIn(records, token, monday),
      spendSignIn(records, token, monday),
    ]);
    expect([a, b].filter(Boolean)).toHaveLength(1);
    expect(a ?? b).toMatchObject({ partnershipId: place.id, contactId });
    const late = await issue(contactId, 'sign-in');
    expect(await spendSignIn(records, late, minutesLater(30))).toBeNull();
    const asks = await issue(contactId, 'asks');
    expect(await spendSignIn(records, asks, monday)).toBeNull();
  });
});

describe('signing in to the console', () => {
  const invite = (email: string, attempt: string) =>
    inviteToSignIn(records, { email, attempt, now: monday });

  it('is offered to staff of every partnership that has the address, and to nobody else', async () => {
    const { email } = place.people.judith;
    const keys = await invite(` ${email.toUpperCase()} `, 'one');
    const letters = await records.database.letter.findMany({ where: { key: { in: keys } } });
    expect(letters.map((letter) => letter.contactId).sort()).toEqual(
      [place.people.judith.id, elsewhere.people.judith.id].sort(),
    );
    expect(await invite(place.people.priya.email, 'two')).toEqual([]);
    expect(await invite('nobody@nowhere.example', 'three')).toEqual([]);
  });

  it('is mailed five times an hour at most', async () => {
    const { email } = place.people.ruth;
    const sent: string[][] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) sent.push(await invite(email, `${attempt}`));
    expect(sent.map((keys) => keys.length)).toEqual([2, 2, 2, 2, 2, 0, 0]);
  });

  it('counts only roles of the business unit that are held today', async () => {
    const hold = (contactId: string, role: string, more: object) =>
      records.database.roleHolding.create({
        data: { partnershipId: place.id, contactId, role, fromDate: '2024-01-01', ...more },
      });
    expect(await staff(place.people.owen.id)).toMatchObject({
      roles: ['editor'],
      name: 'Owen Fairley',
    });
    expect(await staff(place.people.ruth.id)).toMatchObject({ roles: ['reader'] });
    // A manager at an agency is none of the business unit's.
    await hold(place.people.dean.id, 'manager', { agencyId: place.agencies.police });
    await hold(place.people.imran.id, 'editor', { bodyId: place.bodies['audit-group'] });
    await hold(place.people.marek.id, 'officer', { toDate: '2027-01-10' });
    for (const { id } of [place.people.dean, place.people.imran, place.people.marek]) {
      expect(await staff(id)).toBeNull();
    }
    expect(await staff(elsewhere.people.owen.id)).toBeNull();
  });

  it('is open to chairs and members of groups, and to nothing else of the console', async () => {
    expect(await staff(place.people.graham.id)).toMatchObject({
      roles: ['chair', 'member'],
      groups: [{ key: 'seg', chairs: true }],
      chairs: [],
    });
    expect(await staff(place.people.yasmin.id)).toMatchObject({ roles: ['member'] });
    expect(await invite(place.people.yasmin.email, 'member')).toHaveLength(2);
  });

  it('by email is left to chairs and members where staff have a sign-in service', async () => {
    const { ruth, yasmin } = place.people;
    const invited = (email: string) =>
      inviteToSignIn(records, { email, attempt: `groups/${email}`, for: 'groups', now: monday });
    expect(await invited(place.people.owen.email)).toEqual([]);
    expect(await invited(yasmin.email)).toHaveLength(2);
    const token = await issue(ruth.id, 'sign-in');
    expect(await spendSignIn(records, token, monday, 'groups')).toBeNull();
  });
});
