import { afterAll, beforeAll, expect, it } from 'vitest';
import { playAudit, profileText } from '../../rehearsal/play-audit.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
});
afterAll(() => system?.stop());

it('plays an audit from its start to the last update on its last action', async () => {
  const { audit } = await playAudit(system, {
    yaml: profileText('wscp-deep-dive'),
    cases: 2,
    agencies: 3,
  });
  const { database } = system.records;
  const row = await database.audit.findUniqueOrThrow({ where: { id: audit.id } });
  expect(row.state).toBe('closed');
  expect(await database.ask.count({ where: { outcome: null } })).toBe(0);
  expect(await database.letter.count({ where: { state: { not: 'sent' } } })).toBe(0);
}, 300_000);
