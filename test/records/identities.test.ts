import { beforeEach, describe, expect, it } from 'vitest';
import type { TypedPerson } from '../../domain/case-people.ts';
import { caseIdentities, enterIdentities } from '../../records/sample/identities.ts';
import { askForIdentities, drawSample } from '../../records/sample/sample.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { startedAudit } from '../support/started-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const audit = await startedAudit(made, place, monday);
  const stage = { stage: 'sample', kind: 'draw-sample' as const };
  const ref = { partnership: place.id, audit: audit.number, ...stage };
  await drawSample(made, ref, monday);
  await askForIdentities(made, ref, monday);
  return { place, audit };
});
const { place, audit } = given;
const nadia = { contactId: place.people.nadia.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const nobody = { names: [], born: '', address: '', nhsNumber: '' };
const tegan: TypedPerson = { ...nobody, relation: 'subject', names: ['Tegan Blakemore'] };
const kirsty: TypedPerson = { ...nobody, relation: 'parent', names: ['Kirsty Hart'] };

function cases() {
  return records.database.case.findMany({
    where: { auditId: audit.id },
    orderBy: { number: 'asc' },
  });
}

async function enter(caseId: string, people: TypedPerson[], partnershipId = place.id) {
  return enterIdentities(records, { partnershipId, caseId, people }, nadia, monday);
}

describe('the officer enters who the selected children are', () => {
  it('seals every name and shows it again', async () => {
    const [first] = await cases();
    expect(await enter(first?.id ?? '', [tegan, kirsty])).toEqual({ kind: 'entered', left: 7 });
    const rows = await records.database.casePerson.findMany({ where: { caseId: first?.id ?? '' } });
    expect(rows).toHaveLength(2);
    expect(rows.some((row) => Buffer.from(row.detailSealed).includes('Tegan'))).toBe(false);
    const [shown] = await caseIdentities(records, { partnershipId: place.id, auditId: audit.id });
    expect(shown?.people.map(({ relation, detail }) => [relation, detail.names])).toEqual([
      ['subject', ['Tegan Blakemore']],
      ['parent', ['Kirsty Hart']],
    ]);
  });

  it('settles the ask with the last child, and lets the audit go on', async () => {
    const all = await cases();
    for (const [position, { id }] of all.entries()) {
      expect(await enter(id, [tegan])).toEqual({
        kind: 'entered',
        left: all.length - position - 1,
      });
    }
    const [ask] = await records.database.ask.findMany({ where: { auditId: audit.id } });
    expect(ask).toMatchObject({ step: 'identities', outcome: 'answered' });
    const nudges = await records.database.nudge.findMany({
      where: { partnershipId: place.id, word: 'answered' },
    });
    expect(nudges).toHaveLength(1);
    expect(nudges[0]?.payload).toMatchObject({ wait: { open: 0 } });
  });

  it('lets two people enter the last two children at the same moment', async () => {
    const all = await cases();
    for (const { id } of all.slice(2)) await enter(id, [tegan]);
    await Promise.all(all.slice(0, 2).map(({ id }) => enter(id, [tegan])));
    const [ask] = await records.database.ask.findMany({ where: { auditId: audit.id } });
    expect(ask?.outcome).toBe('answered');
  });

  it('keeps what was entered before when it is changed', async () => {
    const [first] = await cases();
    await enter(first?.id ?? '', [tegan]);
    const renamed = { ...tegan, names: ['Tegan Blakemore', 'Tegan Hart'] };
    await enter(first?.id ?? '', [renamed]);
    const rows = await records.database.casePerson.findMany({ where: { caseId: first?.id ?? '' } });
    expect(rows.filter((row) => row.supersededAt)).toHaveLength(1);
    const [shown] = await caseIdentities(records, { partnershipId: place.id, auditId: audit.id });
    expect(shown?.people[0]?.detail.names).toEqual(['Tegan Blakemore', 'Tegan Hart']);
  });

  it('does nothing new when the same form is sent twice', async () => {
    const [first] = await cases();
    await enter(first?.id ?? '', [tegan]);
    await enter(first?.id ?? '', [tegan]);
    expect(await records.database.casePerson.count({ where: { caseId: first?.id ?? '' } })).toBe(1);
  });

  it('refuses a wrong NHS number under its field and enters nothing', async () => {
    const [first] = await cases();
    const outcome = await enter(first?.id ?? '', [{ ...tegan, nhsNumber: '1234567890' }]);
    expect(outcome).toMatchObject({ kind: 'incomplete', problems: [{ field: 'people-0-nhs' }] });
    expect(await records.database.casePerson.count({ where: { caseId: first?.id ?? '' } })).toBe(0);
  });

  it('finds no case of another partnership', async () => {
    const other = await aldermere(records, monday, 'elsewhere');
    const [first] = await cases();
    expect(await enter(first?.id ?? '', [tegan], other.id)).toEqual({ kind: 'not-found' });
  });

  it('leaves a sealed case alone', async () => {
    const [first] = await cases();
    await records.database.case.update({
      where: { id: first?.id ?? '' },
      data: { heldAt: monday },
    });
    expect(await enter(first?.id ?? '', [tegan])).toEqual({ kind: 'held' });
  });
});
