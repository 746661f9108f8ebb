import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mendAddress } from '../../records/directory/mend-address.ts';
import { claimLetters } from '../../records/letters/claim-letters.ts';

import { sha256 } from '../../records/store/sealing.ts';
import { aldermere } from '../support/directory.ts';
import { freePort } from '../support/free-port.ts';
import { type Outbox, openOutbox } from '../support/outbox.ts';

const now = new Date('2027-01-11T10:00:00.000Z');
const minutesOn = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

let box: Outbox;
beforeAll(async () => {
  box = await openOutbox(now);
});
beforeEach(() => box.anotherDay());
afterAll(() => box?.close());

const arrived = (key: string) =>
  box.inbox.mailbox.received
    .list()
    .filter((message) => message.messageId.includes(sha256(key).slice(0, 40)));
const outcomes = async (...keys: string[]) =>
  Promise.all(
    keys.map(async (key) => {
      const { state, failure } = await box.letter(key);
      return failure ? `${state}: ${failure}` : state;
    }),
  );

describe('several posts on one outbox', () => {
  it('never take up the same letter, however closely they reach for it', async () => {
    const contactId = box.place.people.tom.id;
    for (let round = 0; round < 8; round += 1) {
      const keys = Array.from({ length: 40 }, (_, n) => `close/${round}/${n}`);
      for (const key of keys) await box.queue({ key, kind: 'new-link', contactId });
      const claims = Array.from({ length: 10 }, (_, n) => {
        const which = n % 2 === 0 ? { limit: 40 } : { keys };
        return claimLetters(box.records, which, { kinds: { held: [], alone: [] }, now });
      });
      const claimed = (await Promise.all(claims)).flat().map((letter) => letter.key);
      expect(claimed.sort()).toEqual(keys.sort());
    }
    await box.records.database.letter.deleteMany();
  });

  it('never send a letter twice', async () => {
    const keys = Array.from({ length: 90 }, (_, n) => `many/${n}`);
    const { people } = box.place;
    const contacts = Object.values(people).map(({ id }) => id);
    for (const [n, key] of keys.entries()) {
      await box.queue({ key, kind: 'new-link', contactId: contacts[n % contacts.length] ?? '' });
    }
    const posts = [box.post, box.anotherPost(), box.anotherPost()];
    const taken = await Promise.all([
      ...posts.map((post) => post.sendDue(now, 90)),
      box.post.send(keys.slice(0, 40), now).then(() => 0),
    ]);

    expect(keys.map((key) => arrived(key).length)).toEqual(keys.map(() => 1));
    expect(Math.max(...taken)).toBeLessThanOrEqual(90);
    expect(await box.post.pending(now)).toEqual({ due: 0, later: 0, nextAt: null });
  });
});

describe('a letter that a killed process left behind', () => {
  it('is written anew by another post two minutes after it was taken up', async () => {
    const { tom } = box.place.people;
    await box.queue({ key: 'killed/early', kind: 'new-link', contactId: tom.id });
    await claimLetters(box.records, { limit: 10 }, { kinds: { held: [], alone: [] }, now });

    expect(await box.post.sendDue(minutesOn(1.9), 10)).toBe(0);
    expect(await box.post.pending(minutesOn(1.9))).toMatchObject({ due: 1 });
    expect(await box.post.sendDue(minutesOn(2), 10)).toBe(1);
    expect(arrived('killed/early')).toHaveLength(1);
  });

  it('goes out in its frozen bytes, and the first post, should it still live, changes nothing', async () => {
    const silent = await silentMailServer();
    const stuck = box.anotherPost({ mail: { url: silent.url, from: 'audits@aldermere.example' } });
    const { tom } = box.place.people;
    await box.queue({ key: 'killed/late', kind: 'new-link', contactId: tom.id });
    const sending = stuck.send(['killed/late'], now);
    await silent.connected;
    const { id, frozenSealed } = await box.letter('killed/late');
    expect(frozenSealed).not.toBeNull();

    await box.post.sendDue(minutesOn(2), 10);
    await silent.stop();
    await sending;

    const [message] = arrived('killed/late');
    const token = await box.records.database.linkToken.findUniqueOrThrow({
      where: { letterId: id },
    });
    expect(message?.date).toBe(now.toISOString());
    expect(sha256(message?.text.match(/\/l\/([\w-]+)/)?.[1] ?? '')).toBe(token.hash);
    expect(await box.letter('killed/late')).toMatchObject({
      state: 'sent',
      sentAt: minutesOn(2),
      frozenSealed: null,
    });
  });
});

