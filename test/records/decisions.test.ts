import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TypedDecision } from '../../domain/decision.ts';
import type { ReportEdit } from '../../domain/report-edit.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { startEmailRound } from '../../records/letters/email-round.ts';
import { planDecision, recordDecision } from '../../records/planning/decisions.ts';
import { circulateChange, finishAmendments } from '../../records/report/circulate-report.ts';
import { saveReport } from '../../records/report/save-report.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import {
  answersReport,
  auditAtDecision,
  everybodyApproves,
  newestReport,
  officerClears,
  reportDates,
} from '../support/reported-audit.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, dates.started);
  return { place, audit: await auditAtDecision(made, place) };
});
const { place, audit } = given;
const { graham, yasmin, nadia, priya } = place.people;
const of = { partnershipId: place.id, auditId: audit.id };
const ref = { partnership: place.id, audit: audit.number };
const wait = `audit/${place.id}/${audit.number}#seg`;
const officer = { contactId: nadia.id };
const afterMeeting = new Date('2027-06-16T09:30:00Z');
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const approved: TypedDecision = {
  outcome: 'approved',
  how: 'meeting',
  date: '15 June 2027',
  minuteReference: 'SEG 2027/14',
  text: '',
  nextDate: '',
};

const decide = (
  change: Partial<TypedDecision> = {},
  { version = 1, now = afterMeeting, key = randomUUID() } = {},
) =>
  recordDecision(records, { ...of, key, version, typed: { ...approved, ...change } }, officer, now);

const askOf = (step: string) =>
  records.database.ask.findFirst({
    where: { ...of, step },
    orderBy: { askedAt: 'desc' },
  });

async function save(blocks: ReportEdit['blocks'], now = afterMeeting): Promise<number> {
  const { version: seen } = await newestReport(records, audit.id);
  await saveReport(records, { ...of, seen, edit: { blocks, added: [] } }, officer, now);
  await officerClears(records, { place, audit }, now);
  return (await newestReport(records, audit.id)).version;
}

const openNow = async () => records.database.ask.count({ where: { ...of, wait, outcome: null } });

const votes = (contactId: string, answer = 'approve') =>
  answersReport(records, { ...of, contactId, answer, general: 'My view.' }, afterMeeting);

