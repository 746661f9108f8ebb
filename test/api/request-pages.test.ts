import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findLink, issueLinkToken } from '../../records/access/links.ts';
import { allocateReturn } from '../../records/returns/allocate.ts';
import { saveDraft } from '../../records/returns/return-drafts.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { auditAtReturns, fillIn, type RunningAudit, returnOf } from '../support/running-audit.ts';

const monday = '2027-03-01T10:00:00Z';
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let count = 0;

beforeAll(async () => {
  test = await startApp(monday);
});
afterAll(() => test?.stop());
beforeEach(async () => {
  count += 1;
  test.clock.now = new Date(monday);
  place = await aldermere(test.records, test.clock.now, `aldermere-${count}`);
  audit = await auditAtReturns(test.records, place, test.clock.now);
});

function as(person: keyof Aldermere['people']): Promise<Browser> {
  return readerBrowser(test, place.id, place.people[person].id);
}

async function policeAsk(): Promise<string> {
  const ask = await test.records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'returns', agencyId: place.agencies.police },
  });
  return `/asks/${ask.id}`;
}

async function tool(number: number): Promise<{ id: string; path: string }> {
  const of = { agencyId: place.agencies.police, number };
  const { id } = await returnOf(test.records, audit, of);
  return { id, path: `/returns/${id}` };
}

describe('the page with all that is asked of an agency', () => {
  it('shows each child, the deadline with its weekday, and how far each tool is (DD-10)', async () => {
    const { records, clock } = test;
    const by = place.people.priya.id;
    await fillIn(records, { place, returnId: (await tool(1)).id, by }, clock.now);
    await allocateReturn(
      records,
      {
        partnershipId: place.id,
        returnId: (await tool(3)).id,
        colleague: { contactId: place.people.dean.id },
      },
      { contactId: by },
      clock.now,
    );
    const priya = await as('priya');
    const text = readableText((await priya.get(await policeAsk())).body);
    expect(text).toContain('Due by 5pm on Wednesday 7 April 2027');
    expect(text).toContain('C1: Tegan Blakemore In progress 6 of 6 sections complete');
    expect(text).toContain("C2: Jamie O'Shea Not started");
    expect(text).toContain('C3: Rhŷs Pritchard Not started With Dean Whitlock');
    expect(text).not.toContain('Amelia Vance');
    expect(text).not.toMatch(internalWords);
  });

  it('is listed with what else is asked: by when, how long it takes, and how far it is', async () => {
    const { records, clock } = test;
    const by = place.people.priya.id;
    const list = async () => readableText((await (await as('priya')).get('/asks')).body);
    const asked = 'By Wednesday 7 April 2027, audit 2027-01. For Aldermere Police';
    expect(await list()).toContain(`${asked}. About 1 hour 30 minutes for each. 0 of 3 sent.`);
    await fillIn(records, { place, returnId: (await tool(1)).id, by }, clock.now);
    expect(await list()).toContain('0 of 3 sent, one begun.');
  });

  it('says plainly that it is late, and still takes the answer (DD-10)', async () => {
    test.clock.now = new Date('2027-04-08T09:00:00Z');
    const priya = await as('priya');
    const text = readableText((await priya.get(await policeAsk())).body);
    expect(text).toContain('This was due by 5pm on Wednesday 7 April 2027. You can still send it.');
  });

  it('is not there for another agency, another partnership or a random id', async () => {
    const rosa = await as('rosa');
    const other = await aldermere(test.records, test.clock.now, `elsewhere-${count}`);
    const stranger = await readerBrowser(test, other.id, other.people.priya.id);
    const pages = [await policeAsk(), `/asks/${crypto.randomUUID()}`, (await tool(1)).path];
    for (const path of pages) {
      for (const browser of [rosa, stranger]) {
        for (const more of ['', '/more-time', '/hand-over', '/allocate', '/check', '/not-known']) {
          expect((await browser.get(`${path}${more}`)).statusCode).toBe(404);
        }
      }
    }
    const shown = [await rosa.get((await tool(1)).path), await rosa.get(`/returns/${place.id}`)];
    expect(readableText(shown[0]?.body ?? '')).toBe(readableText(shown[1]?.body ?? ''));
    const taken = await rosa.post(`${(await tool(1)).path}/take-back`, {}, '/asks');
    expect(taken.statusCode).toBe(404);
  });
});

