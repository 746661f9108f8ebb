import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endCover, setCover } from '../../records/access/set-cover.ts';
import { staffPersonView } from '../../records/access/staff-list.ts';
import { tell } from '../../records/concerns/concern-asks.ts';
import { actOnConcern } from '../../records/concerns/concern-clock.ts';
import { lockConcern } from '../../records/concerns/concern-context.ts';
import { concernForStaff } from '../../records/concerns/concern-view.ts';
import { officeView } from '../../records/overview/office-view.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { transaction } from '../../records/store/transaction.ts';
import { raisedConcern } from '../support/concerns.ts';
import { type Outbox, openOutbox } from '../support/outbox.ts';

const monday = new Date('2027-02-01T10:00:00.000Z');
const tuesday = new Date('2027-02-02T10:00:00.000Z');
const nextMonday = new Date('2027-02-08T10:00:00.000Z');

let box: Outbox;
beforeAll(async () => {
  box = await openOutbox(new Date('2027-01-11T10:00:00.000Z'));
});
beforeEach(async () => {
  const { ask, cover, letter } = box.records.database;
  await letter.deleteMany();
  await cover.deleteMany();
  // No clock runs beside these rows.
  await ask.updateMany({ data: { nextAt: null } });
});
afterAll(() => box?.close());

type Person = { contactId: string; partnershipId: string };
type Name = keyof Outbox['place']['people'];
const idOf = (name: Name) => box.place.people[name].id;
const nameOf = (id: string) => Object.values(box.place.people).find((each) => each.id === id)?.name;

/** Nadia is away in the first week of February, and Owen covers, unless said otherwise. */
async function away(given: { who?: Name; by?: Name; from?: string; to?: string } = {}) {
  const { who = 'nadia', by = 'owen', from = '2 2 2027', to = '5 2 2027' } = given;
  const { id: partnershipId } = box.place;
  const typed = { from, to, coveredById: idOf(by) };
  const input = { partnershipId, contactId: idOf(who), coverId: null, typed };
  const outcome = await setCover(box.records, input, { contactId: idOf('nadia') }, monday);
  expect(outcome).toEqual({ kind: 'set' });
  await box.records.database.letter.deleteMany({ where: { kind: 'cover/begins' } });
  return box.records.database.cover.findFirstOrThrow({ where: { contactId: idOf(who) } });
}

/** Something that the officer has to do, asked weeks before. */
const officersAsk = () =>
  box.ask({ step: 'report', contactId: idOf('nadia'), agencyId: null, requestId: null });

const readerOf = async (key: string) => {
  const { state, contactId, failure } = await box.letter(key);
  return `${failure ?? state} ${nameOf(contactId)}`;
};

async function sentAbout(kind: string, on: Date, suffix: string) {
  const ask = await officersAsk();
  const key = `${ask.key}/${suffix}`;
  await box.queueAbout(ask, kind, { key, now: on });
  await box.post.sendDue(on, 20);
  return readerOf(key);
}

