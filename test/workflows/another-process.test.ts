import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';
import { inOwnWords } from '../support/own-words.ts';
import { type OwnWordsReader, readInOwnWords } from '../support/own-words-reader.ts';
import { officerNamesChildren, respondentSubmitsAll } from '../support/people.ts';
import { startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

const file = new URL('../support/profiles/records-check.yaml', import.meta.url);
let system: System;
let place: Aldermere;
let reader: OwnWordsReader;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
  reader = await readInOwnWords(system);
});
afterAll(async () => {
  await reader?.close();
  await system?.stop();
});

it('runs a process of another shape: the sample before the theme, no grades, one group, its own words', async () => {
  const { records } = system;
  const now = await system.now();
  const profileVersionId = await transaction(records, (tx) =>
    storeProfile(tx, place.id, inOwnWords(readFileSync(file, 'utf8')), now),
  );
  const audit = await startedAudit(records, place, now, {
    profileVersionId,
    knownAgencies: ['police', 'social-care'],
  });
  await system.settle();
  await system.jumpToNext();
  await reader.each();
  await officerNamesChildren(
    records,
    { auditId: audit.id, officer: place.people.nadia.id },
    await system.now(),
  );
  await system.settle();
  await system.jumpToNext();
  await reader.each();
  const requests = await records.database.request.findMany({ where: { auditId: audit.id } });
  for (const { id, responsibleId } of requests) {
    const given = { requestId: id, contactId: responsibleId };
    expect(await respondentSubmitsAll(records, given, await system.now())).toEqual(
      Array(3).fill('submitted'),
    );
  }
  await system.settle();
  const row = await records.database.audit.findUniqueOrThrow({
    where: { id: audit.id },
    include: { stages: { orderBy: { begunAt: 'asc' } } },
  });
  expect(row.state).toBe('closed');
  expect(row.stages.map((stage) => stage.key)).toEqual(['sample', 'theme', 'records']);
  await reader.afterwards();
  expect(await reader.strayWords()).toEqual([]);
});
