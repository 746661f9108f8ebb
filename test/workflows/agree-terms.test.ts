import { afterAll, beforeAll, expect, it } from 'vitest';
import { rebuildAll } from '../../nudges/rebuild.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere, loadProfile } from '../support/directory.ts';
import { groupDecides, writeTerms } from '../support/planned-audit.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let place: Aldermere;
let audit: StartedAudit;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
  const now = await system.now();
  const profileVersionId = await transaction(system.records, (tx) =>
    loadProfile(tx, place.id, '../test/support/profiles/planned-audit', now),
  );
  audit = await startedAudit(system.records, place, now, { profileVersionId });
  await system.settle();
});
afterAll(() => system?.stop());

const stages = async () => {
  const rows = await system.records.database.stage.findMany({ orderBy: { begunAt: 'asc' } });
  return rows.map(({ key, outcome }) => `${key}${outcome ? ' done' : ''}`);
};
const decides = async (stage: string, body: string, typed = {}) => {
  const given = { auditId: audit.id, stage, body, typed };
  await groupDecides(system.records, place, given, await system.now());
  await system.settle();
};

it('writes no terms of reference before the groups have decided on the theme (SO-1, CH-1)', async () => {
  expect(await stages()).toEqual(['theme']);
  await decides('theme', 'audit-group');
  expect(await stages()).toEqual(['theme']);
  await decides('theme', 'seg');
  expect(await stages()).toEqual(['theme done', 'terms']);
});

it('begins nothing else before the group has endorsed them, also after a lost run (SO-9)', async () => {
  await writeTerms(system.records, place, { auditId: audit.id }, await system.now());
  await system.settle();
  await decides('terms', 'audit-group', { outcome: 'not-agreed', text: 'Narrow it.' });
  const { records, client, taskQueue } = system;
  await rebuildAll({ records, client, taskQueue });
  await system.settle();
  await system.jumpTo('2027-02-01T10:00:00.000Z');
  expect(await stages()).toEqual(['theme done', 'terms']);
  await writeTerms(system.records, place, { auditId: audit.id, seen: 1 }, await system.now());
  await system.settle();
  expect(await stages()).toEqual(['theme done', 'terms']);
  await decides('terms', 'audit-group');
  expect(await stages()).toEqual(['theme done', 'terms done', 'sample']);
});

it('asks the officer once for each thing, whatever was lost on the way', async () => {
  // The second one was done before another day's email could ask for it.
  const letters = await system.records.database.letter.findMany({ where: { kind: 'terms/ask' } });
  expect(letters.map(({ state }) => state).sort()).toEqual(['dropped', 'sent']);
});
