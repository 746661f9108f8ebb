import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, dateOf } from '../../domain/calendar.ts';
import { riskReportWorkflowId } from '../../domain/waits.ts';
import { raiseRiskReport, scheduleRiskReport } from '../../records/concerns/risk-reports.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type DevSystem, startDevSystem } from '../support/dev-system.ts';
import { type Aldermere, aldermere, loadProfile } from '../support/directory.ts';
import { devServerAddress } from '../support/temporal.ts';
import { eventually } from '../support/worker-process.ts';

// The time-skipping server is kinder than the real one: what waits for a day is tried on both.
let system: DevSystem;
let place: Aldermere;

beforeAll(async () => {
  system = await startDevSystem(devServerAddress());
  place = await aldermere(system.records, new Date(), 'plannington');
  const { records } = system;
  await transaction(records, (tx) => loadProfile(tx, place.id, 'solihull-thematic', new Date()));
  await records.database.body.create({
    data: { id: randomUUID(), partnershipId: place.id, key: 'executive', name: 'Executive Group' },
  });
}, 120_000);
afterAll(() => system?.stop());

const soon = () => new Date(Date.now() + 3000);
const state = async (id: string) =>
  (await system.client.workflow.getHandle(id).describe()).status.name;
const letters = (kind: string) => system.records.database.letter.count({ where: { kind } });

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
