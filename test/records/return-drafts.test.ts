import { beforeAll, describe, expect, it } from 'vitest';
import { longestAnswer } from '../../domain/completeness.ts';
import { ownReturn } from '../../records/returns/own-return.ts';
import { answersIn, draftsOf, saveDraft } from '../../records/returns/return-drafts.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey } from '../../records/store/sealing.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { lendDatabase } from '../support/lent-database.ts';
import { freshDatabase } from '../support/postgres.ts';
import { auditAtReturns, type RunningAudit, returnOf } from '../support/running-audit.ts';

const { url } = await freshDatabase();
const records: Records = { database: lendDatabase(url), keyring: openKeyring(newKey()) };
const monday = new Date('2027-03-01T10:00:00Z');
const later = new Date('2027-03-01T14:02:00Z');

let place: Aldermere;
let audit: RunningAudit;
let returnId: string;
let priya: { contactId: string };

beforeAll(async () => {
  place = await aldermere(records, monday);
  audit = await auditAtReturns(records, place, monday);
  const of = { agencyId: place.agencies.police, number: 1 };
  returnId = (await returnOf(records, audit, of)).id;
  priya = { contactId: place.people.priya.id };
});

function save(section: string, answers: Record<string, unknown>, revision: number, by = priya) {
  const input = { partnershipId: place.id, returnId, section, answers, revision };
  return saveDraft(records, input, by, later);
}

async function stored(section: string) {
  return transaction(records, async (tx) => {
    const found = await ownReturn(records, tx, { partnershipId: place.id, returnId }, priya);
    if (!found) throw new Error('no return');
    return answersIn(await draftsOf(tx, found))[section];
  });
}

describe('a section is saved', () => {
  it('as far as it is answered, exactly as it was typed', async () => {
    const text = '<script>alert(1)</script> {{7*7}} =cmd|calc 👪 Siân ’s “view”\n\nSecond line';
    const saved = await save('recognition', { development: text }, 0);
    expect(saved).toEqual({ kind: 'saved', revision: 1, savedAt: later, problems: [] });
    expect(await stored('recognition')).toMatchObject({ development: text, grade: '' });
  });

  it('sealed: nothing of it can be read in the database', async () => {
    await save('assessment', { development: 'A readable remark about a child' }, 0);
    const rows = await records.database.returnDraft.findMany({ where: { returnId } });
    for (const row of rows) {
      expect(Buffer.from(row.answersSealed).toString('latin1')).not.toContain('readable remark');
    }
  });

  it('with what is wrong in it said, not thrown away', async () => {
    const saved = await save('planning', { grade: 'splendid', development: 'Kept.' }, 0);
    expect(saved).toMatchObject({ kind: 'saved', problems: [{ question: 'grade' }] });
    expect(await stored('planning')).toMatchObject({ development: 'Kept.' });
  });

  it('never over what another tab has saved since', async () => {
    await save('impact', { development: 'From the first tab' }, 0);
    const outcome = await save('impact', { development: 'From the second tab' }, 0);
    expect(outcome).toMatchObject({
      kind: 'stale',
      theirs: { answers: { development: 'From the first tab' }, revision: 1, savedAt: later },
    });
    expect(await stored('impact')).toMatchObject({ development: 'From the first tab' });
    const settled = await save('impact', { development: 'Both, put together' }, 1);
    expect(settled).toMatchObject({ kind: 'saved', revision: 2 });
  });

  it('once on a double click, at the same moment too', async () => {
    const answers = { development: 'Clicked twice' };
    const outcomes = await Promise.all([save('overall', answers, 0), save('overall', answers, 0)]);
    expect(outcomes).toMatchObject([
      { kind: 'saved', revision: 1 },
      { kind: 'saved', revision: 1 },
    ]);
  });

  it('not when it is longer than an answer may be', async () => {
    const outcome = await save('joint-working', { development: 'x'.repeat(longestAnswer + 1) }, 0);
    expect(outcome).toMatchObject({ kind: 'too-long', problems: [{ question: 'development' }] });
    expect(await stored('joint-working')).toBeUndefined();
  });

  it('not by another agency, nor for a section that is not there', async () => {
    const rosa = { contactId: place.people.rosa.id };
    expect(await save('impact', { development: 'x' }, 2, rosa)).toEqual({ kind: 'not-found' });
    expect(await save('constructor', { development: 'x' }, 0)).toEqual({ kind: 'not-found' });
  });
});
