import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ReportEdit } from '../../domain/report-edit.ts';
import { blocksOf } from '../../domain/report-model.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { recommendationsOf } from '../../records/discussion/recommendations.ts';
import { finishReport } from '../../records/report/circulate-report.ts';
import { askToWriteReport } from '../../records/report/report.ts';
import { checkedHits, clearHits } from '../../records/report/report-check.ts';
import { saveReport } from '../../records/report/save-report.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import {
  auditAtReport,
  newestReport,
  officerClears,
  reportDates,
} from '../support/reported-audit.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, dates.started);
  return { place, audit: await auditAtReport(made, place) };
});
const { place, audit } = given;
const now = reportDates.written;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const nadia = () => ({ contactId: place.people.nadia.id });
const owen = () => ({ contactId: place.people.owen.id });
const of = () => ({ partnershipId: place.id, auditId: audit.id });

function save(edit: Partial<ReportEdit>, seen = 1, by = nadia()) {
  const whole = { blocks: {}, added: [], ...edit };
  return saveReport(records, { ...of(), seen, edit: whole }, by, now);
}

const finish = (version: number) => finishReport(records, { ...of(), version }, nadia(), now);

async function openHitsNow() {
  const { report } = await newestReport(records, audit.id);
  const context = await auditContext(records.database, audit.id);
  const hits = await checkedHits(records, records.database, { context, report });
  return hits.filter(({ cleared }) => cleared === null);
}

async function textOf(id: string) {
  const { report } = await newestReport(records, audit.id);
  const block = blocksOf(report).find((placed) => placed.block.id === id)?.block;
  return block && 'text' in block ? block.text : undefined;
}

describe('when the report is to be written', () => {
  it('it has been drafted from the data, and the officer has three weeks (DD-18)', async () => {
    const { version, report, writtenById } = await newestReport(records, audit.id);
    expect([version, writtenById]).toEqual([1, null]);
    expect(report.sections.map(({ key }) => key)).toEqual([
      'focus',
      'children',
      'agencies',
      'grades',
      'good-practice',
      'development',
      'themes',
      'conclusions',
      'recommendations',
      'process',
    ]);
    const text = JSON.stringify(report);
    expect(text).toContain(audit.focus);
    expect(text).toContain('Fathers were seldom asked.');
    expect(text).toContain('What was concluded under joint-working.');
    expect(text).toContain('8 agencies were asked which of the children were known');
    expect(text).toContain('Wednesday 28 April 2027');
    for (const child of audit.children) expect(text).not.toContain(child.names[0]);
    const asks = await records.database.ask.findMany({ where: { step: 'report', ...of() } });
    expect(asks).toMatchObject([{ contactId: place.people.nadia.id, dueDate: '2027-05-20' }]);
  });

  it('a second run of the step drafts and asks nothing again', async () => {
    const ref = { partnership: place.id, audit: audit.number };
    const stage = { ...ref, stage: 'report', kind: 'write-report' as const };
    await save({ blocks: { 'themes-1': { text: 'Fathers were never asked.' } } });
    expect(await askToWriteReport(records, stage, now)).toMatchObject({ open: 1 });
    expect((await newestReport(records, audit.id)).version).toBe(2);
  });

  it('leaves out what was found about a child under hold', async () => {
    const { database } = records;
    const { caseId } = audit.children[0] as { caseId: string };
    await database.finding.updateMany({ where: { ...of(), kind: 'theme' }, data: { caseId } });
    await database.case.update({ where: { id: caseId }, data: { heldAt: now } });
    await database.reportVersion.deleteMany({ where: of() });
    const ref = { partnership: place.id, audit: audit.number };
    await askToWriteReport(records, { ...ref, stage: 'report', kind: 'write-report' }, now);
    const { report } = await newestReport(records, audit.id);
    expect(JSON.stringify(report)).not.toContain('Fathers');
    expect(JSON.stringify(report)).toContain('The findings about 1 child are not part');
  });
});

