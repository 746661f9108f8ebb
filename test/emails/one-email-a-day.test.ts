import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../local/messages.ts';
import { bringForward } from '../../records/asks/bring-forward.ts';
import { freePort } from '../support/free-port.ts';
import { type Outbox, openOutbox } from '../support/outbox.ts';

const monday = new Date('2027-01-11T10:00:00.000Z');
const tuesday = new Date('2027-01-12T09:00:00.000Z');
const minutesOn = (minutes: number) => new Date(monday.getTime() + minutes * 60_000);

let box: Outbox;
let earlier = 0;
beforeAll(async () => {
  box = await openOutbox(monday);
});
beforeEach(async () => {
  const { ask, letter, contact } = box.records.database;
  await letter.deleteMany();
  // No clock runs beside these rows.
  await ask.updateMany({ data: { nextAt: null } });
  await contact.updateMany({ data: { bouncedAt: null } });
  const { email } = box.place.people.priya;
  box.inbox.mailbox.accept(email);
  earlier = box.inbox.to(email).length;
});
afterAll(() => box?.close());

const toPriya = () => box.inbox.to(box.place.people.priya.email).slice(earlier);
const links = ({ text }: Message) => text.match(/https:\/\/deepdive\.example\/l\/[\w-]{43}/g) ?? [];
const states = async (...keys: string[]) =>
  (await Promise.all(keys.map(box.letter))).map(({ state, failure }) =>
    failure ? `${state}: ${failure}` : state,
  );
const headerOf = (message: Message | undefined, name: string) =>
  message?.headers.filter((each) => each.key === name).map((each) => each.value);

const answered = async (id: string) => {
  await box.records.database.ask.update({
    where: { id },
    data: { outcome: 'answered', settledAt: monday },
  });
};

/** An ask about actions and one for the feedback of a family. */
async function twoAsks() {
  const update = await box.ask({ step: 'update', requestId: null });
  const family = await box.ask({ step: 'family-feedback', requestId: null, dueDate: '2027-02-05' });
  return { update, family };
}

describe('what one person is asked for on one day', () => {
  it('is one email that names each with its date and how long it takes, and one thing to press', async () => {
    const { update, family } = await twoAsks();
    const keys = [
      await box.queueAbout(update, 'update/ask'),
      await box.queueAbout(family, 'family-feedback/remind'),
    ];
    await box.post.sendDue(monday, 10);

    const [message, ...more] = toPriya();
    expect(more).toEqual([]);
    expect(message?.subject).toMatch(/ due by .*, and 1 more – Aldermere/);
    expect(message?.text).toContain('There are 2 things for you to do.');
    expect(message?.text).toMatch(
      /Update on actions: Due by 5pm on Monday 15 February 2027\. About 5 minutes\. Aldermere Police, audit 2027-01\./,
    );
    expect(message?.text).toMatch(/Feedback of a family: Due by .* About 5 minutes\./);
    expect(message ? links(message) : []).toHaveLength(1);
    expect(message?.html.match(/<a\s/g)).toHaveLength(1);
    const rows = await Promise.all(keys.map(box.letter));
    expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect(new Set(rows.map(({ messageId }) => messageId))).toEqual(new Set([message?.messageId]));
  });

  it('says once what is asked alike several times', async () => {
    for (let n = 0; n < 3; n += 1) {
      const ask = await box.ask({ step: 'family-feedback', requestId: null });
      await box.queueAbout(ask, 'family-feedback/ask');
    }
    await box.post.sendDue(monday, 10);
    const [message, ...more] = toPriya();
    expect(more).toEqual([]);
    expect(message?.text).toContain('Feedback of a family (3 of these): Due by');
    expect(message?.text.match(/has named you to ask a child/g)).toHaveLength(1);
  });

  it('leaves out what was answered before the email left', async () => {
    const { update, family } = await twoAsks();
    const keys = [
      await box.queueAbout(update, 'update/remind'),
      await box.queueAbout(family, 'family-feedback/remind'),
    ];
    await answered(family.id);
    await box.post.sendDue(monday, 10);
    expect(await states(...keys)).toEqual(['sent', 'dropped: settled']);
    const [message, ...more] = toPriya();
    expect(more).toEqual([]);
    expect(message?.subject).toMatch(/^Update on actions still due by/);
    expect(message?.text).not.toContain('family');
  });

  it('is one email although two posts reach for it at the same moment', async () => {
    const keys: string[] = [];
    for (let n = 0; n < 30; n += 1) {
      const ask = await box.ask({ step: 'update', requestId: null, round: n });
      keys.push(await box.queueAbout(ask, 'update/remind'));
    }
    const posts = [box.post, box.anotherPost(), box.anotherPost()];
    await Promise.all(posts.map((post) => post.sendDue(monday, 100)));
    expect(toPriya()).toHaveLength(1);
    expect(new Set(await states(...keys))).toEqual(new Set(['sent']));
  });

  it('waits a moment for what the clock is about to say on the same morning', async () => {
    const { update, family } = await twoAsks();
    const early = await box.queueAbout(update, 'update/remind');
    const due = { nextAt: monday };
    await box.records.database.ask.update({ where: { id: family.id }, data: due });
    expect(await box.post.sendDue(monday, 10)).toBe(0);
    expect(await box.post.pending(monday)).toMatchObject({ due: 0 });

    const late = await box.queueAbout(family, 'family-feedback/remind', { now: minutesOn(0.3) });
    await box.records.database.ask.update({ where: { id: family.id }, data: { nextAt: null } });
    await box.post.sendDue(minutesOn(0.5), 10);
    expect(toPriya()).toHaveLength(1);
    expect(await states(early, late)).toEqual(['sent', 'sent']);
  });

  it('waits no longer than two minutes for a clock that stands still', async () => {
    const { update, family } = await twoAsks();
    await box.queueAbout(update, 'update/remind');
    await box.records.database.ask.update({ where: { id: family.id }, data: { nextAt: monday } });
    await box.post.sendDue(minutesOn(2), 10);
    expect(toPriya()).toHaveLength(1);
  });

  it('carries one calendar file; a second one comes in an email of its own', async () => {
    const first = await box.queueAbout(await box.ask(), 'returns/ask');
    const second = await box.queueAbout(await box.ask({ step: 'attend' }), 'attend/ask');
    const third = await box.queueAbout((await twoAsks()).update, 'update/ask');
    await box.post.sendDue(monday, 10);
    expect(await states(first, second, third)).toEqual(['sent', 'sent', 'sent']);
    const files = toPriya().map(({ attachments }) => attachments.length > 0);
    expect(files).toEqual([true, true]);
  });

  it('hangs later letters on the email in which they were first asked', async () => {
    const { update, family } = await twoAsks();
    await box.queueAbout(update, 'update/ask');
    await box.queueAbout(family, 'family-feedback/ask');
    await box.post.sendDue(monday, 10);
    await box.queueAbout(family, 'family-feedback/remind', { now: tuesday });
    await box.post.sendDue(tuesday, 10);
    const [first, second] = toPriya();
    expect(headerOf(first, 'references')).toEqual([]);
    expect(headerOf(second, 'references')).toEqual([first?.messageId]);
    expect(headerOf(second, 'in-reply-to')).toEqual([first?.messageId]);
  });
});

