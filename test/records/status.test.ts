import { beforeEach, describe, expect, it } from 'vitest';
import { confirmAction } from '../../records/actions/confirm-action.ts';
import { bringStatusForward, sendStatus } from '../../records/actions/status.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { openWorkflows } from '../../records/store/workflow-starts.ts';
import { aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import {
  actionOf,
  agencySays,
  auditBeforeAdoption,
  beginFollowUp,
  followUpDates,
  segApproves,
} from '../support/followed-up-audit.ts';
import { prepared } from '../support/prepared.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, dates.started);
  const audit = await auditBeforeAdoption(made, place);
  await segApproves(made, { place, audit }, followUpDates.adopted);
  await beginFollowUp(made, { place, audit }, followUpDates.adopted);
  return { place, audit };
});
const { place, audit } = given;
const { answered, papers } = followUpDates;
const ref = { partnership: place.id, body: 'seg' };
const nadia = { contactId: place.people.nadia.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const send = (now: Date) => sendStatus(records, ref, now);

const reports = () => records.database.statusReport.findMany({ orderBy: { round: 'asc' } });

const letters = () =>
  records.database.letter.findMany({
    where: { kind: 'status/quarterly' },
    orderBy: { key: 'asc' },
  });

const plan = () =>
  records.database.workPlan.findUniqueOrThrow({ where: { bodyId: place.bodies.seg } });

const bring = (reason: string, now: Date) => {
  const input = { partnershipId: place.id, bodyId: place.bodies.seg, reason };
  return bringStatusForward(records, input, nadia, now);
};

async function everythingIsComplete(now: Date): Promise<void> {
  for (const agency of ['police', 'social-care', 'housing'] as const) {
    await agencySays(records, { place, audit, agency, says: 'complete' }, now);
  }
  for (const number of [1, 2, 3, 4]) {
    const { id: actionId } = await actionOf(records, audit, number);
    await confirmAction(records, { partnershipId: place.id, actionId }, nadia, now);
  }
}

describe('the status of a body', () => {
  it('is not sent before its papers are due', async () => {
    const wait = await send(answered);
    expect(wait).toMatchObject({ open: 1, wakesAt: papers.toISOString(), audit: 'open' });
    expect(await reports()).toEqual([]);
  });

  it('goes to its chair and members on that morning, in counts, once however often it is asked for', async () => {
    await agencySays(records, { place, audit, agency: 'police', says: 'blocked' }, answered);
    await Promise.all([send(papers), send(papers)]);
    const wait = await send(papers);
    expect(await reports()).toMatchObject([
      {
        round: 1,
        counts: {
          open: 4,
          overdue: 0,
          blocked: 2,
          complete: 0,
          agencies: expect.arrayContaining([
            { agencyId: place.agencies.police, open: 2, overdue: 0, blocked: 2, complete: 0 },
          ]),
        },
      },
    ]);
    const { graham, yasmin } = place.people;
    const told = (await letters()).map(({ contactId }) => contactId).sort();
    expect(told).toEqual([graham.id, yasmin.id].sort());
    expect(wait.wakesAt).toBe('2027-12-09T09:00:00.000Z');
    expect(await firstBrokenEvent(records.database, place.id)).toBeNull();
  });

  it('reaches the officer where the directory has nobody of that group', async () => {
    await records.database.roleHolding.updateMany({
      where: { bodyId: place.bodies.seg },
      data: { toDate: '2027-08-31' },
    });
    await send(papers);
    expect(await letters()).toMatchObject([{ contactId: nadia.contactId }]);
  });

  it('ends with a last one when nothing is open, and then nothing runs for it', async () => {
    await send(papers);
    await everythingIsComplete(new Date('2027-09-20T10:00:00Z'));
    const last = new Date('2027-09-20T10:01:00Z');
    expect(await send(last)).toMatchObject({ open: 0, wakesAt: null });
    expect(await reports()).toMatchObject([
      { round: 1 },
      { round: 2, counts: { open: 0, complete: 4 } },
    ]);
    expect(await plan()).toMatchObject({ statusAt: null, endedAt: last });
    await send(new Date('2027-12-09T09:00:00Z'));
    expect(await reports()).toHaveLength(2);
    const open = await openWorkflows(records);
    expect(open.filter(({ type }) => type === 'quarterlyStatus')).toEqual([]);
  });

  it('can be sent now with a reason, and then waits for the papers after those', async () => {
    expect(await bring(' ', answered)).toBe('no-reason');
    expect(await bring('An extraordinary meeting on Friday.', answered)).toBe('brought-forward');
    expect(await bring('Again.', answered)).toBe('nothing-to-bring');
    const wait = await send(answered);
    expect(await reports()).toHaveLength(1);
    expect(wait.wakesAt).toBe('2027-12-09T09:00:00.000Z');
    const reasons = await records.database.eventReason.findMany({ where: { chain: place.id } });
    expect(reasons).toHaveLength(1);
  });

  it('is nobody’s to hurry in another partnership', async () => {
    const input = { partnershipId: 'elsewhere', bodyId: place.bodies.seg, reason: 'Now.' };
    expect(await bringStatusForward(records, input, nadia, answered)).toBe('not-found');
  });
});