describe('the officer who edits the report', () => {
  it('makes a new version of it, sealed, and the old one stays', async () => {
    const text = 'Fathers were never asked.';
    expect(await save({ blocks: { 'themes-1': { text } } })).toEqual({
      kind: 'saved',
      version: 2,
      merged: false,
    });
    expect(await textOf('themes-1')).toBe(text);
    const rows = await records.database.reportVersion.findMany({ where: of() });
    expect(rows).toHaveLength(2);
    const bytes = rows.map(({ bodySealed }) => Buffer.from(bodySealed).toString('latin1')).join();
    const events = await records.database.event.findMany({ where: { chain: audit.id } });
    expect(bytes + JSON.stringify(events)).not.toContain('Fathers');
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('makes none by saving what is there, or by a second click', async () => {
    const edit = { blocks: { 'themes-1': { text: 'Fathers were never asked.' } } };
    expect(await save({})).toEqual({ kind: 'unchanged', version: 1 });
    await save(edit);
    expect(await save(edit)).toEqual({ kind: 'unchanged', version: 2 });
  });

  it('keeps what a colleague saved elsewhere in the meantime', async () => {
    await save({ blocks: { 'themes-1': { text: 'Fathers were never asked.' } } }, 1, owen());
    const mine = await save({ blocks: { 'development-1': { text: 'Plans were vague.' } } });
    expect(mine).toEqual({ kind: 'saved', version: 3, merged: true });
    expect(await textOf('themes-1')).toBe('Fathers were never asked.');
    expect(await textOf('development-1')).toBe('Plans were vague.');
  });

  it('is shown both texts, and nothing is saved, where a colleague changed the same part', async () => {
    await save({ blocks: { 'themes-1': { text: 'By Owen.' } } }, 1, owen());
    const mine = await save({
      blocks: { 'themes-1': { text: 'By Nadia.' }, 'development-1': { text: 'Also by Nadia.' } },
    });
    expect(mine).toMatchObject({
      kind: 'conflict',
      version: 2,
      savedById: place.people.owen.id,
      conflicts: [{ id: 'themes-1', mine: { text: 'By Nadia.' }, theirs: { text: 'By Owen.' } }],
    });
    expect(JSON.stringify(mine)).toContain('Also by Nadia.');
    expect(await textOf('themes-1')).toBe('By Owen.');
  });

  it('loses nothing when two press Save in the same moment', async () => {
    const outcomes = await Promise.all([
      save({ blocks: { 'themes-1': { text: 'By Nadia.' } } }),
      save({ blocks: { 'development-1': { text: 'By Owen.' } } }, 1, owen()),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['saved', 'saved']);
    expect([await textOf('themes-1'), await textOf('development-1')]).toEqual([
      'By Nadia.',
      'By Owen.',
    ]);
  });

  it('changes, adds and withdraws the recommendations on record, which become the actions', async () => {
    const added = {
      section: 'recommendations',
      id: randomUUID(),
      text: 'Say who does what.',
      ownerAgencyId: place.agencies.education,
      dueDate: '1 October 2027',
    };
    await save({
      blocks: {
        'recommendations-1': { text: 'Ask fathers too.' },
        'recommendations-2': { text: '' },
      },
      added: [added],
    });
    const key = await records.keyring.audit(records.database, audit.id);
    const standing = await recommendationsOf(records.database, key, audit.id);
    expect(standing.map(({ number, text, dueDate }) => [number, text, dueDate])).toEqual([
      [1, 'Ask fathers too.', '2027-09-30'],
      [3, 'Say who does what.', '2027-10-01'],
    ]);
    const { report } = await newestReport(records, audit.id);
    const told = blocksOf(report).flatMap(({ block }) =>
      block.kind === 'recommendation' ? [[block.number, block.recommendationId, block.owner]] : [],
    );
    expect(told).toEqual([
      [1, standing[0]?.id, 'Aldermere Police'],
      [3, standing[1]?.id, 'Aldermere Schools'],
    ]);
  });

  it('is refused with a recommendation that nobody owns, and nothing is saved', async () => {
    const edit = { 'recommendations-1': { ownerAgencyId: randomUUID(), dueDate: '1 4 2027' } };
    expect(await save({ blocks: edit })).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'owner-recommendations-1' }, { field: 'due-recommendations-1' }],
    });
    expect((await newestReport(records, audit.id)).version).toBe(1);
  });

  it('of another partnership is told that there is none', async () => {
    const other = await aldermere(records, dates.started, 'elsewhere');
    const foreign = { partnershipId: other.id, auditId: audit.id, seen: 1 };
    const by = { contactId: other.people.nadia.id };
    const edit = { blocks: {}, added: [] };
    expect(await saveReport(records, { ...foreign, edit }, by, now)).toEqual({ kind: 'not-found' });
  });
});

