import { beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { endRequest } from '../../records/asks/end-request.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { pauseAudit } from '../../records/audits/pause-audit.ts';
import { packView } from '../../records/discussion/pack-view.ts';
import { allocateReturn } from '../../records/returns/allocate.ts';
import { replaceCase } from '../../records/sample/replace-case.ts';
import { askForIdentities, drawSample } from '../../records/sample/sample.ts';
import { holdOf, sealCase, unsealCase } from '../../records/sample/seal-case.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { sentBack, submitted } from '../support/checking.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import {
  auditAtInvolvement,
  auditAtReturns,
  type Known,
  type RunningAudit,
  returnOf,
} from '../support/running-audit.ts';
import { startedAudit } from '../support/started-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const tuesday = new Date('2027-03-02T11:00:00Z');
const april = new Date('2027-04-12T10:00:00Z');
const nextYear = new Date('2028-03-01T18:00:00Z');

/** Only C1 is known to housing, and C1 and C2 to the police. */
const known: Known = { police: [{ number: 1 }, { number: 2 }], housing: [{ number: 1 }] };

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  return {
    place,
    asked: await auditAtInvolvement(made, place, monday),
    gathering: await auditAtReturns(made, place, monday, known),
  };
});
const { place } = given;
const nadia = { contactId: place.people.nadia.id };
const why = { ground: 'court', reason: 'Care proceedings have begun; Judith was told by legal.' };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const childOf = (audit: RunningAudit, number: number) => {
  const child = audit.children.find((each) => each.number === number);
  if (!child) throw new Error(`no child ${number}`);
  return { partnershipId: place.id, caseId: child.caseId };
};
const seal = (audit: RunningAudit, number: number, now = tuesday) =>
  sealCase(records, { ...childOf(audit, number), ...why }, nadia, now);
const unseal = (audit: RunningAudit, number: number, now = april) =>
  unsealCase(
    records,
    { ...childOf(audit, number), reason: 'The proceedings have ended.' },
    nadia,
    now,
  );
const openAsks = (audit: { id: string }, step: string) =>
  records.database.ask.findMany({
    where: { auditId: audit.id, step, outcome: null },
    orderBy: { key: 'asc' },
  });
const askOf = (audit: RunningAudit, agency: 'police' | 'housing', step: string) =>
  records.database.ask.findFirst({
    where: {
      auditId: audit.id,
      step,
      outcome: null,
      request: { agencyId: place.agencies[agency] },
    },
  });
const requestOf = (audit: RunningAudit, agency: 'police' | 'housing') =>
  records.database.request.findFirstOrThrow({
    where: { auditId: audit.id, agencyId: place.agencies[agency] },
  });
const refOf = (audit: { number: string }) => ({ partnership: place.id, audit: audit.number });
const tool = (audit: RunningAudit, agency: 'police' | 'housing', number: number) =>
  returnOf(records, audit, { agencyId: place.agencies[agency], number });
const nudgesOf = (word: string) =>
  records.database.nudge.findMany({ where: { word }, orderBy: { workflowId: 'asc' } });

describe('a child that is sealed', () => {
  it('stands with who, when and why, the text sealed and the chain whole', async () => {
    expect(await seal(given.gathering, 1)).toEqual({ kind: 'sealed' });
    expect(await holdOf(records, childOf(given.gathering, 1))).toEqual({
      ...why,
      since: tuesday,
      byId: place.people.nadia.id,
    });
    const events = await records.database.event.findMany({
      where: { chain: given.gathering.id, kind: 'case.sealed' },
    });
    expect(events).toMatchObject([{ actorId: place.people.nadia.id, ids: { number: 1 } }]);
    expect(JSON.stringify(events)).not.toContain('court');
    expect(await firstBrokenEvent(records.database, given.gathering.id)).toBeNull();
    expect(await seal(given.gathering, 1)).toEqual({ kind: 'sealed-before' });
  });

  it('needs a known ground and a reason, in the own partnership', async () => {
    const input = { ...childOf(given.gathering, 1), ground: 'other', reason: ' ' };
    const refused = await sealCase(records, input, nadia, tuesday);
    expect(refused).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'ground' }, { field: 'reason' }],
    });
    const elsewhere = { ...childOf(given.gathering, 1), ...why, partnershipId: 'elsewhere' };
    expect(await sealCase(records, elsewhere, nadia, tuesday)).toEqual({ kind: 'not-found' });
  });

  it('is sealed while the audit is paused, but not unsealed', async () => {
    const { id: auditId } = given.gathering;
    const pause = { partnershipId: place.id, auditId, reason: 'A fire.' };
    await pauseAudit(records, pause, nadia, tuesday);
    expect(await seal(given.gathering, 1)).toEqual({ kind: 'sealed' });
    expect(await unseal(given.gathering, 1)).toBe('paused');
  });

  it('is not told to anybody, not even when it is replaced', async () => {
    await seal(given.gathering, 1);
    const input = { ...childOf(given.gathering, 1), reason: 'Sealed for long.' };
    expect(await replaceCase(records, input, nadia, tuesday)).toMatchObject({ kind: 'replaced' });
    const letters = await records.database.letter.findMany({
      where: { auditId: given.gathering.id, kind: 'child-replaced' },
    });
    expect(letters).toEqual([]);
  });
});

