import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { cookieNames, cookieOptions } from './cookies.ts';
import type { ApiDependencies } from './dependencies.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The query keys that a page reads; every other one is refused. */
    query?: readonly string[] | 'any';
  }
}

/** A request with more in its address than the page reads. */
class UnknownQuery extends Error {
  readonly statusCode = 400;
}

class UnexpectedUpload extends Error {
  readonly statusCode = 415;
}

/** What protects every route alike, so that a new one cannot be forgotten. */
export async function registerSecurity(
  app: FastifyInstance,
  { config }: ApiDependencies,
): Promise<void> {
  const production = config.mode === 'production';
  await app.register(helmet, {
    enableCSPNonces: true,
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(production ? {} : { upgradeInsecureRequests: null }),
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: production,
  });
  await app.register(cookie);
  // A whole office shares one address: guessing is limited for each link, in the records.
  await app.register(rateLimit, { max: 1200, timeWindow: '1 minute' });
  await app.register(csrf, {
    cookieKey: cookieNames.csrf,
    // Lax: a strict one is not sent when a link is opened from webmail, and the new one that page gets
    // would spoil every form that is open in another tab.
    cookieOpts: cookieOptions,
    csrfOpts: { hmacKey: config.cookieKey },
    getToken: (request) => (request.body as { _csrf?: string } | undefined)?._csrf,
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (isUpload(request) && !mayUpload(request)) throw new UnexpectedUpload('not signed in');
  });
  app.addHook('preHandler', async (request) => {
    const { query = [] } = request.routeOptions.config ?? {};
    if (query === 'any' || request.routeOptions.schema?.querystring) return;
    const unknown = Object.keys(request.query as object).some((key) => !query.includes(key));
    if (unknown) throw new UnknownQuery('a query key that the page does not read');
  });
  app.addHook('preHandler', (request, reply, done) => {
    // Bearer keys are sent by no browser of its own accord, so they need no form token.
    if (isSafe(request) || request.url.startsWith('/api/')) return done();
    return app.csrfProtection(request, reply, done);
  });
}

export function isSafe(request: FastifyRequest): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
}

function isUpload(request: FastifyRequest): boolean {
  return /^\s*multipart\//i.test(request.headers['content-type'] ?? '');
}

/** Files are read before a page decides who asks, so strangers' are not read at all. */
function mayUpload(request: FastifyRequest): boolean {
  return Boolean(request.cookies[cookieNames.staff] ?? request.cookies[cookieNames.link]);
}
