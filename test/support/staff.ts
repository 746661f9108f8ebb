import { cookieNames } from '../../api/cookies.ts';
import { openSession } from '../../records/access/sessions.ts';
import { Browser, type TestApp } from './app.ts';

/** A browser on which a member of the business unit has signed in. */
export async function staffBrowser(
  test: TestApp,
  partnershipId: string,
  contactId: string,
): Promise<Browser> {
  const { records, clock, app } = test;
  const session = {
    kind: 'staff' as const,
    partnershipId,
    contactId,
    linkId: null,
    now: clock.now,
  };
  const browser = new Browser(app);
  browser.cookies.set(cookieNames.staff, await openSession(records, session));
  return browser;
}
