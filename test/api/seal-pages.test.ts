import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieNames } from '../../api/cookies.ts';
import { openSession } from '../../records/access/sessions.ts';
import { Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { internalWords, readableText, readerBrowser } from '../support/reader.ts';
import { auditAtReturns, fillIn, type RunningAudit, returnOf } from '../support/running-audit.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;
let priya: Browser;
let returnId: string;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00Z');
  const { records, clock } = test;
  place = await aldermere(records, clock.now);
  audit = await auditAtReturns(records, place, clock.now, { police: [{ number: 3 }] });
  const of = { agencyId: place.agencies.police, number: 3 };
  returnId = (await returnOf(records, audit, of)).id;
  await fillIn(records, { place, returnId, by: place.people.priya.id }, clock.now);
  nadia = new Browser(test.app);
  const session = await openSession(records, {
    kind: 'staff',
    partnershipId: place.id,
    contactId: place.people.nadia.id,
    now: clock.now,
  });
  nadia.cookies.set(cookieNames.staff, session);
  priya = await readerBrowser(test, place.id, place.people.priya.id);
});
afterAll(() => test?.stop());

const pathOf = (path: string) => `/console/audits/${audit.number}${path}`;
const seal = (fields: Record<string, string>) => nadia.post(pathOf('/children/C3/seal'), fields);
const page = async (path: string) => readableText((await nadia.get(pathOf(path))).body);

describe('a child that is to be sealed', () => {
  it('needs what for and why, and nothing typed is lost', async () => {
    const refused = await seal({ ground: '', reason: '<b>Inquest</b> {{1}} =cmd' });
    expect(refused.statusCode).toBe(422);
    const text = readableText(refused.body);
    expect(text).toContain('Say what it is sealed for');
    expect(refused.body).toContain('&lt;b&gt;Inquest&lt;/b&gt; {{1}} =cmd</textarea>');
    expect(text).not.toMatch(internalWords);
  });

  it('is sealed with both, and the audit says so, with who and why', async () => {
    const reason = '<b>Inquest</b> {{1}} =cmd';
    const sealed = await seal({ ground: 'death', reason });
    expect(sealed.headers.location).toBe(`${pathOf('')}#children`);
    const own = await page('/children/C3/seal');
    expect(own).toContain(`For A death Why ${reason} Since 10am on Monday 1 March 2027 By Nadia`);
    const text = await page('');
    expect(text).toContain('Identified, sealed');
    expect(text).toContain('C3 was sealed: nobody is asked about it any more');
    expect(await page('/children')).toContain('Sealed : why C3 is');
  });

  it('keeps who it is readable but not to be changed', async () => {
    const child = await nadia.get(pathOf('/children/C3'));
    expect(readableText(child.body)).toContain('can be read but not changed');
    expect(child.body).toContain('Rhŷs Pritchard');
    expect(readableText(child.body)).not.toContain('Save and go to the next child');
  });
});

describe('a sealed child, to the contact who was writing about it', () => {
  it('stands as on hold among what is asked of them, to be read and not changed', async () => {
    const asks = readableText((await priya.get('/asks')).body);
    expect(asks).toContain('There is nothing left for you to do');
    expect(asks).toContain(`On hold You need not do anything about these for now.`);
    expect(asks).toContain(`C3, audit ${audit.number}`);
    const tool = readableText((await priya.get(`/returns/${returnId}`)).body);
    expect(tool).toContain('This case is on hold: it can be read but not changed for now.');
    expect(tool).toContain('Seen weekly, and heard.');
    expect(`${asks} ${tool}`).not.toMatch(internalWords);
  });

  it('comes back with a reason only, and with a new date', async () => {
    const refused = await nadia.post(
      pathOf('/children/C3/unseal'),
      { reason: ' ' },
      pathOf('/children/C3/seal'),
    );
    expect(refused.statusCode).toBe(422);
    expect(readableText(refused.body)).toContain('C3 is sealed');
    test.clock.now = new Date('2027-03-01T11:00:00Z');
    const unsealed = await nadia.post(
      pathOf('/children/C3/unseal'),
      { reason: 'The inquest is over.' },
      pathOf('/children/C3/seal'),
    );
    expect(unsealed.statusCode).toBe(303);
    const asks = readableText((await priya.get('/asks')).body);
    expect(asks).toContain('By Wednesday 7 April 2027');
    expect(asks).not.toContain('On hold');
    expect(await page('')).toContain('C3 was unsealed: The inquest is over.');
  });
});
