import type { LightMyRequestResponse } from 'fastify';
import type { Database } from '../../records/store/database.ts';
import type { Browser } from '../support/app.ts';
import { type Field, type Form, formsOf } from '../support/forms.ts';
import { allowedTexts } from '../support/own-words.ts';
import { addressOf, fits, routeOf, type Seen } from './page-address.ts';
import { takenEmpty } from './page-kinds.ts';
import { type PageState, type Stage, type Standing, standing } from './page-stage.ts';

/** A page in one of its states, as the product answers it. */
export interface Shown {
  /** "nadia /console/audits/:number, at its report" */
  name: string;
  stage: string;
  state: string;
  who: string;
  route: string;
  url: string;
  /** Whether it is the answer to a form, and has no address of its own. */
  answers: boolean;
  status: number;
  headers: Record<string, string>;
  html: string;
  assets: Assets;
}

/** The files of the product that pages load, by address. */
export type Assets = Map<string, { type: string; body: Buffer }>;

export interface ShownStage {
  pages: Shown[];
  /** Every route of the product. */
  routes: { method: string; url: string }[];
  /** What could not be shown, and why. */
  missing: string[];
  /** What its processes and groups may say in words of their own. */
  allowed: string[];
}

let requests = 0;

interface HowToShow {
  /** The forms that have refused what lacks something. */
  refused?: Set<string>;
  /** What is put before its database. */
  through?: (database: Database) => Database;
}

/** Makes a stage and shows all its pages, each with what its forms answer that are sent empty. */
export async function showStage(
  name: string,
  stage: Stage,
  { refused = new Set(), through }: HowToShow = {},
): Promise<ShownStage> {
  const stands = await standing(stage, through);
  try {
    const pages: Shown[] = [];
    const seen: Seen = new Map();
    const assets = await assetsOf(stands);
    const missing: string[] = [];
    for (const page of stage.pages) {
      const shown = await show(stands, { stage: name, page, seen, assets }).catch(
        (error: Error) => {
          missing.push(`${page[0]} ${page[2]} (${page[1]}), ${name}: ${error.message}`);
        },
      );
      if (!shown) continue;
      pages.push(shown);
      seen.set(shown.who, [...(seen.get(shown.who) ?? []), shown]);
      const tried = await refuse(stands, shown, refused);
      pages.push(...tried.refusals);
      missing.push(...tried.taken);
    }
    const { routeList } = stands.test.app;
    return {
      pages,
      routes: [...routeList],
      missing: [...missing, ...stands.test.faults],
      allowed: await allowedTexts(stands.test.records),
    };
  } finally {
    await stands.test.stop();
  }
}

async function show(
  stands: Standing,
  given: { stage: string; page: PageState; seen: Seen; assets: Assets },
): Promise<Shown> {
  const { stage, page, seen, assets } = given;
  const [who, state, address, sends] = page;
  const browser = await stands.browserOf(who);
  const url = await addressOf(address, { stands, who, seen });
  // The mailbox is for its own machine only.
  if (!url.startsWith('/inbox')) elsewhere(browser);
  let reply = await browser.get(url);
  let at = url;
  if (sends) {
    const { form: wanted = '', ...fields } = sends;
    // What is to be checked before it is sent stands on a page that has no address of its own.
    const before = seen.get(who)?.at(-1)?.html ?? '';
    const forms = [reply.body, before].flatMap((html) => formsOf(mainOf(html), url));
    const form = forms.find(({ action }) => action.endsWith(String(wanted)));
    if (!form) {
      throw new Error(`no form to ${wanted}, but ${forms.map(({ action }) => action)}`);
    }
    const typed = Object.entries(fields).map(([name, value]) => [name, typedValue(stands, value)]);
    const values = { ...filledIn(form), ...Object.fromEntries(typed), _csrf: csrf(reply) };
    reply = await browser.send(form.action, values);
    at = form.action;
  }
  let answers = sends !== undefined;
  while (reply.statusCode === 303) {
    answers = false;
    at = new URL(String(reply.headers.location), 'http://localhost/').pathname;
    const { search } = new URL(String(reply.headers.location), 'http://localhost/');
    reply = await browser.get(at + search);
  }
  const expected = /^(gone|refused|wrong)/.test(state) ? [404, 410, 403, 401, 422, 409] : [200];
  if (!expected.includes(reply.statusCode))
    throw new Error(`${reply.statusCode} at ${at} ${wordsOf(reply.body)}`);
  return shownOf(reply, { stage, state, who, route: routeOf(address), url: at, answers, assets });
}

