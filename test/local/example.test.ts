import { expect, it } from 'vitest';
import { exampleApiKey, loadExample } from '../../local/example.ts';
import { findApiKey } from '../../records/access/api-keys.ts';
import { drawSample } from '../../records/sample/sample.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey } from '../../records/store/sealing.ts';
import { aldermere } from '../support/directory.ts';
import { lendDatabase } from '../support/lent-database.ts';
import { createDatabase, freshDatabase } from '../support/postgres.ts';

const { url } = await freshDatabase();
const records = { database: lendDatabase(url), keyring: openKeyring(newKey()) };
const now = new Date('2026-11-23T09:30:00Z');

it('loads the example once, with one audit that can be drawn from every level', async () => {
  const example = await loadExample(records, now);
  expect(example?.people.officer).toBe('nadia.hussain@partnership.aldermere.example');
  expect(await loadExample(records, now)).toEqual(example);
  const audits = await records.database.audit.findMany();
  expect(audits.map(({ number }) => number)).toEqual(['2026-01']);
  const ref = { partnership: 'aldermere', audit: '2026-01' };
  await drawSample(records, { ...ref, stage: 'sample', kind: 'draw-sample' }, now);
  const cases = await records.database.case.findMany();
  expect(cases).toHaveLength(8);
  expect(new Set(cases.map(({ stratum }) => stratum)).size).toBe(5);
});

it('prints a key for the JSON API at each start, and ends the one before', async () => {
  const first = await exampleApiKey(records, now);
  const second = await exampleApiKey(records, now);
  expect(await findApiKey(records, first)).toBeNull();
  expect(await findApiKey(records, second)).toMatchObject({ role: 'editor' });
});

it('leaves a database alone that holds another partnership', async () => {
  const database = await createDatabase();
  const own = { database: lendDatabase(database.url), keyring: openKeyring(newKey()) };
  await aldermere(own, now, 'elsewhere');
  expect(await loadExample(own, now)).toBeNull();
  expect(await own.database.partnership.count()).toBe(1);
  await own.database.$disconnect();
  await database.drop();
});
