import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { benchmarkOf } from '../../records/planning/benchmark.ts';
import { addPlanned } from '../../records/programme/add-planned.ts';
import { changePlannedDate, dropPlanned } from '../../records/programme/change-planned.ts';
import { loadProgramme } from '../../records/programme/load-programme.ts';
import { offerPlanned } from '../../records/programme/offer-planned.ts';
import { plannedNextAt } from '../../records/programme/planned.ts';
import { programmesView } from '../../records/programme/programme-view.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { transaction } from '../../records/store/transaction.ts';
import { aldermere, storeProfile } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { startedAudit } from '../support/started-audit.ts';

const april = new Date('2022-04-04T09:00:00Z');
const may = new Date('2022-05-10T09:00:00Z');
const file = new URL('../../programmes/solihull-2022-23.yaml', import.meta.url);
const yaml = readFileSync(file, 'utf8');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, april);
  await made.database.roleHolding.updateMany({ data: { fromDate: '2020-01-01' } });
  const desk = readFileSync(
    new URL('../support/profiles/desk-review.yaml', import.meta.url),
    'utf8',
  );
  for (const name of ['solihull-thematic', 'solihull-dip-sample']) {
    const text = desk.replace('profile: desk-review', `profile: ${name}`);
    await transaction(made, (tx) => storeProfile(tx, place.id, text, april));
  }
  return { place };
});
const { place } = given;
const { nadia, judith } = place.people;
const by = { contactId: nadia.id };
const of = (entry: string) => ({ partnershipId: place.id, programme: 'solihull-2022-23', entry });
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const load = (text = yaml, now = april) =>
  loadProgramme(records, { partnershipId: place.id, yaml: text }, by, now);
const planned = async (entry: string) => {
  const [view] = await programmesView(records, place.id);
  const found = view?.planned.find(({ key }) => key === entry);
  if (!found) throw new Error(entry);
  return found;
};
const ref = { partnership: place.id, programme: 'solihull-2022-23', entry: 'domestic-abuse' };

describe('loading a programme', () => {
  it('plans six audits with their dates, and nothing twice (SO-39, SO-40)', async () => {
    expect(await load()).toEqual({ kind: 'loaded', name: 'solihull-2022-23', planned: 6 });
    expect(await load()).toEqual({ kind: 'known', name: 'solihull-2022-23', planned: 0 });
    expect(await records.database.plannedAudit.count()).toBe(6);
    const nudges = await records.database.nudge.findMany({ where: { word: 'audit-planned' } });
    expect(nudges.map(({ workflowId }) => workflowId)).toContain(
      `planned/${place.id}/solihull-2022-23/voice-of-the-child`,
    );
    const { dates, offerAt } = await planned('domestic-abuse');
    expect(dates).toHaveLength(5);
    // Twenty working days before 4 July, the two days of the jubilee among them.
    expect(offerAt.toISOString()).toBe('2022-06-06T08:00:00.000Z');
  });

  it('refuses a changed file: changes are made one by one, with the reason (SO-2)', async () => {
    await load();
    expect(await load(yaml.replace('2022-08-19', '2022-08-18'))).toMatchObject({ kind: 'refused' });
  });

  it('says which process is missing, and where it is named', async () => {
    const outcome = await load(yaml.replace('process: solihull-thematic', 'process: deep-look'));
    expect(outcome).toMatchObject({
      kind: 'refused',
      problems: [{ message: expect.stringContaining('There is no process "deep-look" yet.') }],
    });
  });

  it('offers nothing of which all dates have passed', async () => {
    await load(yaml, new Date('2022-12-05T09:00:00Z'));
    expect((await planned('domestic-abuse')).state).toBe('past');
    expect((await planned('sexual-abuse')).state).toBe('planned');
  });
});

