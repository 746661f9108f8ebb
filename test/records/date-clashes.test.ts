import { beforeEach, describe, expect, it } from 'vitest';
import { auditContext } from '../../records/audits/audit-context.ts';
import { moveDate, previewDateMove } from '../../records/audits/audit-dates.ts';
import { auditHistory } from '../../records/audits/audit-history.ts';
import { clashesLeft, leaveClash, takeUpClash } from '../../records/audits/meant-clashes.ts';
import { officeView } from '../../records/overview/office-view.ts';
import { loadProgramme } from '../../records/programme/load-programme.ts';
import { programmesView } from '../../records/programme/programme-view.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
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

/** What is planned for the day of both discussions. */
const onTheDayOfBoth = [
  'entries:',
  '  - key: dip',
  '    month: 2027-04',
  '    process: wscp-deep-dive',
  '    type: Dip sample',
  '    theme: Strategy meetings',
  '    focus: How they are held',
  '    meeting: 2027-04-28',
];

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
      ...onTheDayOfBoth,
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

describe('dates that are meant to clash', () => {
  const of = { partnershipId: place.id };
  const meetings = async () => (await clashes()).find(({ clash }) => clash.kind === 'same-day');
  const leave = async (reason: string) => {
    const clash = (await meetings())?.id ?? '';
    return { clash, outcome: await leaveClash(records, { ...of, clash, reason }, by, april) };
  };

  it('are shown no more once somebody has said why, until one of them moves', async () => {
    expect((await leave('  ')).outcome).toMatchObject({ problems: [{ field: 'reason' }] });
    const { clash, outcome } = await leave('The police send two people.');
    expect(outcome).toEqual({ kind: 'meant' });
    expect(await meetings()).toBeUndefined();
    // What else clashes stays.
    expect((await told()).join()).toContain('same-few-days');
    const again = await leaveClash(records, { ...of, clash, reason: 'Again' }, by, april);
    expect(again).toEqual({ kind: 'meant' });
    const rows = await records.database.meantClash.findMany();
    expect(rows).toMatchObject([{ meantAt: april, meantById: by.contactId }]);
    await move(second, 'discussion', '2027-04-29');
    expect(await meetings()).toBeUndefined();
    await move(first, 'discussion', '2027-04-29');
    expect(await meetings()).toBeDefined();
  });

  it('stand in the history of each of their audits, with the reason sealed', async () => {
    const reason = 'The police send two people.';
    await leave(reason);
    for (const { id, number } of [first, second]) {
      const events = await records.database.event.findMany({
        where: { chain: id, kind: 'dates.meant' },
      });
      const other = number === first.number ? second.number : first.number;
      expect(events).toMatchObject([
        { actorId: by.contactId, ids: { date: 'discussion', day: '2027-04-28', audits: other } },
      ]);
      expect(JSON.stringify(events)).not.toContain('police');
      expect(await firstBrokenEvent(records.database, id)).toBeNull();
      const { newest } = await transaction(records, async (tx) => {
        const context = await auditContext(tx, id);
        const { events: all } = await auditHistory(records, tx, context);
        return { newest: all[0] };
      });
      expect(newest).toMatchObject({
        reason,
        sentence: `Multi-agency audit discussion stays on Wednesday 28 April 2027, near a date of audit ${other}: it is meant so`,
      });
    }
    const kept = await records.database.eventReason.findMany();
    expect(kept.some(({ textSealed }) => Buffer.from(textSealed).includes('police'))).toBe(false);
  });

  it('are another clash with one date more, and are none in another partnership', async () => {
    const { clash } = await leave('Two rooms.');
    const elsewhere = { partnershipId: 'elsewhere', clash, reason: 'Two rooms.' };
    await aldermere(records, monday, 'elsewhere');
    expect(await leaveClash(records, elsewhere, by, april)).toEqual({ kind: 'not-found' });
    const third = await drawnAudit(records, place, monday, 5);
    const shown = await meetings();
    expect(shown?.clash.dates.map(({ audit }) => audit)).toContain(third.number);
    const all = await leave('Three rooms.');
    expect(all.outcome).toEqual({ kind: 'meant' });
    expect(await meetings()).toBeUndefined();
    // Of three that were meant, two are meant as well.
    await records.database.audit.update({ where: { id: third.id }, data: { state: 'paused' } });
    expect(await meetings()).toBeUndefined();
    // Taken up again, they are meant by neither decision any more.
    const taken = { ...of, clash, reason: 'One room is gone.' };
    expect(await takeUpClash(records, taken, by, april)).toEqual({ kind: 'taken-up' });
    expect(await meetings()).toBeDefined();
    const open = await records.database.meantClash.count({ where: { takenBackAt: null } });
    expect(open).toBe(0);
    expect(await takeUpClash(records, { ...taken, ...elsewhere }, by, april)).toEqual({
      kind: 'not-found',
    });
    for (const { id } of [first, second]) {
      expect(await firstBrokenEvent(records.database, id)).toBeNull();
    }
  });

  it('stand beside what is planned where one of them is only planned', async () => {
    const yaml = ['programme: year-2027', 'title: The year', ...onTheDayOfBoth].join('\n');
    await loadProgramme(records, { ...of, yaml }, by, monday);
    await leave('It is one long day.');
    const [programme] = await programmesView(records, place.id);
    expect(programme?.planned[0]?.changes).toMatchObject([
      { label: expect.stringContaining('left as it is'), reason: 'It is one long day.' },
    ]);
    const left = await clashesLeft(records, place.id, april);
    const clash = left.find((each) => each.clash.kind === 'same-day')?.id ?? '';
    await takeUpClash(records, { ...of, clash, reason: 'Too long a day.' }, by, april);
    const [after] = await programmesView(records, place.id);
    expect(after?.planned[0]?.changes[1]).toMatchObject({
      label: expect.stringContaining('to be looked at again'),
      reason: 'Too long a day.',
    });
    expect(await firstBrokenEvent(records.database, place.id)).toBeNull();
  });
});
