import { beforeEach, describe, expect, it } from 'vitest';
import type { DatesByKey } from '../../domain/audit-dates.ts';
import type { DegreeDate } from '../../domain/degree-dates.ts';
import { moveDate, previewDateMove } from '../../records/audits/audit-dates.ts';
import { arrangeMeeting } from '../../records/discussion/arrange-meeting.ts';
import { discussionView } from '../../records/discussion/discussion-view.ts';
import { askToAttend } from '../../records/discussion/meeting.ts';
import { askToCirculate } from '../../records/discussion/pack.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtReturns } from '../support/running-audit.ts';
import { startedAudit } from '../support/started-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const tuesday = new Date('2027-04-13T10:00:00Z');
const dates: DatesByKey = {
  returns: { degree: 'fixed', date: '2027-04-07' },
  pack: { degree: 'unknown' },
  discussion: { degree: 'month', month: '2027-06' },
};

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  return {
    place,
    undecided: await startedAudit(made, place, monday, { change: { dates } }),
    asked: await auditAtReturns(made, place, monday, { police: [{ number: 1 }] }),
  };
});
const { place } = given;
const by = { contactId: place.people.nadia.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const own = (audit: { id: string }) => ({ partnershipId: place.id, auditId: audit.id });
const stageOf = <K extends string>(stage: string, kind: K) => {
  return { partnership: place.id, audit: given.undecided.number, stage, kind };
};

async function move(audit: { id: string }, key: string, to: DegreeDate) {
  const input = { ...own(audit), key, to };
  const preview = await previewDateMove(records, input, tuesday);
  const fingerprint = preview?.fingerprint ?? '';
  return moveDate(records, { ...input, reason: 'Agreed.', fingerprint }, by, tuesday);
}

const openAsks = (audit: { id: string }, step: string) =>
  records.database.ask.findMany({ where: { auditId: audit.id, step, outcome: null } });

describe('an audit whose discussion has only a month', () => {
  const audit = given.undecided;

  it('asks the officer for the day, once, four weeks before the month at the latest', async () => {
    const ref = stageOf('pack', 'circulate-pack');
    const view = await askToCirculate(records, ref, tuesday);
    expect(view.open).toBe(1);
    await askToCirculate(records, ref, tuesday);
    // The pack has no month at all, so it is asked for soon.
    expect(await openAsks(audit, 'set-day')).toMatchObject([{ dueDate: '2027-04-20' }]);
    await askToAttend(records, stageOf('discussion', 'discuss'), tuesday);
    const dues = (await openAsks(audit, 'set-day')).map(({ dueDate }) => dueDate).sort();
    expect(dues).toEqual(['2027-04-20', '2027-04-30']);
    expect(await openAsks(audit, 'record')).toEqual([]);
  });

  it('asks what waited when the day is set, in the same wait, which is never empty', async () => {
    await askToCirculate(records, stageOf('pack', 'circulate-pack'), tuesday);
    await askToAttend(records, stageOf('discussion', 'discuss'), tuesday);
    const moved = await move(audit, 'discussion', { degree: 'provisional', date: '2027-06-16' });
    expect(moved).toMatchObject({ kind: 'moved', moved: [{ key: 'pack' }, { key: 'discussion' }] });
    expect(await openAsks(audit, 'set-day')).toEqual([]);
    expect(await openAsks(audit, 'circulate')).toHaveLength(1);
    expect(await openAsks(audit, 'record')).toHaveLength(1);
    const nudges = await records.database.nudge.findMany({ where: { word: 'date-moved' } });
    expect(nudges).toHaveLength(2);
    for (const { payload } of nudges) expect(payload).toMatchObject({ wait: { open: 1 } });
  });

  it('still waits where only another date is set', async () => {
    await askToAttend(records, stageOf('discussion', 'discuss'), tuesday);
    await move(audit, 'pack', { degree: 'fixed', date: '2027-05-26' });
    expect(await openAsks(audit, 'set-day')).toHaveLength(1);
  });

  it('shows its discussion as one to come, without a day, whose place waits too', async () => {
    await askToAttend(records, stageOf('discussion', 'discuss'), tuesday);
    const view = await discussionView(records, own(audit), tuesday);
    expect(view).toMatchObject({ state: 'to-come', meeting: { date: null } });
    const typed = { startsAt: '10:00', minutes: 90, place: 'Room 4', revision: 0 };
    const arranged = await arrangeMeeting(records, { ...own(audit), ...typed }, by, tuesday);
    expect(arranged).toMatchObject({ kind: 'refused' });
  });
});

describe('an audit whose discussion stands in calendars', () => {
  it('keeps a day for it, though another or a provisional one', async () => {
    const taken = await move(given.asked, 'discussion', { degree: 'month', month: '2027-06' });
    expect(taken).toMatchObject({
      kind: 'refused',
      problems: [{ message: expect.stringContaining('asked or invited') }],
    });
    const to = { degree: 'provisional' as const, date: '2027-06-16' };
    expect(await move(given.asked, 'discussion', to)).toMatchObject({ kind: 'moved' });
  });
});
