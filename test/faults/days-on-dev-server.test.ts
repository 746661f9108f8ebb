import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, dateOf } from '../../domain/calendar.ts';
import { plannedWorkflowId, riskReportWorkflowId } from '../../domain/waits.ts';
import { dropPlanned } from '../../records/change-planned.ts';
import { loadProgramme } from '../../records/load-programme.ts';
import { raiseRiskReport, scheduleRiskReport } from '../../records/risk-reports.ts';
import { transaction } from '../../records/transaction.ts';
import { type DevSystem, startDevSystem } from '../support/dev-system.ts';
import { type Aldermere, aldermere, loadProfile, storeProfile } from '../support/directory.ts';
import { devServerAddress } from '../support/temporal.ts';
import { eventually } from '../support/worker-process.ts';

// The time-skipping server is kinder than the real one: what waits for a day is tried on both.
let system: DevSystem;
let place: Aldermere;

beforeAll(async () => {
  system = await startDevSystem(devServerAddress());
  place = await aldermere(system.records, new Date(), 'plannington');
  const { records } = system;
  const url = new URL('../support/profiles/records-check.yaml', import.meta.url);
  const bare = readFileSync(url, 'utf8').replace(/^profile: .*/m, 'profile: bare');
  await transaction(records, async (tx) => {
    await storeProfile(tx, place.id, bare, new Date());
    await loadProfile(tx, place.id, 'solihull-thematic', new Date());
  });
  await records.database.body.create({
    data: { id: randomUUID(), partnershipId: place.id, key: 'executive', name: 'Executive Group' },
  });
}, 120_000);
afterAll(() => system?.stop());

const soon = () => new Date(Date.now() + 3000);
const state = async (id: string) =>
  (await system.client.workflow.getHandle(id).describe()).status.name;
const letters = (kind: string) => system.records.database.letter.count({ where: { kind } });

it('offers a planned audit by a timer of its own when its day comes, and ends when it is taken out (SO-2)', async () => {
  const { records, nudge } = system;
  const by = { contactId: place.people.nadia.id };
  const day = addDays(dateOf(new Date(), 'Europe/London'), 200);
  const yaml = `programme: one-audit
title: One audit
entries:
  - { key: first, month: ${day.slice(0, 7)}, process: bare, type: Review, theme: Late help, focus: Why help came late, date: ${day} }
`;
  const loaded = await loadProgramme(records, { partnershipId: place.id, yaml }, by, new Date());
  expect(loaded).toMatchObject({ kind: 'loaded', planned: 1 });
  await records.database.plannedAudit.updateMany({ data: { nextAt: soon() } });
  await nudge();
  const id = plannedWorkflowId(place.id, 'one-audit', 'first');
  await eventually('its day comes', async () => (await letters('planned/offered')) === 1);
  expect(await state(id)).toBe('RUNNING');
  const of = { partnershipId: place.id, programme: 'one-audit', entry: 'first' };
  await dropPlanned(records, { ...of, reason: 'Put off.' }, by, new Date());
  await nudge();
  await eventually('its workflow ends', async () => (await state(id)) === 'COMPLETED');
}, 120_000);

it('reminds of a report by exception by a timer of its own, and ends when it is scheduled (SO-36)', async () => {
  const { records, nudge } = system;
  const typed = { agency: place.agencies.police, text: 'No plans in half the files.', from: '' };
  const input = { partnershipId: place.id, raiseKey: 'one', typed };
  const by = { contactId: place.people.priya.id };
  const raised = await raiseRiskReport(records, input, by, new Date());
  const number = raised.kind === 'raised' ? raised.number : '';
  await records.database.riskReport.updateMany({ data: { nextAt: soon() } });
  await nudge();
  const id = riskReportWorkflowId(place.id, number);
  await eventually(
    'the manager is reminded',
    async () => (await letters('risk-report/remind')) === 1,
  );
  expect(await state(id)).toBe('RUNNING');
  const date = addDays(dateOf(new Date(), 'Europe/London'), 30);
  const of = { partnershipId: place.id, number, note: '' };
  const judith = { contactId: place.people.judith.id };
  await scheduleRiskReport(records, { ...of, date }, judith, new Date());
  await nudge();
  await eventually('its workflow ends', async () => (await state(id)) === 'COMPLETED');
}, 120_000);