describe('a letter that is no longer due', () => {
  it('is dropped when its ask was answered before it left', async () => {
    const ask = await box.ask({ outcome: 'answered', settledAt: now });
    const key = await box.queueAbout(ask, 'returns/chase');
    const told = await box.queueAbout(ask, 'returns/escalate', {
      contactId: box.place.people.nadia.id,
    });
    await box.post.sendDue(now, 10);
    expect(await outcomes(key, told)).toEqual(['dropped: settled', 'dropped: settled']);
  });

  it('still tells others of silence when the ask closed unanswered in the same moment', async () => {
    const ask = await box.ask({ outcome: 'not-answered', settledAt: now });
    const contactId = box.place.people.nadia.id;
    const key = await box.queueAbout(ask, 'returns/escalate', { contactId });
    await box.post.sendDue(now, 10);
    expect(arrived(key)[0]?.to).toEqual([box.place.people.nadia.email]);
    expect(arrived(key)[0]?.subject).toContain(
      'from Aldermere Police overdue since Monday 15 February',
    );
  });

  it('is dropped when its reader has left, or the ask is now somebody else’s', async () => {
    const { dean, imran } = box.place.people;
    await box.records.database.contact.update({ where: { id: imran.id }, data: { leftAt: now } });
    const left = await box.queueAbout(await box.ask({ contactId: imran.id }), 'returns/remind');
    const passedOn = await box.queueAbout(await box.ask({ contactId: dean.id }), 'returns/remind', {
      contactId: box.place.people.tom.id,
    });
    await box.post.sendDue(now, 10);
    expect(await outcomes(left, passedOn)).toEqual(['dropped: left', 'dropped: not-theirs']);
  });

  it('tells a colleague of what was taken back only where the letter that asked had arrived', async () => {
    const { ask: asks, return: returns } = box.records.database;
    const contactId = box.place.people.dean.id;
    const told = await box.ask({ step: 'allocated', contactId });
    const untold = await box.ask({ step: 'allocated', contactId });
    const where = { requestId: told.requestId ?? '' };
    await returns.updateMany({ where, data: { assigneeId: contactId } });
    await box.post.send([await box.queueAbout(told, 'allocated/ask')], now);
    await returns.updateMany({ where, data: { assigneeId: null } });
    await asks.updateMany({ where: { contactId }, data: { outcome: 'withdrawn' } });
    const keys = [
      await box.queueAbout(told, 'allocated/taken-back'),
      await box.queueAbout(untold, 'allocated/taken-back'),
    ];
    await box.anotherDay();
    await box.post.sendDue(now, 10);
    expect(await outcomes(...keys)).toEqual(['sent', 'dropped: never-told']);
  });

  it('is dropped as a reminder when every tool is in, or its child is under hold', async () => {
    const ask = await box.ask();
    const { return: returns, case: cases } = box.records.database;
    const rows = await returns.findMany({ where: { requestId: ask.requestId ?? '' } });
    const [first, ...others] = rows.map((row) => row.id);
    await returns.updateMany({ where: { id: { in: others } }, data: { state: 'accepted' } });
    const held = rows.find((row) => row.id === first)?.caseId ?? '';
    await cases.update({ where: { id: held }, data: { heldAt: now } });
    const key = await box.queueAbout(ask, 'returns/remind');
    await box.post.sendDue(now, 10);
    expect(await outcomes(key)).toEqual(['dropped: nothing-open']);
    await returns.updateMany({ where: { id: { in: others } }, data: { state: 'asked' } });
    await cases.update({ where: { id: held }, data: { heldAt: null } });
  });
});

