import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealJson } from '../../records/store/sealing.ts';
import type { Browser, TestApp } from '../support/app.ts';
import { startApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtDiscussion, dates } from '../support/discussed-audit.ts';
import { hiddenFields, internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { type RunningAudit, returnOf } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;
let owen: Browser;
let base: string;

beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
  place = await aldermere(test.records, dates.started);
  audit = await auditAtDiscussion(test.records, place);
  test.clock.now = dates.discussed;
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  owen = await staffBrowser(test, place.id, place.people.owen.id);
  base = `/console/audits/${audit.number}/discussion`;
});
afterAll(() => test?.stop());

const shown = async (browser: Browser, url: string) => {
  const page = await browser.get(url);
  expect(page.statusCode, url).toBe(200);
  return readableText(page.body);
};

const as = (person: keyof Aldermere['people']) =>
  readerBrowser(test, place.id, place.people[person].id);

const attendAsk = (person: keyof Aldermere['people']) =>
  test.records.database.ask.findFirstOrThrow({
    where: { step: 'attend', contactId: place.people[person].id },
  });

/** The police have said of C1 that another agency was involved too. */
async function policeNamed(other: keyof Aldermere['agencies']): Promise<void> {
  const { database, keyring } = test.records;
  const { id } = await database.involvement.findFirstOrThrow({
    where: { auditId: audit.id, agencyId: place.agencies.police, case: { number: 1 } },
  });
  const key = await keyring.audit(database, audit.id);
  const detailSealed = sealJson(key, `Involvement.detailSealed/${id}`, { othersInvolved: [other] });
  await database.involvement.update({ where: { id }, data: { detailSealed } });
}

/** Posts the first form of a page, or the one that goes to another address, with its hidden fields. */
async function fill(browser: Browser, page: string, fields: Record<string, string>, to = page) {
  const { body } = await browser.get(page);
  return browser.send(to, { ...hiddenFields(formOf(body, to)), ...fields });
}

/** The form of a page that goes to an address; its first one where none says so. */
function formOf(html: string, action: string): string {
  const [main = ''] = html.split('<footer');
  // The search in the header is no form that is filled in.
  const forms = main.split('<form').filter((form) => form.startsWith(' method="post"'));
  return forms.find((form) => form.includes(`action="${action}"`)) ?? forms[0] ?? '';
}

describe('the pack, by link', () => {
  it('is listed for those taking part, and shows their own children only (DD-13)', async () => {
    const rosa = await as('rosa');
    expect(await shown(rosa, '/asks')).toContain(`The pack of audit ${audit.number}`);
    const text = await shown(rosa, `/pack/${audit.id}`);
    expect(text).toContain(
      'Please read it before the multi-agency audit discussion on Wednesday 28 April 2027',
    );
    expect(text).toContain('C1');
    expect(text).not.toContain('C2');
    expect((await rosa.get(`/pack/${audit.id}/C2`)).statusCode).toBe(404);
  });

  it('shows what each agency wrote side by side and names the missing ones (DD-12)', async () => {
    const text = await shown(await as('rosa'), `/pack/${audit.id}/C1`);
    expect(text).toContain('Aldermere Police');
    expect(text).toContain('Seen alone and listened to.');
    expect(text).toMatch(/Not received .*Aldermere Community Health Trust, Midwifery/);
    expect(text).not.toMatch(internalWords);
  });

  it('is not there for an agency that has sent nothing, nor for a random audit (DD-13)', async () => {
    const sian = await as('sian');
    expect((await sian.get(`/pack/${audit.id}`)).statusCode).toBe(404);
    expect((await sian.get(`/pack/${audit.id}/C1`)).statusCode).toBe(404);
    const priya = await as('priya');
    const random = 'a1b2c3d4-0000-4000-8000-000000000000';
    expect((await priya.get(`/pack/${random}`)).statusCode).toBe(404);
  });
});

