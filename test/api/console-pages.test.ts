import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cookieNames } from '../../api/cookies.ts';
import { issueLinkToken } from '../../records/access/links.ts';
import { openSession } from '../../records/access/sessions.ts';
import { endStage } from '../../records/audits/stages.ts';
import { queueLetters } from '../../records/letters/letters.ts';
import { transaction } from '../../records/store/transaction.ts';
import { Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';
import { pageWords } from '../support/page-words.ts';
import { auditAtInvolvement, auditAtReturns, type RunningAudit } from '../support/running-audit.ts';
import { startedAudit } from '../support/started-audit.ts';

let test: TestApp;
let place: Aldermere;
let nadia: Browser;
let count = 0;

const monday = new Date('2027-03-01T10:00:00Z');
const late = new Date('2027-03-10T11:00:00Z');

beforeAll(async () => {
  test = await startApp(monday.toISOString());
});
afterAll(() => test?.stop());

beforeEach(async () => {
  count += 1;
  test.clock.now = monday;
  place = await aldermere(test.records, monday, `aldermere-${count}`);
  nadia = await signedIn(place, 'nadia');
});

/** A browser on which a member of staff is signed in at this moment. */
async function signedIn(at: Aldermere, who: 'nadia' | 'ruth'): Promise<Browser> {
  const browser = new Browser(test.app);
  const given = { partnershipId: at.id, contactId: at.people[who].id, now: test.clock.now };
  const session = await openSession(test.records, { kind: 'staff', ...given });
  browser.cookies.set(cookieNames.staff, session);
  return browser;
}

async function atInvolvement(): Promise<RunningAudit> {
  const audit = await auditAtInvolvement(test.records, place, monday);
  const ref = { partnership: place.id, audit: audit.number };
  await endStage(test.records, { ...ref, stage: 'sample', kind: 'draw-sample' }, monday);
  return audit;
}

/** Signs in again where the clock has gone on. */
async function onceMore(now: Date): Promise<void> {
  test.clock.now = now;
  nadia = await signedIn(place, 'nadia');
}

async function read(path: string): Promise<string> {
  const page = await nadia.get(path);
  expect(page.statusCode, path).toBe(200);
  return pageWords(page.body);
}

describe('what needs the business unit today', () => {
  it('is nothing when nothing is open', async () => {
    expect(await read('/console')).toContain('Nothing needs you today');
  });

  it('names those who are late, together, and leads to their answers', async () => {
    await atInvolvement();
    await onceMore(late);
    const page = await read('/console');
    expect(page).toMatch(/Audit 2027-01: .*Aldermere Police.* have not said which children they/);
    expect(page).toContain('due Thursday 4 March 2027');
  });

  it('tells of an address from which email came back until it is mended', async () => {
    const audit = await atInvolvement();
    const { priya } = place.people;
    const { database } = test.records;
    await database.contact.update({
      where: { id: priya.id },
      data: { bouncedAt: monday, bounceReason: '550' },
    });
    await database.letter.create({
      data: {
        partnershipId: place.id,
        key: `bounced-${count}`,
        kind: 'involvement/ask',
        contactId: priya.id,
        auditId: audit.id,
        ids: {},
        state: 'failed',
        failure: '550',
        queuedAt: monday,
        nextAttemptAt: monday,
        attempts: 1,
      },
    });
    const page = await nadia.get('/console');
    expect(pageWords(page.body)).toContain('Email to Priya Nair of Aldermere Police came back');
    const path = `/console/contacts/${priya.id}/address`;
    expect((await nadia.post(path, { email: 'no address' })).statusCode).toBe(422);
    const taken = await nadia.post(path, { email: place.people.tom.email });
    expect(pageWords(taken.body)).toContain('Somebody else in the directory has this address');
    expect((await nadia.post(path, { email: 'p.nair@police.example' })).statusCode).toBe(303);
    expect(await read('/console')).not.toContain('came back');
    const letter = await database.letter.findUniqueOrThrow({ where: { key: `bounced-${count}` } });
    expect(letter).toMatchObject({ state: 'pending', attempts: 0 });
  });
});

describe('the page of an audit', () => {
  it('shows its stages, who has answered, what happened and what comes next, in words', async () => {
    const audit = await auditAtReturns(test.records, place, monday);
    const page = await read(`/console/audits/${audit.number}`);
    expect(page).toContain('Neglect of children under twelve');
    expect(page).toContain('Aldermere Police answered: 3 of 8 children known');
    expect(page).toContain('A reminder leaves at 9am on Wednesday 31 March 2027');
    expect(page).toContain('Asked: the completed audit tools');
    expect(page).toContain('Waiting');
    expect(page).toContain('Not known');
  });

  it('says which letter its reader came in by, and not that a scanner looked at it', async () => {
    const audit = await atInvolvement();
    const { id: contactId, email } = place.people.priya;
    const of = { partnershipId: place.id, contactId, now: test.clock.now };
    const token = await transaction(test.records, async (tx) => {
      const key = `${audit.number}/begun/priya`;
      await queueLetters(tx, [{ ...of, key, kind: 'audit-begun', auditId: audit.id, ids: {} }]);
      const { id: letterId } = await tx.letter.findUniqueOrThrow({ where: { key } });
      return issueLinkToken(tx, { ...of, letterId, purpose: 'asks' });
    });
    const link = `/l/${token}`;
    const page = `/console/audits/${audit.number}`;
    const browser = new Browser(test.app);
    for (let look = 0; look < 3; look += 1) await browser.get(link);
    expect(await read(page)).not.toContain('Opened at');
    const before = test.inbox.to(email).length;
    await browser.post(`${link}/code`, {}, link);
    const { text } = await test.inbox.waitFor(email, 'Code', { after: before });
    await browser.post(`${link}/enter`, { code: /\b\d{6}\b/.exec(text)?.[0] ?? '' });
    expect((await read(page)).split('Opened at')).toHaveLength(2);
  });

  it('says none of the words that the code uses', async () => {
    const audit = await auditAtReturns(test.records, place, monday);
    const base = `/console/audits/${audit.number}`;
    const internal =
      /\b(frame|stratum|strata|draws?|drawn|returns?|nil return|request wait|windows?|cohort|bod(y|ies))\b/i;
    const own = await test.records.database.return.findFirstOrThrow({
      where: { auditId: audit.id },
    });
    const paths = ['', '/selection', '/children', '/children/C1', '/involvement', '/dates/returns'];
    const others = ['/pause', '/cancel', '/children/C1/replace', '/agencies/add'];
    for (const path of [...paths, ...others, `/returns/${own.id}`]) {
      expect((await read(`${base}${path}`)).match(internal)?.[0], path).toBeUndefined();
    }
    for (const path of ['/console', '/console/keys', '/console/audits/new']) {
      expect((await read(path)).match(internal)?.[0], path).toBeUndefined();
    }
  });

  it('cannot be reached from another partnership', async () => {
    const audit = await atInvolvement();
    await test.records.database.audit.update({
      where: { id: audit.id },
      data: { number: '2027-77' },
    });
    const elsewhere = await aldermere(test.records, monday, `elsewhere-${count}`);
    const other = await signedIn(elsewhere, 'nadia');
    const paths = ['', '/selection', '/children', '/children/C1', '/involvement', '/pause'];
    for (const path of paths) {
      expect((await other.get(`/console/audits/2027-77${path}`)).statusCode, path).toBe(404);
    }
  });

  it('keeps for what and on which basis information is shared, whatever the process says later (CH-32)', async () => {
    const audit = await atInvolvement();
    const base = `/console/audits/${audit.number}`;
    const before = await read(base);
    expect(before).toContain('Sharing information for this audit (2024-05)');
    await transaction(test.records, async (tx) => {
      const { yaml } = await tx.profileVersion.findUniqueOrThrow({
        where: { id: place.profileVersionId },
      });
      const changed = yaml
        .replace('version: 1', 'version: 2')
        .replace('Sharing information for this audit', 'Another basis');
      await storeProfile(tx, place.id, changed, monday);
    });
    expect(await read(base)).toContain('Sharing information for this audit (2024-05)');
    expect(await read(base)).not.toContain('Another basis');
  });

  it('lets somebody who may only look change nothing and see no names (CH-36)', async () => {
    const audit = await atInvolvement();
    const ruth = await signedIn(place, 'ruth');
    const base = `/console/audits/${audit.number}`;
    const page = await ruth.get(base);
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain(`${base}/pause`);
    for (const path of ['/pause', '/children', '/children/C1', '/dates/returns']) {
      expect((await ruth.get(`${base}${path}`)).statusCode, path).toBe(403);
    }
  });
});

describe('entering who the selected children are', () => {
  it('goes from child to child, and back with what is wrong and what was typed', async () => {
    const audit = await atInvolvement();
    const { database } = test.records;
    await database.casePerson.deleteMany({ where: { auditId: audit.id } });
    await database.case.updateMany({ where: { auditId: audit.id }, data: { state: 'drawn' } });
    const base = `/console/audits/${audit.number}/children`;
    expect(await read(base)).toContain('8 children have nobody named yet');
    const typed = { rows: '2', 'people-0-names': 'Siân O’Brien\nSiân Hart', 'people-0-nhs': '123' };
    const wrong = await nadia.post(`${base}/C1`, typed);
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('Siân O’Brien\nSiân Hart');
    expect(wrong.body).toContain('href="#people-0-nhs"');
    const more = await nadia.post(`${base}/C1`, { ...typed, more: 'yes' });
    expect(more.body).toContain('people-4-names');
    expect(more.body).toContain('Siân O’Brien\nSiân Hart');
    const saved = await nadia.post(`${base}/C1`, { ...typed, 'people-0-nhs': '943 476 5919' });
    expect(saved.headers.location).toBe(`${base}/C2`);
    expect(await read(base)).toContain('Siân O’Brien, also Siân Hart');
    expect(await read(`${base}/C1`)).toMatch(/Local reference ALD1\d\d\d/);
  });
});

describe('changing a running audit', () => {
  it('pauses with a reason, says so everywhere, and resumes', async () => {
    const audit = await atInvolvement();
    const base = `/console/audits/${audit.number}`;
    const refused = await nadia.post(`${base}/pause`, { reason: ' ' });
    expect(refused.statusCode).toBe(422);
    await nadia.post(`${base}/pause`, { reason: 'An inspection was announced' });
    expect(await read(base)).toContain('every clock stands still');
    expect(await read(base)).toContain('An inspection was announced');
    expect(await read('/console')).toContain('is paused since Monday 1 March 2027');
    await nadia.post(`${base}/resume`, { reason: 'It is over' });
    expect(await read(base)).not.toContain('every clock stands still.');
  });

  it('is cancelled for good with a reason', async () => {
    const audit = await atInvolvement();
    const base = `/console/audits/${audit.number}`;
    await nadia.post(`${base}/cancel`, { reason: 'A review covers it' });
    const page = await nadia.get(base);
    expect(pageWords(page.body)).toContain('Cancelled Monday 1 March 2027');
    expect(page.body).not.toContain(`${base}/pause`);
  });

  it('shows what moves with a date before it moves, then moves all of it', async () => {
    const audit = await auditAtReturns(test.records, place, monday);
    const path = `/console/audits/${audit.number}/dates/returns`;
    const move = { date: '14 4 2027', degree: 'fixed', reason: 'Schools asked for it' };
    const wrong = await nadia.post(path, { ...move, date: 'tomorrow' });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('Schools asked for it');
    const passed = await nadia.post(path, { ...move, date: '1 2 2027' });
    expect(pageWords(passed.body)).toContain('has already passed');
    const preview = await nadia.post(path, move);
    const shown = pageWords(preview.body);
    expect(shown).toContain('Multi-agency audit discussion Wednesday 28 April 2027 Thursday 6 May');
    expect(shown).toContain('3 open requests get the new date. 3 people are told, each once.');
    const fields = [...preview.body.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const confirmed = Object.fromEntries(fields.map(([, name, value]) => [name, value ?? '']));
    expect((await nadia.send(path, confirmed)).statusCode).toBe(303);
    expect((await nadia.send(path, confirmed)).statusCode).not.toBe(500);
    const page = await read(`/console/audits/${audit.number}`);
    expect(page).toContain('Audit tools due Wednesday 14 April 2027 1 time: Schools asked for it');
  });

  it('replaces a child by the next of the random order, with a reason', async () => {
    const audit = await atInvolvement();
    const base = `/console/audits/${audit.number}`;
    const path = `${base}/children/C3/replace`;
    expect((await nadia.post(path, { reason: '' })).statusCode).toBe(422);
    expect((await nadia.post(path, { reason: 'Court proceedings' })).headers.location).toBe(
      `${base}/children`,
    );
    expect(await read(base)).toContain('in place of C3');
    expect(await read(`${base}/selection`)).toContain('later replaced: Court proceedings');
    expect((await nadia.post(path, { reason: 'Again' })).statusCode).toBe(303);
    expect(await test.records.database.case.count({ where: { auditId: audit.id } })).toBe(9);
  });

  it('brings forward what comes next, with a reason', async () => {
    const audit = await atInvolvement();
    const base = `/console/audits/${audit.number}`;
    const href = /href="([^"]*bring-forward[^"]*)"/.exec((await nadia.get(base)).body)?.[1] ?? '';
    const path = href.replaceAll('&amp;', '&');
    expect((await nadia.post(path, { reason: 'Soon' })).statusCode).toBe(422);
    expect((await nadia.post(path, { which: 'close', reason: '' })).statusCode).toBe(422);
    const done = await nadia.post(path, { which: 'close', reason: 'The inspection is next week' });
    expect(done.statusCode).toBe(303);
    expect(await read(base)).toContain('The inspection is next week');
  });

  it('asks an agency that was found late, with a due date of its own (DD-6)', async () => {
    const audit = await atInvolvement();
    const path = `/console/audits/${audit.number}/agencies/add`;
    const fire = { name: 'Aldermere Fire Service', leadName: 'Joan Fisk', leadEmail: 'joan' };
    const wrong = await nadia.post(path, fire);
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('value="Joan Fisk"');
    await onceMore(late);
    const leadEmail = `joan.fisk.${count}@fire.example`;
    expect((await nadia.post(path, { ...fire, leadEmail })).statusCode).toBe(303);
    const asks = await test.records.database.ask.findMany({
      where: { auditId: audit.id, step: 'involvement' },
      orderBy: { askedAt: 'asc' },
    });
    expect(asks.map(({ dueDate }) => dueDate)).toEqual([
      ...Array(8).fill('2027-03-04'),
      '2027-03-15',
    ]);
  });
});

describe('entering an answer for an agency', () => {
  it('takes it as the agency’s own, with from whom, how and when, and confirms it', async () => {
    const audit = await atInvolvement();
    const path = `/console/audits/${audit.number}/involvement/police/answer`;
    const answers = Object.fromEntries(
      audit.children.map(({ number }) => [`known-${number}`, number === 1 ? 'yes' : 'no']),
    );
    const typed = { ...answers, 'holder-1-0': 'Robin Whitaker' };
    const wrong = await nadia.post(path, typed);
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('value="Robin Whitaker"');
    const received = { from: 'Priya Nair', how: 'phone', receivedOn: '1 3 2027' };
    expect((await nadia.post(path, { ...typed, ...received })).statusCode).toBe(303);
    const page = await read(`/console/audits/${audit.number}/involvement`);
    expect(page).toContain('Entered for it, received from Priya Nair, by phone, 1 March 2027');
    expect(page).toContain('Robin Whitaker');
    const event = await test.records.database.event.findFirstOrThrow({
      where: { chain: audit.id, kind: 'involvement.answered' },
    });
    expect(event).toMatchObject({ onBehalf: true, actorId: place.people.nadia.id });
    const letters = await test.records.database.letter.findMany({
      where: { auditId: audit.id, kind: 'involvement/entered' },
    });
    expect(letters.map(({ contactId }) => contactId)).toEqual([place.people.priya.id]);
  });

  it('takes a completed tool, keeps what was typed, and sends the receipt to whoever was asked', async () => {
    const audit = await auditAtReturns(test.records, place, monday);
    const { database } = test.records;
    const own = await database.return.findFirstOrThrow({
      where: { auditId: audit.id, request: { agency: { key: 'police' } } },
    });
    const path = `/console/audits/${audit.number}/returns/${own.id}`;
    const sections = [
      'recognition',
      'assessment',
      'planning',
      'joint-working',
      'impact',
      'overall',
    ];
    const answers = Object.fromEntries(
      sections.flatMap((section) => [
        ...['good-practice', 'development', 'recommendations'].map((question) => [
          `${section}.${question}`,
          `Read out on the phone: ${section}`,
        ]),
        [`${section}.grade`, 'good'],
      ]),
    );
    const some = { 'recognition.good-practice': 'Heard the child', wanted: 'save' };
    expect((await nadia.post(path, some)).statusCode).toBe(303);
    expect(await read(path)).toContain('Heard the child');
    const unfinished = await nadia.post(path, { ...some, wanted: 'submit' });
    expect(unfinished.statusCode).toBe(422);
    expect(unfinished.body).toContain('href="#assessment.good-practice"');
    const received = { from: 'Priya Nair', how: 'paper', receivedOn: '1 3 2027' };
    const whole = { ...answers, ...received, independent: 'yes', wanted: 'submit' };
    expect((await nadia.post(path, { ...whole, submissionKey: 'a' })).statusCode).toBe(303);
    expect((await nadia.send(path, {})).statusCode).toBe(403);
    expect(await database.return.findUniqueOrThrow({ where: { id: own.id } })).toMatchObject({
      state: 'submitted',
      version: 1,
    });
    const letters = await database.letter.findMany({
      where: { auditId: audit.id, kind: 'receipt' },
    });
    expect(letters.map(({ contactId }) => contactId)).toEqual([place.people.priya.id]);
  });
});

describe('keys for programs', () => {
  it('are shown once, do what they may, and end at once', async () => {
    const wrong = await nadia.post('/console/keys', { label: '', role: '' });
    expect(wrong.statusCode).toBe(422);
    const made = await nadia.post('/console/keys', { label: 'Dashboard', role: 'reader' });
    const key = /id="key">([^<]+)</.exec(made.body)?.[1] ?? '';
    const get = () =>
      test.app.inject({ url: '/api/audits', headers: { authorization: `Bearer ${key}` } });
    expect((await get()).statusCode).toBe(200);
    const page = await nadia.get('/console/keys');
    expect(page.body).not.toContain(key);
    const path = /action="(\/console\/keys\/[^"]+\/revoke)"/.exec(page.body)?.[1] ?? '';
    await nadia.post(path, {}, '/console/keys');
    expect((await get()).statusCode).toBe(401);
    expect(await read('/console/keys')).toContain('Ended Monday 1 March 2027');
  });
});

describe('the record of the random selection', () => {
  it('is shown before it is made, with the list and its fingerprint (DD-5)', async () => {
    const audit = await startedAudit(test.records, place, monday);
    const page = await read(`/console/audits/${audit.number}/selection`);
    expect(page).toContain('has not been made yet');
    expect(page).toMatch(/Fingerprint of the list [0-9a-f]{64}/);
  });
});
