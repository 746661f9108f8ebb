import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { longestRemark } from '../../domain/remarks.ts';
import { handOver } from '../../records/asks/hand-over.ts';
import { askForMoreTime } from '../../records/asks/more-time.ts';
import { cancelAudit } from '../../records/audits/pause-audit.ts';
import { acceptReturn, sendBack } from '../../records/checks/check-return.ts';
import { remarksOf } from '../../records/checks/remarks.ts';
import { allocateReturn, takeBack } from '../../records/returns/allocate.ts';
import { declareNotKnown } from '../../records/returns/not-known.ts';
import { saveDraft } from '../../records/returns/return-drafts.ts';
import { replaceCase } from '../../records/sample/replace-case.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { revise, sentBack, submitAgain, submitted } from '../support/checking.ts';
import { aldermere, storeProfile } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtReturns, type RunningAudit, returnOf } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const wednesday = new Date('2027-03-10T14:00:00Z');
const thursday = new Date('2027-03-11T10:30:00Z');
const friday = new Date('2027-03-12T11:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const audit = await auditAtReturns(made, place, monday);
  return { place, audit };
});
const { place } = given;
let audit: RunningAudit;
let records: Records;

beforeEach(async () => {
  records = await fresh();
  audit = given.audit;
});

const priyaSubmits = (number: number, now = wednesday) =>
  submitted(records, { place, audit, agency: 'police', number, by: place.people.priya.id }, now);

const nadia = () => ({ contactId: place.people.nadia.id });
const priya = () => ({ contactId: place.people.priya.id });

function accept(returnId: string, version = 1, by = nadia(), now = thursday) {
  return acceptReturn(records, { partnershipId: place.id, returnId, version }, by, now);
}

function back(returnId: string, remarks: Record<string, string>, version = 1, by = nadia()) {
  return sendBack(records, { partnershipId: place.id, returnId, version, remarks }, by, thursday);
}

function stateOf(returnId: string) {
  return records.database.return.findUniqueOrThrow({ where: { id: returnId } });
}

function asksOn(returnId: string, step: 'check' | 'revise' | 'allocated') {
  return records.database.ask.findMany({
    where: { returnId, step },
    orderBy: { askedAt: 'asc' },
  });
}

function leadsAsk() {
  return records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'returns', agencyId: place.agencies.police },
  });
}

/** How many were open at each nudge of this word. */
async function nudgesOf(word: string): Promise<number[]> {
  const nudges = await records.database.nudge.findMany({
    where: { workflowId: `request/${place.id}/${audit.number}/police`, word },
  });
  return nudges.map((nudge) => (nudge.payload as { wait: { open: number } }).wait.open);
}

describe('a tool that comes in', () => {
  it('is given to the officer to check within three working days (CH-16)', async () => {
    const id = await priyaSubmits(1);
    expect(await asksOn(id, 'check')).toMatchObject([
      {
        contactId: place.people.nadia.id,
        key: `${place.id}/${audit.number}/returns/police/C1/check-1`,
        wait: (await leadsAsk()).wait,
        dueDate: '2027-03-15',
        outcome: null,
      },
    ]);
  });

  it('is told to the officer at once, and those of the same day together next morning', async () => {
    const [one, two, three] = [await priyaSubmits(1), await priyaSubmits(2), await priyaSubmits(3)];
    const first = async (id: string) => (await asksOn(id, 'check'))[0]?.nextAt?.toISOString();
    expect(await first(one)).toBe(wednesday.toISOString());
    expect(await first(two)).toBe('2027-03-11T09:00:00.000Z');
    expect(await first(three)).toBe('2027-03-11T09:00:00.000Z');
  });

  it('is told in one letter when two agencies send at the same moment', async () => {
    const { rosa } = place.people;
    const from = (agency: 'police' | 'social-care', by: string) =>
      submitted(records, { place, audit, agency, number: 1, by }, wednesday);
    const ids = await Promise.all([
      from('police', place.people.priya.id),
      from('social-care', rosa.id),
    ]);
    const told = await Promise.all(ids.map(async (id) => (await asksOn(id, 'check'))[0]?.nextAt));
    expect(told.map((at) => at?.toISOString()).sort()).toEqual([
      wednesday.toISOString(),
      '2027-03-11T09:00:00.000Z',
    ]);
  });

  it('is final where the process has nobody check it', async () => {
    const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
    const yaml = readFileSync(file, 'utf8');
    const unchecked = yaml
      .replace(
        / {4}# Addition: the published process does not say that anybody checks[\s\S]*?(?=\n\n|$)/,
        '',
      )
      .replace('version: 1', 'version: 2');
    const profileVersionId = await transaction(records, (tx) =>
      storeProfile(tx, place.id, unchecked, monday),
    );
    audit = await auditAtReturns(records, { ...place, profileVersionId }, monday);
    const id = await priyaSubmits(1);
    expect(await asksOn(id, 'check')).toEqual([]);
    expect(await accept(id)).toEqual({ kind: 'not-found' });
    await priyaSubmits(2);
    await priyaSubmits(3);
    expect((await nudgesOf('answered')).sort()).toEqual([0, 1, 1]);
  });

  it('needs no check when the child was not known after all', async () => {
    const { id } = await returnOf(records, audit, { agencyId: place.agencies.police, number: 1 });
    const input = { partnershipId: place.id, returnId: id, reason: 'Another child of that name.' };
    expect(await declareNotKnown(records, input, priya(), wednesday)).toBe('declared');
    expect(await asksOn(id, 'check')).toEqual([]);
  });
});

