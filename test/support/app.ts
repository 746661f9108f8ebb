import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { buildApp } from '../../api/app.ts';
import type { SignInSettings } from '../../config.ts';
import { openPost, type Post } from '../../emails/post.ts';
import { issueLinkToken } from '../../records/access/links.ts';
import type { Database } from '../../records/store/database.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey } from '../../records/store/sealing.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { lendDatabase } from './lent-database.ts';
import { createDatabase } from './postgres.ts';

/** The web application on a database and a mail server of its own, with a clock that tests set. */
export interface TestApp {
  app: FastifyInstance;
  records: Records;
  inbox: Inbox;
  post: Post;
  clock: { now: Date };
  /** How often the application asked for nudges to be sent. */
  nudges: () => number;
  /** What was logged as a fault, as JSON lines. */
  faults: string[];
  /** What was logged besides, as JSON lines. */
  logged: string[];
  stop(): Promise<void>;
}

export async function startApp(
  startsAt: string,
  given: {
    trustedProxies?: string[];
    local?: boolean;
    signIn?: SignInSettings;
    /** What is put before the database, for everybody who uses it. */
    through?: (database: Database) => Database;
  } = {},
): Promise<TestApp> {
  const database = await createDatabase();
  const { local = false, through = (opened) => opened, ...config } = given;
  const records = { database: through(lendDatabase(database.url)), keyring: openKeyring(newKey()) };
  const inbox = await openInbox();
  const publicUrl = 'http://localhost';
  const post = openPost({
    records,
    mail: { url: inbox.mailbox.url, from: 'audits@aldermere.example', replyTo: undefined },
    publicUrl,
  });
  const clock = { now: new Date(startsAt) };
  const faults: string[] = [];
  const logged: string[] = [];
  let nudges = 0;
  const app = await buildApp({
    records,
    config: { mode: 'test', publicUrl, cookieKey: Buffer.alloc(32, 1), ...config },
    ...(local ? { inbox: inbox.mailbox.received } : {}),
    clock: () => clock.now,
    post,
    nudge: () => {
      nudges += 1;
    },
    log: {
      error: (fields) => faults.push(JSON.stringify(fields)),
      info: (fields) => logged.push(JSON.stringify(fields)),
    },
  });
  return {
    app,
    records,
    inbox,
    post,
    clock,
    nudges: () => nudges,
    faults,
    logged,
    async stop() {
      await app.close();
      await post.close();
      await inbox.stop();
      await records.database.$disconnect();
      await database.drop();
    },
  };
}

/** A browser that keeps cookies and posts the forms that it was shown. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly app: FastifyInstance;
  /** Where its requests come from, as the limits per address see it. */
  address = '127.0.0.1';
  constructor(app: FastifyInstance) {
    this.app = app;
  }

  async get(url: string): Promise<LightMyRequestResponse> {
    return this.keep(
      await this.app.inject({
        method: 'GET',
        url,
        cookies: this.jar(),
        remoteAddress: this.address,
      }),
    );
  }

  /** Posts fields to a form of `page` (the page at the same address where none is given). */
  async post(
    url: string,
    fields: Record<string, string | string[]> = {},
    page: string | null = null,
  ): Promise<LightMyRequestResponse> {
    const shown = await this.get(page ?? url);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(shown.body)?.[1] ?? '';
    return this.send(url, { _csrf: csrf, ...fields });
  }

  async send(url: string, fields: Record<string, string | string[]>) {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      for (const each of [value].flat()) body.append(name, each);
    }
    return this.keep(
      await this.app.inject({
        method: 'POST',
        url,
        cookies: this.jar(),
        remoteAddress: this.address,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
        },
        payload: body.toString(),
      }),
    );
  }

  private jar(): Record<string, string> {
    return Object.fromEntries(this.cookies);
  }

  private keep(response: LightMyRequestResponse): LightMyRequestResponse {
    for (const { name, value } of response.cookies as { name: string; value: string }[]) {
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

/** Gives somebody a link as a letter would, and comes in with it on a browser; returns its path. */
export async function comeIn(
  test: TestApp,
  browser: Browser,
  person: { id: string; email: string },
): Promise<string> {
  const { records, clock } = test;
  const { partnershipId } = await records.database.contact.findUniqueOrThrow({
    where: { id: person.id },
  });
  const token = await issueLinkToken(records.database, {
    partnershipId,
    contactId: person.id,
    letterId: null,
    purpose: 'asks',
    now: clock.now,
  });
  await enterCodeFor(test, browser, { link: `/l/${token}`, email: person.email });
  return `/l/${token}`;
}

async function enterCodeFor(
  test: TestApp,
  browser: Browser,
  given: { link: string; email: string },
): Promise<void> {
  const { link, email } = given;
  await browser.post(`${link}/code`, {}, link);
  const letter = await test.inbox.waitFor(email, 'Code');
  const code = /\b(\d{6})\b/.exec(letter.text ?? '')?.[1] ?? '';
  const entered = await browser.post(`${link}/enter`, { code });
  if (entered.statusCode !== 303) throw new Error(`not let in: ${entered.statusCode}`);
}

/** Follows the newest link that an address was sent, asks for a code and enters it. */
export async function comeInByLink(
  test: TestApp,
  browser: Browser,
  email: string,
): Promise<string> {
  const link = await newestLink(test, email);
  await enterCodeFor(test, browser, { link, email });
  return link;
}

/** The path of the newest link in an address's mail. */
export async function newestLink({ inbox }: TestApp, email: string): Promise<string> {
  const letters = inbox.to(email).filter(({ text }) => text?.includes('/l/'));
  const path = /\/l\/[\w-]+/.exec(letters.at(-1)?.text ?? '')?.[0];
  if (!path) throw new Error(`no link was sent to ${email}`);
  return path;
}

/** Signs a member of staff in by the link that the sign-in page sends. */
export async function signIn(test: TestApp, browser: Browser, email: string): Promise<void> {
  await browser.post('/console/sign-in', { email });
  const letter = await test.inbox.waitFor(email, 'ign in');
  const path = /\/console\/sign-in\/[\w-]+/.exec(letter.text ?? '')?.[0] ?? '';
  const signedIn = await browser.post(path);
  if (signedIn.statusCode !== 303) throw new Error(`not signed in: ${signedIn.statusCode}`);
}
