import { beforeEach, describe, expect, it } from 'vitest';
import { saveBriefing } from '../../records/learning/briefing.ts';
import { type BriefingDesk, briefingDesk } from '../../records/learning/briefing-view.ts';
import { clearBriefingHits } from '../../records/learning/clear-briefing-hits.ts';
import { askToDisseminate } from '../../records/learning/disseminate.ts';
import { publishBriefing } from '../../records/learning/publish-briefing.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { auditAtFollowUp } from '../support/followed-up-audit.ts';
import { prepared } from '../support/prepared.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, dates.started);
  return { place, audit: await auditAtFollowUp(made, place) };
});
const { place, audit } = given;
const later = new Date('2027-06-23T10:00:00Z');
const of = { partnershipId: place.id, auditId: audit.id };
const nadia = { contactId: place.people.nadia.id };
const owen = { contactId: place.people.owen.id };
const where = 'https://aldermere.example/briefings/2027-06';
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

async function desk(): Promise<BriefingDesk> {
  const found = await briefingDesk(records, of);
  if (!found) throw new Error('no briefing');
  return found;
}

const seven = Array.from({ length: 7 }, (_, at) => `What matters under point ${at + 1}.`);

const save = (points: string[], seen = 1, by = nadia) =>
  saveBriefing(records, { ...of, seen, points }, by, later);

const publish = (version: number, publishedOn = '23 6 2027') =>
  publishBriefing(records, { ...of, version, publishedOn, where }, nadia, later);

describe('the briefing', () => {
  it('is drafted once from the approved report, for the officer to publish (DD-25)', async () => {
    const ref = { partnership: place.id, audit: audit.number, stage: 'briefing' };
    await askToDisseminate(records, { ...ref, kind: 'disseminate' }, later);
    const { text, settings } = await desk();
    expect(text).toMatchObject({ version: 1, writtenById: null });
    expect(settings.points).toHaveLength(7);
    expect(text.points).toHaveLength(7);
    expect(text.points[2]).toBe('- Children were seen alone.');
    expect(text.points[5]).toContain('- Ask both parents (police). (Aldermere Police, by');
    expect(text.points[6]).toBe('');
    const asks = await records.database.ask.findMany({ where: { step: 'publish' } });
    expect(asks).toMatchObject([
      { contactId: place.people.nadia.id, agencyId: null, dueDate: '2027-06-30', outcome: null },
    ]);
  });

  it('keeps every text that was saved, and lets nobody write over somebody else’s', async () => {
    expect(await save(seven)).toEqual({ kind: 'saved', version: 2 });
    expect(await save(seven)).toEqual({ kind: 'unchanged', version: 2 });
    const other = await save([...seven.slice(0, 6), 'Mine.'], 1, owen);
    expect(other).toMatchObject({ kind: 'stale', theirs: { version: 2, points: seven } });
    expect(await records.database.briefing.count()).toBe(2);
    expect(await save(seven.slice(0, 6), 2)).toEqual({ kind: 'not-found' });
  });

  it('is published with seven points, none of them empty, on a day that has come (DD-25)', async () => {
    expect(await publish(1, '24 6 2027')).toEqual({
      kind: 'refused',
      problems: [
        { field: 'publishedOn', message: expect.stringContaining('still to come') },
        { field: 'point-7', message: 'Write something under “What you can do”.' },
      ],
    });
    await save(seven);
    expect(await publish(1)).toEqual({ kind: 'changed' });
    expect(await publish(2)).toEqual({ kind: 'published' });
    expect(await publish(2)).toEqual({ kind: 'ended' });
    expect((await desk()).publication).toMatchObject({
      on: '2027-06-23',
      where,
      recordedBy: 'Nadia Hussain',
    });
    expect(await save(['Other.', ...seven.slice(1)], 2)).toEqual({ kind: 'ended' });
    expect(await records.database.ask.findMany({ where: { step: 'publish' } })).toMatchObject([
      { outcome: 'answered' },
    ]);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('is not published while it holds what may identify somebody', async () => {
    const child = audit.children[0]?.names[0] ?? '';
    await save([`${child} was seen alone.`, ...seven.slice(1)]);
    expect(await publish(2)).toMatchObject({ kind: 'identifiers' });
    const hits = (await desk()).hits.filter(({ cleared }) => cleared === null);
    expect(hits.map(({ text }) => text).join(' ')).toContain(child.split(' ')[0]);
    const digests = hits.map(({ digest }) => digest);
    const input = { ...of, version: 2, digests };
    expect(await clearBriefingHits(records, { ...input, reason: ' ' }, nadia, later)).toMatchObject(
      { kind: 'refused' },
    );
    const reason = 'The name of a street, not of a child.';
    const cleared = await clearBriefingHits(records, { ...input, reason }, nadia, later);
    expect(cleared).toEqual({ kind: 'cleared', hits: hits.length });
    expect(await publish(2)).toEqual({ kind: 'published' });
    const rows = await records.database.identifierClearance.findMany({
      where: { briefingId: { not: null } },
    });
    expect(rows.length).toBe(new Set(digests).size);
  });

  it('does not ask again about a sentence that was cleared, only about a new one', async () => {
    const child = audit.children[0]?.names[0] ?? '';
    const sentence = `${child} was seen alone.`;
    await save([sentence, ...seven.slice(1)]);
    const digests = (await desk()).hits.map(({ digest }) => digest);
    const input = { ...of, version: 2, digests, reason: 'The name of a street.' };
    await clearBriefingHits(records, input, nadia, later);
    await save([sentence, `${child} was heard.`, ...seven.slice(2)], 2);
    const hits = (await desk()).hits.map(({ sectionTitle, cleared }) => [
      sectionTitle.slice(0, 2),
      cleared !== null,
    ]);
    expect(new Set(hits.map(String))).toEqual(new Set(['1.,true', '2.,false']));
  });

  it('is as unknown in another partnership as a random one', async () => {
    const foreign = { partnershipId: 'elsewhere', auditId: audit.id };
    expect(await briefingDesk(records, foreign)).toBeNull();
    const input = { ...foreign, seen: 1, points: seven };
    expect(await saveBriefing(records, input, nadia, later)).toEqual({ kind: 'not-found' });
    const publication = { ...foreign, version: 1, publishedOn: '23 6 2027', where };
    expect(await publishBriefing(records, publication, nadia, later)).toEqual({
      kind: 'not-found',
    });
  });
});
