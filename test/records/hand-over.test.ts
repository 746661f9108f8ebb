import { beforeEach, describe, expect, it } from 'vitest';
import { findLink, issueLinkToken } from '../../records/access/links.ts';
import { handOver } from '../../records/asks/hand-over.ts';
import { askForMoreTime } from '../../records/asks/more-time.ts';
import { allocateReturn } from '../../records/returns/allocate.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { reasonsOf } from '../../records/store/reasons.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtReturns, returnOf } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const friday = new Date('2027-03-05T11:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const audit = await auditAtReturns(made, place, monday);
  return { place, audit };
});
const { place, audit } = given;
const priya = { contactId: place.people.priya.id };
const tom = { contactId: place.people.tom.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

function asks(where: { contactId?: string; step?: string } = {}) {
  return records.database.ask.findMany({
    where: {
      auditId: audit.id,
      step: { in: ['returns', 'allocated'] },
      agencyId: place.agencies.police,
      ...where,
    },
    orderBy: { askedAt: 'asc' },
  });
}

async function handOverTo(
  colleague: { contactId: string } | { name: string; email: string },
  ask = asks({ contactId: priya.contactId }),
) {
  const [form] = await ask;
  const input = { partnershipId: place.id, askId: form?.id ?? '', colleague };
  return handOver(records, input, priya, friday);
}

function lettersTo(contactId: string) {
  return records.database.letter.findMany({
    where: { partnershipId: place.id, contactId, queuedAt: friday },
    orderBy: { key: 'asc' },
  });
}

describe('somebody hands the whole request over', () => {
  it('asks the new person with the same dates and the old one no more', async () => {
    expect(await handOverTo(tom)).toEqual({ kind: 'handed-over', to: tom.contactId });
    const [old] = await asks({ contactId: priya.contactId });
    const [own] = await asks({ contactId: tom.contactId });
    expect(old).toMatchObject({ outcome: 'handed-over', settledAt: friday });
    expect(own).toMatchObject({
      key: `${place.id}/${audit.number}/returns/police/2`,
      step: 'returns',
      outcome: null,
      dueDate: old?.dueDate,
      firstDueDate: old?.firstDueDate,
    });
    const request = await records.database.request.findFirstOrThrow({
      where: { auditId: audit.id, agencyId: place.agencies.police },
    });
    expect(request.responsibleId).toBe(tom.contactId);
  });

  it('tells both, the new one by one letter only', async () => {
    await handOverTo(tom);
    const [own] = await asks({ contactId: tom.contactId });
    const [toTom] = await lettersTo(tom.contactId);
    expect(toTom).toMatchObject({ kind: 'handed-over/new', ids: { ask: own?.id } });
    const moments = own?.moments as { what: string; passedAt?: string }[];
    expect(moments[0]).toMatchObject({ what: 'ask', passedAt: friday.toISOString() });
    expect(own?.nextAt && own.nextAt > friday).toBe(true);
    const toPriya = await lettersTo(priya.contactId);
    expect(toPriya.map((letter) => letter.kind)).toEqual(['handed-over/old']);
  });

  it('ends the old link, in the letters already sent too', async () => {
    const { id: partnershipId } = place;
    const token = await issueLinkToken(records.database, {
      partnershipId,
      contactId: priya.contactId,
      letterId: null,
      purpose: 'asks',
      now: monday,
    });
    expect((await findLink(records, token, friday)).kind).toBe('open');
    await handOverTo(tom);
    expect(await findLink(records, token, friday)).toMatchObject({
      kind: 'ended',
      why: 'handed-over',
    });
  });

  it('sends the old person a new link for what else they are asked', async () => {
    await records.database.ask.updateMany({
      where: { auditId: audit.id, contactId: priya.contactId, step: 'involvement' },
      data: { outcome: null },
    });
    await handOverTo(tom);
    const kinds = (await lettersTo(priya.contactId)).map((letter) => letter.kind);
    expect(kinds).toEqual(['handed-over/old', 'new-link']);
  });

  it('makes what the new person had been allocated simply theirs', async () => {
    const { id: returnId } = await returnOf(records, audit, {
      agencyId: place.agencies.police,
      number: 1,
    });
    const input = { partnershipId: place.id, returnId, colleague: tom };
    await allocateReturn(records, input, priya, friday);
    await handOverTo(tom);
    const row = await records.database.return.findUniqueOrThrow({ where: { id: returnId } });
    expect(row.assigneeId).toBeNull();
    expect((await asks({ step: 'allocated' })).map((ask) => ask.outcome)).toEqual(['withdrawn']);
  });

  it('can be handed back', async () => {
    await handOverTo(tom);
    const [own] = await asks({ contactId: tom.contactId });
    const input = { partnershipId: place.id, askId: own?.id ?? '', colleague: priya };
    expect(await handOver(records, input, tom, friday)).toMatchObject({ kind: 'handed-over' });
    const open = (await asks()).filter((ask) => ask.outcome === null);
    expect(open.map((ask) => ask.contactId)).toEqual([priya.contactId]);
  });

  it('happens once on a double click', async () => {
    const form = asks({ contactId: priya.contactId });
    const outcomes = await Promise.all([handOverTo(tom, form), handOverTo(tom, form)]);
    expect(outcomes.map((each) => each.kind).sort()).toEqual(['ended', 'handed-over']);
    expect(await asks({ step: 'returns' })).toHaveLength(2);
  });

  it("only to the agency's own people", async () => {
    expect(await handOverTo({ contactId: place.people.rosa.id })).toEqual({
      kind: 'unknown-colleague',
    });
    expect(await handOverTo({ name: 'Lee Park', email: 'lee@gmail.example' })).toEqual({
      kind: 'foreign-address',
    });
    expect(await handOverTo(priya)).toEqual({ kind: 'yourself' });
    expect(await asks({ step: 'returns' })).toHaveLength(1);
  });
});

describe('somebody asks for more time', () => {
  async function more(by = priya) {
    const [ask] = await asks({ contactId: priya.contactId });
    const input = { partnershipId: place.id, askId: ask?.id ?? '' };
    return askForMoreTime(records, input, by, friday);
  }

  it('has five more working days at once, and the first date stays on record (DD-10)', async () => {
    const [before] = await asks();
    expect(before?.dueDate).toBe('2027-04-07');
    expect(await more()).toEqual({ kind: 'given', dueDate: '2027-04-14' });
    const [ask] = await asks();
    expect(ask).toMatchObject({ dueDate: '2027-04-14', firstDueDate: '2027-04-07' });
    const event = await records.database.event.findFirstOrThrow({
      where: { chain: audit.id, kind: 'due-date.moved' },
    });
    expect(event.ids).toMatchObject({ old: '2027-04-07', new: '2027-04-14' });
    expect((await lettersTo(priya.contactId)).map((letter) => letter.kind)).toEqual(['more-time']);
    const nudge = await records.database.nudge.findFirstOrThrow({
      where: { partnershipId: place.id, word: 'date-moved' },
    });
    expect(nudge.workflowId).toBe(`request/${place.id}/${audit.number}/police`);
  });

  it("moves the colleagues' dates with it", async () => {
    const { id: returnId } = await returnOf(records, audit, {
      agencyId: place.agencies.police,
      number: 1,
    });
    const dean = { contactId: place.people.dean.id };
    const input = { partnershipId: place.id, returnId, colleague: dean };
    await allocateReturn(records, input, priya, friday);
    await more();
    expect((await asks()).map((ask) => ask.dueDate)).toEqual(['2027-04-14', '2027-04-14']);
    const own = (await asks(dean))[0]?.moments as { what: string }[];
    expect(own.map(({ what }) => what)).not.toContain('close');
  });

  it('gets it once, also on a double click and after a hand-over', async () => {
    await Promise.all([more(), more()]);
    expect(await more()).toEqual({ kind: 'given-before', dueDate: '2027-04-14' });
    await handOverTo(tom);
    const [own] = await asks({ contactId: tom.contactId });
    const input = { partnershipId: place.id, askId: own?.id ?? '' };
    expect(await askForMoreTime(records, input, tom, friday)).toMatchObject({
      kind: 'given-before',
    });
  });

  it('gives all of the days to somebody who asks after the date', async () => {
    const [ask] = await asks();
    const late = new Date('2027-04-09T09:30:00Z');
    const input = { partnershipId: place.id, askId: ask?.id ?? '' };
    expect(await askForMoreTime(records, input, priya, late)).toEqual({
      kind: 'given',
      dueDate: '2027-04-16',
    });
  });

  it('is nobody else to ask', async () => {
    expect(await more({ contactId: place.people.rosa.id })).toEqual({ kind: 'not-found' });
  });
});

describe('an agency says by phone that somebody else answers for it', () => {
  const nadia = { contactId: place.people.nadia.id, onBehalf: true };
  const reason = 'Priya Nair rang: Tom has it now.';
  const entered = async (
    colleague: { contactId: string } | { name: string; email: string },
    anyAddress = false,
  ) => {
    const [ask] = await asks({ contactId: priya.contactId });
    const input = { partnershipId: place.id, askId: ask?.id ?? '', colleague };
    return handOver(records, { ...input, entered: { reason, anyAddress } }, nadia, friday);
  };

  it('is entered by the business unit: both are told once, each in their own words', async () => {
    expect(await entered(tom)).toEqual({ kind: 'handed-over', to: tom.contactId });
    expect(await entered(tom)).toEqual({ kind: 'ended' });
    expect((await lettersTo(tom.contactId)).map(({ kind }) => kind)).toEqual(['handed-over/new']);
    const toPriya = await lettersTo(priya.contactId);
    expect(toPriya.map(({ kind }) => kind)).toEqual(['handed-over/entered']);
    const event = await records.database.event.findFirstOrThrow({
      where: { chain: audit.id, kind: 'request.handed-over' },
    });
    expect([event.actorId, event.onBehalf]).toEqual([nadia.contactId, true]);
    expect(JSON.stringify(event.ids)).not.toContain('rang');
    const key = await records.keyring.audit(records.database, audit.id);
    const given = { auditId: audit.id, seqs: [event.seq] };
    const kept = await transaction(records, (tx) => reasonsOf(tx, key, given));
    expect(kept.get(event.seq)).toBe(reason);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('takes an address outside its mail only where the business unit says so, and records it', async () => {
    const jo = { name: 'Jo Fenn', email: 'jo.fenn@contractor.example' };
    expect(await entered(jo)).toEqual({ kind: 'foreign-address' });
    expect((await entered(jo, true)).kind).toBe('handed-over');
    const event = await records.database.event.findFirstOrThrow({
      where: { chain: audit.id, kind: 'request.handed-over' },
    });
    expect(event.ids).toMatchObject({ foreign: true });
    const rosa = { contactId: place.people.rosa.id };
    expect((await entered(rosa, true)).kind).toBe('ended');
  });
});
