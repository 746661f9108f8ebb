import { beforeEach, describe, expect, it } from 'vitest';
import { askForUpdates } from '../../records/actions/expect-updates.ts';
import { bringForward } from '../../records/asks/bring-forward.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { cancelAudit, pauseAudit, resumeAudit } from '../../records/audits/pause-audit.ts';
import { askToAttend } from '../../records/discussion/meeting.ts';
import { askToCirculate } from '../../records/discussion/pack.ts';
import { askWhoIsInvolved } from '../../records/involvement/involvement.ts';
import { askToDisseminate } from '../../records/learning/disseminate.ts';
import { askToWriteReport } from '../../records/report/report.ts';
import { openRequest, openRequests } from '../../records/returns/requests.ts';
import { askForIdentities } from '../../records/sample/sample.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtReturns } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const tuesday = new Date('2027-03-02T11:00:00Z');
// Eight working days after that Tuesday.
const resumed = new Date('2027-03-12T15:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const audit = await auditAtReturns(made, place, monday);
  return { place, audit };
});
const { place, audit } = given;
const nadia = { contactId: place.people.nadia.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

function change(reason = 'An inspection was announced') {
  return { partnershipId: place.id, auditId: audit.id, reason };
}

function returnsAsks() {
  return records.database.ask.findMany({
    where: { auditId: audit.id, step: 'returns' },
    orderBy: { key: 'asc' },
  });
}

function nudges(word: string) {
  return records.database.nudge.findMany({ where: { partnershipId: place.id, word } });
}

const policeWait = () => `request/${place.id}/${audit.number}/police#returns`;

describe('an audit that is paused', () => {
  it('tells every workflow that waits for something, with no time to wake at', async () => {
    expect(await pauseAudit(records, change(), nadia, tuesday)).toBe('paused');
    const told = await nudges('paused');
    expect(told.map(({ workflowId }) => workflowId.split('/').at(-1)).sort()).toEqual(
      [
        audit.number,
        audit.number,
        audit.number,
        'community-health',
        'police',
        'social-care',
      ].sort(),
    );
    for (const { payload } of told) {
      expect(payload).toMatchObject({ wait: { wakesAt: null, audit: 'paused' } });
    }
  });

  it('is paused once, and only with a reason', async () => {
    expect(await pauseAudit(records, change(' '), nadia, tuesday)).toBe('no-reason');
    const outcomes = await Promise.all(
      [1, 2].map(() => pauseAudit(records, change(), nadia, tuesday)),
    );
    expect(outcomes.sort()).toEqual(['not-open', 'paused']);
  });

  it('reminds nobody meanwhile', async () => {
    await pauseAudit(records, change(), nadia, tuesday);
    const before = await records.database.letter.count({ where: { auditId: audit.id } });
    const ref = { partnership: place.id, audit: audit.number, wait: policeWait() };
    await actOnClock(records, ref, new Date('2027-06-01T10:00:00Z'));
    expect(await records.database.letter.count({ where: { auditId: audit.id } })).toBe(before);
  });

  it('shifts what is open by the working days that it stood still', async () => {
    await pauseAudit(records, change(), nadia, tuesday);
    expect(await resumeAudit(records, change('It is over'), nadia, resumed)).toEqual({
      kind: 'resumed',
      workingDays: 8,
    });
    const [ask] = await returnsAsks();
    expect([ask?.firstDueDate, ask?.dueDate]).toEqual(['2027-04-07', '2027-04-19']);
    const dates = await records.database.auditDate.findMany({
      where: { auditId: audit.id, supersededAt: null },
      orderBy: { date: 'asc' },
    });
    expect(dates.map(({ key, date }) => [key, date])).toEqual([
      ['returns', '2027-04-19'],
      ['pack', '2027-05-04'],
      ['discussion', '2027-05-11'],
    ]);
    expect(await nudges('resumed')).not.toHaveLength(0);
  });

  it('shifts nothing when it is resumed on the same day', async () => {
    await pauseAudit(records, change(), nadia, tuesday);
    const soon = new Date('2027-03-02T16:00:00Z');
    expect(await resumeAudit(records, change(), nadia, soon)).toMatchObject({ workingDays: 0 });
    const [ask] = await returnsAsks();
    expect(ask?.dueDate).toBe('2027-04-07');
  });
});

describe('people who are asked for something', () => {
  const told = async (kind: string) => {
    const letters = await records.database.letter.findMany({ where: { auditId: audit.id, kind } });
    return letters.map(({ contactId }) => contactId).sort();
  };
  const asked = () => {
    const { priya, rosa, sian } = place.people;
    return [priya.id, rosa.id, sian.id].sort();
  };

  it('are each told once that the audit stands still, and once that it goes on', async () => {
    await pauseAudit(records, change(), nadia, tuesday);
    expect(await told('audit-paused')).toEqual(asked());
    await resumeAudit(records, change(), nadia, resumed);
    expect(await told('audit-resumed')).toEqual(asked());
    expect(await told('date-moved')).toEqual([]);
    // Of a pause that nobody had heard of yet they hear nothing any more.
    const late = await records.database.letter.findMany({ where: { kind: 'audit-paused' } });
    expect(late.filter(({ auditId }) => auditId === audit.id).map(({ state }) => state)).toEqual([
      'dropped',
      'dropped',
      'dropped',
    ]);
  });

  it('are told of it on the next working morning, unless something is due before', async () => {
    // Saturday; the returns are due weeks later.
    await pauseAudit(records, change(), nadia, new Date('2027-03-06T20:00:00Z'));
    const first = await records.database.letter.findFirstOrThrow({
      where: { kind: 'audit-paused' },
    });
    expect(first.nextAttemptAt).toEqual(new Date('2027-03-08T09:00:00Z'));
  });

  it('are each told once that the audit is cancelled, whether they had answered or not', async () => {
    await cancelAudit(records, change(), nadia, tuesday);
    const leads = await records.database.ask.findMany({
      where: { auditId: audit.id, step: 'involvement' },
    });
    const people = await told('audit-cancelled');
    expect(new Set(people).size).toBe(people.length);
    expect(people).toEqual(expect.arrayContaining(asked()));
    expect(people.every((id) => leads.some(({ contactId }) => contactId === id))).toBe(true);
  });
});

describe('an audit that is cancelled', () => {
  it('asks nobody anything any more and ends its workflows', async () => {
    expect(await cancelAudit(records, change('A review covers it'), nadia, tuesday)).toBe(
      'cancelled',
    );
    expect(await records.database.ask.count({ where: { auditId: audit.id, outcome: null } })).toBe(
      0,
    );
    const row = await records.database.audit.findUniqueOrThrow({ where: { id: audit.id } });
    expect(row).toMatchObject({ state: 'cancelled', endedAt: tuesday });
    for (const { payload } of await nudges('cancelled')) {
      expect(payload).toMatchObject({ wait: { open: 0, audit: 'cancelled' } });
    }
  });

  it('finds nothing begun by a step that was on its way when it was cancelled', async () => {
    await cancelAudit(records, change(), nadia, tuesday);
    const rows = async () => ({
      asks: await records.database.ask.findMany({ where: { auditId: audit.id } }),
      stages: await records.database.stage.findMany({ where: { auditId: audit.id } }),
      actions: await records.database.action.count({ where: { auditId: audit.id } }),
      nudges: await records.database.nudge.count(),
      letters: await records.database.letter.count(),
    });
    const before = await rows();
    const of = { partnership: place.id, audit: audit.number };
    const steps = [
      askForIdentities(records, { ...of, stage: 'sample', kind: 'draw-sample' }, tuesday),
      askWhoIsInvolved(
        records,
        { ...of, stage: 'involvement', kind: 'check-involvement' },
        tuesday,
      ),
      openRequests(records, { ...of, stage: 'returns', kind: 'gather-returns' }, tuesday),
      openRequest(records, { ...of, agency: 'police' }, tuesday),
      askToCirculate(records, { ...of, stage: 'pack', kind: 'circulate-pack' }, tuesday),
      askToAttend(records, { ...of, stage: 'discussion', kind: 'discuss' }, tuesday),
      askToWriteReport(records, { ...of, stage: 'report', kind: 'write-report' }, tuesday),
      askForUpdates(records, { ...of, stage: 'actions', kind: 'follow-up' }, tuesday),
      askToDisseminate(records, { ...of, stage: 'learning', kind: 'disseminate' }, tuesday),
    ];
    for (const wait of await Promise.all(steps)) {
      expect(wait).toMatchObject({ open: 0, wakesAt: null, audit: 'cancelled' });
    }
    expect(await rows()).toEqual(before);
  });

  it('can be cancelled while it is paused, and then not resumed', async () => {
    await pauseAudit(records, change(), nadia, tuesday);
    expect(await cancelAudit(records, change(), nadia, resumed)).toBe('cancelled');
    expect(await resumeAudit(records, change(), nadia, resumed)).toEqual({ kind: 'not-paused' });
    expect(await cancelAudit(records, change(), nadia, resumed)).toBe('ended-before');
  });

  it('cannot be cancelled, paused or resumed from another partnership', async () => {
    const other = await aldermere(records, monday, 'elsewhere');
    const foreign = { ...change(), partnershipId: other.id };
    expect(await pauseAudit(records, foreign, nadia, tuesday)).toBe('not-open');
    expect(await resumeAudit(records, foreign, nadia, tuesday)).toEqual({ kind: 'not-paused' });
    expect(await cancelAudit(records, foreign, nadia, tuesday)).toBe('ended-before');
  });
});

describe('a wait that is brought forward', () => {
  const bring = (which: 'next' | 'close', reason = 'The inspection is next week') =>
    bringForward(
      records,
      { partnershipId: place.id, auditId: audit.id, wait: policeWait(), which, reason },
      nadia,
      tuesday,
    );

  it('sends now what would be sent next', async () => {
    expect(await bring('next')).toEqual({ kind: 'brought-forward', asks: 1 });
    const [nudge] = await nudges('brought-forward');
    expect(nudge?.payload).toMatchObject({ wait: { wakesAt: tuesday.toISOString() } });
    const ref = { partnership: place.id, audit: audit.number, wait: policeWait() };
    await actOnClock(records, ref, tuesday);
    const letters = await records.database.letter.findMany({
      where: { auditId: audit.id, contactId: place.people.priya.id, queuedAt: tuesday },
    });
    expect(letters.map(({ kind }) => kind)).toEqual(['returns/remind']);
  });

  it('ends the time now, without the reminders that were still to come', async () => {
    expect(await bring('close')).toMatchObject({ kind: 'brought-forward' });
    const [nudge] = await nudges('brought-forward');
    expect(nudge?.payload).toMatchObject({ wait: { wakesAt: tuesday.toISOString() } });
    const ref = { partnership: place.id, audit: audit.number, wait: policeWait() };
    expect(await actOnClock(records, ref, tuesday)).toMatchObject({ wakesAt: null });
    const asks = (await returnsAsks()).filter(({ agencyId }) => agencyId === place.agencies.police);
    expect(asks.map(({ outcome }) => outcome)).toEqual(['not-answered']);
  });

  it('needs a reason and something that is open', async () => {
    expect(await bring('next', '')).toEqual({ kind: 'no-reason' });
    await cancelAudit(records, change(), nadia, tuesday);
    expect(await bring('next')).toEqual({ kind: 'not-found' });
  });

  it('waits while the audit is paused', async () => {
    await pauseAudit(records, change(), nadia, tuesday);
    expect(await bring('next')).toEqual({ kind: 'paused' });
  });
});