/** ":dean" is the id of whoever that is, ":agency police" that of the police. */
function typedValue(stands: Standing, value: string | string[]): string | string[] {
  const [, agency, who] = /^:(?:agency ([a-z-]+)|(\w+))$/.exec(String(value)) ?? [];
  if (agency) return stands.place.agencies[agency as 'police'];
  return who ? stands.idOf(who) : value;
}

/** What every form of a page answers that is sent with nothing in it, of a route once. */
async function refuse(
  stands: Standing,
  page: Shown,
  refused: Set<string>,
): Promise<{ refusals: Shown[]; taken: string[] }> {
  const refusals: Shown[] = [];
  const taken: string[] = [];
  const posts = stands.test.app.routeList.filter(({ method }) => method === 'POST');
  for (const form of formsOf(mainOf(page.html), page.url)) {
    const route = posts
      .map(({ url }) => url)
      .filter((each) => fits(each, form.action))
      .sort((a, b) => a.split(':').length - b.split(':').length)[0];
    if (!route || refused.has(route) || takenEmpty.has(route)) continue;
    const browser = await stands.browserOf(page.who);
    elsewhere(browser);
    const _csrf = csrf(page.html);
    const reply = await browser.send(form.action, { ...leftEmpty(form), _csrf });
    if (reply.statusCode === 422) {
      refused.add(route);
      const { stage, who, assets } = page;
      refusals.push(
        shownOf(reply, {
          stage,
          state: 'error',
          who,
          route,
          url: form.action,
          answers: true,
          assets,
        }),
      );
    } else taken.push(`${page.name}: ${route} answers ${reply.statusCode} to an empty form`);
  }
  return { refusals, taken };
}

function shownOf(
  reply: LightMyRequestResponse,
  given: Pick<Shown, 'stage' | 'state' | 'who' | 'route' | 'url' | 'answers' | 'assets'>,
): Shown {
  const headers = Object.fromEntries(
    ['content-type', 'content-security-policy', 'referrer-policy'].map((name) => [
      name,
      String(reply.headers[name] ?? ''),
    ]),
  );
  const { stage, state, who, route } = given;
  const name = `${route} (${state}), ${who} ${stage}`;
  return { ...given, name, status: reply.statusCode, headers, html: reply.body };
}

/** The heading of a page and what it says is wrong, for whoever adds one. */
function wordsOf(html: string): string {
  const found = html.matchAll(/<h1[^>]*>[^<]*|govuk-error-summary__list">[\s\S]*?<\/ul>/g);
  return [...found].map(([text]) => text.replace(/<[^>]*>|\s+/g, ' ')).join(': ');
}

/** What stands between a page's head and its foot, where signing out is. */
function mainOf(html: string): string {
  return html.split('<footer')[0] ?? html;
}

function csrf(from: LightMyRequestResponse | string): string {
  const html = typeof from === 'string' ? from : from.body;
  return /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

/** What a browser sends of a form in which nothing is changed. */
function filledIn({ fields }: Form): Record<string, string | string[]> {
  return valuesOf(fields, ({ kind, value, offered }) => {
    if (kind === 'button' || kind === 'file') return undefined;
    if (kind === 'list') return value || (offered[0] ?? '');
    return kind === 'choice' || kind === 'several' ? value || undefined : value;
  });
}

function leftEmpty({ fields }: Form): Record<string, string | string[]> {
  return valuesOf(fields, ({ kind, value, offered, name }) => {
    if (kind === 'hidden') return value;
    if (kind === 'text') return '';
    if (kind === 'list') return offered.includes('') ? '' : (offered[0] ?? '');
    // Of several buttons the one that sends what others only save.
    const pressed = offered.find((each) => each === 'submit') ?? offered[0];
    return kind === 'button' && !/^(drop-|more)/.test(name) ? pressed : undefined;
  });
}

function valuesOf(
  fields: Field[],
  value: (field: Field) => string | undefined,
): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const found = value(field);
      return found === undefined ? [] : [[field.name, found]];
    }),
  );
}

async function assetsOf({ test }: Standing): Promise<Assets> {
  const assets: Assets = new Map();
  for (const { method, url } of test.app.routeList) {
    if (method !== 'GET' || !url.startsWith('/assets/')) continue;
    const { headers, rawPayload } = await test.app.inject({ method: 'GET', url });
    assets.set(url, { type: String(headers['content-type']), body: rawPayload });
  }
  return assets;
}

/** As from another place each time, for one place may ask only so often. */
function elsewhere(browser: Browser): void {
  requests += 1;
  browser.address = `10.1.${Math.floor(requests / 250) % 250}.${requests % 250}`;
}
