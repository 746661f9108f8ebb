import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../local/messages.ts';
import { seal, sha256 } from '../../records/store/sealing.ts';
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

const header = (message: Message | undefined, name: string) =>
  message?.headers.filter((each) => each.key === name).map((each) => each.value);
const linkIn = (message: Message | undefined) =>
  /https:\/\/deepdive\.example\/l\/([\w-]{43})/.exec(message?.text ?? '')?.[1] ?? 'no link';
const arrived = (key: string) =>
  box.inbox.mailbox.received
    .list()
    .filter((message) => message.messageId.includes(sha256(key).slice(0, 40)));

describe('a letter that the mail server takes', () => {
  it('leaves once, dated by the clock given, with a link of its own, and its bytes are not kept', async () => {
    const { priya } = box.place.people;
    const key = await box.queueAbout(await box.ask(), 'returns/ask');

    await box.post.send([key], now);
    await box.post.send([key], minutesOn(1));
    expect(await box.post.sendDue(minutesOn(10), 10)).toBe(0);

    const [message, ...more] = arrived(key);
    expect(more).toEqual([]);
    expect(message?.to).toEqual([priya.email]);
    expect(message?.date).toBe(now.toISOString());
    expect(header(message, 'auto-submitted')).toEqual(['auto-generated']);
    expect(header(message, 'reply-to')).toEqual([
      'Aldermere Safeguarding Children Partnership <unit@aldermere.example>',
    ]);
    const letter = await box.letter(key);
    expect(letter).toMatchObject({ state: 'sent', sentAt: now, frozenSealed: null, failure: null });
    const token = await box.records.database.linkToken.findUniqueOrThrow({
      where: { hash: sha256(linkIn(message)) },
    });
    expect(token).toMatchObject({
      letterId: letter.id,
      purpose: 'asks',
      partnershipId: 'aldermere',
    });
  });

  it('hangs on the first letter about the same ask', async () => {
    const ask = await box.ask();
    const first = await box.queueAbout(ask, 'returns/ask');
    await box.post.send([first], now);
    const second = await box.queueAbout(ask, 'returns/remind');
    await box.anotherDay();
    await box.post.send([second], minutesOn(60));

    expect(header(arrived(second)[0], 'references')).toEqual([arrived(first)[0]?.messageId]);
    expect(header(arrived(first)[0], 'references')).toEqual([]);
  });
});

describe('a letter to a member of staff', () => {
  it('leads to the console: by a link that signs in, or to its front page', async () => {
    const { nadia } = box.place.people;
    await box.queue({ key: 'sign-in/now', kind: 'sign-in', contactId: nadia.id });
    const told = await box.queueAbout(await box.ask(), 'returns/escalate', { contactId: nadia.id });
    await box.post.sendDue(now, 10);
    const token = /\/console\/sign-in\/([\w-]{43})\n/.exec(
      arrived('sign-in/now')[0]?.text ?? '',
    )?.[1];
    const row = await box.records.database.linkToken.findUnique({
      where: { hash: sha256(token ?? '') },
    });
    expect(row?.purpose).toBe('sign-in');
    expect(arrived(told)[0]?.text).toContain('https://deepdive.example/console\n');
  });
});

describe('the log', () => {
  it('tells how each letter went by ids and fixed words only', async () => {
    const lines: string[] = [];
    const note = (fields: unknown, text?: string) =>
      void lines.push(JSON.stringify([fields, text]));
    const post = box.anotherPost({ logger: { info: note, warn: note, error: note } });
    const { ben, grace, lesley } = box.place.people;
    box.inbox.mailbox.refuse(ben.email, 450);
    box.inbox.mailbox.refuse(lesley.email, 550);
    for (const { id } of [ben, grace, lesley]) {
      await box.queue({ key: `log/${id}`, kind: 'new-link', contactId: id });
    }
    await post.sendDue(now, 10);

    const said = lines.join('\n');
    expect(lines).toHaveLength(3);
    expect(said).toMatch(/"set-back".*"450"/);
    expect(said).toMatch(/"failed".*"550"/);
    for (const { name, email } of [ben, grace, lesley]) {
      expect(said).not.toContain(name);
      expect(said).not.toContain(email);
    }
    box.inbox.mailbox.accept(ben.email);
    await box.post.sendDue(minutesOn(1), 10);
  });
});

