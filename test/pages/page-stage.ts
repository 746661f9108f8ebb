import type { Database } from '../../records/store/database.ts';
import type { Records } from '../../records/store/transaction.ts';
import { Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { readerBrowser } from '../support/reader.ts';
import { staffBrowser } from '../support/staff.ts';

/**
 * Who looks ("priya" by link, "staff nadia" signed in, "nobody" with neither), the state that the
 * page is in, its address, and what is typed into a form of it first: the page is then what comes.
 */
export type PageState = readonly [
  who: string,
  state: string,
  address: string,
  sends?: Record<string, string | string[]>,
];

/** How an audit stands while some pages are looked at. */
export interface Stage {
  /** When the partnership begins. */
  from: Date;
  now: Date;
  /** An installation on one machine, with its mailbox. */
  local?: boolean;
  make?(records: Records, place: Aldermere): Promise<Made>;
  /** What else is there: values of addresses that no page leads to, such as the token of a link. */
  also?(stands: Standing): Promise<Record<string, string>>;
  /** In the order in which they are looked at: what is sent changes what comes after it. */
  pages: PageState[];
}

/** The audit; and its partnership where that is another than the example's. */
export interface Made {
  id: string;
  number: string;
  place?: { id: string; people: Record<string, { id: string }> };
}

/** A stage on a database of its own. */
export interface Standing {
  test: TestApp;
  place: Aldermere;
  audit: Made;
  named: Record<string, string>;
  /** The browser on which somebody has come in: "priya" by link, "staff nadia" by signing in. */
  browserOf(who: string): Promise<Browser>;
  /** The id of who that is. */
  idOf(who: string): string;
}

export async function standing(
  stage: Stage,
  through?: (database: Database) => Database,
): Promise<Standing> {
  const { from, now, make, also, local = false } = stage;
  const test = await startApp(from.toISOString(), { local, ...(through ? { through } : {}) });
  const place = await aldermere(test.records, from);
  const audit = (await make?.(test.records, place)) ?? { id: '', number: '' };
  const { id: partnershipId, people } = audit.place ?? place;
  test.clock.now = now;
  const browsers = new Map<string, Browser>();
  const idOf = (who: string) => {
    const name = who.replace(/^staff /, '') as keyof typeof people;
    return people[name]?.id ?? who;
  };
  const stands: Standing = {
    test,
    place,
    audit,
    named: {},
    idOf,
    async browserOf(who) {
      const known = browsers.get(who);
      if (known) return known;
      const browser = await comeInAs(test, { partnershipId, who, contactId: idOf(who) });
      browsers.set(who, browser);
      return browser;
    },
  };
  stands.named = (await also?.(stands)) ?? {};
  return stands;
}

async function comeInAs(
  test: TestApp,
  given: { partnershipId: string; who: string; contactId: string },
): Promise<Browser> {
  const { partnershipId, who, contactId } = given;
  if (who.startsWith('nobody')) return new Browser(test.app);
  return who.startsWith('staff ')
    ? staffBrowser(test, partnershipId, contactId)
    : readerBrowser(test, partnershipId, contactId);
}
