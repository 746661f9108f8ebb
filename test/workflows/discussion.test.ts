import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moveDate, previewDateMove } from '../../records/audits/audit-dates.ts';
import { answerAttend } from '../../records/discussion/attend.ts';
import { markAttendance } from '../../records/discussion/attendance.ts';
import { saveConclusion } from '../../records/discussion/conclusions.ts';
import { discussionView } from '../../records/discussion/discussion-view.ts';
import { finishDiscussion } from '../../records/discussion/finish-discussion.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import {
  leadAnswersInvolvement,
  officerNamesChildren,
  respondentSubmits,
} from '../support/people.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

type Agency = keyof Aldermere['agencies'];

let system: System;
let place: Aldermere;
let audit: StartedAudit;

/** Who knew which children. The tools are due on 15 February, the pack on 1 March. */
const knew: Partial<Record<Agency, number[]>> = {
  police: [1, 2],
  'social-care': [1, 2],
  hospital: [2],
};

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  const { records } = system;
  place = await aldermere(records, await system.now());
  audit = await startedAudit(records, place, await system.now());
  await system.settle();
  const officer = place.people.nadia.id;
  await officerNamesChildren(records, { auditId: audit.id, officer }, await system.now());
  await system.settle();
  for (const ask of await records.database.ask.findMany({ where: { step: 'involvement' } })) {
    const agency = Object.entries(place.agencies).find(([, id]) => id === ask.agencyId)?.[0];
    const knows = knew[agency as Agency] ?? [];
    await leadAnswersInvolvement(records, { askId: ask.id, knows }, await system.now());
  }
  await system.settle();
  await system.jumpTo('2027-02-10T10:00:00.000Z');
  await submits('police', 1);
  await submits('police', 2);
  await submits('social-care', 1);
});
afterAll(() => system?.stop());

async function submits(agency: Agency, number: number): Promise<void> {
  const { database } = system.records;
  const row = await database.return.findFirstOrThrow({
    where: { request: { agencyId: place.agencies[agency] }, case: { number } },
    include: { request: true },
  });
  const given = { returnId: row.id, contactId: row.request.responsibleId };
  expect(await respondentSubmits(system.records, given, await system.now())).toBe('submitted');
  await system.settle();
}

/** The mails of a person that say the words, in the subject or among the things of the day. */
const mails = (person: keyof Aldermere['people'], words: string) =>
  system.inbox
    .to(place.people[person].email)
    .filter(({ subject, text }) => `${subject}\n${text}`.includes(words));

