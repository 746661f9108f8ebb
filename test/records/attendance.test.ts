import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { answerAttend } from '../../records/discussion/attend.ts';
import {
  addAttendee,
  markAttendance,
  withdrawAttendee,
} from '../../records/discussion/attendance.ts';
import { attendeesOf, representationOf } from '../../records/discussion/discussion-people.ts';
import { lockDiscussion } from '../../records/discussion/running-discussion.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtDiscussion, dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import type { RunningAudit } from '../support/running-audit.ts';

const friday = new Date('2027-04-23T10:00:00Z');

const state = await prepared(async (made) => {
  const partnership = await aldermere(made, dates.started);
  return { place: partnership, audit: await auditAtDiscussion(made, partnership) };
});

let records: Records;
let place: Aldermere;
let audit: RunningAudit;
let nadia: { contactId: string };

beforeEach(async () => {
  records = await state.fresh();
  ({ place, audit } = state.given);
  nadia = { contactId: place.people.nadia.id };
});

const ofAudit = () => ({ partnershipId: place.id, auditId: audit.id });

const askOf = (person: keyof Aldermere['people']) =>
  records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'attend', contactId: place.people[person].id },
    orderBy: { askedAt: 'desc' },
  });

async function replies(
  person: keyof Aldermere['people'],
  change: Partial<Parameters<typeof answerAttend>[1]>,
  by = { contactId: place.people[person].id },
) {
  const input = {
    partnershipId: place.id,
    askId: (await askOf(person)).id,
    reply: 'coming',
    deputyName: '',
    confidential: false,
    wantsApproval: false,
    ...change,
  };
  return answerAttend(records, input, by, friday);
}

async function people() {
  return transaction(records, async (tx) => {
    const found = await lockDiscussion(tx, ofAudit());
    if ('refused' in found) throw new Error(found.refused);
    const all = await attendeesOf(records, tx, found);
    return { all, ...(await representationOf(tx, found.context, all)) };
  });
}

async function mark(name: string, change: { attended?: boolean | null; confidential?: boolean }) {
  const person = (await people()).all.find((each) => each.name === name);
  if (!person) throw new Error(`${name} is not expected`);
  const shown = {
    attended: person.attended,
    confidential: person.confidentialHow !== null,
    wantsApproval: person.wantsApproval,
  };
  const marks = [{ attendanceId: person.id, ...shown, ...change, shown }];
  return markAttendance(records, { ...ofAudit(), marks }, nadia, dates.discussed);
}

describe('everybody who completed a tool, or answers for it', () => {
  it('is asked whether they come, due two working days before the discussion (DD-7, DD-14)', async () => {
    const asks = await records.database.ask.findMany({
      where: { auditId: audit.id, step: 'attend' },
    });
    const { priya, rosa } = place.people;
    expect(asks.map(({ contactId, dueDate }) => [contactId, dueDate]).sort()).toEqual(
      [
        [priya.id, '2027-04-26'],
        [rosa.id, '2027-04-26'],
      ].sort(),
    );
    expect(asks[0]?.moments).toEqual([
      { what: 'ask', at: '2027-04-22T08:00:00.000Z' },
      { what: 'remind', at: '2027-04-26T08:00:00.000Z' },
      { what: 'close', at: '2027-04-28T16:00:00.000Z' },
    ]);
  });

  it('says that they come and accepts the confidentiality statement beforehand (DD-16)', async () => {
    expect(await replies('priya', { confidential: true })).toEqual({
      kind: 'answered',
      reply: 'coming',
    });
    const [row] = (await people()).all.filter(({ name }) => name === 'Priya Nair');
    expect(row).toMatchObject({ reply: 'coming', confidentialAt: friday, confidentialHow: 'link' });
    expect((await askOf('priya')).outcome).toBe('answered');
  });

  it('sends a deputy by name, whose name is sealed', async () => {
    expect(await replies('priya', { reply: 'deputy', deputyName: '' })).toEqual({
      kind: 'refused',
      problems: [{ field: 'deputyName', message: expect.stringContaining('name') }],
    });
    await replies('priya', { reply: 'deputy', deputyName: 'Dana Whitcombe' });
    const { all } = await people();
    expect(all.find(({ name }) => name === 'Dana Whitcombe')).toMatchObject({
      agency: 'Aldermere Police',
      deputyFor: 'Priya Nair',
    });
    const rows = await records.database.attendance.findMany();
    expect(JSON.stringify(rows)).not.toContain('Whitcombe');
  });

  it('may change their mind until the discussion; the deputy is then not expected', async () => {
    await replies('priya', { reply: 'deputy', deputyName: 'Dana Whitcombe' });
    await replies('priya', { reply: 'not-coming' });
    const { all } = await people();
    expect(all.map(({ name, reply }) => [name, reply])).toEqual([
      ['Rosa Delgado', null],
      ['Priya Nair', 'not-coming'],
    ]);
  });

  it('is refused an answer that is none, and an ask of somebody else', async () => {
    expect(await replies('priya', { reply: 'perhaps' })).toMatchObject({ kind: 'refused' });
    const rosa = { contactId: place.people.rosa.id };
    expect(await replies('priya', {}, rosa)).toEqual({ kind: 'not-found' });
    const elsewhere = await aldermere(records, dates.started, 'elsewhere');
    expect(await replies('priya', { partnershipId: elsewhere.id })).toEqual({ kind: 'not-found' });
  });

  it('can be answered for by the business unit', async () => {
    expect(await replies('priya', {}, { ...nadia, onBehalf: true } as never)).toMatchObject({
      kind: 'answered',
    });
  });
});

