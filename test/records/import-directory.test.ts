import { beforeEach, describe, expect, it } from 'vitest';
import { directoryCsv } from '../../records/directory/directory-snapshot.ts';
import { personView, placeView } from '../../records/directory/directory-view.ts';
import {
  applyImport,
  importView,
  uploadDirectory,
} from '../../records/directory/import-directory.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const { given: place, fresh } = await prepared((made) => aldermere(made, monday));
const by = { contactId: place.people.nadia.id };
const partnershipId = place.id;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

async function uploaded(text: string): Promise<string> {
  return uploadDirectory(records, { partnershipId, text }, by, monday);
}

async function shown(importId: string) {
  const view = await importView(records, { partnershipId, importId }, monday);
  if (!view) throw new Error('no such list');
  return view;
}

function apply(importId: string, fingerprint: string) {
  return applyImport(records, { partnershipId, importId, fingerprint }, by, monday);
}

const added =
  'Agency,Name,Email,Role\nAldermere Police,Ewa Król,ewa.krol@police.example,Strategic lead\n';

describe('the directory as a list', () => {
  it('comes back as it went out without changing anything', async () => {
    const text = await directoryCsv(records, { partnershipId }, monday);
    expect(text).toContain(
      'Aldermere Police,,,Priya Nair,priya.nair@police.example,Safeguarding lead',
    );
    const { plan } = await shown(await uploaded(text));
    expect(plan.problems).toEqual([]);
    expect(plan.changes).toEqual([]);
    expect(plan.same).toBe(text.trim().split('\r\n').length - 1);
  });

  it('holds nothing that a spreadsheet would take for a formula', async () => {
    const { id } = place.people.dean;
    const name = "=cmd|' /C calc'!A1";
    const text = `Name,Email,Person\n"${name}",${place.people.dean.email},${id}\n`;
    const importId = await uploaded(text);
    await apply(importId, (await shown(importId)).fingerprint);
    const again = await directoryCsv(records, { partnershipId }, monday);
    expect(again).toContain(`'${name}`);
    expect(again).not.toMatch(/(^|[,"\n])=cmd/);
    expect((await shown(await uploaded(again))).plan.changes).toEqual([]);
  });

  it('is applied in one go, with an event for each change and one for the list', async () => {
    const importId = await uploaded(added);
    const view = await shown(importId);
    expect(view.plan.changes.map(({ shown: as }) => as)).toEqual(['added', 'added']);
    expect(await apply(importId, view.fingerprint)).toEqual({ kind: 'applied' });
    const police = { kind: 'agency' as const, key: 'police' };
    const { people } = (await placeView(records, { partnershipId, place: police }, monday)) ?? {};
    expect(people?.find(({ name }) => name === 'Ewa Król')?.roles).toEqual(['strategic-lead']);
    const events = await records.database.event.findMany({
      where: { chain: partnershipId },
      orderBy: { seq: 'asc' },
    });
    expect(events.map(({ kind }) => kind)).toEqual([
      'contact.added',
      'role.begun',
      'directory.imported',
    ]);
    expect((await shown(importId)).counts).toEqual({ added: 2, changed: 0, ended: 0 });
  });

  it('is applied once when the button is clicked twice', async () => {
    const importId = await uploaded(added);
    const { fingerprint } = await shown(importId);
    const both = await Promise.all([apply(importId, fingerprint), apply(importId, fingerprint)]);
    expect(both).toEqual([{ kind: 'applied' }, { kind: 'applied' }]);
    expect(await records.database.event.count({ where: { kind: 'directory.imported' } })).toBe(1);
  });

  it('is not applied when the directory has changed since it was shown', async () => {
    const list = (name: string) => uploaded(`Name,Email,Person\n${name},,${place.people.dean.id}`);
    const shownBefore = await list('Dean W');
    const { fingerprint } = await shown(shownBefore);
    const other = await list('Dean X');
    await apply(other, (await shown(other)).fingerprint);
    expect(await apply(shownBefore, fingerprint)).toEqual({ kind: 'stale' });
    const dean = { partnershipId, contactId: place.people.dean.id };
    expect((await personView(records, dean, monday))?.name).toBe('Dean X');
    await apply(shownBefore, (await shown(shownBefore)).fingerprint);
    expect((await personView(records, dean, monday))?.name).toBe('Dean W');
  });

  it('is not applied while a line is not understood', async () => {
    const importId = await uploaded(`${added}Nowhere,Al Fox,al@police.example,\n`);
    const { fingerprint, plan } = await shown(importId);
    expect(plan.problems).toMatchObject([{ line: 3 }]);
    expect(await apply(importId, fingerprint)).toEqual({ kind: 'not-understood' });
    expect(await records.database.event.count()).toBe(0);
  });

  it('belongs to one partnership', async () => {
    const importId = await uploaded(added);
    const foreign = { partnershipId: 'elsewhere', importId };
    expect(await importView(records, foreign, monday)).toBeNull();
    expect(
      await applyImport(records, { ...foreign, fingerprint: '' }, by, monday).catch(() => ({
        kind: 'not-found',
      })),
    ).toEqual({ kind: 'not-found' });
  });

  it('ends a role with its reason and changes the deputy in the same list', async () => {
    const { tom, dean } = place.people;
    const text = [
      'Name,Email,Role,From,To,Why',
      `Tom Ashworth,${tom.email},Deputy,2024-01-01,2027-03-31,Retires`,
      `Dean Whitlock,${dean.email},Deputy,2027-04-01,,`,
    ].join('\n');
    const importId = await uploaded(text);
    const view = await shown(importId);
    expect(view.plan.problems).toEqual([]);
    await apply(importId, view.fingerprint);
    const held = await personView(records, { partnershipId, contactId: tom.id }, monday);
    expect(held?.holdings).toMatchObject([{ toDate: '2027-03-31', reason: 'Retires' }]);
    const next = await personView(records, { partnershipId, contactId: dean.id }, monday);
    expect(next?.holdings).toMatchObject([{ fromDate: '2027-04-01', state: 'later' }]);
  });
});
