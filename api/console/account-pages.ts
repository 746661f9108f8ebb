import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { openSession } from '../../records/access/sessions.ts';
import { type AccountPlace, placesOfAccount } from '../../records/access/staff-accounts.ts';
import { cookieNames, cookieOptions } from '../cookies.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { formOf } from '../forms.ts';
import { sealedCookie } from '../sealed-cookie.ts';
import { callbackPath, type SignInFinished, type SignInService } from '../sign-in-service.ts';

const attemptSchema = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
});
const placesSchema = z.array(
  z.strictObject({ partnershipId: z.string(), partnershipName: z.string(), contactId: z.string() }),
);

/** Staff sign in with the account that they have at work, and choose a partnership where they serve several. */
export function accountPages(
  app: FastifyInstance,
  { records, config, log }: ApiDependencies,
  service: SignInService,
): void {
  const { cookieKey, publicUrl } = config;
  const attempts = sealedCookie(cookieKey, {
    purpose: 'attempt',
    minutes: 10,
    schema: attemptSchema,
  });
  const choices = sealedCookie(cookieKey, { purpose: 'choice', minutes: 5, schema: placesSchema });
  const page = pagesFor(service.name);

  const start = { config: { query: ['another'] } };
  app.get('/console/sign-in/start', start, async (request, reply) => {
    const { another } = request.query as { another?: string };
    const begun = await service.begin({ anotherAccount: another !== undefined });
    if (!begun) return reply.status(503).page('message.njk', page.away);
    attempts.put(reply, begun.attempt, request.now);
    return reply.redirect(begun.url, 303);
  });

  // The one GET of the console that lets somebody in: the service's answer comes as an address.
  app.get(callbackPath, { config: { query: 'any' } }, async (request, reply) => {
    const attempt = attempts.read(request);
    attempts.clear(reply);
    const cameBackTo = new URL(`${publicUrl}${request.url}`);
    const state = cameBackTo.searchParams.get('state') ?? '';
    if (!attempt || !alike(attempt.state, state)) {
      return reply.status(400).page('message.njk', page.notBegunHere);
    }
    const finished = await service.finish(cameBackTo, attempt);
    if (finished.kind !== 'signed-in') return refused(reply, finished);
    const found = await placesOfAccount(records, finished.account, request.now);
    if (found.kind !== 'known') return reply.status(403).page('message.njk', page[found.kind]);
    const [only, ...others] = found.places;
    if (only && others.length === 0) return enter(request, reply, only);
    choices.put(reply, found.places, request.now);
    return reply.redirect('/console/sign-in/which', 303);
  });

  app.get('/console/sign-in/which', async (request, reply) => {
    const places = choices.read(request);
    if (!places) return reply.status(400).page('message.njk', page.notBegunHere);
    return reply.page('console/which-partnership.njk', {
      title: 'Which partnership do you want to work in?',
      places,
    });
  });

  app.post('/console/sign-in/which', async (request, reply) => {
    const { partnership } = formOf(request, { partnership: z.string().max(200).default('') });
    const places = choices.read(request);
    if (!places) return reply.status(400).page('message.njk', page.notBegunHere);
    const chosen = places.find(({ partnershipId }) => partnershipId === partnership);
    if (!chosen) {
      return reply.status(422).page('console/which-partnership.njk', {
        title: 'Which partnership do you want to work in?',
        places,
        problems: [{ field: 'partnership', message: 'Choose a partnership' }],
      });
    }
    choices.clear(reply);
    return enter(request, reply, chosen);
  });

  app.get('/console/signed-out', async (_request, reply) => {
    const url = await service.signOutUrl();
    return reply.page('message.njk', {
      title: 'You have been signed out of Deepdive',
      paragraphs: [
        url
          ? 'You are still signed in elsewhere with your account. On a computer that others use, sign out of it too.'
          : 'On a computer that others use, sign out of your account too.',
      ],
      next: url
        ? { href: url, text: `Sign out of ${service.name}` }
        : { href: '/console/sign-in', text: 'Sign in again' },
    });
  });

  async function enter(
    request: FastifyRequest,
    reply: FastifyReply,
    { partnershipId, contactId }: AccountPlace,
  ): Promise<FastifyReply> {
    const { now } = request;
    const replaces = request.cookies[cookieNames.staff];
    const given = { kind: 'staff', partnershipId, contactId, replaces, now } as const;
    const session = await openSession(records, given);
    return reply.setCookie(cookieNames.staff, session, cookieOptions).redirect('/console', 303);
  }

  async function refused(
    reply: FastifyReply,
    { kind, code }: Exclude<SignInFinished, { kind: 'signed-in' }>,
  ): Promise<FastifyReply> {
    log.info({ kind, code }, 'sign-in refused');
    const status = { declined: 403, spent: 410, away: 503, refused: 502 }[kind];
    return reply.status(status).page('message.njk', page[kind]);
  }
}

function alike(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** A page for each way in which a sign-in can fail, with what to do next. */
function pagesFor(name: string) {
  const again = { href: '/console/sign-in', text: 'Go to the sign-in page' };
  const another = { href: '/console/sign-in/start?another=1', text: 'Use another account' };
  return {
    away: {
      title: 'The sign-in service does not answer',
      paragraphs: [
        `Signing in with ${name} is not possible at the moment. Try again in a few minutes.`,
        'Whatever you were asked for by email still opens by the link in that email.',
      ],
      next: again,
    },
    notBegunHere: {
      title: 'This sign-in cannot be completed',
      paragraphs: [
        'It was begun on another browser or in another tab, took longer than ten minutes, or was completed before. Begin again from the sign-in page.',
      ],
      next: again,
    },
    spent: {
      title: 'This sign-in was used before, or took too long',
      paragraphs: ['Begin again from the sign-in page.'],
      next: again,
    },
    declined: {
      title: 'You have not been signed in',
      paragraphs: [
        `Signing in with ${name} was cancelled or refused. Begin again, or ask those who look after your account.`,
      ],
      next: again,
    },
    refused: {
      title: 'The answer of the sign-in service cannot be accepted',
      paragraphs: [
        'You have not been signed in. Begin again; if it happens a second time, tell whoever looks after this installation.',
      ],
      next: again,
    },
    unknown: {
      title: 'You have no place in the console yet',
      paragraphs: [
        `You signed in with ${name}, but nobody of the business unit has added its address under Staff, or the address is not confirmed.`,
        'Ask the business unit’s manager to add you. If you were asked to contribute to an audit, open the link in your newest email instead.',
      ],
      next: another,
    },
    taken: {
      title: 'Your place belongs to another account',
      paragraphs: [
        'The address of your account is in the directory, but its place was opened with another account before. This protects it when an address is given to somebody else.',
        'If you have a new account, ask an editor of the business unit to release the old one under Staff. Then sign in again.',
      ],
      next: another,
    },
  } as const;
}
