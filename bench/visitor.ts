import type { FastifyInstance } from 'fastify';
import { cookieNames } from '../api/cookies.ts';
import { issueLinkToken } from '../records/access/links.ts';
import { openSession } from '../records/access/sessions.ts';
import type { Records } from '../records/store/transaction.ts';

/** Somebody who looks at pages, and the pages that they can reach from one of them. */
export interface Visitor {
  get(url: string): Promise<{ status: number; html: string }>;
  /** One address of each page (by its route) that links lead to from `start`, itself among them. */
  walk(start: string): Promise<Map<string, string>>;
}

type Person = { partnershipId: string; contactId: string };

export async function staffVisitor(
  app: FastifyInstance,
  records: Records,
  person: Person,
  now: Date,
): Promise<Visitor> {
  const token = await openSession(records, { kind: 'staff', ...person, now });
  return visitor(app, { [cookieNames.staff]: token });
}

export async function contactVisitor(
  app: FastifyInstance,
  records: Records,
  person: Person,
  now: Date,
): Promise<Visitor> {
  await issueLinkToken(records.database, { ...person, letterId: null, purpose: 'asks', now });
  const { id: linkId } = await records.database.link.findFirstOrThrow({
    where: { contactId: person.contactId, endedAt: null },
  });
  const token = await openSession(records, { kind: 'link', ...person, linkId, now });
  return visitor(app, { [cookieNames.link]: token });
}

let visitors = 0;

function visitor(app: FastifyInstance, cookies: Record<string, string>): Visitor {
  // Each from an address of its own: nobody is to meet the limits on requests.
  visitors += 1;
  let asked = 0;
  const get = async (url: string) => {
    asked += 1;
    const remoteAddress = `127.${visitors % 250}.${Math.floor(asked / 500) % 250}.1`;
    const reply = await app.inject({ method: 'GET', url, cookies, remoteAddress });
    return { status: reply.statusCode, html: reply.body };
  };
  return {
    get,
    async walk(start) {
      const routes = routePatterns(app);
      const found = new Map<string, string>();
      const waiting = [start];
      for (const url of waiting) {
        const route = routes.find(({ pattern }) => pattern.test(url))?.route;
        if (!route || found.has(route)) continue;
        const { status, html } = await get(url);
        if (status !== 200) continue;
        found.set(route, url);
        waiting.push(...linksIn(html));
      }
      return found;
    },
  };
}

/** Fixed addresses before those with a part that varies, as the router prefers them. */
function routePatterns(app: FastifyInstance): { route: string; pattern: RegExp }[] {
  const urls = app.routeList.flatMap(({ method, url }) => (method === 'GET' ? [url] : []));
  return urls
    .sort((a, b) => a.split(':').length - b.split(':').length)
    .map((route) => ({
      route,
      pattern: new RegExp(`^${route.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`),
    }));
}

function linksIn(html: string): string[] {
  const hrefs = [...html.matchAll(/href="(\/[^"#?]*)[^"]*"/g)].map(([, path]) => path ?? '');
  return hrefs.filter((href) => !href.startsWith('/assets/'));
}
