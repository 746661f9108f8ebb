import { cookieNames } from '../../api/cookies.ts';
import { issueLinkToken } from '../../records/access/links.ts';
import { openSession } from '../../records/access/sessions.ts';
import { transaction } from '../../records/store/transaction.ts';
import { Browser, type TestApp } from './app.ts';

/** A browser on which a contact has entered the code that was mailed to them. */
export async function readerBrowser(
  test: TestApp,
  partnershipId: string,
  contactId: string,
): Promise<Browser> {
  const { records, clock, app } = test;
  const { now } = clock;
  const linkId = await transaction(records, async (tx) => {
    const purpose = 'asks' as const;
    await issueLinkToken(tx, { partnershipId, contactId, letterId: null, purpose, now });
    const link = await tx.link.findFirstOrThrow({ where: { contactId, endedAt: null } });
    return link.id;
  });
  const session = { kind: 'link' as const, partnershipId, contactId, linkId, now };
  const browser = new Browser(app);
  browser.cookies.set(cookieNames.link, await openSession(records, session));
  return browser;
}

/** What a person reads on a page: without markup, scripts and what fields hold. */
export function readableText(html: string): string {
  return html
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}

/** The words of the code that nobody outside it should meet. */
export const internalWords =
  /\b(nil returns?|returns?|returned|frame|strat(um|a)|draws?|drawn|body|bodies|window|cohort|moderated?)\b/i;

/** The hidden fields of the page's own form, as a browser sends them back. */
export function hiddenFields(html: string): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  const [main = ''] = html.split('<footer');
  for (const [tag] of main.matchAll(/<input type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1] ?? '';
    const value = readableText(/value="([^"]*)"/.exec(tag)?.[1] ?? '');
    fields[name] = [...(fields[name] ?? []), value];
  }
  return fields;
}