describe('asking for more time', () => {
  it('is one click, given at once and only once (DD-10)', async () => {
    const priya = await as('priya');
    const path = await policeAsk();
    expect(readableText((await priya.get(path)).body)).toContain('Ask for more time');
    const shown = readableText((await priya.get(`${path}/more-time`)).body);
    expect(shown).toContain('Give me 5 more working days');
    const given = await priya.post(`${path}/more-time`);
    expect(given.statusCode).toBe(303);
    await priya.post(`${path}/more-time`);
    const afterwards = readableText((await priya.get(`${path}/more-time`)).body);
    expect(afterwards).toContain('Everything is now due by 5pm on Wednesday 14 April 2027');
    const request = readableText((await priya.get(path)).body);
    expect(request).toContain('(at first Wednesday 7 April 2027)');
    expect(request).not.toContain('Ask for more time');
    await test.post.sendDue(test.clock.now, 100);
    const letters = test.inbox.to(place.people.priya.email).map(({ subject }) => subject);
    expect(letters.filter((subject) => subject.includes('14 April'))).toHaveLength(1);
  });
});

describe('handing over', () => {
  it('ends the link and the session, and tells both', async () => {
    const priya = await as('priya');
    const token = await issueLinkToken(test.records.database, {
      partnershipId: place.id,
      contactId: place.people.priya.id,
      letterId: null,
      purpose: 'asks',
      now: test.clock.now,
    });
    const path = await policeAsk();
    const tom = place.people.tom.id;
    const done = await priya.post(`${path}/hand-over`, { colleague: tom });
    expect(done.statusCode).toBe(200);
    expect(readableText(done.body)).toContain('You have handed it over');
    expect(readableText(done.body)).not.toMatch(internalWords);
    expect((await priya.get(path)).statusCode).toBe(401);
    expect((await findLink(test.records, token, test.clock.now)).kind).toBe('ended');

    const ask = await test.records.database.ask.findFirstOrThrow({
      where: { auditId: audit.id, contactId: tom, outcome: null },
    });
    const shown = await (await as('tom')).get(`/asks/${ask.id}`);
    expect(readableText(shown.body)).toContain('C1: Tegan Blakemore');
    await test.post.sendDue(test.clock.now, 100);
    for (const person of ['priya', 'tom'] as const) {
      const subjects = test.inbox.to(place.people[person].email).map(({ subject }) => subject);
      expect(subjects.length).toBeGreaterThan(0);
    }
  });

  it("only to the agency's own people; what was typed stays", async () => {
    const priya = await as('priya');
    const path = `${await policeAsk()}/hand-over`;
    const typed = {
      colleague: 'other',
      name: '<b>Zoë</b> O"Neil {{1}}',
      email: 'zoe@gmail.example',
    };
    const refused = await priya.post(path, typed);
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('The address must end in @police.example');
    expect(refused.body).toContain('value="&lt;b&gt;Zoë&lt;/b&gt; O&quot;Neil {{1}}"');
    expect(refused.body).toContain('value="zoe@gmail.example"');
    for (const [fields, sentence] of [
      [{}, 'Choose a colleague, or give a name and address'],
      [{ colleague: 'other', name: 'Zoë' }, 'Enter an email address'],
      [{ colleague: 'other', name: 'Zoë', email: 'a@b@police.example' }, 'Enter an email address'],
      [{ colleague: 'other', name: 'R', email: 'rosa.delgado@council.example' }, 'another agency'],
    ] as const) {
      const page = await priya.post(path, { ...fields });
      expect(page.statusCode).toBe(422);
      expect(readableText(page.body)).toContain(sentence);
    }
    const forged = await priya.post(path, { colleague: place.people.rosa.id });
    expect(readableText(forged.body)).toContain('Choose one of the colleagues shown');
  });
});