describe('while the officer is away', () => {
  it('what the clock sends about a task that has long been waiting goes to who covers', async () => {
    await away();
    expect(await sentAbout('report/remind', monday, 'before')).toBe('sent Nadia Hussain');
    const earlier = box.inbox.to(box.place.people.owen.email).length;
    expect(await sentAbout('report/chase', tuesday, 'while')).toBe('sent Owen Fairley');
    expect(await sentAbout('report/remind', nextMonday, 'after')).toBe('sent Nadia Hussain');
    const [email, ...more] = box.inbox.to(box.place.people.owen.email).slice(earlier);
    expect(more).toEqual([]);
    expect(email?.text).toContain('You get this because you are covering for Nadia Hussain.');
    expect(email?.text).toContain('https://deepdive.example/console');
  });

  it('the next in line gets it, where whoever covers is away too', async () => {
    await away();
    await away({ who: 'owen', by: 'nadia', from: '1 2 2027', to: '2 2 2027' });
    expect(await sentAbout('report/chase', tuesday, 'both')).toBe('sent Judith Penn');
    const thursday = new Date('2027-02-04T10:00:00.000Z');
    expect(await sentAbout('report/chase', thursday, 'one')).toBe('sent Owen Fairley');
  });

  it('it comes back to them once the cover is ended, also a letter that has failed meanwhile', async () => {
    const { id: coverId, contactId, partnershipId } = await away();
    const ask = await officersAsk();
    const key = await box.queueAbout(ask, 'report/chase', { now: tuesday });
    box.inbox.mailbox.refuse(box.place.people.owen.email, 451);
    await box.post.sendDue(tuesday, 20);
    box.inbox.mailbox.accept(box.place.people.owen.email);
    const input = { partnershipId, contactId, coverId };
    expect(await endCover(box.records, input, { contactId }, tuesday)).toBe('ended');
    expect(await endCover(box.records, input, { contactId }, tuesday)).toBe('ended-before');
    expect(await readerOf(key)).toBe('451 Owen Fairley');
    await box.post.sendDue(new Date('2027-02-02T12:00:00.000Z'), 20);
    expect(await readerOf(key)).toBe('sent Nadia Hussain');
    expect(await box.letter(key)).toMatchObject({ insteadOfId: null });
  });

  it('what is asked of them for themselves, and their own way in, stays theirs', async () => {
    await away();
    const contactId = idOf('nadia');
    const vote = await box.ask({ step: 'vote', contactId, agencyId: null, requestId: null });
    const key = await box.queueAbout(vote, 'vote/ask', { now: tuesday });
    await box.queue({ key: 'way-in', kind: 'sign-in', contactId, now: tuesday });
    await box.post.sendDue(tuesday, 20);
    expect(await readerOf(key)).toBe('sent Nadia Hussain');
    expect(await readerOf('way-in')).toBe('sent Nadia Hussain');
  });

  it('their tasks and who acts for them stand on the first page', async () => {
    await away();
    await officersAsk();
    const { id: partnershipId } = box.place;
    const during = await officeView(box.records, { partnershipId }, tuesday);
    expect(during.away).toMatchObject([{ name: 'Nadia Hussain', coveredBy: 'Owen Fairley' }]);
    const report = (tasks: typeof during.tasks) =>
      tasks.find((task) => task.kind === 'ask' && task.step === 'report');
    expect(report(during.tasks)).toMatchObject({ of: 'Nadia Hussain', coveredBy: 'Owen Fairley' });
    const after = await officeView(box.records, { partnershipId }, nextMonday);
    expect(after.away).toEqual([]);
    expect(report(after.tasks)).toMatchObject({ coveredBy: null });
  });
});

describe('whoever covers', () => {
  const letter = () => box.records.database.letter.findFirst({ where: { kind: 'cover/begins' } });

  it('is told on the first morning, with what waits at that time', async () => {
    const cover = await away();
    await officersAsk();
    const { id: partnershipId } = box.place;
    const input = { partnershipId, contactId: cover.contactId, coverId: cover.id };
    const typed = { from: '2 2 2027', to: '4 2 2027', coveredById: idOf('owen') };
    const by = { contactId: idOf('nadia') };
    await setCover(box.records, { ...input, typed }, by, monday);
    const begins = new Date('2027-02-02T09:00:00.000Z');
    expect(await letter()).toMatchObject({ contactId: idOf('owen'), nextAttemptAt: begins });
    await box.post.sendDue(monday, 20);
    expect(await letter()).toMatchObject({ state: 'pending' });
    await box.post.sendDue(new Date('2027-02-02T09:05:00.000Z'), 20);
    expect(await letter()).toMatchObject({ state: 'sent' });
    const email = box.inbox.to(box.place.people.owen.email).at(-1);
    expect(email?.subject).toContain(
      'You are covering for Nadia Hussain until Thursday 4 February 2027',
    );
    expect(email?.text).toContain(`audit ${box.audit.number}`);
  });

  it('hears nothing of days that were taken back before they began', async () => {
    const { id: partnershipId } = box.place;
    const contactId = idOf('nadia');
    const typed = { from: '2 2 2027', to: '4 2 2027', coveredById: idOf('owen') };
    await setCover(
      box.records,
      { partnershipId, contactId, coverId: null, typed },
      { contactId },
      monday,
    );
    const { id: coverId } = await box.records.database.cover.findFirstOrThrow();
    await endCover(box.records, { partnershipId, contactId, coverId }, { contactId }, monday);
    await box.post.sendDue(tuesday, 20);
    expect(await letter()).toMatchObject({ state: 'dropped', failure: 'settled' });
  });
});

