import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { patientPost } from '../../api/waiting.ts';
import { type Outbox, openOutbox } from '../support/outbox.ts';

const monday = new Date('2027-01-11T10:00:00.000Z');
let outbox: Outbox;

beforeEach(async () => {
  outbox = await openOutbox(monday);
});
afterEach(() => outbox?.close());

it('a page waits no longer than a few seconds for a mail server that says nothing', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const mail = { url: `smtp://127.0.0.1:${port}`, from: 'audits@aldermere.example' };
  const log = { error: () => {}, info: () => {} };
  const { email, id: contactId } = outbox.place.people.priya;
  await outbox.queue({ key: 'new-link/priya', kind: 'new-link', contactId });

  const asked = Date.now();
  await patientPost({ post: outbox.anotherPost({ mail }), log }).send(['new-link/priya'], monday);
  expect(Date.now() - asked).toBeLessThan(6_000);
  expect(outbox.inbox.to(email)).toEqual([]);

  for (const socket of sockets) socket.destroy();
  silent.close();
});
