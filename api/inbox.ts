import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ApiDependencies } from './dependencies.ts';
import { NotFound } from './errors.ts';

/** What the local mail server has received; there is none where real mail is sent. */
export interface LocalInbox {
  list(recipient?: string): LocalMessage[];
  find(id: string): LocalMessage | undefined;
}

interface LocalMessage {
  id: string;
  to: string[];
  from: string;
  subject: string;
  date: string;
  text: string;
  html: string;
  attachments: { filename: string | null }[];
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const querySchema = z.strictObject({ to: z.string().max(320).optional() });
const titled = { title: 'Mailbox', partnershipName: 'Deepdive' };

/** Every email of a local installation, for its own machine only. */
export function inboxPages(app: FastifyInstance, { inbox }: ApiDependencies): void {
  if (!inbox) return;
  const preHandler = async (request: FastifyRequest) => {
    if (!loopback.has(request.ip)) throw new NotFound();
  };
  const query = { config: { query: ['to'] }, preHandler };

  app.get('/inbox', query, async (request, reply) => {
    const { to } = querySchema.parse(request.query);
    const messages = inbox.list(to || undefined).toReversed();
    return reply.page('inbox/list.njk', { ...titled, messages, to });
  });

  app.get('/inbox/messages', query, async (request) => {
    const { to } = querySchema.parse(request.query);
    return inbox
      .list(to || undefined)
      .map(({ id, from, to: recipients, subject, date, text, html }) => {
        return { id, from, to: recipients, subject, date, text, html };
      });
  });

  app.get('/inbox/:id', { preHandler }, async (request, reply) => {
    const message = found(inbox, request);
    const links = message.text.match(/https?:\/\/[^\s<>"]+/g) ?? [];
    const facts = { ...titled, title: message.subject, backLink: '/inbox', message, links };
    return reply.page('inbox/message.njk', facts);
  });

  // The letter as a mail program shows it: its own styles, no scripts, nothing from elsewhere.
  app.get('/inbox/:id/html', { preHandler }, async (request, reply) => {
    const { html } = found(inbox, request);
    return reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
      )
      .send(html);
  });
}

function found(inbox: LocalInbox, request: FastifyRequest): LocalMessage {
  const { id } = request.params as { id: string };
  const message = inbox.find(id);
  if (!message) throw new NotFound();
  return message;
}
