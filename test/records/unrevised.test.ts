import { beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { endRequest } from '../../records/asks/end-request.ts';
import { acceptReturn } from '../../records/checks/check-return.ts';
import { declareNotKnown } from '../../records/returns/not-known.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { revise, sentBack, submitAgain, submitted } from '../support/checking.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtReturns, returnOf } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const wednesday = new Date('2027-03-10T14:00:00Z');
const nextYear = new Date('2028-01-10T12:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const audit = await auditAtReturns(made, place, monday);
  return { place, audit };
});
const { place, audit } = given;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const priya = () => place.people.priya.id;

const priyaSubmits = (number: number, now = wednesday) =>
  submitted(records, { place, audit, agency: 'police', number, by: priya() }, now);

const police = (number: number) =>
  returnOf(records, audit, { agencyId: place.agencies.police, number });

const request = () => ({ partnership: place.id, audit: audit.number, agency: 'police' });

async function clockStrikes(now: Date) {
  const wait = `request/${place.id}/${audit.number}/police#returns`;
  return actOnClock(records, { partnership: place.id, audit: audit.number, wait }, now);
}

function requestRow() {
  return records.database.request.findFirstOrThrow({
    where: { auditId: audit.id, agencyId: place.agencies.police },
  });
}

describe('a tool that was sent back and never changed', () => {
  it('stands as it was once the time is over, and the record says so', async () => {
    const id = await priyaSubmits(1);
    await sentBack(records, { place, returnId: id, remarks: { impact: 'More.' } }, wednesday);
    const closes = new Date('2027-03-24T17:00:00Z');
    await clockStrikes(new Date(closes.getTime() - 1000));
    expect((await police(1)).state).toBe('sent-back');
    await clockStrikes(closes);

    expect(await police(1)).toMatchObject({ state: 'accepted', version: 1 });
    const checks = await records.database.qualityCheck.findMany({
      where: { returnId: id },
      orderBy: { checkedAt: 'asc' },
    });
    expect(checks.map(({ outcome, checkedById }) => [outcome, checkedById])).toEqual([
      ['sent-back', place.people.nadia.id],
      ['stands-unrevised', null],
    ]);
    const event = await records.database.event.findFirstOrThrow({
      where: { chain: audit.id, kind: 'return.stands-unrevised' },
    });
    expect(event).toMatchObject({
      actorId: null,
      ids: { return: id, version: 1, agency: 'police' },
    });
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
    const own = { place, returnId: id, by: priya() };
    const late = { ...own, section: 'impact', text: 'Late.', answer: 'Late.' };
    expect(await revise(records, late, nextYear)).toBe('submitted');
    expect((await police(1)).version).toBe(1);
  });

  it('is not taken for a tool that never came when the silence of the rest is recorded', async () => {
    const id = await priyaSubmits(1);
    await priyaSubmits(2);
    await sentBack(records, { place, returnId: id, remarks: { impact: 'More.' } }, wednesday);
    const ask = await records.database.ask.findFirstOrThrow({
      where: { auditId: audit.id, step: 'returns', agencyId: place.agencies.police },
    });
    // The lead's own ask closes while the other two are still with the officer and the contact.
    await records.database.ask.updateMany({
      where: { returnId: { not: null } },
      data: { nextAt: nextYear },
    });
    const closes = (ask.moments as { what: string; at: string }[]).find(
      ({ what }) => what === 'close',
    );
    const wait = await clockStrikes(new Date(closes?.at ?? ''));
    expect(wait.open).toBe(2);
    const states = [(await police(1)).state, (await police(2)).state, (await police(3)).state];
    expect(states).toEqual(['sent-back', 'submitted', 'not-answered']);
  });
});

describe('a tool that comes in after silence was recorded', () => {
  beforeEach(async () => {
    await clockStrikes(nextYear);
    await endRequest(records, request(), nextYear);
    expect((await requestRow()).outcome).toBe('not-answered');
  });

  it('opens its request again until it is accepted', async () => {
    const id = await priyaSubmits(1, nextYear);
    expect(await requestRow()).toMatchObject({ outcome: null, endedAt: null });
    const nudge = await records.database.nudge.findFirstOrThrow({
      where: { workflowId: `request/${place.id}/${audit.number}/police`, word: 'answered' },
    });
    expect(nudge.payload).toMatchObject({ wait: { open: 1 } });

    // The workflow that the nudge brings back asks nobody anew, and does not end before the check.
    expect((await endRequest(records, request(), nextYear)).open).toBe(1);
    expect((await requestRow()).outcome).toBeNull();
    const accepted = { partnershipId: place.id, returnId: id, version: 1 };
    await acceptReturn(records, accepted, { contactId: place.people.nadia.id }, nextYear);
    expect((await endRequest(records, request(), nextYear)).open).toBe(0);
    expect((await requestRow()).outcome).toBe('not-answered');
  });

  it('can be sent back and come in again like any other', async () => {
    const id = await priyaSubmits(1, nextYear);
    await sentBack(records, { place, returnId: id, remarks: { impact: 'More.' } }, nextYear);
    const own = { place, returnId: id, by: priya() };
    await revise(records, { ...own, section: 'impact', text: 'More.', answer: 'Done.' }, nextYear);
    expect(await submitAgain(records, own, nextYear)).toBe('submitted');
    expect((await endRequest(records, request(), nextYear)).open).toBe(1);
  });

  it('reads as complete once the last of them is in and accepted', async () => {
    for (const number of [1, 2, 3]) {
      const id = await priyaSubmits(number, nextYear);
      const accepted = { partnershipId: place.id, returnId: id, version: 1 };
      await acceptReturn(records, accepted, { contactId: place.people.nadia.id }, nextYear);
    }
    await endRequest(records, request(), nextYear);
    expect((await requestRow()).outcome).toBe('complete');
  });

  it('reads as complete where the last ones turn out not to be known', async () => {
    for (const number of [1, 2, 3]) {
      expect((await requestRow()).outcome).toBe('not-answered');
      const input = { partnershipId: place.id, returnId: (await police(number)).id };
      const reason = 'Closed to us the year before.';
      const actor = { contactId: priya() };
      expect(await declareNotKnown(records, { ...input, reason }, actor, nextYear)).toBe(
        'declared',
      );
    }
    expect((await requestRow()).outcome).toBe('complete');
  });
});