describe('somebody who has had today’s email', () => {
  let later: string;
  beforeEach(async () => {
    const { update, family } = await twoAsks();
    await box.queueAbout(update, 'update/ask');
    await box.post.sendDue(monday, 10);
    later = await box.queueAbout(family, 'family-feedback/ask', { now: minutesOn(30) });
  });

  it('is written to again on the next working morning', async () => {
    await box.post.sendDue(minutesOn(30), 10);
    expect(toPriya()).toHaveLength(1);
    expect(await box.letter(later)).toMatchObject({
      state: 'pending',
      attempts: 0,
      nextAttemptAt: tuesday,
    });
    await box.post.sendDue(tuesday, 10);
    expect(toPriya().map(({ subject }) => subject.split(' due')[0])).toEqual([
      'Update on actions',
      'Feedback of a family',
    ]);
  });

  it('hears of what falls due before then today, and of the rest with it', async () => {
    const pressing = await box.ask({ step: 'update', requestId: null, dueAt: minutesOn(7 * 60) });
    const key = await box.queueAbout(pressing, 'update/remind', { now: minutesOn(30) });
    await box.post.sendDue(minutesOn(30), 10);
    expect(toPriya()).toHaveLength(2);
    expect(await states(key, later)).toEqual(['sent', 'sent']);
  });

  it('gets codes, receipts and what is urgent all the same', async () => {
    const { id } = box.place.people.priya;
    await box.queue({ key: 'link/now', kind: 'new-link', contactId: id });
    await box.post.sendDue(minutesOn(30), 10);
    expect(await states('link/now', later)).toEqual(['sent', 'pending']);
  });

  it('gets it today when the business unit sends it now, with a reason', async () => {
    await box.post.sendDue(minutesOn(30), 10);
    const { ids } = await box.letter(later);
    const { ask: id } = ids as { ask: string };
    const ask = await box.records.database.ask.findUniqueOrThrow({ where: { id } });
    const outcome = await bringForward(
      box.records,
      {
        partnershipId: box.place.id,
        auditId: box.audit.id,
        wait: ask.wait,
        step: 'family-feedback',
        which: 'next',
        reason: 'She waits for it on the phone',
      },
      { contactId: box.place.people.nadia.id },
      minutesOn(40),
    );
    expect(outcome).toEqual({ kind: 'brought-forward', asks: 1 });
    await box.post.sendDue(minutesOn(40), 10);
    expect(toPriya()).toHaveLength(2);
  });
});