describe('whoever has covered', () => {
  const ended = async () => {
    const letters = await box.records.database.letter.findMany({
      where: { kind: 'cover/ended' },
      orderBy: { queuedAt: 'asc' },
    });
    return letters.map(({ contactId, state }) => `${state} ${nameOf(contactId)}`);
  };
  const end = ({ id: coverId, contactId, partnershipId }: { id: string } & Person, by: Name) => {
    const input = { partnershipId, contactId, coverId };
    return endCover(box.records, input, { contactId: idOf(by) }, tuesday);
  };
  const change = (cover: { id: string } & Person, typed: object) => {
    const { id: coverId, contactId, partnershipId } = cover;
    const days = { from: '2 2 2027', to: '5 2 2027', coveredById: idOf('owen'), ...typed };
    const input = { partnershipId, contactId, coverId, typed: days };
    return setCover(box.records, input, { contactId: idOf('nadia') }, tuesday);
  };

  it('is told once when the days end early', async () => {
    const cover = await away();
    await end(cover, 'nadia');
    await end(cover, 'nadia');
    await box.post.sendDue(tuesday, 20);
    expect(await ended()).toEqual(['sent Owen Fairley']);
    const email = box.inbox.to(box.place.people.owen.email).at(-1);
    expect(email?.subject).toContain('You are no longer covering for Nadia Hussain');
  });

  it('is told when somebody else covers, or the days begin later, and not when they go on', async () => {
    const cover = await away();
    await change(cover, { to: '4 2 2027' });
    expect(await ended()).toEqual([]);
    const shorter = await box.records.database.cover.findFirstOrThrow({ where: { endedAt: null } });
    // That they go on has been told by now.
    await box.records.database.letter.updateMany({ data: { state: 'sent' } });
    await change(shorter, { to: '4 2 2027', coveredById: idOf('judith') });
    expect(await ended()).toEqual(['pending Owen Fairley']);
  });

  it('is told nothing where they end it themselves, or never knew of it', async () => {
    await end(await away(), 'owen');
    const typed = { from: '4 2 2027', to: '5 2 2027', coveredById: idOf('owen') };
    const input = { partnershipId: box.place.id, contactId: idOf('judith'), coverId: null, typed };
    await setCover(box.records, input, { contactId: idOf('judith') }, monday);
    const where = { contactId: idOf('judith') };
    await end(await box.records.database.cover.findFirstOrThrow({ where }), 'judith');
    expect(await ended()).toEqual([]);
  });

  it('is told nothing where the days were set again before the letter left', async () => {
    await end(await away(), 'nadia');
    const typed = { from: '2 2 2027', to: '5 2 2027', coveredById: idOf('owen') };
    const input = { partnershipId: box.place.id, contactId: idOf('nadia'), coverId: null, typed };
    await setCover(box.records, input, { contactId: idOf('nadia') }, tuesday);
    await box.post.sendDue(tuesday, 20);
    expect(await ended()).toEqual(['dropped Owen Fairley']);
  });
});

describe('days away', () => {
  it('are one however often the form is sent, and every change stands in the history', async () => {
    const cover = await away();
    const { id: partnershipId } = box.place;
    const contactId = idOf('nadia');
    const by = { contactId: idOf('judith') };
    const typed = { from: '2 2 2027', to: '9 2 2027', coveredById: idOf('judith') };
    const change = { partnershipId, contactId, coverId: cover.id, typed };
    expect(await setCover(box.records, change, by, tuesday)).toEqual({ kind: 'set' });
    // The days that it stood for are ended, so the same form finds nothing to change.
    expect(await setCover(box.records, change, by, tuesday)).toEqual({ kind: 'not-found' });
    const again = { ...change, coverId: null };
    expect(await setCover(box.records, again, by, monday)).toEqual({ kind: 'set' });
    const open = await box.records.database.cover.findMany({ where: { endedAt: null } });
    expect(open).toMatchObject([{ changesId: cover.id, toDate: '2027-02-09' }]);
    const view = await staffPersonView(box.records, { partnershipId, contactId }, tuesday);
    expect(view?.history.slice(0, 2)).toMatchObject([
      { kind: 'cover.changed', by: 'Judith Penn', coveredBy: 'Judith Penn' },
      { kind: 'cover.set', by: 'Nadia Hussain', coveredBy: 'Owen Fairley' },
    ]);
    expect(await firstBrokenEvent(box.records.database, partnershipId)).toBeNull();
  });

  it('are set only for those to whom tasks fall, and only they cover', async () => {
    const { id: partnershipId } = box.place;
    const typed = { from: '2 2 2027', to: '5 2 2027', coveredById: idOf('ruth') };
    const by = { contactId: idOf('nadia') };
    const input = { partnershipId, coverId: null, typed };
    const ofRuth = { ...input, contactId: idOf('ruth') };
    expect(await setCover(box.records, ofRuth, by, monday)).toEqual({ kind: 'not-found' });
    const byRuth = { ...input, contactId: idOf('nadia') };
    expect(await setCover(box.records, byRuth, by, monday)).toMatchObject({ kind: 'refused' });
  });
});