describe('a hit of the identifier check', () => {
  const clear = (digests: string[], reason = 'The month.', version = 2) =>
    clearHits(records, { ...of(), version, digests, reason }, nadia(), now);

  beforeEach(async () => {
    await officerClears(records, { place, audit }, now);
    const text = 'Priya wrote in May. Priya wrote in May. Then Priya left.';
    await save({ blocks: { 'themes-1': { text } } });
  });

  it('is cleared with a reason, with those that read the same, and in later versions (DD-18)', async () => {
    const hits = await openHitsNow();
    expect(hits).toHaveLength(3);
    expect(new Set(hits.map(({ digest }) => digest)).size).toBe(2);
    const [first] = hits.map(({ digest }) => digest);
    expect(await clear([first ?? ''], '  ')).toMatchObject({ kind: 'refused' });
    expect(await clear([first ?? ''])).toEqual({ kind: 'cleared', hits: 2 });
    expect(await finish(2)).toEqual({ kind: 'identifiers', open: 1 });
    expect(await clear(hits.map(({ digest }) => digest))).toEqual({ kind: 'cleared', hits: 1 });
    await save({ blocks: { 'development-1': { text: 'Plans were vague.' } } }, 2);
    expect(await openHitsNow()).toEqual([]);
    expect(await finish(3)).toEqual({ kind: 'finished' });
  });

  it('is looked at again in another sentence', async () => {
    await clear((await openHitsNow()).map(({ digest }) => digest));
    await save({ blocks: { 'development-1': { text: 'Priya did not.' } } }, 2);
    expect(await openHitsNow()).toMatchObject([{ text: 'Priya', blockId: 'development-1' }]);
  });

  it('cannot be cleared in a text that has been replaced, nor one that is not there', async () => {
    const hits = await openHitsNow();
    expect(await clear(['0'.repeat(64)])).toEqual({ kind: 'not-found' });
    await save({ blocks: { 'themes-1': { text: 'Fathers were seldom asked.' } } }, 2);
    expect(await clear(hits.map(({ digest }) => digest))).toEqual({ kind: 'changed' });
  });
});

describe('the officer who finishes the report', () => {
  it('is asked no more, and it is finished once', async () => {
    await officerClears(records, { place, audit }, now);
    const [one, two] = await Promise.all([finish(1), finish(1)]);
    expect([one.kind, two.kind].sort()).toEqual(['ended', 'finished']);
    const asks = await records.database.ask.findMany({ where: { step: 'report', ...of() } });
    expect(asks).toMatchObject([{ outcome: 'answered' }]);
    expect(await records.database.reportCirculation.count({ where: of() })).toBe(1);
    const nudge = await records.database.nudge.findFirst({ orderBy: { queuedAt: 'desc' } });
    expect(nudge?.payload).toMatchObject({ wait: { open: 0 } });
    expect(await save({})).toEqual({ kind: 'ended' });
  });

  it('finishes no text but the one that was read', async () => {
    await officerClears(records, { place, audit }, now);
    await save({ blocks: { 'themes-1': { text: 'Fathers were never asked.' } } }, 1, owen());
    expect(await finish(1)).toEqual({ kind: 'changed' });
  });
});
