import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { openSession, revokeSession } from '../../records/access/sessions.ts';
import { inviteToSignIn, isSignInOpen, spendSignIn } from '../../records/access/staff.ts';
import { cookieNames, cookieOptions } from '../cookies.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { formOf } from '../forms.ts';
import { openSignInService } from '../sign-in-service.ts';
import { accountPages } from './account-pages.ts';

type TokenRequest = FastifyRequest<{ Params: { token: string } }>;

const spent = {
  title: 'This sign-in link cannot be used',
  paragraphs: ['It works once and for 30 minutes.'],
  next: { href: '/console/sign-in', text: 'Ask for a new one' },
};

/** Staff sign in with their account at work where there is such a service, else by an emailed link. */
export function signInPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records, post, config } = dependencies;
  const { service: settings = null, byEmail = 'all' } = config.signIn ?? {};
  const service = settings && openSignInService(settings, config.publicUrl);
  const shown = { title: 'Sign in to Deepdive', service: service?.name, byEmail };
  if (service) accountPages(app, dependencies, service);

  app.get('/console/sign-in', async (_request, reply) => reply.page('console/sign-in.njk', shown));

  const slowly = { config: { rateLimit: { max: 30, timeWindow: '5 minutes' } } };
  app.post('/console/sign-in', slowly, async (request, reply) => {
    const { email } = formOf(request, { email: z.string().max(320) });
    if (byEmail === 'nobody') return reply.redirect('/console/sign-in', 303);
    if (!email.includes('@')) {
      const message = 'Enter your work email address, such as name@example.org';
      return reply.status(422).page('console/sign-in.njk', {
        ...shown,
        email,
        problems: [{ field: 'email', message }],
      });
    }
    const attempt = randomUUID();
    const invited = { email, attempt, for: byEmail, now: request.now };
    const letters = await inviteToSignIn(records, invited);
    // Not awaited: the answer must take as long for an address that is not known.
    void post.send(letters, request.now);
    return reply.page('message.njk', {
      title: 'Check your email',
      paragraphs: [
        'If that address belongs to somebody in the business unit, a sign-in link is on its way. It works once and for 30 minutes.',
      ],
    });
  });

  app.get('/console/sign-in/:token', async (request: TokenRequest, reply) => {
    const open = await isSignInOpen(records, request.params.token, request.now);
    if (!open || byEmail === 'nobody') return reply.status(410).page('message.njk', spent);
    return reply.page('console/confirm-sign-in.njk', { title: 'Sign in to Deepdive' });
  });

  app.post('/console/sign-in/:token', async (request: TokenRequest, reply) => {
    formOf(request, {});
    const { now } = request;
    if (byEmail === 'nobody') return reply.status(410).page('message.njk', spent);
    const who = await spendSignIn(records, request.params.token, now, byEmail);
    if (!who) return reply.status(410).page('message.njk', spent);
    const replaces = request.cookies[cookieNames.staff];
    const session = await openSession(records, { kind: 'staff', ...who, replaces, now });
    return reply.setCookie(cookieNames.staff, session, cookieOptions).redirect('/console', 303);
  });

  app.post('/console/sign-out', async (request, reply) => {
    formOf(request, {});
    const token = request.cookies[cookieNames.staff];
    if (token) await revokeSession(records, token, request.now);
    const next = service ? '/console/signed-out' : '/console/sign-in';
    return reply.clearCookie(cookieNames.staff, cookieOptions).redirect(next, 303);
  });
}