describe('a mail server that does not take it', () => {
  it('is tried again later with what is still open then, when it answered 450', async () => {
    const ask = await box.ask();
    const key = await box.queueAbout(ask, 'returns/remind');
    box.inbox.mailbox.refuse(box.place.people.priya.email, 450);
    await box.post.send([key], now);
    expect(await box.letter(key)).toMatchObject({
      state: 'pending',
      failure: '450',
      frozenSealed: null,
      nextAttemptAt: minutesOn(1),
    });
    const { id } = await box.letter(key);
    expect(await box.records.database.linkToken.count({ where: { letterId: id } })).toBe(0);

    await withOneSubmitted(ask.requestId, async () => {
      box.inbox.mailbox.accept(box.place.people.priya.email);
      expect(await box.post.sendDue(new Date(minutesOn(1).getTime() - 1), 10)).toBe(0);
      await box.post.sendDue(minutesOn(1), 10);
    });
    expect(arrived(key).map((message) => message.subject)).toEqual([
      expect.stringContaining('2 completed audit tools still due by Monday 15 February 2027'),
    ]);
    expect(await box.letter(key)).toMatchObject({ state: 'sent', failure: null });
  });

  it('costs the letter nothing when it is down for two days: at growing intervals it is tried on', async () => {
    const key = await box.queueAbout(await box.ask(), 'returns/ask');
    await box.inbox.mailbox.goDown();
    const waits: number[] = [];
    let at = now;
    while (at < minutesOn(48 * 60)) {
      await box.post.sendDue(at, 10);
      const letter = await box.letter(key);
      expect(letter).toMatchObject({
        state: 'pending',
        failure: 'unreachable',
        frozenSealed: null,
      });
      waits.push((letter.nextAttemptAt.getTime() - at.getTime()) / 60_000);
      at = letter.nextAttemptAt;
    }
    expect(waits.slice(0, 8)).toEqual([1, 2, 5, 10, 30, 60, 60, 60]);
    await box.inbox.mailbox.comeBack();
    await box.post.sendDue(at, 10);
    expect(arrived(key)).toHaveLength(1);
  });

  it('fails the letter after three days of answering 450', async () => {
    const { mary } = box.place.people;
    await box.queue({ key: 'given-up', kind: 'new-link', contactId: mary.id });
    await box.records.database.letter.update({
      where: { key: 'given-up' },
      data: { attempts: 79 },
    });
    box.inbox.mailbox.refuse(mary.email, 450);
    await box.post.sendDue(minutesOn(72 * 60), 10);
    expect(await box.letter('given-up')).toMatchObject({ state: 'failed', failure: '450' });
  });

  it('fails the letter at 550 and marks the address, while the others go out', async () => {
    const { dean, priya } = box.place.people;
    const toDean = await box.queueAbout(await box.ask({ contactId: dean.id }), 'returns/ask');
    const toPriya = await box.queueAbout(await box.ask(), 'returns/ask');
    box.inbox.mailbox.refuse(dean.email, 550);

    await box.post.send([toDean, toPriya], now);

    expect(await box.letter(toDean)).toMatchObject({
      state: 'failed',
      failure: '550',
      frozenSealed: null,
    });
    const contacts = box.records.database.contact;
    expect(await contacts.findUniqueOrThrow({ where: { id: dean.id } })).toMatchObject({
      bouncedAt: now,
      bounceReason: '550',
    });
    expect(await contacts.findUniqueOrThrow({ where: { id: priya.id } })).toMatchObject({
      bouncedAt: null,
    });
    expect(arrived(toPriya)).toHaveLength(1);
    expect(await box.post.sendDue(minutesOn(10_000), 10)).toBe(0);
  });

  it('gets the same bytes and the same link again when the line broke after the message', async () => {
    const ask = await box.ask();
    const key = await box.queueAbout(ask, 'returns/remind');
    box.inbox.mailbox.hangUpAfterData(1);
    await box.post.send([key], now);
    const letter = await box.letter(key);
    expect(letter).toMatchObject({ state: 'pending', failure: 'connection-lost' });
    expect(letter.frozenSealed).not.toBeNull();
    expect(Buffer.from(letter.frozenSealed ?? []).toString('latin1')).not.toContain('Priya');

    await withOneSubmitted(ask.requestId, async () => {
      box.inbox.mailbox.refuse('*', 450);
      await box.post.sendDue(minutesOn(1), 10);
      box.inbox.mailbox.accept('*');
      await box.post.sendDue(minutesOn(3), 10);
    });

    const copies = arrived(key);
    expect(copies).toHaveLength(2);
    expect(copies[1]?.raw.equals(copies[0]?.raw ?? Buffer.alloc(0))).toBe(true);
    expect(linkIn(copies[1])).not.toBe('no link');
    expect(await box.letter(key)).toMatchObject({ state: 'sent', frozenSealed: null });
    const tokens = await box.records.database.linkToken.findMany({
      where: { letterId: letter.id },
    });
    expect(tokens.map((token) => token.hash)).toEqual([sha256(linkIn(copies[0]))]);
  });

  it('is not asked letter by letter while it is down', async () => {
    const contactId = box.place.people.grace.id;
    const keys = Array.from({ length: 25 }, (_, n) => `down/${n}`);
    for (const key of keys) await box.queue({ key, kind: 'new-link', contactId });
    await box.inbox.mailbox.goDown();
    await box.post.send(keys, now);
    const rows = await box.records.database.letter.findMany({ where: { key: { in: keys } } });
    expect(rows.filter((row) => row.attempts === 0)).toHaveLength(5);
    expect(await box.post.pending(now)).toEqual({ due: 5, later: 20, nextAt: now });
    await box.inbox.mailbox.comeBack();
    await box.post.sendDue(minutesOn(1), 30);
    expect(keys.map((key) => arrived(key).length)).toEqual(keys.map(() => 1));
  });
});