describe('the question whether somebody comes', () => {
  it('is answered with a deputy, whose name is asked for and kept (DD-14)', async () => {
    const priya = await as('priya');
    const url = `/asks/${(await attendAsk('priya')).id}`;
    const page = await shown(priya, url);
    expect(page).toContain('Wednesday 28 April 2027, 10am to 1pm');
    expect(page).not.toMatch(internalWords);
    const refused = await fill(priya, url, { reply: 'deputy' }, `${url}/attend`);
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('Enter the name of the person who comes instead');
    const name = '<b>Dana</b> {{7*7}} O’Neill';
    const sent = await fill(priya, url, { reply: 'deputy', deputyName: name }, `${url}/attend`);
    expect(sent.statusCode).toBe(303);
    const after = await priya.get(url);
    expect(readableText(after.body)).toContain('You have said that <b>Dana</b> {{7*7}} O’Neill');
    expect(after.body).not.toContain('<b>Dana');
  });

  it('is answered with the confidentiality statement accepted beforehand (DD-16)', async () => {
    const rosa = await as('rosa');
    const url = `/asks/${(await attendAsk('rosa')).id}`;
    await fill(rosa, url, { reply: 'coming', confidential: 'yes' }, `${url}/attend`);
    const text = await shown(rosa, url);
    expect(text).toContain('You have said that you are coming.');
    expect(text).toContain('You have accepted the confidentiality statement.');
    expect(await shown(nadia, `${base}/attendance`)).toContain('Accepted the statement by link');
  });

  it('is nobody else’s to answer', async () => {
    const sian = await as('sian');
    const url = `/asks/${(await attendAsk('priya')).id}`;
    expect((await sian.get(url)).statusCode).toBe(404);
    const sent = await sian.post(`${url}/attend`, { reply: 'coming' }, '/asks');
    expect(sent.statusCode).toBe(404);
  });
});

