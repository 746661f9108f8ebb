import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bankHolidays } from '../../domain/bank-holidays.ts';
import { addWorkingDays, dateOf } from '../../domain/calendar.ts';
import type { TypedDecision } from '../../domain/decision.ts';
import { rebuildAudit } from '../../nudges/rebuild.ts';
import { answerObjection } from '../../records/approval/objections.ts';
import { startEmailRound } from '../../records/letters/email-round.ts';
import { recordDecision } from '../../records/planning/decisions.ts';
import {
  circulateChange,
  finishAmendments,
  finishReport,
} from '../../records/report/circulate-report.ts';
import { saveReport } from '../../records/report/save-report.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import {
  answersReport,
  everybodyApproves,
  newestReport,
  officerClears,
  officerFinishes,
} from '../support/reported-audit.ts';
import { auditsAtReport } from '../support/reported-system.ts';
import type { RunningAudit } from '../support/running-audit.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let place: Aldermere;
let audits: RunningAudit[];

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
  audits = await auditsAtReport(system, place, 6);
}, 240_000);
afterAll(() => system?.stop());

function nextAudit(): RunningAudit {
  const audit = audits.shift();
  if (!audit) throw new Error('every audit has been used');
  return audit;
}

/** Letters leave at once on a working morning. */
async function nextMorning(): Promise<void> {
  const holidays = bankHolidays(2027, 2028);
  const calendar = { zone: 'Europe/London', holidays, closures: [] };
  const day = addWorkingDays(dateOf(await system.now()), 1, calendar);
  await system.jumpTo(`${day}T10:00:00.000Z`);
}
beforeEach(nextMorning);

const officer = () => ({ contactId: place.people.nadia.id });
const of = (audit: RunningAudit) => ({ partnershipId: place.id, auditId: audit.id });

const stageOf = async (audit: RunningAudit, key: string) => {
  const row = await system.records.database.stage.findUnique({
    where: { auditId_key: { auditId: audit.id, key } },
  });
  return row ? (row.outcome ?? 'running') : 'not begun';
};

/**
 * Kinds of the letters about the report that were written for somebody, also where they waited for
 * another day's email and were not needed by then.
 */
