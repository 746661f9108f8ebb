import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Reader, readerSignedIn } from '../records/access/readers.ts';
import { type StaffMember, staffSignedIn } from '../records/access/staff-member.ts';
import { cookieNames } from './cookies.ts';
import type { ApiDependencies } from './dependencies.ts';
import { isSafe } from './security.ts';
import { typedTexts } from './typed-text.ts';
import { mayUse, type RouteParams } from './who-may.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who came in by link and code; set by `requireReader`. */
    reader: Reader | null;
    /** Which member of staff is signed in; set by `requireStaff`. */
    staff: StaffMember | null;
    /** The moment that this request acts at. */
    now: Date;
  }
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

export interface Access {
  /** For pages that links open: somebody has entered a code on this browser. */
  requireReader: Hook;
  /** For the console, to look: whoever `who-may.ts` lets in. */
  requireStaff: Hook;
  /** For the console, to act: by the same table. */
  requireEditor: Hook;
}

/** Makes the hooks that let people in; everybody else gets a page that says what to do. */
export function registerAccess(app: FastifyInstance, { records, clock }: ApiDependencies): Access {
  app.decorateRequest('reader', null);
  app.decorateRequest('staff', null);
  app.decorateRequest('now');
  app.addHook('onRequest', async (request) => {
    request.now = await clock();
  });
  const requireReader: Hook = async (request, reply) => {
    request.reader = await readerNow(records, request);
    if (request.reader) return;
    return reply.status(401).page('message.njk', { ...openYourLink, typed: typedTexts(request) });
  };
  const requireStaff: Hook = async (request, reply) => {
    const token = request.cookies[cookieNames.staff];
    const { now } = request;
    request.staff = token ? await staffSignedIn(records, { token, now }) : null;
    if (!request.staff) {
      if (isSafe(request)) return reply.redirect('/console/sign-in', 303);
      return reply.status(401).page('message.njk', { ...signInAgain, typed: typedTexts(request) });
    }
    if (may(request)) return;
    return reply.status(403).page('message.njk', {
      ...notForYou(request.staff),
      typed: typedTexts(request),
    });
  };
  return { requireReader, requireStaff, requireEditor: requireStaff };
}

/** Whether whoever is signed in may use the route that a request is for. */
function may(request: FastifyRequest): boolean {
  const method = isSafe(request) ? 'GET' : request.method;
  const route = `${method} ${request.routeOptions.url}`;
  return mayUse(staffIn(request), route, request.params as RouteParams);
}

function notForYou({ roles, partnershipName }: StaffMember) {
  return {
    title: 'This is not open to you',
    partnershipName,
    paragraphs: [
      `${roles.length === 1 && roles[0] === 'reader' ? 'You can look but not change.' : 'It does not belong to your role here.'} Nothing was changed.`,
      'If you need it, ask the business unit’s manager: they can give you another role.',
    ],
    next: { href: '/console', text: 'What is open to you' },
  };
}

/** Whoever has entered a code on this browser, as long as their link still stands. */
export async function readerNow(
  records: ApiDependencies['records'],
  request: FastifyRequest,
): Promise<Reader | null> {
  const token = request.cookies[cookieNames.link];
  const { now } = request;
  return token ? readerSignedIn(records, { token, now }) : null;
}

const openYourLink = {
  title: 'Open the link in your email again',
  paragraphs: [
    'You have been signed out, or have not been signed in on this browser today.',
    'Open the newest email that you have from the partnership, choose its button, and ask for a code. What you had saved is kept.',
  ],
};

const signInAgain = {
  title: 'You have been signed out',
  paragraphs: ['Nothing was changed. Sign in again; what you had saved is kept.'],
  next: { href: '/console/sign-in', text: 'Sign in' },
};

/** The reader of a page behind `requireReader`. */
export function readerIn(request: FastifyRequest): Reader {
  if (!request.reader) throw new Error(`${request.routeOptions.url} lets readers in unseen`);
  return request.reader;
}

/** The member of staff of a page behind `requireStaff` or `requireEditor`. */
export function staffIn(request: FastifyRequest): StaffMember {
  if (!request.staff) throw new Error(`${request.routeOptions.url} lets staff in unseen`);
  return request.staff;
}
