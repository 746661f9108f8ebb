import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { riskReportForm, riskReports } from '../../records/concerns/risk-report-view.ts';
import {
  raiseRiskReport,
  remindOfRiskReport,
  scheduleRiskReport,
} from '../../records/concerns/risk-reports.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { openWorkflows } from '../../records/store/workflow-starts.ts';
import { aldermere, loadProfile } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';

const friday = new Date('2027-03-05T15:00:00Z');
const due = new Date('2027-03-12T09:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, friday);
  await transaction(made, (tx) => loadProfile(tx, place.id, 'solihull-thematic', friday));
  await made.database.body.create({
    data: { id: randomUUID(), partnershipId: place.id, key: 'executive', name: 'Executive Group' },
  });
  return { place };
});
const { place } = given;
const { priya, nadia, judith } = place.people;
const text = 'Half of our own files show no plan for the child.';
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const raise = (said = text, raiseKey = 'form-1') => {
  const typed = { agency: place.agencies.police, text: said, from: '' };
  const input = { partnershipId: place.id, raiseKey, typed };
  return raiseRiskReport(records, input, { contactId: priya.id }, friday);
};
const ref = { partnership: place.id, report: '2027-r01' };
const schedule = (date: string, now = friday) => {
  const input = { partnershipId: place.id, number: '2027-r01', date, note: '' };
  return scheduleRiskReport(records, input, { contactId: judith.id }, now);
};
const lettersTo = async (contactId: string) =>
  (
    await records.database.letter.findMany({
      where: { contactId, kind: { startsWith: 'risk-report/' } },
      orderBy: { queuedAt: 'asc' },
    })
  ).map(({ kind }) => kind);

describe('an agency’s own audit that shows risk to children', () => {
  it('is reported by exception to the manager, who has to schedule a report to the group (SO-36)', async () => {
    expect(await raise()).toEqual({ kind: 'raised', number: '2027-r01' });
    expect(await raise()).toEqual({ kind: 'raised-before', number: '2027-r01' });
    expect(await lettersTo(judith.id)).toEqual(['risk-report/raised']);
    const [report] = await riskReports(records, { partnershipId: place.id });
    expect(report).toMatchObject({ text, body: 'Executive Group', dueDate: '2027-03-12' });
    const open = await openWorkflows(records);
    expect(open).toMatchObject([
      { type: 'riskReport', workflowId: `risk-report/${place.id}/2027-r01` },
    ]);
    expect(await firstBrokenEvent(records.database, place.id)).toBeNull();
  });

  it('is closed when the report has its day, and whoever reported it hears of that (SO-36)', async () => {
    await raise();
    expect(await schedule('1 3 2027')).toMatchObject({ problems: [{ field: 'date' }] });
    expect(await schedule('23 3 2027')).toEqual({ kind: 'scheduled' });
    expect(await schedule('24 3 2027')).toEqual({ kind: 'scheduled-before' });
    expect(await lettersTo(priya.id)).toEqual(['risk-report/scheduled']);
    expect((await remindOfRiskReport(records, ref, due)).open).toBe(0);
    expect(await openWorkflows(records)).toEqual([]);
  });

  it('reminds the manager while nothing is scheduled, and then the officer too (SO-36)', async () => {
    await raise();
    const early = await remindOfRiskReport(records, ref, friday);
    expect(early).toMatchObject({ open: 1, wakesAt: due.toISOString() });
    await remindOfRiskReport(records, ref, due);
    await remindOfRiskReport(records, ref, due);
    expect(await lettersTo(judith.id)).toEqual(['risk-report/raised', 'risk-report/remind']);
    expect(await lettersTo(nadia.id)).toEqual([]);
    await remindOfRiskReport(records, ref, new Date('2027-03-16T09:00:00Z'));
    expect(await lettersTo(nadia.id)).toEqual(['risk-report/remind']);
  });

  it('is reported by each agency for itself, and only where a process has the route', async () => {
    const who = { partnershipId: place.id, contactId: priya.id, staff: false };
    const form = await riskReportForm(records, who);
    expect(form?.agencies.map(({ id }) => id)).toEqual([place.agencies.police]);
    expect(await raise(' ', 'form-2')).toMatchObject({ problems: [{ field: 'text' }] });
    await records.database.body.deleteMany({ where: { key: 'executive' } });
    expect(await riskReportForm(records, who)).toBeNull();
    expect(await raise(text, 'form-3')).toEqual({ kind: 'not-offered' });
  });
});
