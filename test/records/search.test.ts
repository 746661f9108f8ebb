import { beforeEach, describe, expect, it } from 'vitest';
import { changePerson } from '../../records/directory/directory-people.ts';
import { search } from '../../records/overview/search.ts';
import { keepMissingTokens } from '../../records/store/search-tokens.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { auditAtFollowUp } from '../support/followed-up-audit.ts';
import { prepared } from '../support/prepared.ts';

const monday = new Date('2027-01-11T10:00:00Z');
const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  await aldermere(made, monday, 'elsewhere');
  const audit = await auditAtFollowUp(made, place);
  return { place, audit };
});
const { place, audit } = given;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

/** What is found, each kind by what it is called. */
async function found(q: string, partnershipId: string = place.id) {
  const { audits, cases, places, people, actions } = await search(records, { partnershipId, q });
  return {
    audits: audits.rows.map(({ number }) => number),
    cases: cases.rows.map(({ number }) => `C${number}`),
    places: places.rows.map(({ name }) => name),
    people: people.rows.map(({ name }) => name),
    actions: actions.rows.map(({ number }) => number),
  };
}

const nothing = { audits: [], cases: [], places: [], people: [], actions: [] };

describe('somebody of the business unit looks for', () => {
  it('an audit by its number or the words of its theme', async () => {
    expect(await found(audit.number)).toEqual({ ...nothing, audits: [audit.number] });
    expect((await found('2027')).audits).toEqual([audit.number]);
    expect((await found('neglect CHILDREN')).audits).toEqual([audit.number]);
    expect((await found('neglect of elephants')).audits).toEqual([]);
  });

  it('a child by its number and by what the list calls it', async () => {
    expect((await found('c3')).cases).toEqual(['C3']);
    expect((await found(`${audit.number} C3`)).cases).toEqual(['C3']);
    expect((await found('2026-01 C3')).cases).toEqual([]);
    const view = await search(records, { partnershipId: place.id, q: 'C3' });
    const reference = view.cases.rows[0]?.reference ?? '';
    expect(reference).toMatch(/^ALD\d+$/);
    expect((await found(reference.toLowerCase())).cases).toEqual(['C3']);
    // Never by who it is.
    expect(await found('Pritchard')).toEqual(nothing);
  });

  it('an agency, its service or a group by a part of its name', async () => {
    expect((await found('police')).places).toEqual(['Aldermere Police']);
    expect((await found('midwif')).places).toEqual(['Midwifery']);
    expect((await found('executive group')).places).toEqual(['Strategic Executive Group']);
  });

  it('a person by a first or last name without its accents, and by address', async () => {
    expect((await found('sian')).people).toEqual(['Siân Llŷr-Davies']);
    expect((await found('llyr-davies')).people).toEqual(['Siân Llŷr-Davies']);
    expect((await found("O'Brien")).people).toEqual(["Mary O'Brien"]);
    expect((await found('obrien mary')).people).toEqual(["Mary O'Brien"]);
    expect((await found(place.people.dean.email)).people).toEqual(['Dean Whitlock']);
    expect((await found('Dean Nair')).people).toEqual([]);
  });

  it('a person by their new name once it is changed', async () => {
    const { id } = place.people.dean;
    const days = { worksOn: [1, 2, 3, 4, 5], termTimeOnly: false };
    const input = { partnershipId: place.id, contactId: id, name: 'Dean Marlowe', ...days };
    await changePerson(records, input, { contactId: place.people.nadia.id }, monday);
    expect((await found('marlowe')).people).toEqual(['Dean Marlowe']);
    expect((await found('whitlock')).people).toEqual([]);
  });

  it('an action by its number and by its words', async () => {
    expect((await found('action 1')).actions).toEqual([1]);
    const view = await search(records, { partnershipId: place.id, q: 'action 1' });
    const words = view.actions.rows[0]?.text.split(' ').slice(0, 3).join(' ') ?? '';
    expect((await found(words)).actions).toContain(1);
    expect((await found(`${audit.number} action 99`)).actions).toEqual([]);
  });

  it('nothing that belongs to another partnership', async () => {
    expect(await found('neglect', 'elsewhere')).toEqual(nothing);
    expect(await found('C3', 'elsewhere')).toEqual(nothing);
  });

  it('what is not there, or only signs', async () => {
    expect(await found('zebra')).toEqual(nothing);
    expect(await found('%%')).toEqual(nothing);
    expect(await found('"; DROP TABLE')).toEqual(nothing);
  });
});

describe('what the search reads', () => {
  it('holds no word that anybody could read', async () => {
    const rows = await records.database.searchToken.findMany();
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.every(({ token }) => /^[0-9a-f]{64}$/.test(token))).toBe(true);
    // The same word has another token in another partnership.
    const of = (partnershipId: string) =>
      new Set(rows.filter((row) => row.partnershipId === partnershipId).map(({ token }) => token));
    expect([...of('elsewhere')].filter((token) => of(place.id).has(token))).toEqual([]);
  });

  it('is made for what was written before there was a search, once', async () => {
    const before = await records.database.searchToken.count();
    await records.database.searchToken.deleteMany();
    expect((await found('sian')).people).toEqual([]);
    expect(await keepMissingTokens(records)).toBeGreaterThan(20);
    expect(await records.database.searchToken.count()).toBe(before);
    expect((await found('sian')).people).toEqual(['Siân Llŷr-Davies']);
    expect(await keepMissingTokens(records)).toBe(0);
  });

  it('takes as many queries and shows as many rows whatever there is', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => ({
      partnershipId: place.id,
      key: `school-${at}`,
      name: `School number ${at}`,
      mailDomains: [],
    }));
    await records.database.agency.createMany({ data: rows });
    const { places } = await search(records, { partnershipId: place.id, q: 'school number' });
    expect(places.rows).toHaveLength(20);
    expect(places.more).toBe(true);
  });
});