describe('a change during the year', () => {
  const moves = (date: string, typed: object, reason = 'A review has reported.') =>
    changePlannedDate(
      records,
      { ...of('domestic-abuse'), date, typed: { degree: 'fixed', date: '', ...typed }, reason },
      by,
      may,
    );

  it('is recorded with who and why, and the old date stays (SO-2)', async () => {
    await load();
    expect(await moves('meeting', { date: '22 August 2022' })).toEqual({ kind: 'changed' });
    const { changes, dates } = await planned('domestic-abuse');
    expect(changes).toMatchObject([
      {
        label: 'Meeting',
        from: { date: '2022-08-19' },
        to: { degree: 'fixed', date: '2022-08-22' },
        reason: 'A review has reported.',
        by: nadia.name,
      },
    ]);
    expect(dates.find(({ key }) => key === 'meeting')?.date).toMatchObject({ date: '2022-08-22' });
    expect(await firstBrokenEvent(records.database, place.id)).toBeNull();
  });

  it('is refused without a reason or out of order (SO-2, SO-40)', async () => {
    await load();
    expect(await moves('meeting', { date: '22 August 2022' }, ' ')).toMatchObject({
      problems: [{ field: 'reason' }],
    });
    expect(await moves('meeting', { date: '1 August 2022' })).toMatchObject({
      problems: [{ field: 'date', message: expect.stringContaining('is before Auditing ends') }],
    });
    expect(await moves('sign-off', { degree: 'month', date: 'October 2022' })).toMatchObject({
      kind: 'refused',
    });
  });

  it('moves the day on which the audit is offered', async () => {
    await load();
    await moves('window-from', { date: '11 July 2022' });
    expect((await planned('domestic-abuse')).offerAt.toISOString()).toBe(
      '2022-06-13T08:00:00.000Z',
    );
  });

  it('takes an audit out, with the reason (SO-2)', async () => {
    await load();
    const input = { ...of('domestic-abuse'), reason: 'The review was put off.' };
    expect(await dropPlanned(records, input, by, may)).toEqual({ kind: 'changed' });
    expect(await dropPlanned(records, input, by, may)).toEqual({ kind: 'ended' });
    const { state, changes } = await planned('domestic-abuse');
    expect(state).toBe('dropped');
    expect(changes).toMatchObject([{ reason: 'The review was put off.', by: nadia.name }]);
    expect(await offerPlanned(records, ref, new Date('2022-06-07T09:00:00Z'))).toBe('nothing-due');
  });

  it('adds an audit for an issue that has emerged, with who and why (SO-2)', async () => {
    await load();
    const typed = {
      month: 'November 2022',
      process: 'solihull-thematic',
      type: 'Thematic deep dive',
      theme: 'Knife crime',
      focus: 'How agencies act together where children carry knives',
      rationale: '',
      sample: '',
      reason: 'Two incidents in spring.',
    };
    const add = (change: object) =>
      addPlanned(
        records,
        { partnershipId: place.id, programme: 'solihull-2022-23', typed: { ...typed, ...change } },
        by,
        may,
      );
    expect(await add({ reason: ' ', month: 'soon', process: 'none' })).toMatchObject({
      problems: [{ field: 'month' }, { field: 'reason' }, { field: 'process' }],
    });
    expect(await add({})).toEqual({ kind: 'added', entry: 'knife-crime' });
    expect(await add({})).toEqual({ kind: 'added', entry: 'knife-crime-2' });
    const { state, changes, month } = await planned('knife-crime');
    expect([state, month]).toEqual(['planned', '2022-11']);
    expect(changes).toMatchObject([
      { label: 'Added', reason: 'Two incidents in spring.', by: nadia.name },
    ]);
    const dated = { ...of('knife-crime'), date: 'meeting', reason: 'The room is free.' };
    const day = { degree: 'provisional', date: '18 November 2022' };
    expect(await changePlannedDate(records, { ...dated, typed: day }, by, may)).toEqual({
      kind: 'changed',
    });
    const nudges = await records.database.nudge.findMany({ where: { word: 'audit-planned' } });
    expect(nudges.map(({ workflowId }) => workflowId)).toContain(
      `planned/${place.id}/solihull-2022-23/knife-crime`,
    );
    expect(await firstBrokenEvent(records.database, place.id)).toBeNull();
  });

  it('is not there for another partnership', async () => {
    await load();
    const other = { ...of('domestic-abuse'), partnershipId: 'elsewhere', reason: 'Mine.' };
    expect(await dropPlanned(records, other, by, may)).toEqual({ kind: 'not-found' });
  });
});

describe('the day of a planned audit', () => {
  it('offers it to the officer once, reminds, and then tells the manager too (SO-4)', async () => {
    await load();
    const day = new Date('2022-06-06T08:00:00Z');
    expect(await plannedNextAt(records, ref)).toEqual(day);
    expect(await offerPlanned(records, ref, may)).toBe('nothing-due');
    expect(await offerPlanned(records, ref, day)).toBe('offered');
    expect(await plannedNextAt(records, ref)).toEqual(new Date('2022-06-13T08:00:00Z'));
    expect(await offerPlanned(records, ref, day)).toBe('nothing-due');
    await offerPlanned(records, ref, new Date('2022-06-13T08:00:00Z'));
    await offerPlanned(records, ref, new Date('2022-06-20T08:00:00Z'));
    const letters = await records.database.letter.findMany({ orderBy: { key: 'asc' } });
    const to = (contactId: string) =>
      letters.filter((each) => each.contactId === contactId).map(({ kind }) => kind);
    expect(to(nadia.id)).toEqual(['planned/offered', 'planned/remind', 'planned/remind']);
    expect(to(judith.id)).toEqual(['planned/remind']);
  });
});

it('names the earlier audit when its report is written (SO-42)', async () => {
  const earlier = await startedAudit(records, place, april, {
    profileVersionId: place.profileVersionId,
  });
  const text = yaml.replace(
    'benchmark: { what: The dip sample on the voice of the child of January 2022 }',
    `benchmark: { what: The sample of January, audit: ${earlier.number} }`,
  );
  await load(text);
  const later = await startedAudit(records, place, may);
  await records.database.plannedAudit.updateMany({
    where: { key: 'voice-of-the-child' },
    data: { auditId: later.id, state: 'started' },
  });
  const found = await benchmarkOf(records, { partnershipId: place.id, auditId: later.id });
  expect(found).toMatchObject({
    what: 'The sample of January',
    audit: { number: earlier.number, focus: expect.stringContaining('missing') },
  });
  const none = { partnershipId: place.id, auditId: earlier.id };
  expect(await benchmarkOf(records, none)).toBeNull();
});
