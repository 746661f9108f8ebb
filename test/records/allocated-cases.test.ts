import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startAudit } from '../../records/audits/start-audit.ts';
import { openRequests } from '../../records/returns/requests.ts';
import { caseIdentities } from '../../records/sample/identities.ts';
import { drawSample } from '../../records/sample/sample.ts';
import { selectionView } from '../../records/sample/selection-view.ts';
import { transaction } from '../../records/store/transaction.ts';
import { aldermere, storeProfile } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';

const now = new Date('2027-05-20T10:00:00Z');
const file = new URL('../../profiles/file-audit.yaml', import.meta.url);

const { given: place, fresh } = await prepared(async (records) => {
  const made = await aldermere(records, now);
  const yaml = readFileSync(file, 'utf8');
  made.profileVersionId = await transaction(records, (tx) => storeProfile(tx, made.id, yaml, now));
  return made;
});

describe('an audit of allocated cases', () => {
  it('takes the list as its sample, asks for the month and says who chose the cases (FA-3)', async () => {
    const records = await fresh();
    const row = { level: 'all', source: 'Case system', familyReference: null };
    const rows = ['F-203', 'F-101'].map((reference) => {
      return { ...row, reference, knownAgencies: ['social-care'] };
    });
    const allocation = { chosenBy: 'Principal social worker', why: 'One of each team.' };
    const started = await startAudit(
      records,
      {
        partnershipId: place.id,
        startKey: 'june-files',
        profileVersionId: place.profileVersionId,
        audit: {
          focus: 'Files for June',
          sources: [],
          window: { from: '2025-05-20', to: '2027-05-20', reason: '' },
          size: { cases: 0, reason: '' },
          dates: { month: { degree: 'month', month: '2027-06' } },
          list: { rows, droppedColumns: 0 },
          excluded: [],
          leftOut: [],
          allocation,
        },
      },
      { contactId: place.people.nadia.id },
      now,
    );
    if (started.kind !== 'started') throw new Error(JSON.stringify(started));
    const ref = { partnership: place.id, audit: started.number };
    const stage = { ...ref, stage: 'allocation', kind: 'draw-sample' as const };
    expect(await drawSample(records, stage, now)).toEqual({ cases: 2 });
    expect(await drawSample(records, stage, now)).toEqual({ cases: 2 });
    const own = { partnershipId: place.id, auditId: started.auditId };
    const children = await caseIdentities(records, own);
    expect(children.map(({ number, reference }) => [number, reference])).toEqual([
      [1, 'F-101'],
      [2, 'F-203'],
    ]);
    const view = await selectionView(records, own);
    expect(view).toMatchObject({ allocation, size: 2, draw: { seed: '' } });

    await openRequests(records, { ...ref, stage: 'audits', kind: 'gather-returns' }, now);
    expect(await records.database.return.count({ where: { auditId: started.auditId } })).toBe(2);
    const events = await records.database.event.findMany({ where: { chain: started.auditId } });
    expect(events.map(({ kind }) => kind)).toContain('sample.allocated');
    expect(JSON.stringify(events)).not.toContain('Principal');
  });
});
