import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { codesToEnter, enterCode, sendCode } from '../../records/access/codes.ts';
import {
  concernOfLink,
  type FoundLink,
  findLink,
  rememberOpened,
  renewLink,
} from '../../records/access/links.ts';
import { partnershipName } from '../../records/access/readers.ts';
import { openSession } from '../../records/access/sessions.ts';
import { readerNow } from '../access.ts';
import { cookieNames, cookieOptions } from '../cookies.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { formOf } from '../forms.ts';
import { closedLink } from './closed-link.ts';

export type LinkRequest = FastifyRequest<{ Params: { token: string } }>;
export type OpenLink = Extract<FoundLink, { kind: 'open' }>;

// Mail systems append keys of their own to the addresses in a letter.
export const anyQuery = { query: 'any' } as const;
/** For an office behind one address; a link's own limits are in the records. */
export const perAddress = { rateLimit: { max: 120, timeWindow: '5 minutes' } };

/**
 * The way in from an email. Opening a link shows the partnership's name and a button, to people and
 * to mail scanners alike; only the button sends a code, and only to the invited address.
 */
export function linkPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, post } = dependencies;

  app.get('/l/:token', { config: anyQuery }, async (request: LinkRequest, reply) => {
    const link = await openLink(dependencies, request, reply);
    if (!link) return reply;
    const reader = await readerNow(records, request);
    return reply.page('contact/link.njk', {
      title: reader?.linkId === link.linkId ? 'Welcome back' : 'Confirm that it is you',
      base: baseOf(request),
      signedInHere: reader?.linkId === link.linkId,
      landing: await landing(dependencies, request),
      look: link.partnershipId,
      partnershipName: await partnershipName(records, link.partnershipId),
    });
  });

  app.post('/l/:token/code', { config: perAddress }, async (request: LinkRequest, reply) => {
    formOf(request, {});
    const link = await openLink(dependencies, request, reply);
    if (!link) return reply;
    const browser = browserOf(request, reply);
    const sent = await sendCode(records, { ...link, browser, now: request.now });
    if (sent.kind === 'sent') await post.send([sent.letterKey], request.now);
    const query = sent.kind === 'too-many' ? '?limit=yes' : '';
    return reply.redirect(`${baseOf(request)}/enter${query}`, 303);
  });

  app.get('/l/:token/enter', { config: anyQuery }, async (request: LinkRequest, reply) => {
    const link = await openLink(dependencies, request, reply);
    return link ? codePage(dependencies, request, reply, { link }) : reply;
  });

  app.post('/l/:token/enter', { config: perAddress }, async (request: LinkRequest, reply) => {
    const { code } = formOf(request, { code: z.string().max(40) });
    const link = await openLink(dependencies, request, reply);
    if (!link) return reply;
    const { now } = request;
    const problem = await problemOf(dependencies, request, { link, code });
    if (problem) return codePage(dependencies, request, reply.status(422), { link, problem });
    const replaces = request.cookies[cookieNames.link];
    const session = await openSession(records, { ...link, kind: 'link', replaces, now });
    await rememberOpened(records, request.params.token, now);
    return reply
      .setCookie(cookieNames.link, session, cookieOptions)
      .redirect(await landing(dependencies, request), 303);
  });

  app.post('/l/:token/renew', { config: perAddress }, async (request: LinkRequest, reply) => {
    formOf(request, {});
    const link = await findLink(records, request.params.token, request.now);
    if (link.kind === 'open') return reply.redirect(baseOf(request), 303);
    if (link.kind !== 'expired') {
      return closedLink(dependencies, reply, { link, base: baseOf(request) });
    }
    const letterKey = await renewLink(records, link, request.now);
    await post.send([letterKey], request.now);
    return reply.page('message.njk', {
      title: 'Check your email',
      paragraphs: ['A new link is on its way to the address that was invited.'],
      look: link.partnershipId,
      partnershipName: await partnershipName(records, link.partnershipId),
    });
  });
}

/** Where the code leads: to everything that is asked, or to the urgent concern of the letter. */
async function landing({ records }: ApiDependencies, request: LinkRequest): Promise<string> {
  const concern = await concernOfLink(records, request.params.token);
  return concern ? `/concerns/${concern}` : '/asks';
}

/** The link that an address names; null where its page has been answered already. */
export async function openLink(
  dependencies: ApiDependencies,
  request: LinkRequest,
  reply: FastifyReply,
): Promise<OpenLink | null> {
  const link = await findLink(dependencies.records, request.params.token, request.now);
  if (link.kind === 'open') return link;
  await closedLink(dependencies, reply, { link, base: baseOf(request) });
  return null;
}

/** What is wrong with a code; null when it is right. What is no code costs no try. */
async function problemOf(
  { records }: ApiDependencies,
  request: LinkRequest,
  given: { link: OpenLink; code: string },
): Promise<string | null> {
  const code = given.code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(code)) return 'Enter the code as six digits, such as 042917';
  const browser = request.cookies[cookieNames.browser] ?? '';
  const { linkId } = given.link;
  const entered = await enterCode(records, { linkId, browser, code, now: request.now });
  if (entered.kind === 'right') return null;
  if (entered.kind === 'none-valid') {
    return 'That code can no longer be used, or was asked for on another browser. Send yourself a new one.';
  }
  const { triesLeft } = entered;
  return `That is not the code we sent. You have ${triesLeft} more ${triesLeft === 1 ? 'try' : 'tries'}.`;
}

async function codePage(
  { records }: ApiDependencies,
  request: LinkRequest,
  reply: FastifyReply,
  given: { link: OpenLink; problem?: string },
): Promise<FastifyReply> {
  const { link, problem } = given;
  const browser = request.cookies[cookieNames.browser] ?? '';
  const [newest, ...older] = await codesToEnter(records, {
    linkId: link.linkId,
    browser,
    now: request.now,
  });
  return reply.page('contact/code.njk', {
    title: 'Enter the code we emailed you',
    base: baseOf(request),
    newest,
    older,
    limit: (request.query as { limit?: string }).limit === 'yes',
    problems: problem ? [{ field: 'code', message: problem }] : [],
    look: link.partnershipId,
    partnershipName: await partnershipName(records, link.partnershipId),
  });
}

export function baseOf(request: LinkRequest): string {
  return `/l/${encodeURIComponent(request.params.token)}`;
}

/** The secret of this browser, to which its codes are bound. */
function browserOf(request: FastifyRequest, reply: FastifyReply): string {
  const known = request.cookies[cookieNames.browser];
  if (known) return known;
  const made = randomBytes(32).toString('base64url');
  reply.setCookie(cookieNames.browser, made, cookieOptions);
  return made;
}
