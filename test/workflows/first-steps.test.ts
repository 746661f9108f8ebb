import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let place: Aldermere;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
});
afterAll(() => system?.stop());

describe('an audit that has just been started', () => {
  it('draws its cases by itself and asks the officer who the children are', async () => {
    const audit = await startedAudit(system.records, place, await system.now());
    await system.settle();

    const cases = await system.records.database.case.findMany({ where: { auditId: audit.id } });
    expect(cases).toHaveLength(8);
    const asks = await system.records.database.ask.findMany({ where: { auditId: audit.id } });
    expect(asks.map((ask) => [ask.step, ask.contactId, ask.dueDate])).toEqual([
      ['identities', place.people.nadia.id, '2027-01-13'],
    ]);
    const [letter] = system.inbox.to(place.people.nadia.email);
    expect(letter?.subject).toContain('13 January');
  });
});