async function lettersTo(audit: RunningAudit, person: keyof Aldermere['people']) {
  const known = [{ state: { in: ['sent', 'pending'] } }, { failure: 'settled' }];
  const rows = await system.records.database.letter.findMany({
    where: { auditId: audit.id, contactId: place.people[person].id, OR: known },
    orderBy: [{ queuedAt: 'asc' }, { key: 'asc' }],
  });
  return rows
    .map(({ kind }) => kind)
    .filter((kind) => /^(report|approve|objections|decide|amend|vote)\//.test(kind));
}

async function finishes(audit: RunningAudit): Promise<void> {
  await officerFinishes(system.records, { place, audit }, await system.now());
  await system.settle();
}

async function says(
  audit: RunningAudit,
  person: keyof Aldermere['people'],
  answer: 'approve' | 'object' = 'approve',
): Promise<void> {
  const given = { ...of(audit), contactId: place.people[person].id, answer, general: 'My view.' };
  expect(await answersReport(system.records, given, await system.now())).toBe('answered');
  await system.settle();
}

async function changes(audit: RunningAudit, text: string, changeKind: string): Promise<string> {
  const { records } = system;
  const { version: seen } = await newestReport(records, audit.id);
  const edit = { blocks: { 'themes-1': { text } }, added: [] };
  await saveReport(records, { ...of(audit), seen, edit }, officer(), await system.now());
  await officerClears(records, { place, audit }, await system.now());
  const { version } = await newestReport(records, audit.id);
  const input = { ...of(audit), version, changeKind, reason: 'A tool had been misread.' };
  const outcome = await circulateChange(records, input, officer(), await system.now());
  await system.settle();
  return outcome.kind;
}

async function segDecides(audit: RunningAudit, change: Partial<TypedDecision>): Promise<string> {
  const { records } = system;
  const circulated = await records.database.reportCirculation.findFirstOrThrow({
    where: { auditId: audit.id },
    orderBy: { number: 'desc' },
    include: { reportVersion: true },
  });
  const now = await system.now();
  const typed = {
    outcome: 'approved',
    how: 'meeting',
    date: now.toISOString().slice(0, 10),
    minuteReference: 'SEG 2027/14',
    text: '',
    nextDate: '',
    ...change,
  };
  const { version } = circulated.reportVersion;
  const input = { ...of(audit), key: randomUUID(), version, typed };
  const outcome = await recordDecision(records, input, officer(), now);
  await system.settle();
  return outcome.kind;
}

/** Ends every workflow of the audit and starts it anew from its rows. */
async function rebuilt(audit: RunningAudit): Promise<void> {
  const { records, client, taskQueue } = system;
  const ref = { partnership: place.id, audit: audit.number };
  await rebuildAudit({ records, client, taskQueue }, ref);
  await system.settle();
}

describe('a report, from its draft to the decision', () => {
  it('leaves when nobody can be recognised, goes to those who took part, then to the group (DD-18, DD-19, DD-20)', async () => {
    const audit = nextAudit();
    const { records } = system;
    expect(await lettersTo(audit, 'nadia')).toEqual(['report/ask']);
    const edit = { blocks: { 'themes-1': { text: 'Robin Whitaker was not told.' } }, added: [] };
    const saved = { ...of(audit), seen: 1, edit };
    await saveReport(records, saved, officer(), await system.now());
    await officerClears(records, { place, audit }, await system.now());
    const mended = { blocks: { 'themes-1': { text: 'Whitaker was not told.' } }, added: [] };
    await saveReport(records, { ...saved, seen: 2, edit: mended }, officer(), await system.now());
    const early = { ...of(audit), version: 3 };
    expect(await finishReport(records, early, officer(), await system.now())).toMatchObject({
      kind: 'identifiers',
    });
    await system.settle();
    expect(await stageOf(audit, 'practitioners')).toBe('not begun');
    const plain = { blocks: { 'themes-1': { text: 'Workers were not told.' } }, added: [] };
    await saveReport(records, { ...saved, seen: 3, edit: plain }, officer(), await system.now());
    await finishes(audit);

    // Those who took part are asked; the group has heard nothing.
    expect(await stageOf(audit, 'report')).toBe('complete');
    expect(await lettersTo(audit, 'priya')).toEqual(['approve/ask']);
    expect(await lettersTo(audit, 'rosa')).toEqual(['approve/ask']);
    expect(await stageOf(audit, 'seg')).toBe('not begun');
    expect(await segDecides(audit, {})).toBe('ended');

    // Priya approves; Rosa is reminded, says nothing, and stands as silent.
    await says(audit, 'priya');
    const [ask] = await records.database.ask.findMany({
      where: { auditId: audit.id, step: 'approve', contactId: place.people.rosa.id },
    });
    await system.jumpTo(ask?.dueAt.toISOString() ?? '');
    expect(await lettersTo(audit, 'rosa')).toEqual(['approve/ask', 'approve/remind']);
    expect(await lettersTo(audit, 'priya')).toEqual(['approve/ask']);
    const approvals = await records.database.approval.findMany({
      where: { auditId: audit.id },
      orderBy: { answer: 'asc' },
    });
    expect(approvals.map(({ answer }) => answer)).toEqual(['approve', 'silent']);
    expect(await stageOf(audit, 'practitioners')).toBe('complete');

    // Only now it is the group's turn: deferred first, and back at its next meeting.
    expect(await stageOf(audit, 'seg')).toBe('running');
    await nextMorning();
    expect((await lettersTo(audit, 'nadia')).at(-1)).toBe('decide/ask');
    for (const person of ['graham', 'yasmin'] as const) {
      expect(await lettersTo(audit, person)).toEqual([]);
    }
    const deferral = { outcome: 'deferred', text: 'Housing was away.', nextDate: '8 6 2027' };
    expect(await segDecides(audit, deferral)).toBe('recorded');
    expect(await stageOf(audit, 'seg')).toBe('running');
    await system.jumpTo('2027-06-08T12:00:00.000Z');
    expect((await lettersTo(audit, 'nadia')).slice(-2)).toEqual(['decide/ask', 'decide/remind']);
    expect(await records.database.action.count({ where: { auditId: audit.id } })).toBe(0);
    expect(await segDecides(audit, { minuteReference: 'SEG 2027/31' })).toBe('recorded');
    expect(await stageOf(audit, 'seg')).toBe('complete');
  }, 120_000);

  it('is asked about again when an objection changes a finding (DD-19)', async () => {
    const audit = nextAudit();
    await finishes(audit);
    await says(audit, 'rosa');
    await says(audit, 'priya', 'object');
    expect(await stageOf(audit, 'practitioners')).toBe('running');
    expect((await lettersTo(audit, 'nadia')).at(-1)).toBe('objections/ask');
    expect(await changes(audit, 'Fathers were asked late.', 'findings')).toBe('circulated');
    for (const person of ['priya', 'rosa'] as const) {
      expect(await lettersTo(audit, person)).toEqual(['approve/ask', 'approve/again']);
    }
    expect(await stageOf(audit, 'practitioners')).toBe('running');
    await says(audit, 'priya');
    await says(audit, 'rosa');
    expect(await stageOf(audit, 'practitioners')).toBe('complete');
    expect(await stageOf(audit, 'seg')).toBe('running');
  }, 60_000);

  it('is asked about once where only its wording was corrected, and an objection answered (DD-19)', async () => {
    const audit = nextAudit();
    await finishes(audit);
    await says(audit, 'rosa');
    expect(await changes(audit, 'Fathers were rarely asked.', 'wording')).toBe('circulated');
    await says(audit, 'priya', 'object');
    const { records } = system;
    const objection = await records.database.approval.findFirstOrThrow({
      where: { auditId: audit.id, answer: 'object' },
    });
    const reply = { ...of(audit), approvalId: objection.id, reply: 'The tools say otherwise.' };
    await answerObjection(records, reply, officer(), await system.now());
    await system.settle();
    expect(await lettersTo(audit, 'rosa')).toEqual(['approve/ask']);
    expect(await lettersTo(audit, 'priya')).toEqual(['approve/ask', 'approve/reply']);
    expect(await stageOf(audit, 'practitioners')).toBe('complete');
  }, 60_000);

  it('goes back to those who took part when its findings change before the group has decided (DD-19)', async () => {
    const audit = nextAudit();
    await finishes(audit);
    await everybodyApproves(system.records, { place, audit }, await system.now());
    await system.settle();
    expect(await stageOf(audit, 'seg')).toBe('running');
    expect(await changes(audit, 'Fathers were asked late.', 'findings')).toBe('circulated');
    expect(await segDecides(audit, {})).toBe('approvals-open');
    await says(audit, 'priya');
    await says(audit, 'rosa');
    expect(await segDecides(audit, {})).toBe('recorded');
    expect(await stageOf(audit, 'seg')).toBe('complete');
  }, 60_000);

  it('is decided on by email, approved with amendments, and stands with them (DD-20)', async () => {
    const audit = nextAudit();
    const { records } = system;
    await finishes(audit);
    await everybodyApproves(records, { place, audit }, await system.now());
    await system.settle();
    await startEmailRound(records, of(audit), officer(), await system.now());
    await system.settle();
    expect(await lettersTo(audit, 'graham')).toEqual(['vote/ask']);
    await says(audit, 'graham');
    const [ask] = await records.database.ask.findMany({
      where: { auditId: audit.id, step: 'vote', contactId: place.people.yasmin.id },
    });
    await system.jumpTo(ask?.dueAt.toISOString() ?? '');
    expect(await lettersTo(audit, 'yasmin')).toEqual(['vote/ask', 'vote/remind']);
    expect((await lettersTo(audit, 'nadia')).at(-1)).toBe('decide/votes-in');
    const decision = { how: 'email-round', outcome: 'with-amendments', text: 'Say since when.' };
    expect(await segDecides(audit, decision)).toBe('recorded');
    await nextMorning();
    expect((await lettersTo(audit, 'nadia')).at(-1)).toBe('amend/ask');
    expect(await stageOf(audit, 'seg')).toBe('running');
    const { version: seen } = await newestReport(records, audit.id);
    const edit = { blocks: { 'themes-1': { text: 'Since June fathers are asked.' } }, added: [] };
    await saveReport(records, { ...of(audit), seen, edit }, officer(), await system.now());
    await officerClears(records, { place, audit }, await system.now());
    const done = { ...of(audit), version: seen + 1 };
    expect(await finishAmendments(records, done, officer(), await system.now())).toEqual({
      kind: 'finished',
    });
    await system.settle();
    expect(await stageOf(audit, 'seg')).toBe('complete');
  }, 60_000);

  it('repeats nothing when its workflow is rebuilt from its rows at every step', async () => {
    const audit = nextAudit();
    await rebuilt(audit);
    await finishes(audit);
    await rebuilt(audit);
    await says(audit, 'priya', 'object');
    await rebuilt(audit);
    await changes(audit, 'Fathers were asked late.', 'findings');
    await rebuilt(audit);
    await says(audit, 'priya');
    await says(audit, 'rosa');
    await rebuilt(audit);
    expect(await lettersTo(audit, 'priya')).toEqual(['approve/ask', 'approve/again']);
    expect(await lettersTo(audit, 'rosa')).toEqual(['approve/ask', 'approve/again']);
    const own = (await lettersTo(audit, 'nadia')).filter((kind) => kind.endsWith('/ask'));
    expect(own).toEqual(['report/ask', 'objections/ask', 'decide/ask']);
    await segDecides(audit, {});
    await rebuilt(audit);
    expect(await stageOf(audit, 'seg')).toBe('complete');
    const versions = await system.records.database.reportVersion.count({
      where: { auditId: audit.id },
    });
    expect(versions).toBe(2);
  }, 120_000);
});
