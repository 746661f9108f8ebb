import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Mailbox, startMailbox } from '../../local/mailbox.ts';
import { type Inbox, openInbox } from '../support/inbox.ts';

const priya = 'priya.shah@police.example';
const sam = 'sam.okoro@health.example';
let inbox: Inbox;

beforeEach(async () => {
  inbox = await openInbox();
});

afterEach(async () => {
  await inbox.stop();
});

test('a letter can be read by everyone it was sent to, and by nobody else', async () => {
  await send(inbox.mailbox, { to: [priya, sam], subject: 'Two asks', text: 'Grüße' });
  await send(inbox.mailbox, { to: [sam], subject: 'For Sam only' });
  expect(inbox.to(priya).map(({ subject }) => subject)).toEqual(['Two asks']);
  expect(inbox.to(sam).map(({ subject }) => subject)).toEqual(['Two asks', 'For Sam only']);
  expect((await inbox.waitFor(priya.toUpperCase())).text).toContain('Grüße');
});

test('a letter keeps its own date, identifier, attachments and every byte', async () => {
  await send(inbox.mailbox, {
    to: [priya],
    subject: 'Discussion',
    date: new Date('2027-03-01T09:00:00Z'),
    messageId: '<ask-1@deepdive.example>',
    attachments: [{ filename: 'discussion.ics', content: 'BEGIN:VCALENDAR' }],
  });
  const message = await inbox.waitFor(priya, 'Discussion');
  expect(message.date).toBe('2027-03-01T09:00:00.000Z');
  expect(message.messageId).toBe('<ask-1@deepdive.example>');
  expect(message.attachments[0]?.filename).toBe('discussion.ics');
  expect(message.raw.toString()).toMatch(/^Content-Transfer-Encoding: base64\r\n/);
});

test('a refused recipient gets the given answer until accepted again', async () => {
  inbox.mailbox.refuse(priya, 550);
  await expect(send(inbox.mailbox, { to: [priya] })).rejects.toMatchObject({ responseCode: 550 });
  await send(inbox.mailbox, { to: [sam] });
  inbox.mailbox.accept(priya);
  await send(inbox.mailbox, { to: [priya] });
  expect(inbox.to(priya)).toHaveLength(1);
});

test('every recipient can be put off at once', async () => {
  inbox.mailbox.refuse('*', 450);
  await expect(send(inbox.mailbox, { to: [sam] })).rejects.toMatchObject({ responseCode: 450 });
  expect(inbox.to(sam)).toHaveLength(0);
});

test('after hanging up in place of an answer, the letter is there though the sender is not told', async () => {
  inbox.mailbox.hangUpAfterData(1);
  await expect(send(inbox.mailbox, { to: [priya], subject: 'Doubtful' })).rejects.toThrow();
  expect(inbox.to(priya)).toHaveLength(1);
  await send(inbox.mailbox, { to: [priya], subject: 'Doubtful' });
  expect(inbox.to(priya)).toHaveLength(2);
});

test('while down nobody answers; back on the same port, sending works again', async () => {
  await inbox.mailbox.goDown();
  await expect(send(inbox.mailbox, { to: [priya] })).rejects.toThrow('ECONNREFUSED');
  await inbox.mailbox.comeBack();
  await send(inbox.mailbox, { to: [priya] });
  expect(inbox.to(priya)).toHaveLength(1);
});

test('letters kept in a folder are there after a restart, with the same recipients and bytes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deepdive-mailbox-'));
  const first = await startMailbox({ folder });
  await send(first, { to: [priya, sam], subject: 'Before' });
  await first.stop();
  const second = await startMailbox({ folder });
  await send(second, { to: [sam], subject: 'After' });
  await second.stop();
  expect(second.received.list(sam).map(({ subject }) => subject)).toEqual(['Before', 'After']);
  expect(second.received.find('1')?.to).toEqual([priya, sam]);
  expect(second.received.find('1')?.raw).toEqual(first.received.find('1')?.raw);
  rmSync(folder, { recursive: true });
});

test('says what did arrive when a letter is waited for in vain', async () => {
  await send(inbox.mailbox, { to: [priya], subject: 'Something else' });
  const waiting = inbox.waitFor(priya, 'Reminder', { timeoutMs: 50 });
  await expect(waiting).rejects.toThrow('arrived: Something else');
});

async function send(mailbox: Mailbox, mail: SendMailOptions): Promise<void> {
  const transport = createTransport(mailbox.url);
  await transport.sendMail({ from: 'audits@partnership.example', subject: 'Hello', ...mail });
}