function invitationIn(mail: { raw: Buffer } | undefined): string {
  const raw = mail?.raw.toString('utf8') ?? '';
  const part = /Content-Type: text\/calendar[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(raw);
  const encoded = /base64/i.test(part?.[0].slice(0, 300) ?? '');
  const text = encoded ? Buffer.from(part?.[1] ?? '', 'base64').toString('utf8') : part?.[1];
  return (text ?? '').replace(/\r?\n[ \t]/g, '');
}

/** "2027-03-01T17:00" */
const minute = (at: Date | string | undefined) => new Date(at ?? 0).toISOString().slice(0, 16);

const editions = () =>
  system.records.database.packEdition.findMany({
    where: { auditId: audit.id },
    orderBy: { number: 'asc' },
    include: { items: true },
  });

describe('the pack', () => {
  it('leaves by itself on its date, though one agency still owes its tools (DD-12, DD-13)', async () => {
    await system.jumpTo('2027-02-25T09:00:00.000Z');
    expect(mails('nadia', 'Pack to circulate by Monday 1 March 2027')).toHaveLength(1);
    await system.jumpTo('2027-03-01T16:59:00.000Z');
    expect(await editions()).toHaveLength(0);
    await system.jumpTo('2027-03-01T17:00:00.000Z');
    const [pack] = await editions();
    expect(pack).toMatchObject({ circulatedById: null });
    expect(minute(pack?.circulatedAt)).toBe('2027-03-01T17:00');
    expect(pack?.items).toHaveLength(3);
  });

  it('is sent to those taking part only, before the discussion (DD-13)', async () => {
    for (const person of ['priya', 'rosa'] as const) {
      const [letter, ...more] = mails(person, 'Pack to read before Monday 8 March 2027');
      expect(more).toHaveLength(0);
      expect(minute(letter?.date)).toBe('2027-03-01T17:00');
    }
    expect(mails('anil', 'Pack to read')).toHaveLength(0);
    expect(mails('lesley', 'Pack to read')).toHaveLength(0);
  });

  it('is followed by a supplement with what comes in late, told once (DD-12)', async () => {
    await system.jumpTo('2027-03-02T11:00:00.000Z');
    await submits('social-care', 2);
    await submits('hospital', 2);
    expect(mails('nadia', 'Supplement to circulate')).toHaveLength(1);
    await system.jumpTo('2027-03-02T17:00:00.000Z');
    const [, supplement, ...more] = await editions();
    expect(supplement?.items).toHaveLength(2);
    expect(more).toHaveLength(0);
    // Two of them have been written to that day.
    await system.jumpTo('2027-03-03T09:00:00.000Z');
    expect(mails('priya', '2 completed audit tools added to the pack')).toHaveLength(1);
    expect(mails('rosa', '2 completed audit tools added to the pack')).toHaveLength(1);
    expect(mails('anil', 'Pack to read before Monday 8 March 2027')).toHaveLength(1);
  });
});

describe('the discussion', () => {
  it('asks each who takes part whether they come, in the morning four working days before', async () => {
    await system.jumpTo('2027-03-03T09:00:00.000Z');
    for (const person of ['priya', 'rosa', 'anil'] as const) {
      const asked = mails(person, 'Reply about the multi-agency audit discussion due by');
      // The hospital took part only from the supplement on.
      const morning = person === 'anil' ? '2027-03-03T09:00' : '2027-03-02T09:00';
      expect(asked.map(({ date }) => minute(date))).toEqual([morning]);
      expect(invitationIn(asked[0])).toContain('DTSTART:20270308T100000Z');
    }
  });

  it('tells each person once when it is moved, with the invitation that replaces the first', async () => {
    const { records } = system;
    const to = { degree: 'fixed' as const, date: '2027-03-15' };
    const input = { partnershipId: place.id, auditId: audit.id, key: 'discussion', to };
    const preview = await previewDateMove(records, input, await system.now());
    expect(preview?.people).toBe(4);
    const outcome = await moveDate(
      records,
      { ...input, reason: 'The room was taken', fingerprint: preview?.fingerprint ?? '' },
      { contactId: place.people.nadia.id },
      await system.now(),
    );
    expect(outcome.kind).toBe('moved');
    await system.settle();
    for (const person of ['priya', 'rosa', 'anil'] as const) {
      const told = mails(person, 'now on Monday 15 March 2027');
      expect(told).toHaveLength(1);
      const [first] = mails(person, 'Reply about').map(invitationIn);
      const second = invitationIn(told[0]);
      const uid = (text?: string) => /UID:(.*)/.exec(text ?? '')?.[1];
      expect(uid(second)).toBe(uid(first));
      expect(second).toContain('SEQUENCE:1');
      expect(second).toContain('DTSTART:20270315T100000Z');
    }
    expect(mails('lesley', 'now on Monday 15 March 2027')).toHaveLength(0);
  });

  it('asks for its record on the morning after, not before', async () => {
    await replies('priya', 'coming');
    await replies('rosa', 'not-coming');
    await system.jumpTo('2027-03-15T18:00:00.000Z');
    expect(mails('nadia', 'Record of the multi-agency audit discussion')).toHaveLength(1);
    await system.jumpTo('2027-03-16T09:00:00.000Z');
    const [, asked] = mails('nadia', 'Record of the multi-agency audit discussion');
    expect(asked?.subject).toContain('due by Thursday 18 March 2027');
  });

  it('is chased and escalated while its record is missing, and never closes by itself', async () => {
    await system.jumpTo('2027-04-15T10:00:00.000Z');
    expect(mails('nadia', 'overdue since Thursday 18 March 2027')).toHaveLength(1);
    for (const person of ['owen', 'judith'] as const) {
      expect(mails(person, 'overdue since Thursday 18 March 2027')).toHaveLength(1);
    }
    const stage = await system.records.database.stage.findFirstOrThrow({
      where: { auditId: audit.id, key: 'discussion' },
    });
    expect(stage.outcome).toBeNull();
  });

  it('ends when its record is whole, with the agency flagged that nobody spoke for (DD-14, DD-15)', async () => {
    const by = { contactId: place.people.nadia.id };
    const ofAudit = { partnershipId: place.id, auditId: audit.id };
    const now = await system.now();
    const { records } = system;
    expect((await finishDiscussion(records, ofAudit, by, now)).kind).toBe('incomplete');
    const rows = await records.database.attendance.findMany({ where: { withdrawnAt: null } });
    const shown = { attended: null, confidential: false, wantsApproval: false };
    const marks = rows.map(({ id, contactId }) => {
      const attended = contactId !== place.people.rosa.id;
      return { attendanceId: id, attended, confidential: true, wantsApproval: false, shown };
    });
    await markAttendance(records, { ...ofAudit, marks }, by, now);
    const heads = ['recognition', 'planning', 'assessment', 'joint-working', 'impact', 'overall'];
    for (const head of heads) {
      await saveConclusion(records, { ...ofAudit, head, text: 'Written', revision: 0 }, by, now);
    }
    expect(await finishDiscussion(records, ofAudit, by, now)).toEqual({ kind: 'finished' });
    await system.settle();
    const stage = await records.database.stage.findFirstOrThrow({
      where: { auditId: audit.id, key: 'discussion' },
    });
    expect(stage.outcome).toBe('complete');
    const event = await records.database.event.findFirstOrThrow({
      where: { chain: audit.id, kind: 'discussion.recorded' },
    });
    expect(event.ids).toMatchObject({ present: 2, unrepresented: 1 });
    const view = await discussionView(records, ofAudit, now);
    expect(view?.unrepresented.map(({ agency }) => agency)).toEqual([
      "Aldermere Children's Social Care",
    ]);
  });

  it('leaves no name, address or free text in any history', async () => {
    const ids = ['', '/police', '/social-care', '/hospital'].map((agency) =>
      agency ? `request/${place.id}/${audit.number}${agency}` : `audit/${place.id}/${audit.number}`,
    );
    const { client } = system;
    for (const id of ids) {
      const history = await client.workflow.getHandle(id).fetchHistory();
      const text = decoded(JSON.stringify(history));
      expect(text).toContain(audit.number);
      for (const { name, email } of Object.values(place.people)) {
        expect(text).not.toContain(name);
        expect(text).not.toContain(email);
      }
      expect(text).not.toContain('The room was taken');
    }
  });
});

async function replies(person: keyof Aldermere['people'], reply: string): Promise<void> {
  const contactId = place.people[person].id;
  const ask = await system.records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'attend', contactId, outcome: null },
  });
  const answer = { reply, deputyName: '', confidential: true, wantsApproval: false };
  const input = { partnershipId: place.id, askId: ask.id, ...answer };
  const outcome = await answerAttend(system.records, input, { contactId }, await system.now());
  expect(outcome.kind).toBe('answered');
  await system.settle();
}

/** A history as JSON, its payloads (base64 in it) in plain text as well. */
function decoded(json: string): string {
  const payloads = [...json.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)].map(([, data]) =>
    Buffer.from(data ?? '', 'base64').toString('utf8'),
  );
  return `${json}\n${payloads.join('\n')}`;
}