describe('a child that is sealed while it is asked who it is', () => {
  it('is not waited for: with nobody else left to name the ask is settled', async () => {
    const audit = await startedAudit(records, place, monday);
    const stage = { stage: 'sample', kind: 'draw-sample' as const };
    await drawSample(records, { ...refOf(audit), ...stage }, monday);
    await askForIdentities(records, { ...refOf(audit), ...stage }, monday);
    const cases = await records.database.case.findMany({
      where: { auditId: audit.id },
      orderBy: { number: 'asc' },
    });
    for (const { id: caseId } of cases.slice(1)) {
      await sealCase(records, { partnershipId: place.id, caseId, ...why }, nadia, tuesday);
    }
    expect(await openAsks(audit, 'identities')).toHaveLength(1);
    const child = { partnershipId: place.id, caseId: cases[0]?.id ?? '' };
    await sealCase(records, { ...child, ...why }, nadia, tuesday);
    expect(await openAsks(audit, 'identities')).toEqual([]);
    expect(await nudgesOf('case-sealed')).toMatchObject([{ payload: { wait: { open: 0 } } }]);
    await unsealCase(records, { ...child, reason: 'Mistaken for another.' }, nadia, tuesday);
    expect(await openAsks(audit, 'identities')).toMatchObject([{ dueDate: '2027-03-04' }]);
  });
});

describe('a child that is sealed while agencies are asked whether they knew it', () => {
  it('is left out, and an agency is waited for as long as it has others to answer for', async () => {
    const audit = given.asked;
    for (const { number } of audit.children.slice(1)) await seal(audit, number);
    expect(await openAsks(audit, 'involvement')).toHaveLength(8);
    await seal(audit, 1);
    expect(await openAsks(audit, 'involvement')).toEqual([]);
    const nudges = await nudgesOf('case-sealed');
    expect(nudges.at(-1)).toMatchObject({ payload: { wait: { open: 0 } } });
  });

  it('has no silence recorded about it', async () => {
    const audit = given.asked;
    await seal(audit, 3);
    const [ask] = await openAsks(audit, 'involvement');
    await actOnClock(records, { ...refOf(audit), wait: ask?.wait ?? '' }, nextYear);
    const rows = await records.database.involvement.groupBy({
      by: ['state'],
      where: { auditId: audit.id, caseId: childOf(audit, 3).caseId },
      _count: true,
    });
    expect(rows).toEqual([{ state: 'asked', _count: 8 }]);
  });

  it('is asked about again with a new date once it is unsealed', async () => {
    const audit = given.asked;
    for (const { number } of audit.children) await seal(audit, number);
    expect(await unseal(audit, 3)).toBe('unsealed');
    const asks = await openAsks(audit, 'involvement');
    expect(asks.map(({ dueDate }) => dueDate)).toEqual(Array(8).fill('2027-04-15'));
    await seal(audit, 3, april);
    await unseal(audit, 3, april);
    expect(await openAsks(audit, 'involvement')).toHaveLength(8);
  });
});

