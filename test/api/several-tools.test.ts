import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { submitReturn } from '../../records/returns/submit-return.ts';
import { transaction } from '../../records/store/transaction.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';
import { readableText, readerBrowser } from '../support/reader.ts';
import { auditAtReturns, fillIn } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
let test: TestApp;
let place: Aldermere;

beforeAll(async () => {
  test = await startApp(monday.toISOString());
  place = await aldermere(test.records, monday, 'aldermere');
  place.profileVersionId = await transaction(test.records, (tx) =>
    storeProfile(tx, place.id, ownToolForCare(), monday),
  );
});
afterAll(() => test?.stop());

/** The deep dive with one section more for children in care. */
function ownToolForCare(): string {
  const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
  const { tool, ...profile } = parse(readFileSync(file, 'utf8'));
  const placement = { ...tool.sections[0], key: 'placement', title: 'The placement' };
  profile.version = 2;
  profile.tools = [
    { key: 'main', ...tool },
    { key: 'care', ...tool, sections: [...tool.sections, placement] },
  ];
  const stage = profile.stages.find(({ key }: { key: string }) => key === 'returns');
  Object.assign(stage, { tool: 'main', toolByStratum: { 'child-in-care': 'care' } });
  return stringify(profile, { aliasDuplicateObjects: false });
}

describe('a child whose level of need has a tool of its own (CH-10)', () => {
  it('is asked about with that tool, from the page to what is sent', async () => {
    const known = { police: Array.from({ length: 8 }, (_, at) => ({ number: at + 1 })) };
    const audit = await auditAtReturns(test.records, place, monday, known);
    const priya = await readerBrowser(test, place.id, place.people.priya.id);
    const rows = await test.records.database.return.findMany({
      where: { auditId: audit.id, request: { agencyId: place.agencies.police } },
      include: { case: true },
    });
    const care = rows.find((row) => row.case.stratum === 'child-in-care');
    const other = rows.find((row) => row.case.stratum === 'universal');
    const by = place.people.priya.id;
    for (const row of [care, other]) {
      const returnId = row?.id ?? '';
      const seen = await fillIn(test.records, { place, returnId, by }, monday);
      expect('placement' in seen).toBe(row === care);
      const page = readableText((await priya.get(`/returns/${returnId}`)).body);
      expect(page.includes('The placement')).toBe(row === care);
      const input = { partnershipId: place.id, returnId, submissionKey: returnId, seen };
      const sent = await submitReturn(test.records, input, { contactId: by }, monday);
      expect(sent.kind).toBe('submitted');
    }
  });
});