describe('attendance at the discussion', () => {
  it('flags each service that completed a tool and has nobody present (DD-14)', async () => {
    const before = await people();
    expect(before.missing.map(({ agency }) => agency)).toEqual([
      "Aldermere Children's Social Care",
      'Aldermere Police',
    ]);
    expect(await mark('Priya Nair', { attended: true })).toBe('recorded');
    expect((await people()).missing.map(({ agency }) => agency)).toEqual([
      "Aldermere Children's Social Care",
    ]);
  });

  it('records who accepted the confidentiality statement in the room (DD-16)', async () => {
    await mark('Priya Nair', { attended: true, confidential: true });
    const [row] = (await people()).all.filter(({ name }) => name === 'Priya Nair');
    expect(row).toMatchObject({ confidentialAt: dates.discussed, confidentialHow: 'in-room' });
  });

  it('keeps what two people tick at the same time', async () => {
    const { all } = await people();
    const [rosa, priya] = all;
    const shown = { attended: null, confidential: false, wantsApproval: false };
    const both = (attendanceId = '', change: object = {}) => ({
      attendanceId,
      ...shown,
      ...change,
      shown,
    });
    await Promise.all([
      markAttendance(
        records,
        { ...ofAudit(), marks: [both(rosa?.id, { attended: true }), both(priya?.id)] },
        nadia,
        dates.discussed,
      ),
      markAttendance(
        records,
        { ...ofAudit(), marks: [both(rosa?.id), both(priya?.id, { attended: false })] },
        { contactId: place.people.owen.id },
        dates.discussed,
      ),
    ]);
    expect((await people()).all.map(({ attended }) => attended)).toEqual([true, false]);
  });

  it('takes in somebody who came on the day, once for a double click', async () => {
    const key = randomUUID();
    const input = {
      ...ofAudit(),
      key,
      name: "Máire O'Dowd 🙂",
      agencyId: place.agencies['social-care'],
      serviceId: null,
      confidential: true,
    };
    for (let click = 0; click < 2; click += 1) {
      expect(await addAttendee(records, input, nadia, dates.discussed)).toEqual({ kind: 'added' });
    }
    const { all, missing } = await people();
    expect(all.filter(({ name }) => name === "Máire O'Dowd 🙂")).toHaveLength(1);
    expect(missing.map(({ agency }) => agency)).toEqual(['Aldermere Police']);
  });

  it('refuses somebody without a name, and an agency of elsewhere', async () => {
    const elsewhere = await aldermere(records, dates.started, 'elsewhere');
    const input = {
      ...ofAudit(),
      key: randomUUID(),
      name: ' ',
      agencyId: elsewhere.agencies.police,
      serviceId: null,
      confidential: false,
    };
    const outcome = await addAttendee(records, input, nadia, dates.discussed);
    expect(outcome).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'name' }, { field: 'agencyId' }],
    });
  });

  it('cancels the invitation of somebody who is not expected any more', async () => {
    const rosa = (await people()).all.find(({ name }) => name === 'Rosa Delgado');
    const input = { ...ofAudit(), attendanceId: rosa?.id ?? '', reason: 'On long leave' };
    expect(await withdrawAttendee(records, { ...input, reason: ' ' }, nadia, friday)).toBe(
      'no-reason',
    );
    expect(await withdrawAttendee(records, input, nadia, friday)).toBe('withdrawn');
    expect(await withdrawAttendee(records, input, nadia, friday)).toBe('withdrawn');
    expect((await people()).all.map(({ name }) => name)).toEqual(['Priya Nair']);
    expect((await askOf('rosa')).outcome).toBe('withdrawn');
    const letters = await records.database.letter.findMany({
      where: { kind: 'meeting-cancelled' },
    });
    expect(letters.map(({ contactId }) => contactId)).toEqual([place.people.rosa.id]);
  });
});
