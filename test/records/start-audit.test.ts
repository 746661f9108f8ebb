import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { canonicalList } from '../../domain/children-list.ts';
import { type NewAudit, proposedAudit } from '../../domain/new-audit.ts';
import { profileOf, workingCalendar } from '../../records/audits/audit-context.ts';
import { startAudit } from '../../records/audits/start-audit.ts';
import { drawSample } from '../../records/sample/sample.ts';
import { canonical, firstBrokenEvent } from '../../records/store/events.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey, open, sha256 } from '../../records/store/sealing.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';
import { lendDatabase } from '../support/lent-database.ts';
import { freshDatabase } from '../support/postgres.ts';

const { url } = await freshDatabase();
const records: Records = { database: lendDatabase(url), keyring: openKeyring(newKey()) };
const monday = new Date('2027-03-01T10:00:00Z');
const levels = ['universal', 'early-help', 'child-in-need', 'child-protection', 'child-in-care'];

let place: Aldermere;
let audit: NewAudit;
let count = 0;

beforeEach(async () => {
  count += 1;
  place = await aldermere(records, monday, `aldermere-${count}`);
  const profile = await profileOf(records.database, place.profileVersionId);
  const calendar = workingCalendar({ zone: 'Europe/London', closures: [] }, monday);
  audit = {
    focus: 'Children who go missing from home',
    sources: [
      { kind: 'review', rationale: 'The review of Child K' },
      { kind: 'concern', rationale: 'Responses came late' },
    ],
    ...proposedAudit(profile, monday, { ...profile.clock, calendar }),
    list: { rows: childrenOf(levels, 4), droppedColumns: 2 },
    excluded: [{ reference: 'universal-2', reason: 'Audited in the past 12 months' }],
    leftOut: [],
  };
});

function childrenOf(of: string[], each: number) {
  return of.flatMap((level) =>
    Array.from({ length: each }, (_, position) => ({
      reference: `${level}-${position + 1}`,
      level,
      source: 'Case system',
      familyReference: null,
      knownAgencies: ['police'],
    })),
  );
}

function start(change: Partial<NewAudit> = {}, startKey: string = randomUUID(), now = monday) {
  const { id: partnershipId, profileVersionId, people } = place;
  const input = { partnershipId, startKey, profileVersionId, audit: { ...audit, ...change } };
  return startAudit(records, input, { contactId: people.nadia.id }, now);
}

async function started(change: Partial<NewAudit> = {}) {
  const outcome = await start(change);
  if (outcome.kind !== 'started') throw new Error(JSON.stringify(outcome));
  return outcome;
}

