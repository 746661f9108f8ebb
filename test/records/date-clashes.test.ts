import { beforeEach, describe, expect, it } from 'vitest';
import { moveDate, previewDateMove } from '../../records/audit-dates.ts';
import { loadProgramme } from '../../records/load-programme.ts';
import { officeView } from '../../records/office-view.ts';
import type { Records } from '../../records/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtReturns, drawnAudit } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
/** Two days before completed tools are due on 7 April; the discussions are on the 28th. */
const april = new Date('2027-04-05T10:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const first = await auditAtReturns(made, place, monday);
  const second = await drawnAudit(made, place, monday, 5);
  return { place, first, second };
});
const { place, first, second } = given;
const by = { contactId: place.people.nadia.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

async function clashes(now = april) {
  const { tasks } = await officeView(records, { partnershipId: place.id }, now);
  return tasks.flatMap((task) => (task.kind === 'dates' ? [task] : []));
}

async function told(now = april) {
  return (await clashes(now)).map(({ clash, agencies, move, of }) => {
    const dates = clash.dates.map(({ audit, key }) => `${key} of ${audit}`).join(', ');
    const where = 'audit' in of ? of.audit : `${of.programme}/${of.entry}`;
    return `${clash.kind}: ${dates} (${agencies ?? 'any'}) → ${move.key} of ${where}`;
  });
}

async function move(audit: { id: string }, key: string, date: string, degree = 'fixed' as const) {
  const input = { partnershipId: place.id, auditId: audit.id, key, to: { degree, date } };
  const preview = await previewDateMove(records, input, april);
  const given = { ...input, reason: 'It clashed', fingerprint: preview?.fingerprint ?? '' };
  expect(await moveDate(records, given, by, april)).toMatchObject({ kind: 'moved' });
}

const both = (key: string) => `${key} of ${first.number}, ${key} of ${second.number}`;

describe('dates about to clash', () => {
  it('are tools due and discussions of two audits, until the date of one is moved', async () => {
    const before = await told();
    expect(before).toContain(
      `same-day: ${both('discussion')} (any) → discussion of ${second.number}`,
    );
    expect(before).toContain(
      `same-few-days: ${both('returns')} (any) → returns of ${second.number}`,
    );
    await move(second, 'returns', '2027-04-20');
    expect((await told()).join()).not.toMatch(/same/);
  });

  it('are nobody’s task weeks before, nor once an audit stands still or its stage has ended', async () => {
    const early = (await told(monday)).filter((each) => each.includes('discussion'));
    expect(early).toEqual([]);
    await records.database.audit.update({ where: { id: second.id }, data: { state: 'paused' } });
    expect((await told()).join()).not.toMatch(/same/);
  });

  it('name the agencies that owe something for both', async () => {
    await records.database.ask.updateMany({
      where: { auditId: first.id, step: 'returns', agencyId: place.agencies.police },
      data: { outcome: 'answered' },
    });
    const { id: auditId } = second;
    for (const agencyId of [place.agencies.police, place.agencies['social-care']]) {
      await records.database.request.create({
        data: {
          partnershipId: place.id,
          auditId,
          agencyId,
          stageKey: 'returns',
          wait: 'w',
          responsibleId: place.people.rosa.id,
          openedAt: monday,
        },
      });
    }
    const found = await told();
    expect(found).toContain(
      `same-few-days: ${both('returns')} (Aldermere Children's Social Care) → returns of ${second.number}`,
    );
    expect(found.find((each) => each.startsWith('same-day'))).toContain(
      "(Aldermere Children's Social Care,Aldermere Police)",
    );
  });

  it('are days on which nobody works, and school holidays where somebody is away in them', async () => {
    await move(second, 'returns', '2027-04-17');
    expect(await told()).toContain(
      `closed: returns of ${second.number} (any) → returns of ${second.number}`,
    );
    const yaml = [
      'programme: year-2027',
      'title: The year',
      'schoolTerms:',
      '  - { name: Spring, from: 2027-01-04, to: 2027-03-26 }',
      '  - { name: Summer, from: 2027-04-19, to: 2027-07-21 }',
      'entries:',
      '  - key: dip',
      '    month: 2027-04',
      '    process: wscp-deep-dive',
      '    type: Dip sample',
      '    theme: Strategy meetings',
      '    focus: How they are held',
      '    meeting: 2027-04-28',
    ].join('\n');
    const input = { partnershipId: place.id, yaml };
    expect(await loadProgramme(records, input, by, monday)).toMatchObject({ kind: 'loaded' });
    const holidays = async () => (await told()).filter((each) => each.startsWith('school'));
    expect(await holidays()).toEqual([]);
    await records.database.contact.update({
      where: { id: place.people.priya.id },
      data: { termTimeOnly: true },
    });
    expect(await holidays()).toContain(
      `school-holidays: returns of ${first.number} (any) → returns of ${first.number}`,
    );
    const meetings = (await told()).filter((each) => each.startsWith('same-day'));
    expect(meetings).toEqual([expect.stringMatching(/→ meeting of year-2027\/dip$/)]);
  });
});
