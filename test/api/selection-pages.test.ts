import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieNames } from '../../api/cookies.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { draw } from '../../domain/sampling.ts';
import { openSession } from '../../records/access/sessions.ts';
import { profileOf } from '../../records/audits/audit-context.ts';
import { drawSample } from '../../records/sample/sample.ts';
import { Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { pageWords } from '../support/page-words.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';

let test: TestApp;
let place: Aldermere;
let nadia: Browser;
let audit: StartedAudit;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00.000Z');
  place = await aldermere(test.records, test.clock.now);
  nadia = new Browser(test.app);
  const session = await openSession(test.records, {
    kind: 'staff',
    partnershipId: place.id,
    contactId: place.people.nadia.id,
    now: test.clock.now,
  });
  nadia.cookies.set(cookieNames.staff, session);
  audit = await startedAudit(test.records, place, test.clock.now, {
    change: { excluded: [{ reference: 'universal-003', reason: '=HYPERLINK("http://x")' }] },
  });
  const ref = { partnership: place.id, audit: audit.number, stage: 'sample' };
  await drawSample(test.records, { ...ref, kind: 'draw-sample' }, test.clock.now);
});
afterAll(() => test?.stop());

const read = (path: string) => nadia.get(`/console/audits/${audit.number}/selection${path}`);

describe('the record of the random selection', () => {
  it('holds all that somebody needs to repeat it from the downloads alone (DD-5)', async () => {
    const page = pageWords((await read('')).body);
    const hash = /Fingerprint of the list ([0-9a-f]{64})/.exec(page)?.[1];
    const seed = /Seed ([0-9a-f]{32})/.exec(page)?.[1] ?? '';
    const list = (await read('/list.txt')).body;
    expect(createHash('sha256').update(list).digest('hex')).toBe(hash);

    const told = parse((await read('/selection.csv')).body, { columns: true }) as Row[];
    const { strata = [] } =
      stageOfKind(await profileOf(test.records.database, place.profileVersionId), 'draw-sample') ??
      {};
    const rows = list
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line) as [string, string, string, string]);
    const excluded = told.filter(({ Result }) => Result.startsWith('Not to be selected'));
    const again = draw({
      rows: rows.map(([reference, level, , family]) => {
        return { reference, level, familyReference: family || null };
      }),
      strata,
      size: 8,
      seed,
      excluded: excluded.map((row) => ({ reference: row['Local reference'], reason: 'x' })),
      leftOut: [],
      maxPerFamily: 1,
    });
    if (!again.ok) throw new Error(JSON.stringify(again.problems));
    const selected = again.tickets.filter(({ drawn }) => drawn).map(({ reference }) => reference);
    const recorded = told.filter(({ Result }) => Result.startsWith('Selected as'));
    expect(recorded.map((row) => row['Local reference']).sort()).toEqual(selected.sort());
    expect(told).toHaveLength(50);
  });

  it('says who was not to be selected and why, without giving a spreadsheet a formula', async () => {
    expect(pageWords((await read('')).body)).toContain('=HYPERLINK("http://x")');
    const csv = (await read('/selection.csv')).body;
    expect(csv).toContain('Not to be selected: =HYPERLINK');
    for (const row of parse(csv, { columns: true }) as Row[]) {
      for (const cell of Object.values(row)) expect(cell).not.toMatch(/^\s*[=+\-@]/);
    }
  });

  it('is not there for another partnership', async () => {
    const elsewhere = await aldermere(test.records, test.clock.now, 'elsewhere');
    const other = new Browser(test.app);
    const contactId = elsewhere.people.nadia.id;
    const given = { partnershipId: elsewhere.id, contactId, now: test.clock.now };
    other.cookies.set(
      cookieNames.staff,
      await openSession(test.records, { kind: 'staff', ...given }),
    );
    for (const path of ['', '/list.txt', '/selection.csv']) {
      const url = `/console/audits/${audit.number}/selection${path}`;
      expect((await other.get(url)).statusCode).toBe(404);
    }
  });
});

type Row = Record<'Local reference' | 'Result', string>;
