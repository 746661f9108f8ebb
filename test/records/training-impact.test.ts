import { beforeEach, describe, expect, it } from 'vitest';
import { parseAttendances } from '../../domain/asked-list.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { handOver } from '../../records/asks/hand-over.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { attendanceAnswers } from '../../records/discussion/attendance-answers.ts';
import { answerCounts } from '../../records/report/report-counts.ts';
import { requestView } from '../../records/returns/request-view.ts';
import { returnView } from '../../records/returns/return-view.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { respondentSubmits } from '../../rehearsal/people/returns.ts';
import { prepared } from '../support/prepared.ts';
import { auditWithoutChildren } from '../support/without-children.ts';

const start = new Date('2027-06-07T10:00:00Z');
const later = new Date('2027-06-14T10:00:00Z');

const { given, fresh } = await prepared((made) =>
  auditWithoutChildren(
    made,
    { profile: 'solihull-training-impact', agencies: ['police', 'social-care'], attendances: 3 },
    start,
  ),
);
const { place, audit, ref } = given;
const idOf = (name: string) => place.people[name]?.id ?? '';
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const returnOf = (who: string) =>
  records.database.return.findFirstOrThrow({
    where: { auditId: audit.id, request: { responsibleId: idOf(who) } },
  });

async function submits(who: string) {
  const { id: returnId } = await returnOf(who);
  return respondentSubmits(records, { returnId, contactId: idOf(who) }, later);
}

const viewFor = async (who: string, whose = who) =>
  returnView(
    records,
    { partnershipId: place.id, contactId: idOf(who) },
    (await returnOf(whose)).id,
  );

describe('an audit of training impact', () => {
  it('asks attendee and manager each with their own tool about one attendance (SO-38)', async () => {
    const attendee = await viewFor('Attendee 1');
    const manager = await viewFor('Manager 1');
    const course = '“Working together in safeguarding” on 7 June 2027';
    expect(attendee?.about.label).toBe(course);
    expect(manager?.about.label).toBe(`Attendee 1 at ${course}`);
    const firstOf = (view: typeof attendee) => view?.tool.sections[0]?.questions[0]?.key;
    expect([firstOf(attendee), firstOf(manager)]).toEqual(['grade', 'seen']);
  });

  it('keeps what one says from the other (SO-38)', async () => {
    await submits('Attendee 1');
    expect(await viewFor('Manager 1', 'Attendee 1')).toBeNull();
    expect(await viewFor('Manager 2', 'Manager 1')).toBeNull();
  });

  it('shows the business unit the two answers side by side (SO-38)', async () => {
    await submits('Attendee 1');
    const place_ = { partnershipId: place.id, auditId: audit.id, number: 1 };
    const one = await attendanceAnswers(records, place_);
    expect(one?.sides.map(({ part, name, answers }) => [part, name, answers !== null])).toEqual([
      ['attendee', 'Attendee 1', true],
      ['manager', 'Manager 1', false],
    ]);
    await submits('Manager 1');
    const both = await attendanceAnswers(records, place_);
    expect(both?.sides.every(({ answers }) => answers !== null)).toBe(true);
  });

  it('records silence, and the other answer stands by itself (SO-38)', async () => {
    expect(await submits('Attendee 1')).toBe('submitted');
    expect(await submits('Manager 2')).toBe('submitted');
    for (const agency of ['police', 'social-care']) {
      const wait = `request/${place.id}/${audit.number}/${agency}#forms`;
      await actOnClock(records, { ...ref, wait }, new Date('2027-08-02T17:00:00Z'));
    }
    const counts = await transaction(records, async (tx) =>
      answerCounts(tx, await auditContext(tx, audit.id)),
    );
    expect(counts).toEqual({
      subject: 'person',
      attendances: 3,
      both: 0,
      attendeeOnly: 1,
      managerOnly: 1,
      neither: 1,
      withdrawn: 0,
    });
    expect(await records.database.return.count({ where: { state: 'not-answered' } })).toBe(4);
  });

  it('seals who was where: no address, name or course stands in a row as it is (SO-38)', async () => {
    const rows = await records.database.$queryRaw<{ text: string }[]>`
      SELECT (SELECT json_agg(c)::text FROM "Case" c) || (SELECT json_agg(p)::text FROM "Contact" p)
        || (SELECT json_agg(r)::text FROM "Request" r) || (SELECT json_agg(e)::text FROM "Event" e)
        AS text`;
    const text = rows[0]?.text ?? '';
    expect(text.length).toBeGreaterThan(1000);
    expect(text).not.toMatch(/attendee-1@|Attendee 1|Working together/);
  });

  it('lets nobody answer in somebody else’s place (SO-38)', async () => {
    const ask = await records.database.ask.findFirstOrThrow({
      where: { auditId: audit.id, contactId: idOf('Attendee 1') },
    });
    const colleague = { name: 'Mo Ash', email: 'mo.ash@police.aldermere.example' };
    const input = { partnershipId: place.id, askId: ask.id, colleague };
    const by = { contactId: ask.contactId };
    expect(await handOver(records, input, by, later)).toEqual({ kind: 'not-found' });
    const view = await requestView(
      records,
      { partnershipId: place.id, contactId: ask.contactId },
      ask.id,
    );
    expect(view?.asks).toBe('person');
  });
});

describe('the list of attendances', () => {
  const agencies = [{ key: 'police', label: 'Aldermere Police' }];
  const heading = 'Course,Date,Attendee,Attendee email,Manager,Manager email,Agency';
  const parse = (...rows: string[]) =>
    parseAttendances(Buffer.from([heading, ...rows].join('\n')), { agencies }, '2027-06-07');

  it('is read with an agency by key or by name (SO-38)', () => {
    expect(
      parse('Safe sleep,27/3/2027,Ann Ray,ann@p.example,Bo Li,bo@p.example,aldermere police'),
    ).toMatchObject({ ok: true, rows: [{ agency: 'police', heldOn: '2027-03-27' }] });
  });

  it('is refused whole, with every row that has something wrong (SO-38)', () => {
    const list = parse(
      'Safe sleep,27/3/2027,Ann Ray,ann@p.example,Bo Li,ann@p.example,police',
      'Safe sleep,1/9/2027,Ann Ray,ann@,Bo Li,bo@p.example,fire',
      'Safe sleep,27/3/2027,Ann Ray,ann@p.example,Bo Li,bo@p.example,police',
    );
    expect(list.ok ? [] : list.problems.map(({ message }) => message)).toEqual([
      'Row 2: attendee and manager have the same address.',
      'Row 3 names no agency of the directory.',
      'Row 3: the course is still to come.',
      'Row 3, attendee email: Enter an email address in the right form, such as name@example.org.',
      'Row 4 says the same as row 2. Keep one of them.',
    ]);
  });
});