describe('the console', () => {
  it('shows the pack with what is in and what is missing (DD-12)', async () => {
    const text = await shown(nadia, `/console/audits/${audit.number}/pack`);
    expect(text).toContain('3 of 9 completed audit tools');
    expect(text).toMatch(/Aldermere Police 2 ! ?C3/);
    expect(text).not.toMatch(internalWords);
  });

  it('shows first what does not fit together about a child, and where to read it', async () => {
    await policeNamed('housing');
    const { body } = await nadia.get(`${base}/children/C1`);
    const text = readableText(body);
    expect(text).toContain(
      'Contradiction Aldermere Police says that Mereside Homes was involved; Mereside Homes',
    );
    expect(body.indexOf('id="gaps"')).toBeGreaterThan(0);
    expect(body.indexOf('id="gaps"')).toBeLessThan(body.indexOf('Read side by side'));
    expect(await shown(nadia, `${base}/children/C2`)).not.toContain('What does not fit together');
    expect(await shown(nadia, base)).toMatch(/\d+ of \d+ times all gave the same grade/);
  });

  it('refuses to finish a record with a list of what is missing, and keeps it open (DD-15)', async () => {
    const answer = await nadia.post(`${base}/finish`, {}, base);
    expect(answer.statusCode).toBe(422);
    const text = readableText(answer.body);
    expect(text).toContain('Record who was present: nobody is, so far.');
    expect(text).toContain('Write a conclusion under “Overall quality”.');
    // Police send a deputy, social care is coming: nobody is missing so far.
    expect(text).not.toContain('Nobody has said yet that they come for');
    expect(text).not.toMatch(internalWords);
  });

  it('takes attendance, somebody added on the day, and flags who is missing (DD-14, DD-16)', async () => {
    const rosa = await test.records.database.attendance.findFirstOrThrow({
      where: { contactId: place.people.rosa.id },
    });
    const marked = await fill(nadia, `${base}/attendance`, { [`attended-${rosa.id}`]: 'yes' });
    expect(marked.statusCode).toBe(303);
    expect(await shown(nadia, `${base}/attendance`)).toContain(
      'Nobody was there for: Aldermere Police',
    );
    const added = { name: 'Máire Ní Dhomhnaill', from: place.agencies.police, confidential: 'yes' };
    const { body } = await nadia.get(`${base}/attendance`);
    const form = { ...hiddenFields(formOf(body, `${base}/attendance/add`)), ...added };
    for (let click = 0; click < 2; click += 1) {
      expect((await nadia.send(`${base}/attendance/add`, form)).statusCode).toBe(303);
    }
    const text = await shown(nadia, `${base}/attendance`);
    expect(text.match(/Máire Ní Dhomhnaill Aldermere Police/g)).toHaveLength(1);
    expect(text).not.toContain('Nobody was there for');
    expect(text).not.toMatch(internalWords);
  });

  it('takes what somebody said on the phone about coming, on their behalf', async () => {
    const priya = await test.records.database.attendance.findFirstOrThrow({
      where: { contactId: place.people.priya.id },
    });
    const url = `${base}/attendance/${priya.id}/reply`;
    expect((await fill(nadia, url, { reply: 'deputy', deputyName: ' ' })).statusCode).toBe(422);
    const unsaid = await fill(nadia, url, { reply: 'not-coming' });
    expect(unsaid.statusCode).toBe(422);
    expect(unsaid.body).toContain('Enter the name of the person who gave you the answer.');
    const received = { from: 'Priya Nair', how: 'phone', receivedOn: '1 3 2027' };
    expect((await fill(nadia, url, { reply: 'not-coming', ...received })).statusCode).toBe(303);
    expect(await shown(nadia, `${base}/attendance`)).toContain(
      'Priya Nair Aldermere Police Said: not coming, received from Priya Nair, by phone, 1 March 2027',
    );
    const letter = await test.records.database.letter.findFirstOrThrow({
      where: { kind: 'attend/entered' },
    });
    expect(letter.contactId).toBe(place.people.priya.id);
    const event = await test.records.database.event.findFirstOrThrow({
      where: { kind: 'attendance.answered' },
      orderBy: { seq: 'desc' },
    });
    expect(event).toMatchObject({ onBehalf: true, actorId: place.people.nadia.id });
  });

  it('records an agreed grade beside the agency’s own, or both views where they do not agree', async () => {
    const { id } = await returnOf(test.records, audit, {
      agencyId: place.agencies.police,
      number: 1,
    });
    const url = `${base}/grades/${id}/impact/grade`;
    const refused = await fill(nadia, url, { agreed: 'inadequate' });
    expect(refused.statusCode).toBe(422);
    const reason = 'Nobody asked him what he wanted.';
    await fill(nadia, url, { agreed: 'inadequate', reason });
    expect(await shown(nadia, `${base}/children/C1`)).toContain('Good Inadequate');
    const text = await shown(nadia, `${base}/children/C1/impact`);
    expect(text).toContain(`Agency's grade: Good Agreed grade: Inadequate ${reason}`);
    const stale = await owen.send(url, {
      ...hiddenFields((await owen.get(url)).body),
      seen: '',
      agreed: 'not-agreed',
      agencyView: 'Seen weekly',
      groupView: 'Never alone',
    });
    expect(stale.statusCode).toBe(409);
    expect(readableText(stale.body)).toContain('Recorded now: Inadequate');
    expect(stale.body).toContain('Never alone');
    expect(text).not.toMatch(internalWords);
  });

  it('keeps both texts when two people write one conclusion at once (DD-15)', async () => {
    const url = `${base}/conclusions/impact`;
    const [first, second] = [await nadia.get(url), await owen.get(url)];
    await nadia.send(url, { ...hiddenFields(first.body), text: 'Nadia: he is back at school.' });
    const late = await owen.send(url, {
      ...hiddenFields(second.body),
      text: 'Owen: nobody asked him.',
    });
    expect(late.statusCode).toBe(409);
    const text = readableText(late.body);
    expect(text).toContain('Nadia: he is back at school.');
    expect(text).toContain('Owen: nobody asked him.');
    const merged = { ...hiddenFields(late.body), text: 'Back at school; nobody asked him.' };
    expect((await owen.send(url, merged)).statusCode).toBe(303);
    expect(await shown(nadia, `${base}/conclusions`)).toContain(
      'Back at school; nobody asked him.',
    );
  });

  it('records findings and recommendations, shows a mistake beside its field and keeps the text', async () => {
    const finding = { kind: 'development', text: 'Nobody saw C1 alone. =1+1 <script>' };
    expect((await fill(nadia, `${base}/findings`, finding)).statusCode).toBe(303);
    expect(await shown(nadia, `${base}/findings`)).toContain(
      'All children and agencies Nobody saw C1 alone. =1+1 <script>',
    );
    const typed = {
      text: 'See every child alone.',
      ownerAgencyId: place.agencies.police,
      dueDate: '1 April 2027',
    };
    const refused = await fill(nadia, `${base}/recommendations`, typed);
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('is not after the discussion');
    expect(refused.body).toContain('See every child alone.');
    await fill(nadia, `${base}/recommendations`, { ...typed, dueDate: '30 6 2027' });
    expect(await shown(nadia, `${base}/recommendations`)).toContain(
      '1. Aldermere Police, by Wednesday 30 June 2027 See every child alone.',
    );
  });

  it('sets the hour and the place, which everybody invited hears of once', async () => {
    const url = `${base}/place`;
    const saved = await fill(nadia, url, { startsAt: '9:30', minutes: '150', place: 'Town Hall' });
    expect(saved.statusCode).toBe(303);
    expect(await shown(nadia, base)).toMatch(/9:30am to midday .* Where Town Hall/);
    expect(await test.records.database.letter.count({ where: { kind: 'meeting-moved' } })).toBe(3);
    const wrong = await fill(nadia, url, { startsAt: 'noon', minutes: '', place: '' });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('value="noon"');
  });

  it('lets a reader look and change nothing', async () => {
    const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    for (const page of ['', '/attendance', '/children/C1', '/conclusions', '/findings']) {
      const text = await shown(ruth, `${base}${page}`);
      expect(text).not.toMatch(/Finish the record|Save attendance|Record what was agreed|Add the/);
    }
    expect((await ruth.post(`${base}/finish`, {}, base)).statusCode).toBe(403);
    expect((await ruth.get(`${base}/conclusions/impact`)).statusCode).toBe(403);
  });

  it('finishes a whole record, after which nothing typed into an old page is lost', async () => {
    const old = await owen.get(`${base}/conclusions/recognition`);
    for (const head of ['recognition', 'planning', 'assessment', 'joint-working', 'overall']) {
      await fill(nadia, `${base}/conclusions/${head}`, { text: `About ${head}` });
    }
    const rows = await test.records.database.attendance.findMany({ where: { withdrawnAt: null } });
    const marks = Object.fromEntries(
      rows.flatMap(({ id, contactId }) => [
        [`attended-${id}`, contactId === place.people.priya.id ? 'no' : 'yes'],
        [`confidential-${id}`, 'yes'],
      ]),
    );
    await fill(nadia, `${base}/attendance`, marks);
    expect((await nadia.post(`${base}/finish`, {}, base)).statusCode).toBe(303);
    expect(await shown(nadia, base)).toContain('The record is finished.');
    const late = await owen.send(`${base}/conclusions/recognition`, {
      ...hiddenFields(old.body),
      text: 'What Owen had been writing all along.',
    });
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('What Owen had been writing all along.');
    expect((await nadia.post(`${base}/finish`, {}, base)).statusCode).toBe(303);
    expect(test.faults).toEqual([]);
  });
});