describe('the group that decides on the report', () => {
  it('approves it: with the day and the minute the round ends (DD-20)', async () => {
    const key = randomUUID();
    expect(await decide({}, { key })).toEqual({ kind: 'recorded', outcome: 'approved' });
    expect(await decide({}, { key })).toEqual({ kind: 'recorded', outcome: 'approved' });
    const decisions = await records.database.decision.findMany({ where: of });
    expect(decisions).toMatchObject([
      {
        outcome: 'approved',
        how: 'meeting',
        date: '2027-06-15',
        minuteReference: 'SEG 2027/14',
        bodyId: place.bodies.seg,
        stageKey: 'seg',
      },
    ]);
    expect(await askOf('decide')).toMatchObject({ outcome: 'answered' });
    expect(await openNow()).toBe(0);
    expect(await decide()).toEqual({ kind: 'ended' });
    expect(await records.database.action.count()).toBe(0);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('only takes note of it: that ends the round as well, as noted', async () => {
    expect(await decide({ outcome: 'noted' })).toEqual({ kind: 'recorded', outcome: 'noted' });
    expect(await openNow()).toBe(0);
  });

  it('defers it to its next meeting, and approves it there (DD-20)', async () => {
    const deferral = { outcome: 'deferred', text: 'Housing was not there.', nextDate: '14 9 2027' };
    expect(await decide(deferral)).toEqual({ kind: 'recorded', outcome: 'deferred' });
    expect(await askOf('decide')).toMatchObject({
      outcome: null,
      dueDate: '2027-09-14',
      firstDueDate: '2027-07-05',
    });
    const then = new Date('2027-09-15T09:30:00Z');
    const next = { date: '14 September 2027', minuteReference: 'SEG 2027/31' };
    expect(await decide(next, { now: then })).toEqual({ kind: 'recorded', outcome: 'approved' });
    expect(await openNow()).toBe(0);
    expect(await records.database.decision.count({ where: of })).toBe(2);
  });

  it('approves it with amendments: the approval stands for the text with them', async () => {
    const outcome = { outcome: 'with-amendments', text: 'Name the months.' };
    expect(await decide(outcome)).toEqual({ kind: 'recorded', outcome: 'with-amendments' });
    expect(await askOf('amend')).toMatchObject({ contactId: nadia.id, dueDate: '2027-06-23' });
    expect(await openNow()).toBe(1);
    expect(await finishAmendments(records, { ...of, version: 1 }, officer, afterMeeting)).toEqual({
      kind: 'unchanged',
    });
    const version = await save({ 'recommendations-1': { dueDate: '31 October 2027' } });
    const change = { ...of, version, changeKind: 'findings', reason: 'As wanted.' };
    expect(await circulateChange(records, change, officer, afterMeeting)).toEqual({
      kind: 'amending',
    });
    expect(await finishAmendments(records, { ...of, version }, officer, afterMeeting)).toEqual({
      kind: 'finished',
    });
    const decision = await records.database.decision.findFirstOrThrow({ where: of });
    const { id } = await newestReport(records, audit.id);
    expect(decision).toMatchObject({ outcome: 'with-amendments', amendedVersionId: id });
    const [approval] = await records.database.approval.findMany({
      where: { ...of, contactId: priya.id },
    });
    expect(approval).toMatchObject({ voidedWhy: 'report-changed' });
    expect(await openNow()).toBe(0);
  });

  it('sees nothing that may identify somebody, in the amendments either (DD-18)', async () => {
    await decide({ outcome: 'with-amendments', text: 'Say who.' });
    const edit = { blocks: { 'themes-1': { text: 'Tegan was not asked.' } }, added: [] };
    await saveReport(records, { ...of, seen: 1, edit }, officer, afterMeeting);
    expect(await finishAmendments(records, { ...of, version: 2 }, officer, afterMeeting)).toEqual({
      kind: 'identifiers',
      open: 1,
    });
  });

  it('has a date for its meeting once the officer enters it, and is asked about by then', async () => {
    const plan = (date: string) =>
      planDecision(records, { ...of, date }, officer, reportDates.presented);
    expect(await plan('1 5 2027')).toMatchObject({ kind: 'refused' });
    expect(await plan('29 June 2027')).toEqual({ kind: 'planned' });
    expect(await plan('29 June 2027')).toEqual({ kind: 'planned' });
    expect(await askOf('decide')).toMatchObject({ dueDate: '2027-06-29' });
    const events = await records.database.event.count({
      where: { chain: audit.id, kind: 'decision.planned' },
    });
    expect(events).toBe(1);
  });

  it('decides on the text that was shown, and in its own partnership', async () => {
    expect(await decide({}, { version: 2 })).toEqual({ kind: 'changed' });
    const input = { ...of, partnershipId: 'elsewhere', key: randomUUID(), version: 1 };
    const foreign = recordDecision(records, { ...input, typed: approved }, officer, afterMeeting);
    expect(await foreign).toEqual({ kind: 'not-found' });
  });
});

describe('findings that are changed when the group has the report already', () => {
  it('are put to those who took part first; the group cannot decide until then (DD-19)', async () => {
    const version = await save({ 'themes-1': { text: 'Fathers were asked late.' } });
    const change = { ...of, version, changeKind: 'findings', reason: 'A tool came late.' };
    expect(await circulateChange(records, change, officer, afterMeeting)).toEqual({
      kind: 'circulated',
      asked: 2,
    });
    expect(await decide({}, { version })).toEqual({ kind: 'approvals-open' });
    expect(await startEmailRound(records, of, officer, afterMeeting)).toEqual({
      kind: 'approvals-open',
    });
    await everybodyApproves(records, { place, audit }, afterMeeting);
    expect(await decide({}, { version })).toMatchObject({ kind: 'recorded' });
  });

  it('and whoever objects then is dealt with before the group decides', async () => {
    const version = await save({ 'themes-1': { text: 'Fathers were asked late.' } });
    const change = { ...of, version, changeKind: 'findings', reason: 'A tool came late.' };
    await circulateChange(records, change, officer, afterMeeting);
    await votes(priya.id, 'object');
    await everybodyApproves(records, { place, audit }, afterMeeting);
    expect(await askOf('objections')).toMatchObject({ outcome: null, wait });
    expect(await decide({}, { version })).toEqual({ kind: 'approvals-open' });
  });
});

describe('the group that decides by email', () => {
  const start = () => startEmailRound(records, of, officer, afterMeeting);
  const byEmail = { how: 'email-round', minuteReference: '', date: '16 June 2027' };

  it('is asked by link, chair and members, once', async () => {
    expect(await start()).toEqual({ kind: 'started', members: 2 });
    expect(await start()).toEqual({ kind: 'running' });
    const asks = await records.database.ask.findMany({ where: { ...of, step: 'vote' } });
    expect(asks.map(({ contactId }) => contactId).sort()).toEqual([graham.id, yasmin.id].sort());
    expect(asks).toMatchObject([{ dueDate: '2027-06-23' }, { dueDate: '2027-06-23' }]);
  });

  it('has its decision recorded when nobody is still to answer, as taken by email (DD-20)', async () => {
    expect(await decide(byEmail)).toMatchObject({ kind: 'refused', problems: [{ field: 'how' }] });
    await start();
    expect(await votes(graham.id)).toBe('answered');
    expect(await decide(byEmail)).toMatchObject({ kind: 'refused', problems: [{ field: 'how' }] });
    const letters = { where: { kind: 'decide/votes-in' } };
    expect(await records.database.letter.count(letters)).toBe(0);
    expect(await votes(yasmin.id, 'object')).toBe('answered');
    expect(await records.database.letter.count(letters)).toBe(1);
    expect(await decide(byEmail)).toEqual({ kind: 'recorded', outcome: 'approved' });
    const decision = await records.database.decision.findFirstOrThrow({ where: of });
    expect(decision).toMatchObject({ how: 'email-round', minuteReference: null });
  });

  it('does not wait for ever: who says nothing is recorded as silent, and the officer is told', async () => {
    await start();
    await votes(graham.id);
    const closes = new Date('2027-06-23T16:00:00Z');
    expect(await actOnClock(records, { ...ref, wait }, closes)).toMatchObject({ open: 1 });
    const silent = await records.database.approval.findMany({
      where: { ...of, stageKey: 'seg', contactId: yasmin.id },
    });
    expect(silent).toMatchObject([{ answer: 'silent' }]);
    expect(await records.database.letter.count({ where: { kind: 'decide/votes-in' } })).toBe(1);
    expect(await decide(byEmail, { now: closes })).toMatchObject({ kind: 'recorded' });
  });

  it('is asked no more when the chair acts, or the report is deferred; a new round starts anew', async () => {
    await start();
    await votes(graham.id);
    const deferral = { outcome: 'deferred', text: 'Too early.', nextDate: '14 9 2027' };
    await decide({ ...deferral, how: 'chairs-action' });
    const open = { ...of, step: 'vote', outcome: null };
    expect(await records.database.ask.count({ where: open })).toBe(0);
    expect(await start()).toEqual({ kind: 'started', members: 2 });
    expect(await records.database.ask.count({ where: open })).toBe(2);
  });

  it('cannot be asked where it has no members', async () => {
    await records.database.roleHolding.deleteMany({ where: { bodyId: place.bodies.seg } });
    expect(await start()).toEqual({ kind: 'no-members' });
  });
});
