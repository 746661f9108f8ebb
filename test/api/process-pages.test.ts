import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cookieNames } from '../../api/cookies.ts';
import { openSession } from '../../records/access/sessions.ts';
import { profileOfAudit } from '../../records/audits/audit-profile.ts';
import { Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { pageWords } from '../support/page-words.ts';
import { startedAudit } from '../support/started-audit.ts';
import { upload } from '../support/uploads.ts';

const file = new URL('../support/profiles/desk-review.yaml', import.meta.url);
const deskReview = readFileSync(file, 'utf8');
const monday = new Date('2027-03-01T10:00:00Z');

let test: TestApp;
let place: Aldermere;
let nadia: Browser;
let count = 0;

beforeAll(async () => {
  test = await startApp(monday.toISOString());
});
afterAll(() => test?.stop());

beforeEach(async () => {
  count += 1;
  place = await aldermere(test.records, monday, `aldermere-${count}`);
  nadia = await signedIn('nadia');
});

async function signedIn(who: 'nadia' | 'ruth'): Promise<Browser> {
  const browser = new Browser(test.app);
  const contactId = place.people[who].id;
  const given = { partnershipId: place.id, contactId, now: monday };
  const session = await openSession(test.records, { kind: 'staff', ...given });
  browser.cookies.set(cookieNames.staff, session);
  return browser;
}

function add(text: string, name = 'process.yaml') {
  const bytes = Buffer.from(text);
  return upload(nadia, { url: '/console/add-process', field: 'file', name, bytes });
}

async function words(path: string): Promise<string> {
  const page = await nadia.get(path);
  expect(page.statusCode, path).toBe(200);
  return pageWords(page.body);
}

const versions = () =>
  test.records.database.profileVersion.count({ where: { partnershipId: place.id } });

describe('the processes of a partnership', () => {
  it('are listed and told in plain English, drawn, with what the directory lacks', async () => {
    expect(await words('/console/processes')).toContain('Deep dive multi-agency case audit');
    const added = await add(deskReview);
    expect(added).toMatchObject({
      statusCode: 303,
      headers: { location: '/console/processes/desk-review/1' },
    });
    const page = await words('/console/processes/desk-review');
    expect(page).toContain('Begins when 1 (Drawing of files) has ended.');
    expect(page).toContain('Your directory has no group “panel”');
    expect((await nadia.get('/console/processes/desk-review')).body).toContain('<svg');
    expect((await nadia.get('/console/processes/desk-review/2')).statusCode).toBe(404);
  });

  it('tell of an agency with a tool of its own that the directory does not know', async () => {
    const returns = 'kind: gather-returns\n    toolByAgency: { police: short, coroner: short }\n';
    const several = deskReview
      .replace(/\ntool:\n([\s\S]*?)(?=\nstages:)/, (_all, tool: string) => {
        const entry = (key: string) => `  - key: ${key}\n${tool.replace(/^/gm, '  ')}\n`;
        return `\ntools:\n${entry('usual')}${entry('short')}`;
      })
      .replace('kind: gather-returns\n', `${returns}    tool: usual\n`);
    expect(pageWords((await add(several)).body)).toBe('');
    const page = await words('/console/processes/desk-review');
    expect(page).toContain('Your directory has no agency “coroner”');
    expect(page).not.toContain('no agency “police”');
  });

  it('are not changed by a file with mistakes: all of them are told, and the text is kept', async () => {
    const before = await versions();
    const wrong = deskReview
      .replace('practiceWindow', 'practiseWindow')
      .replace('to: [safeguarding-lead, manager]', 'to: [safeguarding-led, manager]');
    const refused = await add(wrong);
    expect(refused.statusCode).toBe(422);
    const page = pageWords(refused.body);
    expect(page).toMatch(/Line \d+: "practiseWindow" is not known here\. Did you mean/);
    expect(page).toMatch(/Line \d+: .*Did you mean "safeguarding-lead"\?/);
    expect(refused.body).toContain('title: Desk review of files');
    expect(await versions()).toBe(before);
  });

  it('refuse nothing, or what a few lines would blow up, without falling over', async () => {
    expect((await add('')).statusCode).toBe(422);
    const rows = Array.from(
      { length: 9 },
      (_, at) => `a${at}: &a${at} [${`*a${at - 1},`.repeat(9)}]`,
    );
    rows[0] = 'a0: &a0 [x]';
    expect((await add(rows.join('\n'))).statusCode).toBe(422);
  });

  it('keep each version: a changed file needs another number, the same file is the same', async () => {
    await add(deskReview);
    const changed = deskReview.replace('size: 12', 'size: 12 # as agreed');
    const refused = await add(changed);
    expect(refused.statusCode).toBe(422);
    expect(pageWords(refused.body)).toContain('Write "version: 2".');
    expect((await add(deskReview)).statusCode).toBe(303);
    expect((await add(changed.replace('version: 1', 'version: 2'))).statusCode).toBe(303);
    expect(await words('/console/processes/desk-review')).toContain('Version 2');
    expect(await words('/console/processes/desk-review/1')).toContain('1 (this one)');
  });

  it('leave a running audit the version with which it began', async () => {
    const audit = await startedAudit(test.records, place, monday);
    const known = await test.records.database.profileVersion.findFirstOrThrow({
      where: { partnershipId: place.id },
    });
    const next = known.yaml.replace('version: 1', 'version: 2').replace('size: 8', 'size: 9');
    expect((await add(next)).statusCode).toBe(303);
    const still = await profileOfAudit(test.records, audit.id);
    expect(still.version).toBe(1);
    expect(await words(`/console/processes/${known.name}`)).toContain('9 children are taken');
    expect(await words(`/console/processes/${known.name}/1`)).toContain('8 children are taken');
  });

  it('are shown to those who may only look, and taken from nobody else', async () => {
    const ruth = await signedIn('ruth');
    expect((await ruth.get('/console/processes')).statusCode).toBe(200);
    expect((await ruth.get('/console/processes')).body).not.toContain('/console/add-process');
    expect((await ruth.get('/console/add-process')).statusCode).toBe(403);
    expect((await ruth.send('/console/add-process', { text: deskReview })).statusCode).toBe(403);
  });

  it('belong to one partnership', async () => {
    await add(deskReview);
    place = await aldermere(test.records, monday, `elsewhere-${count}`);
    nadia = await signedIn('nadia');
    expect((await nadia.get('/console/processes/desk-review')).statusCode).toBe(404);
  });
});
