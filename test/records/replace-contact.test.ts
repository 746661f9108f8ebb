import { beforeEach, describe, expect, it } from 'vitest';
import { findLink, issueLinkToken } from '../../records/access/links.ts';
import { previewReplacement, replaceContact } from '../../records/directory/replace-contact.ts';
import { allocateReturn } from '../../records/returns/allocate.ts';
import type { Records } from '../../records/store/transaction.ts';
import { raisedConcern } from '../support/concerns.ts';
import { aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtInvolvement, auditAtReturns, fillIn, returnOf } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const friday = new Date('2027-03-05T11:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const audit = await auditAtReturns(made, place, monday);
  const other = await auditAtInvolvement(made, place, monday);
  return { place, audit, other };
});
const { place, audit, other } = given;
const { priya, tom, dean, nadia, rosa } = place.people;
const by = { contactId: nadia.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

async function preview(contactId: string = priya.id) {
  const found = await previewReplacement(records, { partnershipId: place.id, contactId }, friday);
  if (!found) throw new Error('nobody is there');
  return found;
}

async function replace(
  change: {
    contactId?: string;
    person?: { contactId: string } | { name: string; email: string } | null;
    fingerprint?: string;
    reason?: string;
  } = {},
) {
  const { contactId = priya.id, person = { contactId: tom.id } } = change;
  const { plan } = await preview(contactId);
  const input = {
    partnershipId: place.id,
    contactId,
    person,
    reason: change.reason ?? 'Has moved to another force.',
    fingerprint: change.fingerprint ?? plan.fingerprint,
  };
  return replaceContact(records, input, by, friday);
}

const openAsks = (contactId: string) =>
  records.database.ask.findMany({
    where: { contactId, outcome: null },
    orderBy: [{ auditId: 'asc' }, { key: 'asc' }],
  });

const letters = (contactId: string) =>
  records.database.letter.findMany({ where: { contactId, queuedAt: friday } });

const holdings = (contactId: string) =>
  records.database.roleHolding.findMany({ where: { contactId }, orderBy: { role: 'asc' } });

async function toolOf(number: number) {
  return returnOf(records, audit, { agencyId: place.agencies.police, number });
}

describe('somebody who answers for an agency leaves', () => {
  it('passes what is asked in every audit to the new person, with the same dates', async () => {
    const before = await openAsks(priya.id);
    expect(before.map(({ step }) => step).sort()).toEqual(['involvement', 'returns']);
    expect(await replace()).toEqual({ kind: 'replaced', to: tom.id });
    expect(await openAsks(priya.id)).toEqual([]);
    const after = await openAsks(tom.id);
    const dates = (asks: typeof after) =>
      asks.map(({ step, auditId, dueDate, firstDueDate, wait }) => {
        return { step, auditId, dueDate, firstDueDate, wait };
      });
    expect(dates(after)).toEqual(dates(before));
    const own = after.find(({ step }) => step === 'returns');
    expect(own?.key).toBe(`${place.id}/${audit.number}/returns/police/2`);
    const request = await records.database.request.findFirstOrThrow({
      where: { auditId: audit.id, agencyId: place.agencies.police },
    });
    expect(request.responsibleId).toBe(tom.id);
    const old = await records.database.ask.findUniqueOrThrow({
      where: { id: before[0]?.id ?? '' },
    });
    expect(old).toMatchObject({ outcome: 'handed-over', settledAt: friday });
  });

  it('tells the new person once, and does not remind them of what was asked before', async () => {
    await replace();
    expect((await letters(tom.id)).map(({ kind }) => kind)).toEqual(['taken-over']);
    expect(await letters(priya.id)).toEqual([]);
    for (const { moments } of await openAsks(tom.id)) {
      const [first] = moments as unknown as { what: string; passedAt?: string }[];
      expect(first).toMatchObject({ what: 'ask', passedAt: expect.any(String) });
    }
  });

  it('ends their roles the day before and begins those of the new person', async () => {
    await replace();
    expect(await holdings(priya.id)).toMatchObject([
      { role: 'safeguarding-lead', toDate: '2027-03-04' },
    ]);
    // Nobody is their own deputy.
    expect(await holdings(tom.id)).toMatchObject([
      { role: 'deputy', toDate: '2027-03-04' },
      { role: 'safeguarding-lead', fromDate: '2027-03-05', toDate: null },
    ]);
  });

  it('ends their link at once', async () => {
    const token = await issueLinkToken(records.database, {
      partnershipId: place.id,
      contactId: priya.id,
      letterId: null,
      purpose: 'asks',
      now: monday,
    });
    await replace();
    expect(await findLink(records, token, friday)).toMatchObject({ kind: 'ended', why: 'left' });
  });

  it('tells the running workflows and stands in the log of each audit and of the directory', async () => {
    await replace();
    const nudges = await records.database.nudge.findMany({ where: { queuedAt: friday } });
    expect(nudges.map(({ word, workflowId }) => `${word} ${workflowId}`).sort()).toEqual([
      `asked audit/${place.id}/${other.number}`,
      `asked request/${place.id}/${audit.number}/police`,
    ]);
    const events = await records.database.event.findMany({
      where: { at: friday, kind: { in: ['person.replaced', 'contact.replaced'] } },
      orderBy: { kind: 'asc' },
    });
    expect(events.map(({ kind, chain }) => `${kind} ${chain}`).sort()).toEqual(
      [
        `contact.replaced ${place.id}`,
        `person.replaced ${audit.id}`,
        `person.replaced ${other.id}`,
      ].sort(),
    );
  });

  it('keeps what was saved in the tools', async () => {
    const tool = await toolOf(1);
    await fillIn(records, { place, returnId: tool.id, by: priya.id }, monday);
    const before = await records.database.returnDraft.count({ where: { returnId: tool.id } });
    await replace();
    expect(await records.database.returnDraft.count({ where: { returnId: tool.id } })).toBe(before);
    const again = await fillIn(
      records,
      { place, returnId: (await toolOf(2)).id, by: tom.id },
      friday,
    );
    expect(Object.keys(again).length).toBeGreaterThan(0);
  });

  it('can be somebody new of the agency', async () => {
    const person = { name: 'Ewa Król', email: 'ewa.krol@police.example' };
    const outcome = await replace({ person });
    if (outcome.kind !== 'replaced' || !outcome.to) throw new Error(JSON.stringify(outcome));
    const added = await records.database.contact.findUniqueOrThrow({ where: { id: outcome.to } });
    expect(added.agencyId).toBe(place.agencies.police);
    expect(await openAsks(outcome.to)).toHaveLength(2);
  });

  it('is refused for the address of somebody else, without a reason, and for oneself', async () => {
    const person = { name: 'Rosa', email: rosa.email };
    expect(await replace({ person })).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'email', message: expect.stringContaining('Rosa Delgado') }],
    });
    expect(await replace({ person: { contactId: rosa.id } })).toMatchObject({ kind: 'refused' });
    expect(await replace({ reason: ' ' })).toMatchObject({ kind: 'refused' });
    expect(await replace({ person: null })).toMatchObject({ kind: 'refused' });
    const own = { contactId: nadia.id, person: { contactId: place.people.owen.id } };
    expect(await replace(own)).toMatchObject({ kind: 'refused' });
    expect((await openAsks(priya.id)).length).toBe(2);
  });
});