describe('an urgent concern', () => {
  const raise = (now: Date, given = {}) =>
    raisedConcern(box.records, { place: box.place, ...given }, now);
  const told = async (number: string) => {
    const thread = `${box.place.id}/${number}`;
    const rows = await box.records.database.letter.findMany({
      where: { thread },
      orderBy: { queuedAt: 'asc' },
    });
    return rows.map(({ kind, contactId }) => `${kind.split('/')[1]} ${nameOf(contactId)}`);
  };

  it('is copied to whoever acts for the officer, who is told before anybody who is away', async () => {
    await away();
    const { number } = await raise(tuesday);
    expect((await told(number)).sort()).toEqual([
      'copy-to-officer Owen Fairley',
      'told Priya Nair',
    ]);
    const ref = { partnership: box.place.id, concern: number, step: 'acknowledge' as const };
    for (let hours = 2; hours <= 12; hours += 1) {
      await actOnConcern(box.records, ref, new Date(tuesday.getTime() + hours * 3_600_000));
    }
    const escalated = (await told(number)).filter((each) => each.startsWith('escalated'));
    const officers = escalated.filter((each) => !each.includes('Tom'));
    expect(officers[0]).toBe('escalated Owen Fairley');
    // Where everybody else was told in vain, so is whoever is away.
    expect(officers.at(-1)).toBe('escalated Nadia Hussain');
    expect(new Set(escalated).size).toBe(escalated.length);
  });

  it('whose reporter withholds their name from the agency tells it to who acts for the manager', async () => {
    const { number } = await raise(tuesday, { change: { withhold: 'yes' } });
    const { id: partnershipId } = box.place;
    const reporter = async (name: Name, now: Date) => {
      const staff = { partnershipId, contactId: idOf(name) };
      return (await concernForStaff(box.records, staff, { number, now }))?.view.reporter ?? null;
    };
    expect(await reporter('judith', tuesday)).not.toBeNull();
    expect(await reporter('owen', tuesday)).toBeNull();
    await away({ who: 'judith', by: 'owen' });
    expect(await reporter('owen', tuesday)).toBe(await reporter('judith', tuesday));
    expect(await reporter('nadia', tuesday)).toBeNull();
    expect(await reporter('owen', nextMonday)).toBeNull();
    const where = { partnershipId_number: { partnershipId, number } };
    const kept = [idOf('owen')];
    await box.records.database.urgentConcern.update({ where, data: { kept } });
    expect(await reporter('owen', tuesday)).toBeNull();
  });

  it('never reaches whom it is about by way of cover, and tells nobody the same thing twice', async () => {
    await away();
    const { number } = await raise(monday);
    const { id: partnershipId } = box.place;
    const concern = await box.records.database.urgentConcern.findUniqueOrThrow({
      where: { partnershipId_number: { partnershipId, number } },
    });
    const chase = (people: Name[], at: Date) =>
      transaction(box.records, async (tx) => {
        const context = await lockConcern(box.records, tx, { partnershipId, number });
        if (!context) throw new Error('no concern');
        const what = { step: 'acknowledge' as const, what: 'acknowledge-chase', at };
        return tell(tx, context, { ...what, people: people.map(idOf) }, at);
      });
    const both = await chase(['nadia', 'owen'], tuesday);
    await box.post.sendDue(tuesday, 20);
    expect((await Promise.all(both.map(readerOf))).sort()).toEqual([
      'sent Owen Fairley',
      'told-already Owen Fairley',
    ]);
    await box.records.database.urgentConcern.update({
      where: { id: concern.id },
      data: { kept: [idOf('owen')] },
    });
    const later = new Date('2027-02-02T12:00:00.000Z');
    const kept = await chase(['nadia'], later);
    await box.post.sendDue(later, 20);
    expect(await Promise.all(kept.map(readerOf))).toEqual(['sent Judith Penn']);
  });
});