describe('an audit that is started', () => {
  it('keeps one focus and its sources with their rationale, sealed (DD-1, DD-2)', async () => {
    const { auditId } = await started();
    const row = await records.database.audit.findUniqueOrThrow({
      where: { id: auditId },
      include: { sources: { orderBy: { kind: 'asc' } } },
    });
    const key = await transaction(records, (tx) => records.keyring.audit(tx, auditId));
    expect(open(key, `Audit.focusSealed/${auditId}`, row.focusSealed)).toBe(
      'Children who go missing from home',
    );
    expect(
      row.sources.map(({ id, kind, rationaleSealed }) => [
        kind,
        open(key, `AuditSource.rationaleSealed/${id}`, rationaleSealed),
      ]),
    ).toEqual([
      ['concern', 'Responses came late'],
      ['review', 'The review of Child K'],
    ]);
    expect(Buffer.from(row.focusSealed).includes('missing')).toBe(false);
  });

  it('keeps why there are not eight children and why not six months (DD-3, DD-4)', async () => {
    const { auditId } = await started({
      size: { cases: 6, reason: 'A small partnership' },
      window: { from: '2026-03-01', to: '2027-03-01', reason: 'Court delays' },
    });
    const row = await records.database.audit.findUniqueOrThrow({ where: { id: auditId } });
    const key = await transaction(records, (tx) => records.keyring.audit(tx, auditId));
    expect(row).toMatchObject({ cohortSize: 6, windowFrom: '2026-03-01', windowTo: '2027-03-01' });
    expect(open(key, `Audit.cohortReason/${auditId}`, row.cohortReason ?? Buffer.of())).toBe(
      'A small partnership',
    );
    expect(open(key, `Audit.windowReason/${auditId}`, row.windowReason ?? Buffer.of())).toBe(
      'Court delays',
    );
  });

  it('keeps the fingerprint of the list, its rows sealed and the exclusion with its reason (DD-5)', async () => {
    const { auditId } = await started();
    const frame = await records.database.samplingFrame.findUniqueOrThrow({
      where: { auditId },
      include: { rows: true },
    });
    expect(frame).toMatchObject({ hash: sha256(canonicalList(audit.list.rows)), rowCount: 20 });
    const key = await transaction(records, (tx) => records.keyring.audit(tx, auditId));
    const excluded = frame.rows.filter((row) => row.excludedReasonSealed);
    expect(excluded).toHaveLength(1);
    const [row] = excluded;
    expect(
      open(key, `FrameRow.referenceSealed/${row?.id}`, row?.referenceSealed ?? Buffer.of()),
    ).toBe('universal-2');
  });

  it('can be drawn from with a level left out for a reason (DD-5)', async () => {
    const { number, auditId } = await started({
      list: { rows: childrenOf(levels.slice(0, 4), 4), droppedColumns: 0 },
      leftOut: [{ stratum: 'child-in-care', reason: 'No child in care went missing' }],
    });
    const ref = { partnership: place.id, audit: number };
    await drawSample(records, { ...ref, stage: 'sample', kind: 'draw-sample' }, monday);
    const cases = await records.database.case.findMany({ where: { auditId } });
    expect(new Set(cases.map(({ stratum }) => stratum))).toEqual(new Set(levels.slice(0, 4)));
    expect(cases).toHaveLength(8);
  });

  it('is pinned to its plan, whose hash anybody can work out again', async () => {
    const { auditId } = await started();
    const row = await records.database.audit.findUniqueOrThrow({ where: { id: auditId } });
    expect(row.planHash).toBe(sha256(canonical(row.plan)));
    expect(JSON.stringify(row.plan)).not.toMatch(/grade|good practice/i);
  });

  it('writes its first event and a nudge that starts its workflow', async () => {
    const { auditId, number } = await started();
    const nudges = await records.database.nudge.findMany({ where: { partnershipId: place.id } });
    expect(nudges).toMatchObject([
      { workflowType: 'audit', workflowId: `audit/${place.id}/${number}`, word: 'audit-started' },
    ]);
    expect(await firstBrokenEvent(records.database, auditId)).toBeNull();
    const [event] = await records.database.event.findMany({ where: { chain: auditId } });
    expect(JSON.stringify(event)).not.toMatch(/missing|Child K|universal-2/);
  });
});

describe('an audit that cannot be started', () => {
  it('says why under each field and leaves nothing half-done', async () => {
    const outcome = await start({ focus: '', sources: [] });
    expect(outcome).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'focus' }, { field: 'sources' }],
    });
    expect(await records.database.audit.count({ where: { partnershipId: place.id } })).toBe(0);
    expect(await records.database.nudge.count({ where: { partnershipId: place.id } })).toBe(0);
  });

  it('refuses the profile of another partnership like an unknown one', async () => {
    const other = await aldermere(records, monday, `elsewhere-${count}`);
    const input = { partnershipId: place.id, startKey: randomUUID(), audit };
    const by = { contactId: place.people.nadia.id };
    for (const profileVersionId of [other.profileVersionId, randomUUID()]) {
      const outcome = await startAudit(records, { ...input, profileVersionId }, by, monday);
      expect(outcome).toEqual({ kind: 'no-profile' });
    }
  });
});