describe('a mail server that answers 5xx to something else than the address', () => {
  it('is waited for when it refuses the sender: that is no fault of the letter or its reader', async () => {
    const { tom } = box.place.people;
    const server = await mailServer({ onMailFrom: refuse(530) });
    const post = box.anotherPost({ mail: { url: server.url, from: 'audits@aldermere.example' } });
    await box.queue({ key: 'sender-refused', kind: 'new-link', contactId: tom.id });
    await post.send(['sender-refused'], now);
    await server.stop();
    expect(await box.letter('sender-refused')).toMatchObject({ state: 'pending', failure: '530' });
    await box.post.sendDue(minutesOn(1), 10);
    expect(arrived('sender-refused')).toHaveLength(1);
  });

  it('fails the letter when it refuses the message, and leaves the address unmarked', async () => {
    const { tom } = box.place.people;
    const server = await mailServer({
      onData: (stream, session, callback) => {
        stream.resume();
        stream.on('end', () => refuse(554)(null, session, callback));
      },
    });
    const post = box.anotherPost({ mail: { url: server.url, from: 'audits@aldermere.example' } });
    await box.queue({ key: 'message-refused', kind: 'new-link', contactId: tom.id });
    await post.send(['message-refused'], now);
    await server.stop();
    expect(await box.letter('message-refused')).toMatchObject({ state: 'failed', failure: '554' });
    const contact = await box.records.database.contact.findUniqueOrThrow({ where: { id: tom.id } });
    expect(contact.bouncedAt).toBeNull();
  });
});

describe('a letter that cannot be written', () => {
  it('fails with a fixed word and holds up nobody else', async () => {
    const { tom } = box.place.people;
    await box.queue({ key: 'odd/kind', kind: 'returns/applaud', contactId: tom.id });
    await box.queue({ key: 'odd/prototype', kind: 'constructor', contactId: tom.id });
    await box.queue({
      key: 'odd/gone',
      kind: 'returns/ask',
      contactId: tom.id,
      ids: { ask: 'none' },
    });
    const fine = await box.queueAbout(await box.ask(), 'returns/ask');

    await box.post.sendDue(now, 10);

    expect(await box.letter('odd/kind')).toMatchObject({
      state: 'failed',
      failure: 'unknown-kind',
    });
    expect(await box.letter('odd/prototype')).toMatchObject({ failure: 'unknown-kind' });
    expect(await box.letter('odd/gone')).toMatchObject({ state: 'failed', failure: 'row-missing' });
    expect(arrived(fine)).toHaveLength(1);
  });

  it('is set back alone when its rows make the transaction fail', async () => {
    const { tom, helen } = box.place.people;
    const contacts = box.records.database.contact;
    const { emailSealed } = await contacts.findUniqueOrThrow({ where: { id: helen.id } });
    await contacts.update({
      where: { id: helen.id },
      data: { emailSealed: Buffer.from('broken') },
    });
    await box.queue({ key: 'unreadable', kind: 'new-link', contactId: helen.id });
    await box.queue({ key: 'readable', kind: 'new-link', contactId: tom.id });

    await box.post.sendDue(now, 10);

    expect(arrived('readable')).toHaveLength(1);
    expect(await box.letter('unreadable')).toMatchObject({ state: 'pending', failure: 'fault' });
    await contacts.update({ where: { id: helen.id }, data: { emailSealed } });
    await box.post.sendDue(minutesOn(1), 10);
    expect(arrived('unreadable')).toHaveLength(1);
  });
});

