import PostalMime from 'postal-mime';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { seal } from '../../records/store/sealing.ts';
import { type Outbox, openOutbox } from '../support/outbox.ts';

const now = new Date('2027-01-11T10:00:00.000Z');

let box: Outbox;
beforeAll(async () => {
  box = await openOutbox(now);
});
beforeEach(() => box.anotherDay());
afterAll(() => box?.close());

const hostile = [
  '<script>alert(1)</script>',
  '{{ 7 * 7 }} %%url%% %%text%% #{x} $& $1',
  "=cmd|' /C calc'!A0",
  '"quoted", <evil@attacker.example>; (comment) \\',
  'Line\r\nBcc: evil@attacker.example\r\n\r\n<b>body</b>',
  'Siân Llŷr—名前 🙂\u202egnp.exe',
  "O'Brien & Sons; A,B:C",
  'END:VCALENDAR\nBEGIN:VEVENT',
];
/** As it is to be read: on one line, without marks that turn the direction of writing. */
const shown = (value: string) => value.replace('\u202e', '').replace(/[\r\n]+/g, ' ');

it.each(hostile)('stands literally in every part of a letter: %j', async (value) => {
  const { database, keyring } = box.records;
  const { priya } = box.place.people;
  const ask = await box.ask();
  const key = await keyring.partnership(database, box.place.id);
  await database.partnership.update({ where: { id: box.place.id }, data: { name: value } });
  await database.agency.update({ where: { id: ask.agencyId ?? '' }, data: { name: value } });
  await database.contact.update({
    where: { id: priya.id },
    data: { nameSealed: seal(key, `Contact.nameSealed/${priya.id}`, value) },
  });
  box.inbox.mailbox.received.clear();

  const sent = await box.queueAbout(ask, 'returns/ask');
  await box.post.sendDue(now, 10);

  expect(await box.letter(sent)).toMatchObject({ state: 'sent' });
  const [message, ...others] = box.inbox.mailbox.received.list();
  if (!message) throw new Error('nothing arrived');
  expect(others).toEqual([]);
  expect(message.to).toEqual([priya.email]);
  const parsed = await PostalMime.parse(message.raw);
  expect(parsed.subject).toBe(
    `3 completed audit tools due by Monday 15 February 2027 – ${shown(value)}`,
  );
  expect(parsed.from).toEqual({ name: shown(value), address: 'audits@aldermere.example' });
  expect(parsed.to).toEqual([{ name: shown(value), address: priya.email }]);
  expect(parsed.bcc).toBeUndefined();
  expect(headerNames(message.raw)).toEqual(expectedHeaders);
  expect(parsed.text).toContain(`Dear ${shown(value)},`);
  expect(parsed.text).toContain(`Agency: ${shown(value)}\n`);
  expect(parsed.html).toContain(`Dear ${inHtml(shown(value))},`);
  expect(parsed.html).not.toMatch(/<script|<b>/);
  const invitation = unfolded(parsed.attachments.find((each) => each.method)?.content);
  expect(invitation.match(/^BEGIN:VEVENT/gm)).toHaveLength(1);
  expect(invitation.match(/^(BCC|ATTENDEE|ORGANIZER)/gim)).toHaveLength(2);
});

it('in an address fails that letter alone, without a word of it reaching the server', async () => {
  const { database, keyring } = box.records;
  const { tom, dean } = box.place.people;
  const key = await keyring.partnership(database, box.place.id);
  const address = 'tom@police.example>\r\nRCPT TO:<evil@attacker.example';
  await database.contact.update({
    where: { id: tom.id },
    data: { emailSealed: seal(key, `Contact.emailSealed/${tom.id}`, address) },
  });
  box.inbox.mailbox.received.clear();
  await box.queue({ key: 'hostile/tom', kind: 'new-link', contactId: tom.id });
  await box.queue({ key: 'hostile/dean', kind: 'new-link', contactId: dean.id });

  await box.post.sendDue(now, 10);

  expect(await box.letter('hostile/tom')).toMatchObject({ state: 'failed', failure: '553' });
  expect(box.inbox.mailbox.received.list().map((each) => each.to)).toEqual([[dean.email]]);
});

const expectedHeaders = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'reply-to',
  'subject',
  'to',
];

function headerNames(raw: Buffer): string[] {
  const head = raw.toString('latin1').split('\r\n\r\n')[0] ?? '';
  return [...head.matchAll(/^([\w-]+):/gm)].map((found) => (found[1] ?? '').toLowerCase()).sort();
}

function inHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (each) => entities[each] ?? each).replaceAll("'", '&#39;');
}

function unfolded(content: ArrayBuffer | Uint8Array | string | undefined): string {
  const text =
    typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString();
  return text.replace(/\r\n[ \t]/g, '');
}