describe('letters that have piled up during an outage', () => {
  it('collapse: the newest reminder goes, the older ones do not', async () => {
    const ask = await box.ask();
    const keys = [
      await box.queueAbout(ask, 'returns/remind', { key: `${ask.key}/remind-1` }),
      await box.queueAbout(ask, 'returns/remind', {
        key: `${ask.key}/remind-2`,
        now: minutesOn(1),
      }),
      await box.queueAbout(ask, 'returns/chase', { key: `${ask.key}/chase-1`, now: minutesOn(2) }),
    ];
    await box.post.sendDue(minutesOn(24 * 60), 10);
    expect(await outcomes(...keys)).toEqual(['dropped: superseded', 'dropped: superseded', 'sent']);
  });

  it('give way to the asking itself, which says all there is to say', async () => {
    const ask = await box.ask();
    const keys = [
      await box.queueAbout(ask, 'returns/ask'),
      await box.queueAbout(ask, 'returns/remind', { now: minutesOn(1) }),
      await box.queueAbout(ask, 'date-moved', { now: minutesOn(2) }),
    ];
    const told = await box.queueAbout(ask, 'returns/escalate', {
      contactId: box.place.people.nadia.id,
    });
    await box.post.sendDue(minutesOn(24 * 60), 10);
    expect(await outcomes(...keys, told)).toEqual([
      'sent',
      'dropped: superseded',
      'dropped: superseded',
      'sent',
    ]);
  });

  it('are one for a colleague to whom several children were allocated', async () => {
    const { dean } = box.place.people;
    const { return: returns } = box.records.database;
    const lead = await box.ask();
    const rows = await returns.findMany({ where: { requestId: lead.requestId ?? '' } });
    const allocated = rows.slice(0, 2).map((row) => row.id);
    await returns.updateMany({ where: { id: { in: allocated } }, data: { assigneeId: dean.id } });
    const keys: string[] = [];
    for (const returnId of allocated) {
      const ask = await box.ask({ step: 'allocated', contactId: dean.id, returnId });
      keys.push(await box.queueAbout(ask, 'allocated/ask'));
    }
    await box.post.sendDue(now, 10);
    expect((await outcomes(...keys)).sort()).toEqual(['dropped: superseded', 'sent']);
    const [message] = keys.flatMap(arrived);
    expect(message?.subject).toContain('2 completed audit tools due by Monday 15 February 2027');

    const reminder = await box.queueAbout(lead, 'returns/remind');
    await box.post.sendDue(now, 10);
    expect(arrived(reminder)[0]?.text).toContain('Allocated to colleagues: 2 of 3');
    await returns.updateMany({ where: { id: { in: allocated } }, data: { assigneeId: null } });
  });
});

describe('a mail server that is down for a day', () => {
  it('gets afterwards what is current then, and nothing that has been overtaken', async () => {
    const { mailbox } = box.inbox;
    const [reminded, answered] = [await box.ask(), await box.ask()];
    await mailbox.goDown();
    const early = await box.queueAbout(reminded, 'returns/remind', {
      key: `${reminded.key}/remind-1`,
    });
    const overtaken = await box.queueAbout(answered, 'returns/remind');
    await box.post.sendDue(minutesOn(1), 10);
    expect(await outcomes(early, overtaken)).toEqual(Array(2).fill('pending: unreachable'));
    await box.records.database.ask.update({
      where: { id: answered.id },
      data: { outcome: 'answered' },
    });
    const late = await box.queueAbout(reminded, 'returns/chase', { now: minutesOn(12 * 60) });
    await box.post.sendDue(minutesOn(13 * 60), 10);
    await mailbox.comeBack();
    await box.post.sendDue(minutesOn(24 * 60), 10);
    expect(await outcomes(early, overtaken, late)).toEqual([
      'dropped: superseded',
      'dropped: settled',
      'sent',
    ]);
  });
});

