import { expect, it } from 'vitest';
import { officeView } from '../../records/overview/office-view.ts';
import { aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { plannedAudit } from '../support/planned-audit.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtApproval, reportDates } from '../support/reported-audit.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, dates.started);
  const planned = await plannedAudit(made, place, dates.started);
  const reported = await auditAtApproval(made, place);
  return { place, planned, reported };
});
const { place, planned, reported } = given;

async function tasksAt(now: Date, audit: { number: string }) {
  const { tasks } = await officeView(await fresh(), { partnershipId: place.id }, now);
  return tasks.filter((task) => 'audit' in task && task.audit === audit.number);
}

it('names those whose approval is late, and nobody before it was due', async () => {
  const late = async (now: Date) =>
    (await tasksAt(now, reported)).filter(({ kind }) => kind === 'people');
  expect(await late(reportDates.answered)).toEqual([]);
  expect(await late(new Date('2027-05-20T17:30:00Z'))).toMatchObject([
    { step: 'approve', people: ['Priya Nair', 'Rosa Delgado'], dueDate: '2027-05-20' },
  ]);
});

it('asks once for what two groups decide, as it is recorded on one page', async () => {
  const { database } = await fresh();
  const where = { auditId: planned.id, step: 'theme', outcome: null };
  expect(await database.ask.count({ where })).toBe(2);
  const own = await tasksAt(dates.started, planned);
  expect(own.filter((task) => 'step' in task && task.step === 'theme')).toHaveLength(1);
});
