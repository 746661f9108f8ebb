import { beforeEach, describe, expect, it } from 'vitest';
import { otherAudits } from '../../records/audits/other-audits.ts';
import { currentView, findAudit } from '../../records/audits/stages.ts';
import { planningView } from '../../records/planning/planning-view.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { groupDecides, plannedAudit } from '../support/planned-audit.ts';
import { prepared } from '../support/prepared.ts';

const started = new Date('2027-01-11T10:00:00Z');
const tuesday = new Date('2027-01-12T10:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, started);
  return { place, audit: await plannedAudit(made, place, started) };
});
const { place, audit } = given;
const of = { partnershipId: place.id, auditId: audit.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const decides = (body: string, typed = {}) =>
  groupDecides(records, place, { auditId: audit.id, stage: 'theme', body, typed }, tuesday);

async function stillOpen(): Promise<number> {
  const context = await findAudit(records.database, { partnership: place.id, audit: audit.number });
  const wait = `audit/${place.id}/${audit.number}#theme`;
  return (await currentView(records.database, context, wait, tuesday)).open;
}

describe('a theme that groups decide', () => {
  it('waits for the group that chooses it and the one that approves it (SO-1, CH-1)', async () => {
    expect(await stillOpen()).toBe(2);
    expect(await decides('audit-group')).toEqual({ kind: 'recorded', outcome: 'agreed' });
    expect(await stillOpen()).toBe(1);
    expect(await decides('seg')).toEqual({ kind: 'recorded', outcome: 'agreed' });
    expect(await stillOpen()).toBe(0);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('goes on waiting where a group does not agree, and says why (SO-1)', async () => {
    const typed = { outcome: 'not-agreed', text: 'Look at thresholds instead.' };
    expect(await decides('seg', typed)).toMatchObject({ outcome: 'not-agreed' });
    expect(await stillOpen()).toBe(2);
    expect(await decides('seg')).toMatchObject({ outcome: 'agreed' });
    const view = await planningView(records, of);
    const seg = view?.theme?.groups.find(({ body }) => body === 'seg');
    expect(seg?.decisions.map(({ outcome, text }) => [outcome, text])).toEqual([
      ['not-agreed', 'Look at thresholds instead.'],
      ['agreed', ''],
    ]);
  });

  it('may have been decided before the audit began, with the day and the minute (SO-1)', async () => {
    expect(await decides('seg', { date: '2026-11-02' })).toMatchObject({ kind: 'recorded' });
    expect(await decides('audit-group', { minuteReference: '' })).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'minuteReference' }],
    });
  });

  it('is decided by nobody else', async () => {
    expect(await decides('police')).toEqual({ kind: 'not-found' });
    await decides('seg');
    expect(await decides('seg')).toEqual({ kind: 'ended' });
  });
});

it('keeps under which key lines of enquiry an audit comes (CH-1)', async () => {
  const { kloes } = await records.database.audit.findUniqueOrThrow({ where: { id: audit.id } });
  expect(kloes).toEqual(['voice']);
});

it('knows what other audits look at (CH-4)', async () => {
  const others = await otherAudits(records, { partnershipId: place.id }, tuesday);
  expect(others).toEqual([{ number: audit.number, focus: expect.stringContaining('missing') }]);
  expect(await otherAudits(records, { partnershipId: 'elsewhere' }, tuesday)).toEqual([]);
});
