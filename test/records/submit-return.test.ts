import { beforeEach, describe, expect, it } from 'vitest';
import { acceptClash } from '../../records/returns/independence.ts';
import { declareNotKnown } from '../../records/returns/not-known.ts';
import { saveDraft } from '../../records/returns/return-drafts.ts';
import { startReturn } from '../../records/returns/start-return.ts';
import { submitReturn } from '../../records/returns/submit-return.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { digest, open, sealJson } from '../../records/store/sealing.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtReturns, fillIn, returnOf } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const friday = new Date('2027-03-19T14:02:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const audit = await auditAtReturns(made, place, monday);
  return { place, audit };
});
const { place, audit } = given;
const priya = place.people.priya.id;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

function police(number: number) {
  return returnOf(records, audit, { agencyId: place.agencies.police, number });
}

async function submit(
  returnId: string,
  seen: Record<string, number>,
  submissionKey = 'first-form',
  by = priya,
) {
  const input = { partnershipId: place.id, returnId, submissionKey, seen };
  return submitReturn(records, input, { contactId: by }, friday);
}

async function fillAndSubmit(number: number) {
  const { id } = await police(number);
  const seen = await fillIn(records, { place, returnId: id, by: priya }, friday);
  return submit(id, seen, `form-${number}`);
}

function leadsAsk() {
  return records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'returns', agencyId: place.agencies.police },
  });
}

