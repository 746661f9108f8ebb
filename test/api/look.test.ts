import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contrastWithWhite, ourLook } from '../../domain/look.ts';
import { composeEmail } from '../../emails/compose.ts';
import { exampleEmails } from '../../emails/example-emails.ts';
import { changeLook } from '../../records/directory/partnership-look.ts';
import { Browser, signIn, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';

let test: TestApp;
let place: Aldermere;
beforeAll(async () => {
  test = await startApp('2027-01-11T10:00:00.000Z');
  place = await aldermere(test.records, test.clock.now);
});
afterAll(() => test?.stop());

/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
const get = (url: string) => test.app.inject({ method: 'GET', url });

describe('the look of a partnership', () => {
  it('is ours until it has one, and dark enough for white letters', async () => {
    const { body } = await get(`/assets/look/${place.id}/colours.css`);
    expect(body).toContain(`.deepdive-header{background:${ourLook.band}}`);
    expect(body).not.toContain('url(');
    expect((await get(`/assets/look/${place.id}/logo`)).statusCode).toBe(404);
    expect((await get('/assets/look/nobody/colours.css')).body).toBe('');
    for (const colour of Object.values(ourLook)) {
      expect(contrastWithWhite(colour)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrastWithWhite('#767676')).toBeCloseTo(4.54, 2);
  });

  it('refuses colours on which white letters are faint, and other files than pictures', async () => {
    const given = { partnershipId: place.id, band: '#ffcc00', logo: Buffer.from('GIF89a') };
    expect(await changeLook(test.records, given)).toEqual({
      kind: 'refused',
      problems: [
        'band: "#ffcc00" is too light for white letters: their contrast is 1.5, and has to be 4.5 or more',
        'logo: it has to be a PNG or an SVG',
      ],
    });
    const elsewhere = { ...given, partnershipId: 'nobody' };
    expect(await changeLook(test.records, elsewhere)).toEqual({ kind: 'not-found' });
  });

  it('stands on pages: its colours, and a logo that can do nothing but be looked at', async () => {
    const given = { partnershipId: place.id, band: '#5a1d6e', button: '#003078', logo: svg };
    expect((await changeLook(test.records, given)).kind).toBe('changed');
    const { body } = await get(`/assets/look/${place.id}/colours.css`);
    expect(body).toContain('.deepdive-header{background:#5a1d6e}');
    expect(body).toContain(`url("/assets/look/${place.id}/logo")`);
    const logo = await get(`/assets/look/${place.id}/logo`);
    expect(logo.headers['content-type']).toBe('image/svg+xml');
    expect(logo.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
    const browser = new Browser(test.app);
    await signIn(test, browser, place.people.nadia.email);
    const page = await browser.get('/console');
    expect(page.body).toContain(`href="/assets/look/${place.id}/colours.css"`);
  });

  it('stands in emails: its colours, and a logo that comes with them where it is a PNG', async () => {
    const [example] = exampleEmails();
    if (!example) throw new Error('no example');
    const letters = example.letters.map(({ letter, facts }) => ({
      letter,
      facts: {
        ...facts,
        partnership: {
          ...facts.partnership,
          look: { band: '#5a1d6e', button: '#003078' },
          logo: png,
        },
      },
    }));
    const head = { sender: { from: 'a@x.example', replyTo: undefined }, publicUrl: 'https://x' };
    const { mime } = await composeEmail(head, letters, test.clock.now).write('t');
    const { html = '', attachments } = await PostalMime.parse(mime);
    expect(attachments.map(({ contentId }) => contentId)).toContain('<logo@deepdive>');
    for (const part of ['src="cid:logo@deepdive"', 'bgcolor="#5a1d6e"', 'bgcolor="#003078"']) {
      expect(html).toContain(part);
    }
  });
});
