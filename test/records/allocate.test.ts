import { beforeEach, describe, expect, it } from 'vitest';
import { personOf } from '../../records/directory/directory.ts';
import { allocateReturn, takeBack } from '../../records/returns/allocate.ts';
import { saveDraft } from '../../records/returns/return-drafts.ts';
import { submitReturn } from '../../records/returns/submit-return.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtReturns, fillIn, returnOf } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const friday = new Date('2027-03-05T11:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const audit = await auditAtReturns(made, place, monday);
  return { place, audit };
});
const { place, audit } = given;
const priya = { contactId: place.people.priya.id };
const dean = { contactId: place.people.dean.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

async function police(number: number) {
  const found = await returnOf(records, audit, { agencyId: place.agencies.police, number });
  return { partnershipId: place.id, returnId: found.id };
}

async function allocate(
  number: number,
  colleague: { contactId: string } | { name: string; email: string } = dean,
  by = priya,
) {
  const input = { ...(await police(number)), colleague };
  return allocateReturn(records, input, by, friday);
}

function asksOf(contactId: string) {
  return records.database.ask.findMany({
    where: { auditId: audit.id, contactId, step: { in: ['returns', 'allocated'] } },
    orderBy: { askedAt: 'asc' },
  });
}

describe('the lead of an agency allocates a child to a colleague', () => {
  it('asks the colleague with the same due date and keeps the lead asked (CH-13)', async () => {
    expect(await allocate(2)).toEqual({ kind: 'allocated', contactId: dean.contactId });
    const [lead] = await asksOf(priya.contactId);
    const [own] = await asksOf(dean.contactId);
    expect(lead?.outcome).toBeNull();
    expect(own).toMatchObject({
      key: `${place.id}/${audit.number}/returns/police/C2/${dean.contactId}`,
      step: 'allocated',
      wait: lead?.wait,
      dueDate: lead?.dueDate,
      outcome: null,
    });
  });

  it('reminds the colleague, but silence is the lead to answer for (DD-10)', async () => {
    await allocate(2);
    const [lead] = await asksOf(priya.contactId);
    const [own] = await asksOf(dean.contactId);
    const whats = (moments: unknown) => (moments as { what: string }[]).map(({ what }) => what);
    expect(whats(lead?.moments)).toEqual(['ask', 'remind', 'remind', 'chase', 'escalate', 'close']);
    expect(whats(own?.moments)).toEqual(['ask', 'remind', 'remind', 'chase']);
  });

  it('wakes the request, so that the colleague is written to', async () => {
    await allocate(2);
    const nudge = await records.database.nudge.findFirstOrThrow({
      where: { workflowId: `request/${place.id}/${audit.number}/police`, word: 'asked' },
      orderBy: { queuedAt: 'desc' },
    });
    expect(nudge.payload).toMatchObject({ wait: { open: 2, wakesAt: friday.toISOString() } });
  });

  it('lets the colleague fill in and submit it, and only them', async () => {
    await allocate(2);
    const found = await police(2);
    const draft = { ...found, section: 'impact', answers: { development: 'x' }, revision: 0 };
    expect(await saveDraft(records, draft, priya, friday)).toEqual({ kind: 'not-yours' });
    const { returnId } = found;
    const seen = await fillIn(records, { place, returnId, by: dean.contactId }, friday);
    const form = { ...found, submissionKey: 'form', seen };
    expect(await submitReturn(records, form, priya, friday)).toEqual({ kind: 'not-yours' });
    expect(await submitReturn(records, form, dean, friday)).toMatchObject({ kind: 'submitted' });
    expect((await asksOf(dean.contactId))[0]?.outcome).toBe('answered');
    expect((await asksOf(priya.contactId))[0]?.outcome).toBeNull();
  });

  it('takes it back with what the colleague has saved', async () => {
    await allocate(2);
    const found = await police(2);
    const answers = { development: 'Earlier visits.' };
    const draft = { ...found, section: 'impact', answers, revision: 0 };
    await saveDraft(records, draft, dean, friday);
    expect(await takeBack(records, found, priya, friday)).toBe('taken-back');
    expect(await takeBack(records, found, priya, friday)).toBe('not-allocated');
    expect((await asksOf(dean.contactId))[0]?.outcome).toBe('withdrawn');
    const more = { ...draft, answers: { ...answers, recommendations: 'Joint.' }, revision: 1 };
    expect(await saveDraft(records, more, priya, friday)).toMatchObject({ revision: 2 });
    expect(await saveDraft(records, more, dean, friday)).toEqual({ kind: 'not-found' });
  });

  it('can allocate it to the same colleague again', async () => {
    await allocate(2);
    await takeBack(records, await police(2), priya, friday);
    await allocate(2);
    const outcomes = (await asksOf(dean.contactId)).map((ask) => ask.outcome);
    expect(outcomes).toHaveLength(2);
    expect(new Set(outcomes)).toEqual(new Set(['withdrawn', null]));
  });

  it('gives it to somebody else, who is then the only one asked', async () => {
    await allocate(2);
    await allocate(2, { contactId: place.people.tom.id });
    expect((await asksOf(dean.contactId))[0]?.outcome).toBe('withdrawn');
    expect((await asksOf(place.people.tom.id))[0]?.outcome).toBeNull();
  });

  it('does nothing on a double click', async () => {
    const outcomes = await Promise.all([allocate(2), allocate(2)]);
    expect(outcomes.map((each) => each.kind)).toEqual(['allocated', 'allocated']);
    expect(await asksOf(dean.contactId)).toHaveLength(1);
  });

  it("adds a colleague whose address is the agency's own", async () => {
    const outcome = await allocate(2, {
      name: "Aoife O'Hara",
      email: 'Aoife.OHara@Police.example',
    });
    if (outcome.kind !== 'allocated') throw new Error(outcome.kind);
    const person = await personOf(records, records.database, outcome.contactId);
    expect(person).toMatchObject({ name: "Aoife O'Hara", email: 'Aoife.OHara@Police.example' });
    const again = await allocate(3, { name: 'A. O’Hara', email: 'aoife.ohara@police.example' });
    expect(again).toEqual(outcome);
  });

  it.each([
    ['another domain', 'lee.park@gmail.example', 'foreign-address'],
    ['a domain that only ends like it', 'lee.park@police.example.evil.example', 'foreign-address'],
    ['somebody of another agency', 'rosa.delgado@council.example', 'other-agency'],
  ] as const)('refuses %s', async (_, email, kind) => {
    expect(await allocate(2, { name: 'Lee Park', email })).toEqual({ kind });
    expect((await police(2)).returnId).toBeDefined();
    const row = await returnOf(records, audit, { agencyId: place.agencies.police, number: 2 });
    expect(row.assigneeId).toBeNull();
  });

  it('cannot be done by a colleague, another agency or for a random id', async () => {
    await allocate(2);
    const toTom = { contactId: place.people.tom.id };
    expect(await allocate(2, toTom, dean)).toEqual({ kind: 'not-found' });
    expect(await allocate(3, toTom, { contactId: place.people.rosa.id })).toEqual({
      kind: 'not-found',
    });
    const random = { partnershipId: place.id, returnId: crypto.randomUUID() };
    expect(await takeBack(records, random, priya, friday)).toBe('not-found');
  });
});
