import { afterAll, beforeAll, expect, it } from 'vitest';
import { rebuildAudit } from '../../nudges/rebuild.ts';
import { playAudit } from '../../rehearsal/play-audit.ts';
import { deepDivesYaml } from '../support/deep-dives.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
});
afterAll(() => system?.stop());

it('chooses two children, discusses those alone and goes on after a lost run (CH-19, CH-20)', async () => {
  const { records, client, taskQueue } = system;
  let lost = 0;
  const { audit } = await playAudit(system, {
    yaml: deepDivesYaml,
    cases: 5,
    agencies: 2,
    // The run is lost while the choice is open, and comes back from its rows.
    async each() {
      const open = await records.database.stage.findFirst({
        where: { key: 'deep-dives', outcome: null },
      });
      if (!open || lost > 0) return;
      lost += 1;
      const { partnershipId, number } = await records.database.audit.findFirstOrThrow();
      const ref = { partnership: partnershipId, audit: number };
      await rebuildAudit({ records, client, taskQueue }, ref);
      await system.settle();
    },
  });
  expect(lost).toBe(1);
  const { database } = records;
  expect((await database.audit.findUniqueOrThrow({ where: { id: audit.id } })).state).toBe(
    'closed',
  );
  const items = await database.packItem.findMany({ distinct: ['caseId'] });
  const chosen = await database.deepDive.findMany();
  expect(items.map(({ caseId }) => caseId).sort()).toEqual(
    chosen.map(({ caseId }) => caseId).sort(),
  );
  const letters = await database.letter.findMany({ where: { kind: 'deep-dives-by-chair/ask' } });
  expect(letters.map(({ state }) => state)).toEqual(['sent']);
}, 300_000);
