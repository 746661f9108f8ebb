import type { LightMyRequestResponse } from 'fastify';
import type { Browser } from './app.ts';
import { type Form, formsOf, linksOf } from './forms.ts';

export interface Page {
  url: string;
  route: string;
  /** Its content type. */
  type: string;
  /** What it is kept as, where it is a file. */
  name: string;
  body: string;
}

/** A form, where it stands, and the route that takes it. */
export interface PlacedForm extends Form {
  page: string;
  route: string;
}

let requests = 0;

/** One page of each kind that a member of staff reaches from these addresses by clicking. */
export function walkConsole(browser: Browser, starts: string[]): Promise<Page[]> {
  return walk(browser, starts, (href) => href.startsWith('/console'));
}

/**
 * One page of each kind that somebody reaches from these addresses by clicking what leads on, but
 * for the kinds that have been seen.
 */
export async function walk(
  browser: Browser,
  starts: string[],
  leadsOn: (href: string) => boolean,
  kinds = new Set<string>(),
): Promise<Page[]> {
  const routes = routesOf(browser, 'GET');
  const waiting = [...starts];
  const pages = new Map<string, Page>();
  const met = new Set<string>();
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    if (met.has(url)) continue;
    met.add(url);
    const route = routeOf(routes, url);
    if (route === '' || (kinds.has(route) && !starts.includes(url))) continue;
    const answer = await fetched(browser, url);
    if (answer.statusCode !== 200) continue;
    kinds.add(route);
    const type = String(answer.headers['content-type']);
    const name =
      /filename="?([^";]+)/.exec(String(answer.headers['content-disposition']))?.[1] ?? '';
    pages.set(url, { url, route, type, name, body: answer.body });
    waiting.push(...linksOf(answer.body).filter(leadsOn));
  }
  return [...pages.values()];
}

/** The forms of those pages into which something can be typed, one of a route. */
export function formsOn(browser: Browser, pages: Page[]): PlacedForm[] {
  const routes = routesOf(browser, 'POST');
  const kinds = new Map<string, PlacedForm>();
  for (const { url, body } of pages) {
    for (const form of formsOf(body, url)) {
      const route = routeOf(routes, form.action);
      const typed = form.fields.some(({ kind }) => kind === 'text');
      if (typed && !kinds.has(route)) kinds.set(route, { ...form, page: url, route });
    }
  }
  return [...kinds.values()];
}

/** As from another place each time, for one place may ask only so often. */
export async function fetched(browser: Browser, url: string): Promise<LightMyRequestResponse> {
  requests += 1;
  browser.address = `10.0.${Math.floor(requests / 250) % 250}.${requests % 250}`;
  return browser.get(url);
}

function routesOf({ app }: Browser, method: string): string[] {
  return app.routeList.filter((each) => each.method === method).map(({ url }) => url);
}

/** The route that answers an address: of several the one that is most its own. */
function routeOf(routes: string[], url: string): string {
  const parts = (url.split('?')[0] ?? '').split('/');
  const fitting = routes.filter((route) => {
    const own = route.split('/');
    const fits = (part: string, place: number) => part.startsWith(':') || part === parts[place];
    return own.length === parts.length && own.every(fits);
  });
  const open = (route: string) => route.split(':').length;
  return fitting.sort((a, b) => open(a) - open(b))[0] ?? '';
}
