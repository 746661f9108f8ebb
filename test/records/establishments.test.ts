import { beforeEach, describe, expect, it } from 'vitest';
import { parseEstablishments } from '../../domain/asked-list.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { endRequest } from '../../records/asks/end-request.ts';
import { handOver } from '../../records/asks/hand-over.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { startAudit } from '../../records/audits/start-audit.ts';
import { answersOverview } from '../../records/returns/answers-overview.ts';
import { openRequest, openRequests } from '../../records/returns/requests.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { startRehearsedAudit } from '../../rehearsal/new-audit.ts';
import { inventPartnership } from '../../rehearsal/partnership.ts';
import { respondentSubmitsAll } from '../../rehearsal/people/returns.ts';
import { profileText } from '../../rehearsal/play-audit.ts';
import { prepared } from '../support/prepared.ts';

const start = new Date('2027-10-04T10:00:00Z');
const many = 120;
const yaml = profileText('solihull-schools-175');

/** The list as a business unit uploads it. */
function uploaded(count: number): Buffer {
  const rows = Array.from({ length: count }, (_, at) => {
    const number = String(at + 1).padStart(3, '0');
    return `School ${number},Contact ${number},contact@school-${number}.example,Aldermere Schools`;
  });
  return Buffer.from(['School,Contact,Email,Agency', ...rows, ''].join('\r\n'));
}

const agencies = [{ key: 'schools', label: 'Aldermere Schools' }];

const { given, fresh } = await prepared(async (made) => {
  const place = await inventPartnership(made, { yaml, agencies: ['schools', 'police'] }, start);
  const list = parseEstablishments(uploaded(many), { agencies });
  if (!list.ok) throw new Error(JSON.stringify(list.problems));
  const { id: partnershipId, officer, profileVersionId } = place;
  const asked = { establishments: list.rows };
  const wanted = { partnershipId, officer, profileVersionId, asked };
  const audit = await startRehearsedAudit(made, wanted, start);
  const ref = { partnership: place.id, audit: audit.number };
  await openRequests(made, { ...ref, stage: 'returns', kind: 'gather-returns' }, start);
  await openRequest(made, { ...ref, agency: 'schools' }, start);
  return { place, audit, ref };
});
const { place, audit, ref } = given;
const wait = `request/${place.id}/${audit.number}/schools#returns`;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const overview = (now: Date) =>
  transaction(records, async (tx) =>
    answersOverview(records, tx, await auditContext(tx, audit.id), now),
  );

async function clockAt(iso: string) {
  await actOnClock(records, { ...ref, wait }, new Date(iso));
}

async function answered(count: number) {
  const requests = await records.database.request.findMany({
    where: { auditId: audit.id },
    orderBy: { party: 'asc' },
    take: count,
  });
  for (const { id, responsibleId } of requests) {
    const given = { requestId: id, contactId: responsibleId };
    await respondentSubmitsAll(records, given, new Date('2027-11-01T10:00:00Z'));
  }
}

const lettersOf = (kind: string) =>
  records.database.letter.findMany({ where: { auditId: audit.id, kind } });

describe(`an audit of ${many} schools`, () => {
  it('adds them to the directory, each with its own contact (SO-38)', async () => {
    expect(
      await records.database.service.count({ where: { name: { startsWith: 'School' } } }),
    ).toBe(many);
    const requests = await records.database.request.findMany({ where: { auditId: audit.id } });
    expect(requests).toHaveLength(many);
    expect(new Set(requests.map(({ responsibleId }) => responsibleId)).size).toBe(many);
  });

  it('wakes one workflow for all of them, and asks each by one email (SO-38)', async () => {
    const nudges = await records.database.nudge.findMany({ where: { word: 'asked' } });
    expect(nudges.map(({ workflowId }) => workflowId)).toEqual([
      `request/${place.id}/${audit.number}/schools`,
    ]);
    await clockAt('2027-10-04T10:00:00Z');
    const letters = await lettersOf('returns/ask');
    expect(letters).toHaveLength(many);
    expect(new Set(letters.map(({ contactId }) => contactId)).size).toBe(many);
  }, 60_000);

  it('reminds only those that have not answered, and says who they are (SO-38)', async () => {
    await clockAt('2027-10-04T10:00:00Z');
    await answered(6);
    await clockAt('2027-11-08T09:00:00Z');
    expect(await lettersOf('returns/remind')).toHaveLength(many - 6);
    const view = await overview(new Date('2027-11-08T10:00:00Z'));
    const silent = view?.lines.filter(({ open }) => open) ?? [];
    expect(silent).toHaveLength(many - 6);
    expect(silent[0]).toMatchObject({ label: 'School 007', who: 'Contact 007', state: 'waiting' });
  }, 120_000);

  it('tells others of the silence of all in one email each, and records it (SO-38)', async () => {
    await clockAt('2027-10-04T10:00:00Z');
    await clockAt('2027-12-01T09:00:00Z');
    // The officer and the safeguarding lead of the agency.
    expect(await lettersOf('returns/escalate')).toHaveLength(2);
    await clockAt('2027-12-15T17:00:00Z');
    const states = await records.database.return.groupBy({ by: ['state'], _count: true });
    expect(states).toMatchObject([{ state: 'not-answered', _count: many }]);
    await endRequest(records, { ...ref, agency: 'schools' }, new Date('2027-12-15T17:00:00Z'));
    const ended = await records.database.event.findMany({ where: { kind: 'request.ended' } });
    expect(ended.map(({ ids }) => ids)).toEqual([
      { agency: 'schools', outcome: 'not-answered', count: many },
    ]);
  }, 120_000);

  it('lets a school hand over to an address like its own, and to no other (SO-38)', async () => {
    const ask = await records.database.ask.findFirstOrThrow({
      where: { auditId: audit.id, request: { party: 'school-001' } },
    });
    const by = { contactId: ask.contactId };
    const to = (email: string) =>
      handOver(
        records,
        { partnershipId: place.id, askId: ask.id, colleague: { name: 'Mo Ash', email } },
        by,
        start,
      );
    expect(await to('mo@school-002.example')).toEqual({ kind: 'foreign-address' });
    expect(await to('mo@school-001.example')).toMatchObject({ kind: 'handed-over' });
  });

  it('asks those of the directory where nothing is uploaded, and needs some (SO-38)', async () => {
    const { id: partnershipId, officer, profileVersionId } = place;
    const again = { partnershipId, officer, profileVersionId, asked: {} };
    const next = await startRehearsedAudit(records, again, start);
    // The two that the invented directory has besides.
    expect(await records.database.case.count({ where: { auditId: next.id } })).toBe(many + 2);
    const another = await inventPartnership(
      records,
      { yaml, id: 'elsewhere', agencies: ['police'] },
      start,
    );
    const profile = another.profile;
    const input = {
      partnershipId: another.id,
      startKey: 'none',
      profileVersionId: another.profileVersionId,
      audit: {
        focus: profile.title,
        sources: [],
        window: { from: '2026-10-04', to: '2027-10-04', reason: '' },
        size: { cases: 0, reason: '' },
        dates: { returns: { degree: 'fixed' as const, date: '2027-11-22' } },
        list: { rows: [], droppedColumns: 0 },
        excluded: [],
        leftOut: [],
      },
    };
    const refused = await startAudit(records, input, { contactId: another.officer }, start);
    expect(refused).toMatchObject({
      kind: 'refused',
      problems: [
        { field: 'asked', message: 'The directory has no schools: upload a list of them.' },
      ],
    });
  });
});