describe('the officer accepts a tool', () => {
  it('asks no more about it, and with the last one the request has nothing open', async () => {
    const ids = [await priyaSubmits(1), await priyaSubmits(2), await priyaSubmits(3)];
    for (const id of ids) expect(await accept(id)).toEqual({ kind: 'accepted', again: false });
    for (const id of ids) {
      expect((await stateOf(id)).state).toBe('accepted');
      expect(await asksOn(id, 'check')).toMatchObject([{ outcome: 'answered' }]);
    }
    expect((await nudgesOf('accepted')).sort()).toEqual([0, 1, 2]);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('decides once for a double click, and the first of two colleagues decides', async () => {
    const id = await priyaSubmits(1);
    const owen = { contactId: place.people.owen.id };
    const [one, two] = await Promise.all([accept(id), accept(id)]);
    expect([one, two].map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
    expect(await accept(id, 1, owen)).toEqual({
      kind: 'checked-before',
      outcome: 'accepted',
      checkedById: place.people.nadia.id,
    });
    expect(await back(id, { impact: 'More dates.' })).toMatchObject({ kind: 'checked-before' });
    expect(await records.database.qualityCheck.count({ where: { returnId: id } })).toBe(1);
  });

  it('lets exactly one of two decide who press at the same moment', async () => {
    const id = await priyaSubmits(1);
    const owen = { contactId: place.people.owen.id };
    const outcomes = await Promise.all([accept(id), back(id, { impact: 'More dates.' }, 1, owen)]);
    const before = outcomes.filter(({ kind }) => kind === 'checked-before');
    expect(before).toHaveLength(1);
    expect(await records.database.qualityCheck.count({ where: { returnId: id } })).toBe(1);
  });

  it('decides about nothing that it has not read', async () => {
    const id = await priyaSubmits(1);
    expect(await accept(id, 2)).toEqual({ kind: 'changed' });
    const other = await aldermere(records, monday, 'elsewhere');
    const foreign = { partnershipId: other.id, returnId: id, version: 1 };
    const stranger = { contactId: other.people.nadia.id };
    expect(await acceptReturn(records, foreign, stranger, thursday)).toEqual({ kind: 'not-found' });
    expect((await stateOf(id)).state).toBe('submitted');
  });

  it('leaves a child under hold and a cancelled audit alone', async () => {
    const [held, open] = [await priyaSubmits(1), await priyaSubmits(2)];
    const { caseId } = await stateOf(held);
    await records.database.case.update({ where: { id: caseId }, data: { heldAt: thursday } });
    expect(await accept(held)).toEqual({ kind: 'held' });
    const cancel = { partnershipId: place.id, auditId: audit.id, reason: 'Not needed any more.' };
    await cancelAudit(records, cancel, nadia(), thursday);
    expect(await accept(open)).toEqual({ kind: 'ended' });
  });
});

describe('the officer sends a tool back', () => {
  it('wants at least one remark, and none that is too long', async () => {
    const id = await priyaSubmits(1);
    expect(await back(id, { impact: ' \r\n ', 'no-such-section': 'Hm.' })).toEqual({
      kind: 'incomplete',
      problems: [
        {
          field: 'remark-recognition',
          message: 'Write under at least one section what is to be changed there.',
        },
      ],
    });
    const long = await back(id, { impact: 'x'.repeat(longestRemark + 1) });
    expect(long).toMatchObject({ kind: 'incomplete', problems: [{ field: 'remark-impact' }] });
    expect((await stateOf(id)).state).toBe('submitted');
  });

  it('asks whoever completed it for the changes, and keeps the remarks sealed', async () => {
    const { id } = await returnOf(records, audit, { agencyId: place.agencies.police, number: 1 });
    const dean = place.people.dean.id;
    const given = { partnershipId: place.id, returnId: id, colleague: { contactId: dean } };
    await allocateReturn(records, given, priya(), monday);
    await submitted(records, { place, audit, agency: 'police', number: 1, by: dean }, wednesday);
    expect(await back(id, { impact: 'What changed for the child?' })).toEqual({
      kind: 'sent-back',
      again: false,
    });
    expect(await back(id, { impact: 'What changed for the child?' })).toEqual({
      kind: 'sent-back',
      again: true,
    });
    expect(await asksOn(id, 'revise')).toMatchObject([
      {
        contactId: dean,
        key: `${place.id}/${audit.number}/returns/police/C1/revise-1`,
        dueDate: '2027-03-18',
        outcome: null,
        nextAt: thursday,
      },
    ]);
    expect(await asksOn(id, 'check')).toMatchObject([{ outcome: 'answered' }]);
    expect((await stateOf(id)).state).toBe('sent-back');
    const rows = await records.database.returnRemark.findMany({
      where: { partnershipId: place.id },
    });
    const events = await records.database.event.findMany({ where: { chain: audit.id } });
    const bytes = rows.map((row) => Buffer.from(row.remarkSealed).toString('latin1')).join();
    expect(bytes + JSON.stringify(events)).not.toContain('What changed');
    expect(await nudgesOf('sent-back')).toEqual([2]);
  });

  it('opens only the sections with a remark', async () => {
    const id = await priyaSubmits(1);
    await sentBack(records, { place, returnId: id, remarks: { impact: 'More.' } }, thursday);
    const input = { partnershipId: place.id, returnId: id, revision: 1 };
    const answers = { 'good-practice': 'Rewritten.' };
    const closed = { ...input, section: 'recognition', answers };
    expect(await saveDraft(records, closed, priya(), friday)).toEqual({ kind: 'not-open' });
    const open = { ...input, section: 'impact', answers };
    expect((await saveDraft(records, open, priya(), friday)).kind).toBe('saved');
  });

  it('wants every remark answered before it comes in again; every version stays', async () => {
    const id = await priyaSubmits(1);
    const remarks = { impact: 'What changed for the child?', overall: 'Why good?' };
    await sentBack(records, { place, returnId: id, remarks }, thursday);
    const own = { place, returnId: id, by: place.people.priya.id };
    expect(await submitAgain(records, own, friday)).toBe('incomplete');
    const text = 'She is back at school.';
    await revise(records, { ...own, section: 'impact', text, answer: 'Added.' }, friday);
    expect(await submitAgain(records, own, friday)).toBe('incomplete');
    await revise(
      records,
      { ...own, section: 'overall', text: 'As before.', answer: 'See impact.' },
      friday,
    );
    expect(await submitAgain(records, own, friday)).toBe('submitted');

    expect(await stateOf(id)).toMatchObject({ state: 'submitted', version: 2 });
    const versions = { where: { returnId: id } };
    expect(await records.database.returnVersion.count(versions)).toBe(2);
    expect(await asksOn(id, 'revise')).toMatchObject([{ outcome: 'answered' }]);
    expect(await asksOn(id, 'check')).toMatchObject([
      { outcome: 'answered' },
      { outcome: null, dueDate: '2027-03-17' },
    ]);
    const key = await records.keyring.audit(records.database, audit.id);
    const kept = await remarksOf(records.database, key, { returnId: id });
    expect(kept.map(({ section, answer }) => [section, answer])).toEqual([
      ['impact', 'Added.'],
      ['overall', 'See impact.'],
    ]);
    expect(await accept(id, 2)).toEqual({ kind: 'accepted', again: false });
  });

  it('can send the second version back as well, with remarks of its own (CH-17)', async () => {
    const id = await priyaSubmits(1);
    const own = { place, returnId: id, by: place.people.priya.id };
    await sentBack(records, { place, returnId: id, remarks: { impact: 'More.' } }, thursday);
    await revise(records, { ...own, section: 'impact', text: 'More.', answer: 'Done.' }, friday);
    await submitAgain(records, own, friday);
    await sentBack(records, { place, returnId: id, remarks: { planning: 'By whom?' } }, friday);
    const stale = { ...own, section: 'impact', text: 'Again.', answer: 'Again.' };
    expect(await revise(records, stale, friday)).toBe('not-open');
    await revise(records, { ...own, section: 'planning', text: 'By us.', answer: 'Us.' }, friday);
    expect(await submitAgain(records, own, friday)).toBe('submitted');
    expect((await stateOf(id)).version).toBe(3);
    expect((await asksOn(id, 'revise')).map(({ key }) => key.split('/').at(-1))).toEqual([
      'revise-1',
      'revise-2',
    ]);
  });

  it('loses no answer to a second tab: whoever saves later is shown what is there', async () => {
    const id = await priyaSubmits(1);
    await sentBack(records, { place, returnId: id, remarks: { impact: 'More.' } }, thursday);
    const answers = { 'good-practice': 'x', development: 'y', recommendations: 'z', grade: 'good' };
    const tab = { partnershipId: place.id, returnId: id, section: 'impact', answers, revision: 1 };
    const first = await saveDraft(records, { ...tab, remarkAnswer: 'First.' }, priya(), friday);
    expect(first).toMatchObject({ kind: 'saved', revision: 2 });
    const second = await saveDraft(records, { ...tab, remarkAnswer: 'Second.' }, priya(), friday);
    expect(second).toMatchObject({ kind: 'stale', theirs: { remarkAnswer: 'First.' } });
  });

  it('does not hold up the rest: the lead is asked no more, nor is the date moved', async () => {
    const id = await priyaSubmits(1);
    await sentBack(records, { place, returnId: id, remarks: { impact: 'More.' } }, thursday);
    const ask = await leadsAsk();
    await askForMoreTime(records, { partnershipId: place.id, askId: ask.id }, priya(), friday);
    expect(await asksOn(id, 'revise')).toMatchObject([{ dueDate: '2027-03-18' }]);
    await priyaSubmits(2, friday);
    await priyaSubmits(3, friday);
    expect((await leadsAsk()).outcome).toBe('answered');
    expect(await asksOn(id, 'revise')).toMatchObject([{ outcome: null }]);
  });

  it('follows the tool to whoever has it now, with the same date', async () => {
    const id = await priyaSubmits(1);
    await sentBack(records, { place, returnId: id, remarks: { impact: 'More.' } }, thursday);
    const own = { partnershipId: place.id, returnId: id };
    const dean = { contactId: place.people.dean.id };
    await allocateReturn(records, { ...own, colleague: dean }, priya(), friday);
    expect(await takeBack(records, own, priya(), friday)).toBe('taken-back');
    const tom = { contactId: place.people.tom.id };
    const request = { partnershipId: place.id, askId: (await leadsAsk()).id, colleague: tom };
    expect((await handOver(records, request, priya(), friday)).kind).toBe('handed-over');
    const asks = await asksOn(id, 'revise');
    expect(
      asks
        .map(({ key, contactId, outcome, dueDate }) => [
          key.split('/revise')[1],
          contactId,
          outcome,
          dueDate,
        ])
        .sort(),
    ).toEqual([
      ['-1', priya().contactId, 'handed-over', '2027-03-18'],
      ['-1/2', dean.contactId, 'handed-over', '2027-03-18'],
      ['-1/3', priya().contactId, 'handed-over', '2027-03-18'],
      ['-1/4', tom.contactId, null, '2027-03-18'],
    ]);
    expect(await asksOn(id, 'allocated')).toEqual([]);
  });

  it('asks nobody more about a child that is replaced, and still checks the others', async () => {
    const [one, two] = [await priyaSubmits(1), await priyaSubmits(2)];
    await priyaSubmits(3);
    await sentBack(records, { place, returnId: one, remarks: { impact: 'More.' } }, thursday);
    const { caseId } = await stateOf(one);
    const input = { partnershipId: place.id, caseId, reason: 'A court case has begun.' };
    expect((await replaceCase(records, input, nadia(), friday)).kind).toBe('replaced');
    expect(await asksOn(one, 'revise')).toMatchObject([{ outcome: 'withdrawn' }]);
    expect(await asksOn(two, 'check')).toMatchObject([{ outcome: null }]);
    expect(await accept(one)).toEqual({ kind: 'not-found' });
  });
});
