import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApiKey } from '../../records/access/api-keys.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtReturns } from '../support/running-audit.ts';

let test: TestApp;
let place: Aldermere;
let editor: string;
let reader: string;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00.000Z');
  place = await aldermere(test.records, test.clock.now);
  editor = await keyOf(place, 'editor');
  reader = await keyOf(place, 'reader');
});
afterAll(() => test?.stop());

async function keyOf(at: Aldermere, role: 'editor' | 'reader'): Promise<string> {
  const by = { contactId: at.people.nadia.id };
  const input = { partnershipId: at.id, role, label: 'Test' };
  return (await makeApiKey(test.records, input, by, test.clock.now)).key;
}

const levels = ['Universal', 'Early help', 'Child in need', 'Child protection', 'Child in care'];
const list = [
  'Local reference,Level of need,Source',
  ...levels.flatMap((level, at) => [1, 2, 3].map((each) => `A${at}${each},${level},List`)),
].join('\n');

const audit = () => ({
  key: randomUUID(),
  process: 'wscp-deep-dive',
  focus: 'Children who go missing',
  sources: [{ kind: 'concern', rationale: 'Responses came late' }],
  list,
});

function post(body: object, key = editor) {
  const headers = { authorization: `Bearer ${key}` };
  return test.app.inject({ method: 'POST', url: '/api/audits', headers, payload: body });
}

function get(url: string, key = reader) {
  return test.app.inject({ url, headers: { authorization: `Bearer ${key}` } });
}

describe('a program that starts an audit', () => {
  it('gets its number, and the same again when it asks twice', async () => {
    const body = audit();
    const first = await post(body);
    expect(first.statusCode).toBe(201);
    const { number } = first.json<{ number: string }>();
    const again = await post(body);
    expect(again.statusCode).toBe(200);
    expect(again.json()).toEqual({ number, again: true });
    const row = await test.records.database.audit.findFirstOrThrow({
      where: { partnershipId: place.id, number },
    });
    expect(row.startedById).toBe(place.people.nadia.id);
    expect(test.nudges()).toBeGreaterThan(0);
  });

  it('hears of everything that is wrong, field by field, and nothing is begun', async () => {
    const before = await test.records.database.audit.count();
    const refused = await post({ ...audit(), focus: '', cases: { number: 6 }, leftOut: [] });
    expect(refused.statusCode).toBe(422);
    expect(refused.json()).toEqual({
      error: 'refused',
      problems: [
        { field: 'focus', message: 'Enter the one practice focus of this audit.' },
        { field: 'casesReason', message: 'Say why there are 6 children and not 8.' },
      ],
    });
    expect(await test.records.database.audit.count()).toBe(before);
  });

  it.each([
    ['a list that names a child', { list: `${list}\nJohn Smith,Universal,List` }, 'list'],
    ['a process that is not there', { process: 'nothing' }, 'process'],
    [
      'a date that the process does not have',
      { dates: { party: { degree: 'unknown' } } },
      'date-party',
    ],
    [
      'dates out of order',
      { dates: { discussion: { degree: 'fixed', date: '2027-03-20' } } },
      'date-discussion',
    ],
  ])('is refused %s', async (_, change, field) => {
    const refused = await post({ ...audit(), ...change });
    expect(refused.statusCode).toBe(422);
    expect(refused.json().problems[0].field).toBe(field);
  });

  it('needs a key that may start audits, and a request in the right form', async () => {
    expect((await post(audit(), reader)).statusCode).toBe(403);
    expect((await post({ ...audit(), colour: 'red' })).statusCode).toBe(400);
    expect((await post({ ...audit(), key: 'x' })).json().problems).toMatchObject([
      { field: 'key' },
    ]);
  });
});

describe('a program that reads an audit', () => {
  it('sees where it stands by pseudonyms and counts, and no name', async () => {
    const running = await auditAtReturns(test.records, place, test.clock.now);
    const reply = await get(`/api/audits/${running.number}`);
    expect(reply.statusCode).toBe(200);
    const told = reply.json();
    expect(told).toMatchObject({
      number: running.number,
      state: 'open',
      process: 'wscp-deep-dive',
      focus: 'Neglect of children under twelve',
    });
    expect(told.children[0]).toEqual({
      name: 'C1',
      level: 'Universal',
      state: 'identified',
      sealed: false,
    });
    const police = told.agencies.find((each: { key: string }) => each.key === 'police');
    expect(police.children[0]).toEqual({ name: 'C1', state: 'waiting' });
    for (const { names, mother } of running.children) {
      for (const name of [...names, mother]) expect(reply.body).not.toContain(name);
    }
  });

  it('finds none of another partnership', async () => {
    const elsewhere = await aldermere(test.records, test.clock.now, 'elsewhere');
    const { number } = (await post(audit())).json();
    const reply = await get(`/api/audits/${number}`, await keyOf(elsewhere, 'reader'));
    expect(reply.statusCode).toBe(404);
    expect(reply.json()).toEqual({ error: 'not-found' });
  });
});