describe('the page was shown before something changed', () => {
  it('changes nothing and asks to look again', async () => {
    const { plan } = await preview(dean.id);
    const colleague = { contactId: dean.id };
    const input = { partnershipId: place.id, returnId: (await toolOf(1)).id, colleague };
    await allocateReturn(records, input, { contactId: priya.id }, friday);
    const { fingerprint } = plan;
    expect(await replace({ contactId: dean.id, fingerprint })).toEqual({ kind: 'stale' });
    expect(await openAsks(dean.id)).toHaveLength(1);
  });

  it('does it once when the button is clicked twice', async () => {
    const both = await Promise.all([replace(), replace()]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['left-before', 'replaced']);
    expect(await letters(tom.id)).toHaveLength(1);
    expect(await openAsks(tom.id)).toHaveLength(2);
  });
});

describe('somebody with a tool of their own leaves', () => {
  beforeEach(async () => {
    const colleague = { contactId: dean.id };
    const input = { partnershipId: place.id, returnId: (await toolOf(1)).id, colleague };
    await allocateReturn(records, input, { contactId: priya.id }, monday);
  });

  it('passes it to a colleague with its date', async () => {
    const [before] = await openAsks(dean.id);
    await replace({ contactId: dean.id });
    const [after] = await openAsks(tom.id);
    expect(after).toMatchObject({ step: 'allocated', dueDate: before?.dueDate });
    expect((await toolOf(1)).assigneeId).toBe(tom.id);
  });

  it('gives it back to whoever answers for the agency, who has it anyway', async () => {
    const before = await openAsks(priya.id);
    await replace({ contactId: dean.id, person: { contactId: priya.id } });
    expect((await toolOf(1)).assigneeId).toBeNull();
    expect(await openAsks(priya.id)).toEqual(before);
  });

  it('takes back one’s own when taking over the whole', async () => {
    await replace({ contactId: priya.id, person: { contactId: dean.id } });
    expect((await toolOf(1)).assigneeId).toBeNull();
    expect((await openAsks(dean.id)).map(({ step }) => step).sort()).toEqual([
      'involvement',
      'returns',
    ]);
  });
});

describe('nothing hangs on somebody', () => {
  it('records that they have left, without anybody who takes over', async () => {
    expect(await replace({ contactId: dean.id, person: null })).toEqual({
      kind: 'replaced',
      to: null,
    });
    const row = await records.database.contact.findUniqueOrThrow({ where: { id: dean.id } });
    expect(row.leftAt).toEqual(friday);
  });
});

describe('somebody who was told of an urgent concern leaves', () => {
  it('passes it to the new person, who hears of it at once', async () => {
    const { number } = await raisedConcern(records, { place }, monday);
    const { id } = await records.database.urgentConcern.findFirstOrThrow({ where: { number } });
    const asked = await records.database.ask.findFirstOrThrow({
      where: { concernId: id, outcome: null, contactId: { not: nadia.id } },
    });
    const first = await records.database.contact.findUniqueOrThrow({
      where: { id: asked.contactId },
    });
    const able = await preview(first.id);
    const to = able.successors[0]?.contactId ?? '';
    await replace({ contactId: first.id, person: { contactId: to } });
    const open = await records.database.ask.findMany({ where: { concernId: id, outcome: null } });
    expect(open.map(({ contactId }) => contactId)).not.toContain(first.id);
    expect(open.some(({ nextAt }) => nextAt !== null)).toBe(true);
    expect(open.map(({ contactId }) => contactId)).toContain(to);
  });
});
