import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storingOwnWords, strayIn, wholeText } from '../support/own-words.ts';
import { markupProblems } from './html-rules.ts';
import { routeOf } from './page-address.ts';
import {
  accessibilityProblems,
  desk,
  focused,
  type PageBrowser,
  pageBrowser,
  phone,
  sideways,
} from './page-browser.ts';
import { files, ofNoAudit, takenEmpty, withoutWayBack } from './page-kinds.ts';
import { type Shown, type ShownStage, showStage } from './page-shown.ts';
import { stages } from './page-states.ts';

const names = Object.keys(stages);
const refused = new Set<string>();
const routes = new Map<string, { method: string; url: string }>();
/** Each stage is made while the one before it is looked at. */
const made = new Map<string, Promise<ShownStage>>();
let browser: PageBrowser;

beforeAll(async () => {
  browser = await pageBrowser();
});
afterAll(async () => {
  await Promise.allSettled(made.values());
  await browser?.close();
});

function shownIn(name: string): Promise<ShownStage> {
  const stage = stages[name];
  if (!stage) throw new Error(name);
  const making = made.get(name) ?? showStage(name, stage, { refused, through: storingOwnWords });
  made.set(name, making);
  return making;
}

describe.each(names)('every page of an audit %s', (name) => {
  it('says nothing that its process calls by another name', async () => {
    const { pages, allowed } = await shownIn(name);
    const ofAudits = pages.filter(({ route }) => !ofNoAudit.some((each) => each.test(route)));
    const read = ofAudits.map((page) => ({ where: page.name, text: wholeText('html', page.html) }));
    // Somebody's groups decide on audits of several processes.
    expect(strayIn(read, [...allowed, 'Your groups'])).toEqual([]);
  }, 240_000);

  it('says what it is, is well-formed, and can be used by everybody at a desk and on a phone', async () => {
    const { pages, missing, routes: all } = await shownIn(name);
    for (const each of all) routes.set(`${each.method} ${each.url}`, each);
    const next = names[names.indexOf(name) + 1];
    // A stage that cannot be made says so in its own test.
    if (next) shownIn(next).catch(() => undefined);
    const problems = [...missing];
    for (const shown of pages) {
      const found = [...sayingWhatItIs(shown), ...(await markupProblems(shown.html))];
      found.push(...(await inBrowser(shown)));
      problems.push(...found.map((each) => `${shown.name}: ${each}`));
    }
    expect(problems).toEqual([]);
    expect(browser.wrong).toEqual([]);
  }, 240_000);
});

/** What a page lacks of a title, a language, one heading and a way back; and of one with mistakes. */
function sayingWhatItIs({ html, route, url, status, answers }: Shown): string[] {
  const problems: string[] = [];
  const title = /<title[^>]*>\s*([^<]*?)\s*<\/title>/.exec(html)?.[1] ?? '';
  if (!/^\S.* – \S/.test(title)) problems.push(`the title "${title}"`);
  if (!/<html[^>]* lang="en"/.test(html)) problems.push('no language');
  const headings = html.match(/<h1\b/g)?.length ?? 0;
  if (headings !== 1) problems.push(`${headings} main headings`);
  // What was done is done: a page that confirms it leads on.
  const back = /class="govuk-back-link"|govuk-panel--confirmation/.test(html);
  // What was sent may have led to another page.
  const first = [route, url].some((each) => withoutWayBack.has(each));
  if (status === 200 && !answers && !back && !first) problems.push('no way back');
  if (status === 422) problems.push(...sayingWhatIsWrong(html, title));
  return problems;
}

function sayingWhatIsWrong(html: string, title: string): string[] {
  const problems: string[] = [];
  if (!title.startsWith('Error: ')) problems.push(`the title "${title}" of a refusal`);
  const main = html.slice(html.indexOf('<main'));
  if (!/^<main[^>]*>\s*<div class="govuk-error-summary"/.test(main)) {
    problems.push('what is wrong does not come first');
  }
  const list = /govuk-error-summary__list">([\s\S]*?)<\/ul>/.exec(main)?.[1] ?? '';
  for (const item of list.split('<li>').slice(1)) {
    const field = /href="#([^"]+)"/.exec(item)?.[1];
    if (!field || !main.includes(` id="${field}"`)) {
      problems.push(`no field for "${item.replace(/<[^>]*>|\s+/g, ' ').trim()}" (#${field})`);
    }
  }
  return problems;
}

/** At a desk first or on a phone, as the window was left by the page before. */
async function inBrowser(shown: Shown): Promise<string[]> {
  const page = await browser.open(shown);
  const problems: string[] = [];
  const looks: [typeof desk, () => Promise<void>][] = [
    [desk, async () => void problems.push(...(await accessibilityProblems(page)))],
    [
      phone,
      async () => {
        const beyond = await sideways(page);
        if (beyond > 0) problems.push(`scrolls ${beyond} px sideways on a phone`);
      },
    ],
  ];
  if (page.viewportSize()?.width === phone.width) looks.reverse();
  if (shown.status === 422 && !(await focused(page)).includes('govuk-error-summary')) {
    problems.push('the summary of what is wrong has not got the focus');
  }
  for (const [size, look] of looks) {
    if (page.viewportSize()?.width !== size.width) await page.setViewportSize(size);
    await look();
  }
  return problems;
}

describe('the list of pages', () => {
  const listed = new Set(
    names.flatMap((name) => stages[name]?.pages ?? []).map(([, , at]) => routeOf(at)),
  );
  const isPage = (url: string) => !files.some((each) => each.test(url));

  it('leaves out no page of the product', () => {
    const pages = [...routes.values()].filter(({ method, url }) => method === 'GET' && isPage(url));
    expect(pages.map(({ url }) => url).filter((url) => !listed.has(url))).toEqual([]);
  });

  it('has seen every form refuse what lacks something', () => {
    const forms = [...routes.values()].filter(
      ({ method, url }) => method === 'POST' && !url.startsWith('/api/'),
    );
    const unseen = forms.map(({ url }) => url).filter((url) => !refused.has(url));
    expect(unseen.filter((url) => !takenEmpty.has(url)).sort()).toEqual([]);
  });
});