describe('passing one child on', () => {
  it('lets the colleague complete it and the lead look on (DD-10)', async () => {
    const priya = await as('priya');
    const { id, path } = await tool(2);
    const given = await priya.post(`${path}/allocate`, {
      colleague: 'other',
      name: "Aoife\r\nBcc: x O'Hara",
      email: 'aoife.ohara@police.example',
    });
    expect(given.headers.location).toBe(await policeAsk());
    const ask = await test.records.database.ask.findFirstOrThrow({
      where: { returnId: id, step: 'allocated' },
    });
    const aoife = await readerBrowser(test, place.id, ask.contactId);
    expect((await aoife.get(`/asks/${ask.id}`)).headers.location).toBe(path);
    expect(readableText((await aoife.get(path)).body)).toContain("Jamie O'Shea");
    expect((await aoife.get((await tool(1)).path)).statusCode).toBe(404);
    expect((await aoife.get(await policeAsk())).statusCode).toBe(404);
    expect((await aoife.get(`${path}/allocate`)).statusCode).toBe(404);

    const draft = { section: 'impact', answers: { development: 'Visits were late.' }, revision: 0 };
    await saveDraft(
      test.records,
      { partnershipId: place.id, returnId: id, ...draft },
      { contactId: ask.contactId },
      test.clock.now,
    );
    const seen = readableText((await priya.get(path)).body);
    expect(seen).toContain("Aoife Bcc: x O'Hara has this.");
    expect(seen).toContain('Visits were late.');
    expect(seen).not.toMatch(internalWords);
    const tried = await priya.post(
      `${path}/sections/impact`,
      { 'answer-development': 'x', revision: '1' },
      path,
    );
    expect(tried.statusCode).toBe(409);
  });

  it('takes it back with what was saved, after asking', async () => {
    const priya = await as('priya');
    const { path } = await tool(2);
    await priya.post(`${path}/allocate`, { colleague: place.people.dean.id });
    const dean = await as('dean');
    const shown = readableText((await priya.get(`${path}/take-back`)).body);
    expect(shown).toContain('Take C2 back from Dean Whitlock');
    const back = await priya.post(`${path}/take-back`);
    expect(back.headers.location).toBe(await policeAsk());
    expect((await priya.post(`${path}/take-back`, {}, path)).statusCode).toBe(303);
    expect((await dean.get(path)).statusCode).toBe(404);
    expect(readableText((await priya.get(path)).body)).toContain('Before you start');
  });
});

describe('another service that turns out to have worked with a child', () => {
  it('is named by whoever completes the tool, and asked where nobody had asked it (DD-6)', async () => {
    const { database } = test.records;
    const id = randomUUID();
    const agency = { id, partnershipId: place.id, key: 'youth', name: 'Mereside Youth Service' };
    await database.agency.create({ data: { ...agency, mailDomains: ['youth.example'] } });
    const { path } = await tool(1);
    const priya = await as('priya');
    expect((await priya.get(path)).body).toContain(`${path}/others`);
    const form = await priya.get(`${path}/others`);
    expect(readableText(form.body)).toContain('Mereside Youth Service');
    expect(readableText(form.body)).not.toMatch(internalWords);
    const none = await priya.post(`${path}/others`, {});
    expect(none.statusCode).toBe(422);
    expect(readableText(none.body)).toContain('Choose the agencies that were involved');

    const others = [id, place.agencies.probation, place.agencies.police];
    const named = await priya.post(`${path}/others`, { others });
    expect(named.headers.location).toBe(`${path}/others/named`);
    expect((await priya.post(`${path}/others`, { others })).statusCode).toBe(303);
    const events = await database.event.findMany({
      where: { chain: audit.id, kind: { in: ['involvement.other-named', 'agency.joined'] } },
    });
    const count = (kind: string) => events.filter((event) => event.kind === kind).length;
    // Its own agency is none of them, and nobody is asked twice.
    expect([count('involvement.other-named'), count('agency.joined')]).toEqual([4, 1]);
    expect(await database.ask.count({ where: { auditId: audit.id, agencyId: id } })).toBe(1);
  });
});

describe('a child that was not known after all', () => {
  it('needs a reason, and then nothing more is asked (DD-6)', async () => {
    const priya = await as('priya');
    const { path } = await tool(2);
    const empty = await priya.post(`${path}/not-known`, { reason: '  ' });
    expect(empty.statusCode).toBe(422);
    const long = await priya.post(`${path}/not-known`, { reason: 'y'.repeat(6000) });
    expect(long.statusCode).toBe(422);
    expect(long.body).toContain('y'.repeat(6000));
    const reason = 'Closed in 2025.\r\n=cmd <i>{{x}}</i>';
    const sent = await priya.post(`${path}/not-known`, { reason });
    expect(sent.statusCode).toBe(303);
    const shown = await priya.get(`${path}/not-known`);
    expect(readableText(shown.body)).toContain('Closed in 2025. =cmd <i>{{x}}</i>');
    expect(readableText(shown.body)).not.toMatch(internalWords);
    expect((await priya.get(path)).headers.location).toBe(`${path}/not-known`);
    const again = await priya.post(`${path}/not-known`, { reason }, '/asks');
    expect(again.statusCode).toBe(303);
  });
});