describe('a code', () => {
  it('is sent with its digits once, and again in the same bytes when the server was busy', async () => {
    const { rosa } = box.place.people;
    const id = await oneCode(rosa.id, { digits: '402913', expiresAt: minutesOn(30) });
    await box.queue({ key: `code/${id}`, kind: 'code', contactId: rosa.id, ids: { code: id } });
    box.inbox.mailbox.refuse(rosa.email, 450);
    await box.post.send([`code/${id}`], now);
    const row = await box.records.database.linkCode.findUniqueOrThrow({ where: { id } });
    expect(row.codeSealed).toBeNull();
    box.inbox.mailbox.accept(rosa.email);
    await box.post.sendDue(minutesOn(1), 10);

    const [message] = arrived(`code/${id}`);
    expect(message?.subject).toBe(
      'Code B to open your link – Aldermere Safeguarding Children Partnership',
    );
    expect(message?.text).toContain('402913');
    expect(message?.text).toContain('It works until 10:30am');
    expect(message?.subject).not.toContain('402913');
    expect(await box.letter(`code/${id}`)).toMatchObject({ state: 'sent', frozenSealed: null });
  });

  it('that has expired is dropped rather than sent late, and so is a sign-in link', async () => {
    const { rosa, nadia } = box.place.people;
    const id = await oneCode(rosa.id, { digits: '118822', expiresAt: minutesOn(30) });
    await box.queue({ key: `code/${id}`, kind: 'code', contactId: rosa.id, ids: { code: id } });
    await box.queue({ key: 'sign-in/1', kind: 'sign-in', contactId: nadia.id });

    await box.post.sendDue(minutesOn(31), 10);

    const row = await box.records.database.linkCode.findUniqueOrThrow({ where: { id } });
    expect(row.codeSealed).toBeNull();
    expect(await box.letter(`code/${id}`)).toMatchObject({ state: 'dropped', failure: 'expired' });
    expect(await box.letter('sign-in/1')).toMatchObject({ state: 'dropped', failure: 'expired' });
    expect(arrived(`code/${id}`)).toEqual([]);
  });
});

const refuse =
  (responseCode: number) =>
  (_what: unknown, _session: unknown, callback: (error: Error) => void): void =>
    callback(Object.assign(new Error('no'), { responseCode }));

async function mailServer(options: SMTPServerOptions) {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 100,
    ...options,
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${port}`,
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

/** Runs `work` while one of a request's returns counts as submitted. */
async function withOneSubmitted(requestId: string | null, work: () => Promise<void>) {
  const { return: returns } = box.records.database;
  const { id } = await returns.findFirstOrThrow({ where: { requestId: requestId ?? '' } });
  await returns.update({ where: { id }, data: { state: 'submitted' } });
  await work();
  await returns.update({ where: { id }, data: { state: 'asked' } });
}

async function oneCode(contactId: string, given: { digits: string; expiresAt: Date }) {
  const { database, keyring } = box.records;
  const id = crypto.randomUUID();
  const partnershipId = box.place.id;
  const link = await database.link.create({ data: { partnershipId, contactId, startedAt: now } });
  const key = await keyring.partnership(database, partnershipId);
  await database.linkCode.create({
    data: {
      id,
      partnershipId,
      linkId: link.id,
      browserHash: 'browser',
      label: 'B',
      codeHash: 'hash',
      codeSealed: seal(key, `LinkCode.codeSealed/${id}`, given.digits),
      triesLeft: 5,
      createdAt: now,
      expiresAt: given.expiresAt,
    },
  });
  return id;
}