describe('a completed tool is submitted', () => {
  it('is kept as a sealed version with a receipt that can be read out (DD-9, CH-18)', async () => {
    const { id } = await police(1);
    const text = 'Seen weekly.\n<b>{{name}}</b>\n=1+1';
    const seen = await fillIn(records, { place, returnId: id, by: priya, text }, friday);
    const outcome = await submit(id, seen);
    expect(outcome).toMatchObject({ kind: 'submitted', version: 1, again: false });

    const version = await records.database.returnVersion.findFirstOrThrow({
      where: { returnId: id },
    });
    expect(version.receipt).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    const key = await records.keyring.audit(records.database, audit.id);
    const stored = open(key, `ReturnVersion.answersSealed/${version.id}`, version.answersSealed);
    expect(JSON.parse(stored).recognition['good-practice']).toBe(text);
    const event = await records.database.event.findFirstOrThrow({
      where: { chain: audit.id, kind: 'return.submitted' },
    });
    expect(event.digests).toEqual({ answers: digest(key, stored) });
    expect(JSON.stringify(event)).not.toContain('Seen weekly');
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('queues the receipt for the person who submitted', async () => {
    await fillAndSubmit(1);
    const { id } = await police(1);
    const letter = await records.database.letter.findFirstOrThrow({
      where: { partnershipId: place.id, kind: 'receipt' },
    });
    expect(letter).toMatchObject({
      contactId: priya,
      ids: { return: id, version: 1 },
      key: `${place.id}/${audit.number}/returns/police/C1/receipt-1`,
    });
  });

  it('gives a double click, and a second tab, the same receipt', async () => {
    const { id } = await police(1);
    const seen = await fillIn(records, { place, returnId: id, by: priya }, friday);
    const [one, two, otherTab] = await Promise.all([
      submit(id, seen),
      submit(id, seen),
      submit(id, seen, 'second-tab'),
    ]);
    const later = await submit(id, seen, 'third-tab');
    const receipts = [one, two, otherTab, later].map((each) =>
      each.kind === 'submitted' ? each.receipt : each.kind,
    );
    expect(new Set(receipts).size).toBe(1);
    expect(await records.database.returnVersion.count({ where: { returnId: id } })).toBe(1);
  });

  it('asks nobody more when the last one is in, and tells the workflow so (DD-10)', async () => {
    await fillAndSubmit(1);
    await fillAndSubmit(2);
    expect((await leadsAsk()).outcome).toBeNull();
    await fillAndSubmit(3);
    expect(await leadsAsk()).toMatchObject({ outcome: 'answered', settledAt: friday });
    const nudges = await records.database.nudge.findMany({
      where: { workflowId: `request/${place.id}/${audit.number}/police`, word: 'answered' },
    });
    const open = nudges.map((nudge) => (nudge.payload as { wait: { open: number } }).wait.open);
    // The lead's ask while one is missing, and the officer's check of each that is in.
    expect(open.sort()).toEqual([2, 3, 3]);
  });

  it('ends the request once when the last two come in at the same moment', async () => {
    await fillAndSubmit(1);
    const last = await Promise.all(
      [2, 3].map(async (number) => {
        const { id } = await police(number);
        return { id, seen: await fillIn(records, { place, returnId: id, by: priya }, friday) };
      }),
    );
    const outcomes = await Promise.all(last.map(({ id, seen }) => submit(id, seen)));
    expect(outcomes.map((each) => each.kind)).toEqual(['submitted', 'submitted']);
    expect((await leadsAsk()).outcome).toBe('answered');
  });

  it('still counts after silence was recorded against the agency (DD-10)', async () => {
    const { id } = await police(1);
    const seen = await fillIn(records, { place, returnId: id, by: priya }, friday);
    await records.database.return.update({ where: { id }, data: { state: 'not-answered' } });
    expect(await submit(id, seen)).toMatchObject({ kind: 'submitted', version: 1 });
    expect((await police(1)).state).toBe('submitted');
  });
});

describe('a tool that cannot be submitted yet', () => {
  it('names each question that is still open (DD-9, CH-9)', async () => {
    const { id } = await police(1);
    const actor = { contactId: priya };
    const input = { partnershipId: place.id, returnId: id };
    await startReturn(records, { ...input, independent: true }, actor, friday);
    await saveDraft(
      records,
      { ...input, section: 'recognition', answers: { 'good-practice': 'Early.' }, revision: 0 },
      actor,
      friday,
    );
    const outcome = await submit(id, { recognition: 1 });
    if (outcome.kind !== 'incomplete') throw new Error(outcome.kind);
    expect(outcome.problems).toHaveLength(23);
    expect(outcome.problems[0]).toEqual({
      section: 'recognition',
      question: 'development',
      message: 'Write something under “Areas for development”',
    });
    expect((await police(1)).state).toBe('asked');
  });

  it('waits for the information-sharing statement to be accepted (DD-11, CH-32)', async () => {
    const { id } = await police(1);
    expect(await submit(id, {})).toEqual({ kind: 'not-started' });
    await fillIn(records, { place, returnId: id, by: priya }, friday);
    const row = await police(1);
    expect(row).toMatchObject({ statementById: priya, statementAt: friday });
    const event = await records.database.event.findFirstOrThrow({
      where: { chain: audit.id, kind: 'statement.accepted' },
    });
    expect(event.ids).toMatchObject({ dated: '2024-05', respondent: priya });
  });

  it('is shown again when another tab has saved since the answers were checked', async () => {
    const { id } = await police(1);
    const seen = await fillIn(records, { place, returnId: id, by: priya }, friday);
    expect(await submit(id, { ...seen, impact: 0 })).toEqual({ kind: 'changed' });
  });
});

describe('who may complete a tool', () => {
  async function nameAsCaseHolder(name: string, number: number) {
    const { caseId } = await police(number);
    const row = await records.database.involvement.findFirstOrThrow({
      where: { caseId, agencyId: place.agencies.police },
    });
    const key = await records.keyring.audit(records.database, audit.id);
    await records.database.involvement.update({
      where: { id: row.id },
      data: {
        detailSealed: sealJson(key, `Involvement.detailSealed/${row.id}`, { caseHolder: name }),
      },
    });
  }

  it('not the case holder named for the child, whatever they declare (CH-14)', async () => {
    await nameAsCaseHolder('NAIR, Priya (PC 2217)', 1);
    const { id } = await police(1);
    const input = { partnershipId: place.id, returnId: id };
    const started = await startReturn(
      records,
      { ...input, independent: true },
      { contactId: priya },
      friday,
    );
    expect(started).toEqual({ kind: 'clash', clash: 'case-holder' });
    expect(await submit(id, {})).toEqual({ kind: 'clash', clash: 'case-holder' });
  });

  it('not somebody who was named after they had declared', async () => {
    const { id } = await police(1);
    const seen = await fillIn(records, { place, returnId: id, by: priya }, friday);
    await nameAsCaseHolder('Priya Nair', 1);
    expect(await submit(id, seen)).toEqual({ kind: 'clash', clash: 'case-holder' });
  });

  it('not somebody who says that they are not independent, unless the business unit lets them', async () => {
    const { id } = await police(1);
    const input = { partnershipId: place.id, returnId: id };
    const seen = await fillIn(records, { place, returnId: id, by: priya }, friday);
    await startReturn(records, { ...input, independent: false }, { contactId: priya }, friday);
    expect(await submit(id, seen)).toEqual({ kind: 'clash', clash: 'declared' });
    const nadia = { contactId: place.people.nadia.id, onBehalf: true };
    const reason = 'Nobody else at the unit.';
    expect(await acceptClash(records, { ...input, reason }, nadia, friday)).toBe('accepted');
    expect(await submit(id, seen)).toMatchObject({ kind: 'submitted' });
  });

  it('nobody of another agency, and no random id', async () => {
    const { id } = await police(1);
    const rosa = place.people.rosa.id;
    expect(await submit(id, {}, 'form', rosa)).toEqual({ kind: 'not-found' });
    expect(await submit(crypto.randomUUID(), {})).toEqual({ kind: 'not-found' });
  });

  it('nobody while the case is under hold', async () => {
    const { id, caseId } = await police(1);
    const seen = await fillIn(records, { place, returnId: id, by: priya }, friday);
    await records.database.case.update({ where: { id: caseId }, data: { heldAt: friday } });
    expect(await submit(id, seen)).toEqual({ kind: 'held' });
  });
});

describe('a child turns out not to be known in the period', () => {
  const reason = 'Closed to us in 2025; no contact since.';

  it('keeps the reason and asks no more for that child (DD-6, CH-11)', async () => {
    for (const number of [1, 2, 3]) {
      const { id } = await police(number);
      const input = { partnershipId: place.id, returnId: id, reason };
      const actor = { contactId: priya };
      expect(await declareNotKnown(records, input, actor, friday)).toBe('declared');
      expect(await declareNotKnown(records, input, actor, friday)).toBe('declared');
    }
    const row = await police(1);
    const key = await records.keyring.audit(records.database, audit.id);
    const sealed = row.nilReasonSealed ?? new Uint8Array();
    expect(row.state).toBe('nil');
    expect(open(key, `Return.nilReasonSealed/${row.id}`, sealed)).toBe(reason);
    expect((await leadsAsk()).outcome).toBe('answered');
    const events = await records.database.event.count({
      where: { chain: audit.id, kind: 'return.not-known' },
    });
    expect(events).toBe(3);
  });

  it('cannot be said of a tool that has been submitted', async () => {
    await fillAndSubmit(1);
    const { id } = await police(1);
    const input = { partnershipId: place.id, returnId: id, reason };
    expect(await declareNotKnown(records, input, { contactId: priya }, friday)).toBe('submitted');
  });
});