describe('an email of several letters that does not get through', () => {
  it('goes out in the same bytes after a kill between DATA and the answer, and is one email', async () => {
    const { update, family } = await twoAsks();
    const keys = [
      await box.queueAbout(update, 'update/remind'),
      await box.queueAbout(family, 'family-feedback/remind'),
    ];
    box.inbox.mailbox.hangUpAfterData(1);
    await box.post.sendDue(monday, 10);
    expect(await states(...keys)).toEqual(['pending: connection-lost', 'pending: connection-lost']);
    // One of the two is answered meanwhile: what may have arrived is not told differently.
    await answered(update.id);
    await box.post.sendDue(minutesOn(1), 10);

    const [first, second, ...more] = toPriya();
    expect(more).toEqual([]);
    expect(second?.raw.equals(first?.raw ?? Buffer.alloc(0))).toBe(true);
    expect(await states(...keys)).toEqual(['sent', 'sent']);
    for (const key of keys) {
      expect(await box.letter(key)).toMatchObject({ frozenSealed: null, sentAt: minutesOn(1) });
    }
  });

  it('is taken over as it is from a process that was killed', async () => {
    const { update, family } = await twoAsks();
    const keys = [
      await box.queueAbout(update, 'update/remind'),
      await box.queueAbout(family, 'family-feedback/remind'),
    ];
    const silent = await silentMailServer();
    const stuck = box.anotherPost({ mail: { url: silent.url, from: 'audits@aldermere.example' } });
    const sending = stuck.sendDue(monday, 10);
    await silent.connected;
    await box.post.sendDue(minutesOn(2), 10);
    await silent.stop();
    await sending;

    const [message, ...more] = toPriya();
    expect(more).toEqual([]);
    expect(message?.date).toBe(monday.toISOString());
    expect(message?.text).toContain('There are 2 things for you to do.');
    expect(await states(...keys)).toEqual(['sent', 'sent']);
  });

  it('is dropped when nothing in it is due any more', async () => {
    const { update, family } = await twoAsks();
    const keys = [
      await box.queueAbout(update, 'update/remind'),
      await box.queueAbout(family, 'family-feedback/remind'),
    ];
    box.inbox.mailbox.hangUpAfterData(1);
    await box.post.sendDue(monday, 10);
    await answered(update.id);
    await answered(family.id);
    await box.post.sendDue(minutesOn(1), 10);
    expect(toPriya()).toHaveLength(1);
    expect(await states(...keys)).toEqual(['dropped: settled', 'dropped: settled']);
  });

  it('is written anew with what is open then where the server did not take it', async () => {
    const { update, family } = await twoAsks();
    const keys = [
      await box.queueAbout(update, 'update/remind'),
      await box.queueAbout(family, 'family-feedback/remind'),
    ];
    box.inbox.mailbox.refuse(box.place.people.priya.email, 450);
    await box.post.sendDue(monday, 10);
    expect(await states(...keys)).toEqual(['pending: 450', 'pending: 450']);
    box.inbox.mailbox.accept(box.place.people.priya.email);
    await answered(update.id);
    await box.post.sendDue(minutesOn(1), 10);
    expect(await states(...keys)).toEqual(['dropped: settled', 'sent']);
    expect(toPriya().map(({ subject }) => subject.split(' still')[0])).toEqual([
      'Feedback of a family',
    ]);
  });

  it('fails as a whole when the address is refused, and marks its one contact', async () => {
    const { update, family } = await twoAsks();
    const keys = [
      await box.queueAbout(update, 'update/remind'),
      await box.queueAbout(family, 'family-feedback/remind'),
    ];
    const { id, email } = box.place.people.priya;
    box.inbox.mailbox.refuse(email, 550);
    await box.post.sendDue(monday, 10);
    expect(await states(...keys)).toEqual(['failed: 550', 'failed: 550']);
    const marked = await box.records.database.contact.findMany({ where: { bouncedAt: monday } });
    expect(marked.map((contact) => contact.id)).toEqual([id]);
  });
});

/** A mail server that takes a connection and says nothing. */
async function silentMailServer() {
  const open = new Set<Socket>();
  let onConnection = () => {};
  const connected = new Promise<void>((resolve) => {
    onConnection = resolve;
  });
  const server = createServer((socket) => {
    open.add(socket);
    onConnection();
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${port}`,
    connected,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