describe('numbers of audits', () => {
  it('count up within the year of the partnership, each of them its own', async () => {
    const newYear = new Date('2027-12-31T23:59:00Z');
    const numbers = [
      await start(),
      await start(),
      await start(
        { window: { from: '2027-06-30', to: '2027-12-31', reason: 'The year' }, dates: dates2028 },
        randomUUID(),
        newYear,
      ),
    ].map((outcome) => ('number' in outcome ? outcome.number : outcome));
    expect(numbers).toEqual(['2027-01', '2027-02', '2027-03']);
    const other = await aldermere(records, monday, `elsewhere-${count}`);
    place = other;
    expect(await start()).toMatchObject({ number: '2027-01' });
  });

  it('are each given once to audits that start at the same moment', async () => {
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => start()));
    const numbers = outcomes.map((outcome) => ('number' in outcome ? outcome.number : '')).sort();
    expect(numbers).toEqual(['2027-01', '2027-02', '2027-03', '2027-04', '2027-05']);
  });
});

const dates2028 = {
  returns: { degree: 'fixed' as const, date: '2028-02-07' },
  pack: { degree: 'fixed' as const, date: '2028-02-21' },
  discussion: { degree: 'fixed' as const, date: '2028-02-28' },
};

describe('the same form sent twice', () => {
  it('starts one audit, also when both arrive at the same moment', async () => {
    const startKey = randomUUID();
    const outcomes = await Promise.all([start({}, startKey), start({}, startKey)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['started', 'started-before']);
    expect(await start({}, startKey)).toMatchObject({ kind: 'started-before', number: '2027-01' });
    expect(await records.database.audit.count({ where: { partnershipId: place.id } })).toBe(1);
  });
});

it('takes a list of 10,000 children, and draws from it', async () => {
  const rows = childrenOf(levels, 2000);
  const { auditId, number: of } = await started({ list: { rows, droppedColumns: 0 } });
  expect(await records.database.frameRow.count({ where: { frame: { auditId } } })).toBe(10_000);
  const ref = { partnership: place.id, audit: of };
  await drawSample(records, { ...ref, stage: 'sample', kind: 'draw-sample' }, monday);
  const tickets = { draw: { auditId } };
  expect(await records.database.ticket.count({ where: tickets })).toBe(9_999);
  const drawn = await records.database.ticket.findMany({ where: { ...tickets, drawn: true } });
  expect(drawn).toHaveLength(8);
});

describe('the audit period of a process that counts it back from the selection', () => {
  const friday = new Date('2027-03-05T10:00:00Z');

  async function periodAfterDraw(change: Partial<NewAudit> = {}) {
    const { id: partnershipId, people } = place;
    const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
    const yaml = readFileSync(file, 'utf8')
      .replace('version: 1', 'version: 2')
      .replace('{ months: 6 }', '{ months: 6, upTo: selection }');
    const profileVersionId = await transaction(records, (tx) =>
      storeProfile(tx, partnershipId, yaml, monday),
    );
    const input = { partnershipId, startKey: randomUUID(), profileVersionId };
    const given = { ...input, audit: { ...audit, ...change } };
    const started = await startAudit(records, given, { contactId: people.nadia.id }, monday);
    if (started.kind !== 'started') throw new Error(JSON.stringify(started));
    const ref = { partnership: partnershipId, audit: started.number };
    await drawSample(records, { ...ref, stage: 'sample', kind: 'draw-sample' }, friday);
    const where = { id: started.auditId };
    const { windowFrom, windowTo } = await records.database.audit.findUniqueOrThrow({ where });
    return [windowFrom, windowTo];
  }

  it('ends on the day of the draw for everybody (CH-12)', async () => {
    expect(await periodAfterDraw()).toEqual(['2026-09-05', '2027-03-05']);
  });

  it('stays as it is where the officer gave a reason for another', async () => {
    const window = { from: '2026-01-01', to: '2027-02-01', reason: 'A whole year was agreed.' };
    expect(await periodAfterDraw({ window })).toEqual(['2026-01-01', '2027-02-01']);
  });
});