describe('an address that is mended after email came back', () => {
  it('gets the letters that failed and are still current, and no others', async () => {
    const { id: partnershipId } = box.place;
    const { tom, nadia } = box.place.people;
    const { ask: asks, letter, contact } = box.records.database;
    const [open, done] = [
      await box.ask({ contactId: tom.id }),
      await box.ask({ contactId: tom.id }),
    ];
    const keys = [
      await box.queueAbout(open, 'returns/ask'),
      await box.queueAbout(done, 'returns/ask'),
    ];
    box.inbox.mailbox.refuse(tom.email, 550);
    await box.post.sendDue(now, 10);
    const failed = await letter.findMany({ where: { key: { in: keys } } });
    expect(failed.map(({ state, failure }) => [state, failure])).toEqual(
      Array(2).fill(['failed', '550']),
    );
    await asks.update({ where: { id: done.id }, data: { outcome: 'answered' } });
    const email = 'tom.mended@police.example';
    const mended = await mendAddress(
      box.records,
      { partnershipId, contactId: tom.id, email },
      { contactId: nadia.id },
      minutesOn(60),
    );
    expect(mended).toMatchObject({ kind: 'mended', letters: 2 });
    await box.post.sendDue(minutesOn(61), 10);
    expect(await outcomes(...keys)).toEqual(['sent', 'dropped: settled']);
    expect(box.inbox.to(email)).toHaveLength(1);
    expect((await contact.findUniqueOrThrow({ where: { id: tom.id } })).bouncedAt).toBeNull();
  });
});

describe('an audit that stands still', () => {
  const setAudit = (state: string) =>
    box.records.database.audit.update({ where: { id: box.audit.id }, data: { state } });

  it('keeps its letters until it goes on, and drops them when it is cancelled', async () => {
    const auditId = box.audit.id;
    const kept = await box.queueAbout(await box.ask(), 'returns/remind');
    await setAudit('paused');
    const { tom } = box.place.people;
    await box.queue({ key: 'paused/new-link', kind: 'new-link', contactId: tom.id, auditId });
    await box.post.send([kept], now);
    await box.post.sendDue(minutesOn(60), 10);
    expect(await outcomes(kept, 'paused/new-link')).toEqual(['pending', 'sent']);
    expect(await box.post.pending(minutesOn(60))).toEqual({ due: 0, later: 0, nextAt: null });

    await setAudit('open');
    await box.post.sendDue(minutesOn(61), 10);
    expect(await outcomes(kept)).toEqual(['sent']);

    const late = await box.queueAbout(await box.ask(), 'returns/remind');
    await setAudit('cancelled');
    await box.post.sendDue(minutesOn(61), 10);
    expect(await outcomes(late)).toEqual(['dropped: cancelled']);
    await setAudit('open');
  });
});

describe('news that an audit stands still, and that it goes on', () => {
  const news = (kind: string, auditId = box.audit.id) => ({
    key: `news/${kind}`,
    kind,
    contactId: box.place.people.priya.id,
    auditId,
    ids: { news: kind, request: null },
  });

  it('leaves at once, and later names the dates that hold then', async () => {
    const { audit } = box.records.database;
    const { id } = box.audit;
    await audit.update({ where: { id }, data: { state: 'paused' } });
    await box.queue(news('audit-paused'));
    await box.post.sendDue(minutesOn(1), 10);
    expect(await outcomes('news/audit-paused')).toEqual(['sent']);
    await audit.update({ where: { id }, data: { state: 'open' } });
    await box.queue(news('audit-resumed'));
    await box.anotherDay();
    await box.post.sendDue(minutesOn(2), 10);
    const [message] = arrived('news/audit-resumed');
    expect(message?.subject).toContain('goes on: please note the dates');
    expect(message?.text).toContain('3 completed audit tools: by 5pm on Monday 15 February 2027');
    for (const { names } of box.audit.children) {
      for (const name of names) expect(message?.text).not.toContain(name);
    }
  });
});

describe('another partnership', () => {
  it('cannot be told of by a letter of this one', async () => {
    const other = await aldermere(box.records, now, 'borrowdale');
    const ask = await box.ask();
    await box.queue({
      key: 'borrowdale/letter',
      kind: 'returns/ask',
      partnershipId: other.id,
      contactId: other.people.priya.id,
      ids: { ask: ask.id },
    });
    await box.post.sendDue(now, 10);
    expect(await outcomes('borrowdale/letter')).toEqual(['failed: row-missing']);
  });
});

/** A mail server that takes the call and never says a word. */
async function silentMailServer() {
  const port = await freePort();
  const sockets: Socket[] = [];
  let onConnection = () => {};
  const connected = new Promise<void>((resolve) => {
    onConnection = resolve;
  });
  const server = createServer((socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
    onConnection();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${port}`,
    connected,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