describe('a child that is sealed while the returns are being written', () => {
  const audit = given.gathering;

  it('ends the request of an agency that has no other child, without silence', async () => {
    await seal(audit, 1);
    expect(await askOf(audit, 'housing', 'returns')).toBeNull();
    expect(await askOf(audit, 'police', 'returns')).not.toBeNull();
    const view = await endRequest(records, { ...refOf(audit), agency: 'housing' }, tuesday);
    expect(view.open).toBe(0);
    expect(await requestOf(audit, 'housing')).toMatchObject({ outcome: 'withdrawn' });
    expect((await tool(audit, 'housing', 1)).state).toBe('asked');
  });

  it('has no silence recorded when the time of the others has run out', async () => {
    await seal(audit, 1);
    const ask = await askOf(audit, 'police', 'returns');
    await actOnClock(records, { ...refOf(audit), wait: ask?.wait ?? '' }, nextYear);
    const states = [await tool(audit, 'police', 1), await tool(audit, 'police', 2)];
    expect(states.map(({ state }) => state)).toEqual(['asked', 'not-answered']);
  });

  it('does not keep the last other return from ending what is asked', async () => {
    await seal(audit, 1);
    const by = place.people.priya.id;
    await submitted(records, { place, audit, agency: 'police', number: 2, by }, tuesday);
    expect(await askOf(audit, 'police', 'returns')).toBeNull();
  });

  it('takes nobody by the hand while it is sealed: a colleague is not asked', async () => {
    const { id: returnId } = await tool(audit, 'police', 1);
    const colleague = { contactId: place.people.tom.id };
    const input = { partnershipId: place.id, returnId, colleague };
    const by = { contactId: place.people.priya.id };
    await seal(audit, 1);
    expect(await allocateReturn(records, input, by, tuesday)).toEqual({ kind: 'held' });
  });

  it('is asked for again with new dates, of the colleague too, and only once', async () => {
    const { id: returnId } = await tool(audit, 'police', 1);
    const colleague = { contactId: place.people.tom.id };
    const by = { contactId: place.people.priya.id };
    await allocateReturn(records, { partnershipId: place.id, returnId, colleague }, by, monday);
    await seal(audit, 1);
    expect(await askOf(audit, 'police', 'allocated')).toBeNull();
    await endRequest(records, { ...refOf(audit), agency: 'housing' }, tuesday);
    await unseal(audit, 1);

    const asks = [
      await askOf(audit, 'housing', 'returns'),
      await askOf(audit, 'police', 'returns'),
      await askOf(audit, 'police', 'allocated'),
    ];
    expect(asks.map((ask) => ask?.dueDate)).toEqual(Array(3).fill('2027-04-26'));
    expect(await requestOf(audit, 'housing')).toMatchObject({ outcome: null, endedAt: null });
    expect((await nudgesOf('case-unsealed')).map(({ workflowId }) => workflowId)).toEqual([
      `request/${place.id}/${audit.number}/housing`,
      `request/${place.id}/${audit.number}/police`,
    ]);
    expect(await unseal(audit, 1)).toBe('not-sealed');
  });

  it('is not asked for again once the report has been begun', async () => {
    await seal(audit, 1);
    await records.database.stage.create({
      data: {
        partnershipId: place.id,
        auditId: audit.id,
        key: 'report',
        kind: 'write-report',
        begunAt: tuesday,
      },
    });
    expect(await unseal(audit, 1)).toBe('unsealed');
    expect(await askOf(audit, 'housing', 'returns')).toBeNull();
  });
});

describe('a child that is sealed with its return sent', () => {
  const audit = given.gathering;
  let returnId: string;

  beforeEach(async () => {
    const by = place.people.priya.id;
    returnId = await submitted(records, { place, audit, agency: 'police', number: 1, by }, monday);
  });

  it('is not checked until it is unsealed', async () => {
    expect(await askOf(audit, 'police', 'check')).not.toBeNull();
    await seal(audit, 1);
    expect(await askOf(audit, 'police', 'check')).toBeNull();
    await unseal(audit, 1);
    expect((await askOf(audit, 'police', 'check'))?.dueDate).toBe('2027-04-15');
  });

  it('is not asked to be changed until it is unsealed, and does not stand unrevised', async () => {
    await sentBack(records, { place, returnId, remarks: { impact: 'Why?' } }, monday);
    const before = await askOf(audit, 'police', 'revise');
    await seal(audit, 1);
    await actOnClock(records, { ...refOf(audit), wait: before?.wait ?? '' }, nextYear);
    expect((await tool(audit, 'police', 1)).state).toBe('sent-back');
    await unseal(audit, 1);
    const again = await askOf(audit, 'police', 'revise');
    expect(again?.dueDate).toBe('2027-04-19');
    expect(again?.contactId).toBe(place.people.priya.id);
  });

  it('is out of the pack that was circulated, and in it again afterwards', async () => {
    await records.database.packEdition.create({
      data: {
        partnershipId: place.id,
        auditId: audit.id,
        number: 1,
        circulatedAt: monday,
        items: {
          create: {
            partnershipId: place.id,
            returnId,
            version: 1,
            caseId: childOf(audit, 1).caseId,
          },
        },
      },
    });
    const shown = () =>
      transaction(records, async (tx) => {
        const view = await packView(records, tx, await auditContext(tx, audit.id));
        return view?.cases.find(({ number }) => number === 1)?.returns.length;
      });
    expect(await shown()).toBe(1);
    await seal(audit, 1);
    expect(await shown()).toBeUndefined();
    await unseal(audit, 1);
    expect(await shown()).toBe(1);
  });
});
