import PostalMime from 'postal-mime';
import { expect } from 'vitest';
import type { Records } from '../../records/store/transaction.ts';
import { type Browser, startApp, type TestApp } from './app.ts';
import { fetched, formsOn, type Page, type PlacedForm, walkConsole } from './console-walk.ts';
import { type Aldermere, aldermere } from './directory.ts';
import { type Field, formsOf, plainText } from './forms.ts';
import { ofTheStaff } from './hostile-routes.ts';
import { staffBrowser } from './staff.ts';

export interface Begun {
  test: TestApp;
  place: Aldermere;
  browser: Browser;
  audit: { id: string; number: string };
}

/** An audit as it stands when its forms are looked for. */
export interface HostileState {
  name: string;
  /** When the partnership begins. */
  from: Date;
  now: Date;
  make(records: Records, place: Aldermere): Promise<{ id: string; number: string }>;
  /** What else is there, and the addresses of pages that are not reached by clicking on once more. */
  begin?(begun: Begun): Promise<string[]>;
  /** What is typed into once more, as another form comes of it. */
  again?: RegExp;
}

let typedSoFar = 0;
export function hostile(): string {
  typedSoFar += 1;
  const mark = `A${typedSoFar}`;
  return `=cmd|' /C calc'!${mark} <script>alert("${mark}")</script>{{ 7*7 }} O'Brien Siân Llŷr 🙂\r\nBcc: evil@x.example`;
}
const hostileMarkup = /<script>alert|<\/script>\{\{ 7\*7|49 O/;

/** What is taken by fields that do not take every text, today being the day of the test. */
const particular: [RegExp, (value: string, today: string) => string][] = [
  [/mail$/i, () => `o'brien-${typedSoFar}@police.example`],
  [/^(phonedTime|startsAt|minutes|cases)$/, (value) => value],
  [/^(excluded-|left-out-|slot(At|Minutes)-)/, () => ''],
  [/-(born|nhs)$|^(from|to)-\d/, () => ''],
  [/^(windowFrom|windowTo|date-.*)$/, (value) => value],
  [/^mailDomains$/, () => 'police.example'],
  [/^(fromDay|lastDay)$/, (_value, today) => today],
  [/^(received|published|agreed|held|told)On$/, (_value, today) => today],
  [/^(meeting|nextDate|due-.*|dueDate)$/, (value) => value || '30 September 2027'],
  [/^month$/, () => 'April 2027'],
  // How many tools were given a grade.
  [/^[^/]+\/[^/]+\/[^/]+$/, () => '2'],
  // Under the answer that is not chosen.
  [/^(name|email)-\d$/, () => ''],
  [/^(not-given-child|given-parents|reason-1)$/, () => ''],
  [/^date$/, (value, today) => (value ? moved(today) : today)],
];
/** A day to which a date can be moved in the year of the test. */
function moved(today: string): string {
  return today < '2023' ? '22 August 2022' : '8 April 2027';
}
/** Only so many can be chosen. */
const notChosen = /^choose-[^23]$/;
/** Where it matters which of several is chosen; the first otherwise. */
const chosen: Record<string, string> = {
  answer: 'nobody',
  decision: 'send-back',
  agreed: 'not-agreed',
  outcome: 'with-amendments',
  chair: 'other',
  'outcome-parents': 'not-given',
  reply: 'deputy',
  which: 'close',
  changeKind: 'wording',
  who: 'new',
  colleague: 'other',
  agency: 'new',
};

/** What stands only in emails, or is kept where no page shows it. */
const notOnPages = new Set([
  '/console/work-plan/:body/status reason',
  '/console/audits/:number/agencies/add leadName',
]);

/** Every route of the console that takes a form, and how each answered that was typed into. */
export const routes = new Set<string>();
export const tried = new Map<string, number>();
/** Forms that answer for much at once, or end something, come after the others. */
const late = [
  'report/finish',
  'publish',
  'send',
  'replace',
  'remove',
  'withdraw',
  'decision',
  'pause',
  'resume',
  'cancel',
  'end',
];
const rank = ({ route }: PlacedForm) => late.findIndex((word) => route.endsWith(word));

/** Files that run one after the other in one process begin anew. */
export function forgetRoutes(): void {
  routes.clear();
  tried.clear();
  // A text that counts thousands would be too long for the shortest fields.
  typedSoFar = 0;
}

/** Types hostile texts into every form: they stand everywhere as they were typed, and do nothing. */
export async function typeEverywhere(given: HostileState): Promise<void> {
  const test = await startApp(given.from.toISOString());
  try {
    const place = await aldermere(test.records, given.from);
    const audit = await given.make(test.records, place);
    test.clock.now = given.now;
    const browser = await staffBrowser(test, place.id, place.people.nadia.id);
    for (const { method, url } of test.app.routeList) {
      if (method === 'POST' && url.startsWith('/console')) routes.add(url);
    }
    const begun = { test, place, browser, audit };
    const starts = ['/console', ...((await given.begin?.(begun)) ?? [])];
    const typed: Typed[] = [];
    const shown: string[] = [];
    let pages = await walkConsole(browser, starts);
    // A colleague does in the second round what nobody may do for what they did themselves.
    for (const person of [place.people.nadia, place.people.owen]) {
      const by = await staffBrowser(test, place.id, person.id);
      const ends = person === place.people.owen;
      typed.push(
        ...(await typeIntoAll(by, pages, { now: given.now, ends, again: given.again ?? /^$/ })),
      );
      pages = await walkConsole(browser, starts);
      for (const { url, body, type } of pages) {
        if (type.includes('html')) expect(body, url).not.toMatch(hostileMarkup);
        if (type.includes('csv')) expect(body, url).not.toMatch(/(^|[,"\n])\s*=cmd/);
        shown.push(readable(body));
      }
    }
    expect(typed.length).toBeGreaterThan(0);
    const letters = await lettersOf(test);
    const everywhere = [...shown, ...letters].join('\n');
    const unseen = typed.filter(({ text, field, seen }) => {
      return !seen && !notOnPages.has(field) && !everywhere.includes(onOneLine(text));
    });
    expect(unseen.map(({ field }) => field)).toEqual([]);
    const log = [...test.logged, ...test.faults].join('\n');
    expect(log).not.toMatch(/alert|=cmd|O'Brien|Llŷr|evil@|o'brien/);
    expect(test.faults).toEqual([]);
  } finally {
    await test.stop();
  }
}

interface Typed {
  text: string;
  /** Its route and name. */
  field: string;
  /** Whether the page that came next showed it. */
  seen: boolean;
}

const endsMuch = /\/(cancel|replace|end|:(agency|subject)\/withdraw)$/;

/** Everything that can be typed on these pages and on those that come after them. */
async function typeIntoAll(
  browser: Browser,
  pages: Page[],
  given: { now: Date; ends: boolean; again: RegExp },
): Promise<Typed[]> {
  const { now, ends, again } = given;
  const typed: Typed[] = [];
  const waiting = formsOn(browser, pages);
  const here = new Set<string>();
  for (let form = next(waiting); form; form = next(waiting)) {
    const { route } = form;
    const before = tried.get(route) === 303 && !again.test(route);
    if (ofTheStaff.includes(route) || here.has(route) || before || (!ends && endsMuch.test(route)))
      continue;
    here.add(route);
    const typedInto = await typeInto(browser, form, now);
    // Another form has taken it away: what was finished, sealed or ended is not changed any more.
    if (!typedInto) continue;
    const { status, values, came } = typedInto;
    tried.set(route, status);
    typed.push(...values);
    // Each hit is looked at by itself.
    if (route.endsWith('/identifiers')) while (await clears(browser, form)) here.add(route);
    waiting.push(...formsOn(browser, came));
  }
  return typed;
}

function next(waiting: PlacedForm[]): PlacedForm | undefined {
  return waiting.sort((a, b) => rank(a) - rank(b)).shift();
}

/** Everything hostile at first; where that is refused, all that can be. */
async function typeInto(browser: Browser, form: PlacedForm, now: Date) {
  const { page, route } = form;
  const first = await sent(browser, form, () => hostile());
  if (!first) return null;
  expect(first.reply.body, route).not.toMatch(hostileMarkup);
  expect([200, 303, 422], `${route} ${readable(first.reply.body)}`).toContain(
    first.reply.statusCode,
  );
  const refused = first.reply.statusCode === 422;
  if (refused) {
    const shown = readable(first.reply.body);
    for (const { text, field } of first.values) expect(shown, field).toContain(onOneLine(text));
  }
  const today = now.toISOString().slice(0, 10);
  const allowed = refused
    ? await sent(browser, form, ({ name, value }) => {
        const rule = particular.find(([names]) => names.test(name));
        return rule ? rule[1](value, today) : hostile();
      })
    : first;
  if (!allowed) return null;
  const { reply, values } = allowed;
  expect(reply.body, route).not.toMatch(hostileMarkup);
  // The page of the API keys shows a new one at once.
  const status = reply.statusCode === 200 ? 303 : reply.statusCode;
  if (status !== 303) return { status, values: [], came: [] };
  // What is answered to remarks stands where it is checked.
  const checked = page.replace(/\/audits\/.*\/returns\//, '/checks/');
  const urls = [String(reply.headers.location ?? page).replace(/#.*/, ''), page, checked];
  const came = await pagesAt(browser, urls);
  const text = [reply.body, ...came.map(({ body }) => body)].map(readable).join('\n');
  const seen = values.map((each) => ({ ...each, seen: text.includes(onOneLine(each.text)) }));
  return { status, values: seen, came };
}

/** Whether there was another one to leave in. */
async function clears(browser: Browser, form: PlacedForm): Promise<boolean> {
  const page = await fetched(browser, form.page);
  if (!formsOf(page.body, form.page).some(({ action }) => action === form.action)) return false;
  const left = await sent(browser, form, () => hostile());
  return left?.reply.statusCode === 303;
}

async function pagesAt(browser: Browser, urls: string[]): Promise<Page[]> {
  const pages: Page[] = [];
  for (const url of new Set(urls)) {
    const { statusCode, body } = await fetched(browser, url);
    if (statusCode === 200) pages.push({ url, route: '', type: 'text/html', name: '', body });
  }
  return pages;
}

/** Null where the form does not stand on its page any more. */
async function sent(browser: Browser, form: PlacedForm, whatGoesInto: (field: Field) => string) {
  const page = await fetched(browser, form.page);
  const shown = formsOf(page.body, form.page).find(({ action }) => action === form.action);
  if (!shown) return null;
  const fields: Record<string, string | string[]> = {};
  const values: Typed[] = [];
  for (const field of shown.fields) {
    const { kind, name } = field;
    // A button that is not named above is not the one that sends the form.
    if (kind === 'file' || (kind === 'button' && !chosen[name]) || /^(drop-|more)/.test(name))
      continue;
    if (notChosen.test(name)) continue;
    const text = kind === 'text' ? whatGoesInto(field) : choiceOf(field);
    fields[name] = kind === 'several' ? field.offered : text;
    if (kind === 'text' && text.startsWith('=cmd'))
      values.push({ text, field: `${form.route} ${name}`, seen: false });
  }
  return { reply: await browser.send(form.action, fields), values };
}

function choiceOf({ name, value, offered, kind }: Field): string {
  const wanted = chosen[name] ?? '';
  if (kind !== 'hidden' && wanted !== '' && offered.includes(wanted)) return wanted;
  return value || (offered.find((each) => each !== '') ?? '');
}

/** What every letter says, sent with whatever was typed; none has a header or a receiver too many. */
async function lettersOf(test: TestApp): Promise<string[]> {
  const { post, inbox, clock, records } = test;
  const later = new Date(clock.now.getTime() + 5 * 24 * 60 * 60_000);
  await post.sendDue(later, 1000);
  const failed = await records.database.letter.findMany({ where: { state: 'failed' } });
  expect(failed.map(({ kind, failure }) => `${kind} ${failure}`)).toEqual([]);
  const letters: string[] = [];
  for (const { raw } of inbox.mailbox.received.list()) {
    const { headers, subject, text, html, to } = await PostalMime.parse(raw);
    expect(headers.map(({ key }) => key)).not.toContain('bcc');
    expect(to).toHaveLength(1);
    expect(to?.[0]?.address).not.toContain('evil');
    expect(html).not.toMatch(hostileMarkup);
    letters.push(onOneLine(`${subject} ${text} ${to?.[0]?.name}`));
  }
  return letters;
}

const onOneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What stands on a page and in its fields. */
export function readable(html: string): string {
  const values = [...html.matchAll(/\svalue="([^"]*)"/g)].map(([, value = '']) => value);
  const shown = html.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ');
  return onOneLine(plainText([shown, ...values].join(' | ')));
}
