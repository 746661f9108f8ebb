import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { acceptReturn } from '../../records/checks/check-return.ts';
import { sentBack, submitted } from '../support/checking.ts';
import { type Outbox, openOutbox } from '../support/outbox.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const tuesday = new Date('2027-03-02T09:00:00Z');
const friday = new Date('2027-03-05T09:00:00Z');

let outbox: Outbox;

beforeEach(async () => {
  outbox = await openOutbox(monday);
});
afterEach(() => outbox.close());

async function policeSubmit(number: number): Promise<string> {
  const { records, place, audit } = outbox;
  const by = place.people.priya.id;
  const id = await submitted(records, { place, audit, agency: 'police', number, by }, monday);
  await outbox.records.database.letter.deleteMany({ where: { kind: 'receipt' } });
  return id;
}

async function clockStrikes(now: Date): Promise<void> {
  const { records, place, audit } = outbox;
  const wait = `request/${place.id}/${audit.number}/police#returns`;
  await actOnClock(records, { partnership: place.id, audit: audit.number, wait }, now);
}

async function send(now: Date): Promise<{ kind: string; state: string; failure: string | null }[]> {
  await outbox.post.sendDue(now, 100);
  const rows = await outbox.records.database.letter.findMany({ orderBy: { queuedAt: 'asc' } });
  return rows.map(({ kind, state, failure }) => ({ kind, state, failure }));
}

const subjectsTo = (email: string) =>
  outbox.inbox.to(email).map(({ subject }) => subject.split(' – ')[0]);

describe('the letter about what is to be checked', () => {
  it('counts everything that waits when it leaves, and says nothing about a child', async () => {
    await policeSubmit(1);
    await policeSubmit(2);
    await clockStrikes(monday);
    expect(await send(monday)).toEqual([{ kind: 'check/ask', state: 'sent', failure: null }]);
    const { email } = outbox.place.people.nadia;
    expect(subjectsTo(email)).toEqual([
      '2 completed audit tools to check by Thursday 4 March 2027',
    ]);
    const [letter] = outbox.inbox.to(email);
    const { names, born } = outbox.audit.children[0] ?? { names: [], born: '' };
    for (const secret of [...names, born, 'C1', outbox.audit.focus]) {
      expect(`${letter?.text}${letter?.html}`).not.toContain(secret);
    }
  });

  it('leaves once on a morning for all that came in the day before', async () => {
    await policeSubmit(1);
    await clockStrikes(monday);
    await send(monday);
    await policeSubmit(2);
    await policeSubmit(3);
    await clockStrikes(monday);
    expect(await send(monday)).toHaveLength(1);
    await clockStrikes(tuesday);
    expect(await send(tuesday)).toHaveLength(2);
    expect(subjectsTo(outbox.place.people.nadia.email).at(-1)).toBe(
      '3 completed audit tools to check by Thursday 4 March 2027',
    );
  });

  it('is not sent when everything has been checked in the meantime', async () => {
    const id = await policeSubmit(1);
    await clockStrikes(monday);
    const { records, place } = outbox;
    const by = { contactId: place.people.nadia.id };
    const input = { partnershipId: place.id, returnId: id, version: 1 };
    await acceptReturn(records, input, by, monday);
    expect(await send(monday)).toEqual([
      { kind: 'check/ask', state: 'dropped', failure: 'settled' },
    ]);
  });

  it('does not mention a child under hold', async () => {
    const id = await policeSubmit(1);
    await clockStrikes(monday);
    const { database } = outbox.records;
    const { caseId } = await database.return.findUniqueOrThrow({ where: { id } });
    await database.case.update({ where: { id: caseId }, data: { heldAt: monday } });
    expect(await send(monday)).toEqual([
      { kind: 'check/ask', state: 'dropped', failure: 'nothing-open' },
    ]);
  });

  it('is one after days without a mail server', async () => {
    await policeSubmit(1);
    await clockStrikes(monday);
    await clockStrikes(friday);
    expect(await send(friday)).toEqual([
      { kind: 'check/ask', state: 'sent', failure: null },
      { kind: 'check/chase', state: 'dropped', failure: 'superseded' },
    ]);
  });
});

describe('the letter about what is to be changed', () => {
  it('counts everything that was sent back to its reader, and opens it by link', async () => {
    const [one, two] = [await policeSubmit(1), await policeSubmit(2)];
    const { records, place } = outbox;
    const remarks = { impact: 'What changed for the child?' };
    for (const returnId of [one, two]) {
      await sentBack(records, { place, returnId, remarks }, monday);
    }
    await clockStrikes(monday);
    expect(await send(monday)).toEqual([{ kind: 'revise/ask', state: 'sent', failure: null }]);
    const { email } = place.people.priya;
    expect(subjectsTo(email)).toEqual([
      'Changes to 2 completed audit tools due by Monday 8 March 2027',
    ]);
    const [letter] = outbox.inbox.to(email);
    expect(letter?.text).toMatch(/https:\/\/deepdive\.example\/l\/[\w-]{43}/);
    expect(letter?.text).not.toContain('What changed');
  });
});
