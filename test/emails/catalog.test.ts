import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { formatDate } from '../../domain/calendar.ts';
import { composeEmail } from '../../emails/compose.ts';
import { exampleEmails } from '../../emails/example-emails.ts';
import { type LetterKind, letters } from '../../emails/letters/catalog.ts';

const head = {
  sender: { from: 'audits@aldermere.example', replyTo: 'unit@aldermere.example' },
  publicUrl: 'https://deepdive.example',
};
const now = new Date('2027-01-11T10:00:00.000Z');
const token = 't'.repeat(43);

/** What leaves its reader nothing to open: digits to be typed, an end, something entered for them. */
const withoutButton: ReadonlySet<string> = new Set([
  'code',
  'answer/entered',
  'cover/ended',
  'team/entered',
  'teams-told/entered',
  'involvement/entered',
  'family-feedback/entered',
  'update/entered',
  'feed-back/entered',
  'audit-cancelled',
  'meeting-cancelled',
  'handed-over/entered',
  'handed-over/old',
  'risk-report/scheduled',
  'urgent-concern/acknowledged',
  'urgent-concern/closed',
]);

const asks = (name: string) => {
  const role = letters[name as LetterKind]?.role;
  return role === undefined || role === 'opening' || role === 'reminder';
};

describe.each(exampleEmails())('the email $name', ({ name, letters: letting }) => {
  const written = composeEmail(head, letting, now)
    .write(token)
    .then(({ mime }) => PostalMime.parse(mime));

  it('says what is due by when in the first words of its subject', async () => {
    const { subject = '' } = await written;
    expect(subject).toMatch(/ – Aldermere Safeguarding Children Partnership$/);
    const said = subject.slice(0, subject.lastIndexOf(' – '));
    expect(said.length).toBeLessThan(125);
    if (!asks(name) || letting[0]?.facts.ask === null) return;
    const days = letting.flatMap(({ facts }) => facts.ask?.dueDate ?? []).map(formatDate);
    expect(days.some((day) => said.includes(day))).toBe(true);
    expect(said).toMatch(/\b(by|since|until) /);
  });

  it('has one thing to press, whose address stands in the text too', async () => {
    const { html = '', text = '' } = await written;
    const [, address, ...more] = /<a\s[^>]*href="([^"]+)"/.exec(html) ?? [];
    expect(more).toEqual([]);
    expect(html.match(/<a\s/g) ?? []).toHaveLength(withoutButton.has(name) ? 0 : 1);
    if (address) expect(text.split('\n')).toContain(address);
    expect(text.match(/\/l\/|\/sign-in\//g)?.length ?? 0).toBeLessThan(2);
  });

  it('is marked as automatic, is answered to a watched address and loads nothing', async () => {
    const { headers, html = '', replyTo } = await written;
    expect(headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
    expect(replyTo?.map(({ address }) => address)).toEqual(['unit@aldermere.example']);
    expect(html).not.toMatch(/<img|<svg|<script|@import|<link|url\(/);
  });

  it('is readable by night, in Outlook and on a phone', async () => {
    const { html = '' } = await written;
    for (const meta of ['color-scheme', 'supported-color-schemes']) {
      expect(html).toContain(`<meta name="${meta}" content="light dark">`);
    }
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).toContain('width=device-width');
    expect(html).toMatch(/<!--\[if mso \| IE\]><table/);
    if (withoutButton.has(name)) return;
    expect(html).toMatch(/<td[^>]*bgcolor="#00703c"[^>]*mso-padding-alt:13px 22px/);
  });
});
