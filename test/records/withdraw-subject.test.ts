import { beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { endRequest } from '../../records/asks/end-request.ts';
import { addAgency, agenciesNotAsked } from '../../records/audits/add-agency.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { auditHistory } from '../../records/audits/audit-history.ts';
import { pauseAudit } from '../../records/audits/pause-audit.ts';
import { endStage } from '../../records/audits/stages.ts';
import { attendanceAnswers } from '../../records/discussion/attendance-answers.ts';
import { answerCounts } from '../../records/report/report-counts.ts';
import { answersOverview } from '../../records/returns/answers-overview.ts';
import { rejoinAttendance } from '../../records/returns/rejoin-attendance.ts';
import { openRequest, openRequests } from '../../records/returns/requests.ts';
import { submitReturn } from '../../records/returns/submit-return.ts';
import { withdrawSubject } from '../../records/returns/withdraw-subject.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { startRehearsedAudit } from '../../rehearsal/new-audit.ts';
import { respondentSubmits } from '../../rehearsal/people/returns.ts';
import { prepared } from '../support/prepared.ts';
import { type AuditWithoutChildren, auditWithoutChildren } from '../support/without-children.ts';

const start = new Date('2027-06-07T10:00:00Z');
const later = new Date('2027-06-14T10:00:00Z');
const agencies = ['police', 'schools', 'probation'];

/** Three agencies, three schools of one agency, and three attendances of a course. */
const { given, fresh } = await prepared(async (made) => ({
  sections: await asked(made, 'section-11'),
  schools: await asked(made, 'schools-175', { establishments: 3 }),
  training: await asked(made, 'training-impact', { attendances: 3 }),
}));
const { sections, schools, training } = given;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

/** Everybody has had the letter that asks. */
async function asked(made: Records, name: string, many: object = {}) {
  const wanted = { profile: `solihull-${name}`, agencies, id: name, ...many };
  const audit = await auditWithoutChildren(made, wanted, start);
  await clockAt(audit, start, made);
  return audit;
}

async function clockAt({ audit, ref }: AuditWithoutChildren, at: Date, made = records) {
  const rows = await made.database.ask.findMany({
    where: { auditId: audit.id },
    distinct: ['wait'],
  });
  for (const { wait } of rows) await actOnClock(made, { ...ref, wait }, at);
}

const leave = (
  { place, audit }: AuditWithoutChildren,
  number: number,
  { reason = 'It has closed', now = later, partnershipId = place.id } = {},
) =>
  withdrawSubject(
    records,
    { partnershipId, auditId: audit.id, number, reason },
    { contactId: place.officer },
    now,
  );

const context = ({ audit }: AuditWithoutChildren) =>
  transaction(records, (tx) => auditContext(tx, audit.id));
const counts = async (of: AuditWithoutChildren) => {
  const own = await context(of);
  return transaction(records, (tx) => answerCounts(tx, own));
};
const overview = async (of: AuditWithoutChildren) => {
  const own = await context(of);
  return transaction(records, (tx) => answersOverview(records, tx, own, later));
};
const sentences = async (of: AuditWithoutChildren) => {
  const own = await context(of);
  const { events } = await transaction(records, (tx) => auditHistory(records, tx, own));
  return events.map(({ sentence, reason }) => (reason ? `${sentence} (${reason})` : sentence));
};
const told = async ({ audit }: AuditWithoutChildren) => {
  const where = { auditId: audit.id, kind: 'subject-withdrawn' };
  const rows = await records.database.letter.findMany({ where });
  return rows.map(({ contactId }) => contactId).sort();
};
const openAsks = ({ audit }: AuditWithoutChildren) =>
  records.database.ask.findMany({
    where: { auditId: audit.id, outcome: null },
    include: { request: { select: { party: true, agency: { select: { key: true } } } } },
    orderBy: { key: 'asc' },
  });
const idOf = ({ place }: AuditWithoutChildren, name: string) => place.people[name]?.id ?? '';

async function submits(of: AuditWithoutChildren, number: number, part = '') {
  const { id: returnId, request } = await records.database.return.findFirstOrThrow({
    where: { auditId: of.audit.id, part, case: { number } },
    include: { request: true },
  });
  const own = { returnId, contactId: request.responsibleId };
  return respondentSubmits(records, own, later);
}

describe('a school that is withdrawn', () => {
  it('is asked for nothing more, and the other schools of its agency go on (SO-38)', async () => {
    expect(await leave(schools, 2)).toEqual({ kind: 'withdrawn' });
    const open = await openAsks(schools);
    expect(open.map(({ request }) => request?.party)).toEqual(['school-1', 'school-3']);
    const [row] = await records.database.return.findMany({
      where: { auditId: schools.audit.id, state: 'withdrawn' },
      include: { case: true },
    });
    expect([row?.case.number, row?.case.state]).toEqual([2, 'withdrawn']);
    expect(await told(schools)).toEqual([idOf(schools, 'Contact of School 2')]);
    const nudge = await records.database.nudge.findFirstOrThrow({
      where: { word: 'subject-withdrawn' },
    });
    expect(nudge.workflowId).toBe(`request/schools-175/${schools.audit.number}/schools`);
    expect(nudge.payload).toMatchObject({ wait: { open: 2, returned: { in: 0, of: 2 } } });
    expect((await sentences(schools))[0]).toBe(
      'School 2 was withdrawn: nothing more is asked of it (It has closed)',
    );
    expect(await firstBrokenEvent(records.database, schools.audit.id)).toBeNull();
  });

  it('is neither reminded nor recorded as silent, and counts in no figure (SO-38)', async () => {
    await submits(schools, 1);
    await leave(schools, 2);
    const party = { request: { party: 'school-2' } };
    const { key } = await records.database.ask.findFirstOrThrow({ where: party });
    await clockAt(schools, new Date('2027-12-15T18:00:00Z'));
    const letters = await records.database.letter.findMany({ where: { key: { startsWith: key } } });
    expect(letters.map(({ kind }) => kind)).toEqual(['returns/ask']);
    await endRequest(records, { ...schools.ref, agency: 'schools' }, later);
    const requests = await records.database.request.findMany({
      where: { auditId: schools.audit.id },
      orderBy: { party: 'asc' },
    });
    expect(requests.map(({ outcome }) => outcome)).toEqual([
      'complete',
      'withdrawn',
      'not-answered',
    ]);
    expect(await counts(schools)).toEqual({
      subject: 'establishment',
      asked: 2,
      received: 1,
      nil: 0,
      silent: [],
      silentCount: 1,
      withdrawn: 1,
    });
  });

  it('stands in the table as withdrawn, with the reason (SO-38)', async () => {
    await leave(schools, 2);
    const view = await overview(schools);
    expect(
      view?.lines.map(({ label, state, open, because }) => [label, state, open, because]),
    ).toEqual([
      ['School 1', 'waiting', true, ''],
      ['School 2', 'withdrawn', false, 'It has closed'],
      ['School 3', 'waiting', true, ''],
    ]);
    expect(view?.mayLeave).toBe(true);
    await leave(schools, 3);
    expect((await overview(schools))?.mayLeave).toBe(false);
  });

  it('is told nothing where the letter that asks has not left (SO-38)', async () => {
    await records.database.ask.updateMany({
      where: { request: { party: 'school-2' } },
      data: { moments: [{ what: 'ask', at: start.toISOString() }] },
    });
    await leave(schools, 2);
    expect(await told(schools)).toEqual([]);
  });

  it('keeps on record what it had sent, whose text goes no further (SO-38)', async () => {
    await submits(schools, 2);
    await leave(schools, 2);
    const where = { auditId: schools.audit.id, case: { number: 2 } };
    const row = await records.database.return.findFirstOrThrow({
      where,
      include: { versions: true },
    });
    expect([row.state, row.versions.length]).toEqual(['withdrawn', 1]);
    expect(await counts(schools)).toMatchObject({ asked: 2, received: 0, withdrawn: 1 });
    expect(await told(schools)).toEqual([idOf(schools, 'Contact of School 2')]);
  });

  it('can be added again: asked afresh, by a date and under keys of its own (SO-38)', async () => {
    await submits(schools, 2);
    await leave(schools, 2);
    const { audit, place } = schools;
    const own = { partnershipId: place.id, auditId: audit.id };
    const offered = await agenciesNotAsked(records, own);
    const school = offered.find(({ name }) => name === 'School 2');
    expect(offered.map(({ name }) => name)).not.toContain('School 1');
    const by = { contactId: place.officer };
    const again = { ...own, agency: { agencyId: school?.id ?? '' } };
    expect(await addAgency(records, again, by, later)).toEqual({ kind: 'asked' });
    expect(await addAgency(records, again, by, later)).toEqual({ kind: 'asked-before' });
    await clockAt(schools, later);
    const asks = await records.database.ask.findMany({
      where: { request: { party: 'school-2' } },
      orderBy: { key: 'asc' },
    });
    const [first, second] = asks;
    expect(asks.map(({ outcome, dueDate }) => [outcome, dueDate])).toEqual([
      ['answered', first?.dueDate],
      [null, '2027-06-28'],
    ]);
    expect(second?.key).toBe(`${first?.key}/2`);
    const letters = await records.database.letter.findMany({
      where: { auditId: audit.id, kind: 'returns/ask', contactId: second?.contactId ?? '' },
    });
    expect(letters.map(({ key }) => key).sort()).toEqual([
      `${second?.key}/ask-1`,
      `${first?.key}/ask-1`,
    ]);
    const view = await overview(schools);
    expect(view?.lines.map(({ label, state }) => [label, state])).toEqual([
      ['School 1', 'waiting'],
      ['School 3', 'waiting'],
      ['School 2', 'waiting'],
    ]);
    expect((await sentences(schools)).join('\n')).toContain('School 2 joined again and was asked');
    expect(await counts(schools)).toMatchObject({ asked: 3, received: 0, withdrawn: 0 });
    // Rebuilt from its rows, nobody is asked a second time.
    const asksBefore = await records.database.ask.count();
    const stage = { ...schools.ref, stage: 'returns', kind: 'gather-returns' as const };
    await openRequests(records, stage, later);
    await openRequest(records, { ...schools.ref, agency: 'schools' }, later);
    expect(await records.database.ask.count()).toBe(asksBefore);
    expect(await records.database.return.count({ where: { auditId: audit.id } })).toBe(4);
    // It answers anew, and can leave once more.
    expect(await submits(schools, 4)).toBe('submitted');
    expect(await leave(schools, 4)).toEqual({ kind: 'withdrawn' });
    expect(await counts(schools)).toMatchObject({ asked: 2, received: 0, withdrawn: 1 });
  });

  it('needs a reason, happens once, and is not found elsewhere (SO-38)', async () => {
    expect(await leave(schools, 2, { reason: ' ' })).toEqual({ kind: 'no-reason' });
    expect(await leave(schools, 9)).toEqual({ kind: 'not-found' });
    expect(await leave(schools, 2, { partnershipId: sections.place.id })).toEqual({
      kind: 'not-found',
    });
    const twice = await Promise.all([leave(schools, 2), leave(schools, 2)]);
    expect(twice.map(({ kind }) => kind).sort()).toEqual(['withdrawn', 'withdrawn-before']);
    const where = { chain: schools.audit.id, kind: 'subject.withdrawn' };
    expect(await records.database.event.count({ where })).toBe(1);
    expect(await told(schools)).toHaveLength(1);
  });

  it('is not the last one, nor any once answers are over or the audit has ended (SO-38)', async () => {
    await leave(schools, 1);
    await leave(schools, 2);
    expect(await leave(schools, 3)).toEqual({ kind: 'the-last' });
    const stage = { ...sections.ref, stage: 'returns', kind: 'gather-returns' as const };
    await endStage(records, stage, later);
    expect(await leave(sections, 1)).toEqual({ kind: 'too-late' });
    expect((await overview(sections))?.mayLeave).toBe(false);
    const { id } = training.audit;
    await records.database.audit.update({ where: { id }, data: { state: 'cancelled' } });
    expect(await leave(training, 1)).toEqual({ kind: 'ended' });
  });

  it('can leave an audit that is paused (SO-38)', async () => {
    const { audit, place } = schools;
    const input = { partnershipId: place.id, auditId: audit.id, reason: 'Half term' };
    await pauseAudit(records, input, { contactId: place.officer }, later);
    expect(await leave(schools, 2)).toEqual({ kind: 'withdrawn' });
  });

  it('has either answered or left, when both happen at once (SO-38)', async () => {
    const { database } = records;
    await submits(schools, 2);
    const where = { auditId: schools.audit.id, case: { number: 2 } };
    const { id: returnId, request } = await database.return.findFirstOrThrow({
      where,
      include: { request: true },
    });
    // As it stood the moment before: everything is saved, and nothing is sent.
    await database.returnVersion.deleteMany({ where: { returnId } });
    await database.return.update({ where: { id: returnId }, data: { state: 'asked', version: 0 } });
    await database.ask.updateMany({ where: { requestId: request.id }, data: { outcome: null } });
    const drafts = await database.returnDraft.findMany({ where: { returnId } });
    const seen = Object.fromEntries(drafts.map(({ section, revision }) => [section, revision]));
    const input = { partnershipId: schools.place.id, returnId, submissionKey: 'form', seen };
    const by = { contactId: request.responsibleId };
    const [sent, left] = await Promise.all([
      submitReturn(records, input, by, later),
      leave(schools, 2),
    ]);
    expect(left).toEqual({ kind: 'withdrawn' });
    expect(['submitted', 'not-found']).toContain(sent.kind);
    const row = await database.return.findUniqueOrThrow({
      where: { id: returnId },
      include: { versions: true },
    });
    expect([row.state, row.versions.length]).toEqual([
      'withdrawn',
      sent.kind === 'submitted' ? 1 : 0,
    ]);
    const open = await openAsks(schools);
    expect(open.map(({ request: of }) => of?.party)).toEqual(['school-1', 'school-3']);
    expect(await firstBrokenEvent(database, schools.audit.id)).toBeNull();
  });
});

describe('an agency that is withdrawn from an audit about agencies', () => {
  it('ends its request alone; a check of what it sent is asked for no more (SO-37)', async () => {
    await submits(sections, 1);
    const checks = { auditId: sections.audit.id, step: 'check', outcome: null };
    expect(await records.database.ask.count({ where: checks })).toBe(1);
    expect(await leave(sections, 1)).toEqual({ kind: 'withdrawn' });
    expect(await records.database.ask.count({ where: checks })).toBe(0);
    const [label] = (await overview(sections))?.lines.map((line) => line.label) ?? [];
    const { key } = await records.database.agency.findFirstOrThrow({
      where: { partnershipId: sections.place.id, name: label ?? '' },
    });
    await endRequest(records, { ...sections.ref, agency: key }, later);
    expect(await sentences(sections)).toContain(`${label}: nothing is asked of it any more`);
    const ended = await records.database.nudge.findFirstOrThrow({
      where: { word: 'request-ended' },
    });
    expect(ended.payload).toMatchObject({ wait: { open: 2, returned: { in: 0, of: 2 } } });
    expect(await counts(sections)).toMatchObject({ asked: 2, received: 0, withdrawn: 1 });
  });

  it('whose silence was recorded before counts as silent no more (SO-37)', async () => {
    await clockAt(sections, new Date('2027-12-15T18:00:00Z'));
    for (const agency of agencies) await endRequest(records, { ...sections.ref, agency }, later);
    expect(await counts(sections)).toMatchObject({ silentCount: 3 });
    expect(await leave(sections, 1)).toEqual({ kind: 'withdrawn' });
    expect(await counts(sections)).toMatchObject({ silentCount: 2, withdrawn: 1 });
    const ended = await records.database.request.groupBy({
      by: ['outcome'],
      where: { auditId: sections.audit.id },
      _count: true,
      orderBy: { outcome: 'asc' },
    });
    expect(ended.map(({ outcome, _count }) => [outcome, _count])).toEqual([
      ['not-answered', 2],
      ['withdrawn', 1],
    ]);
  });

  it('before anybody was asked is not asked at all (SO-37)', async () => {
    const { place } = sections;
    const { id: partnershipId, officer, profileVersionId } = place;
    const wanted = { partnershipId, officer, profileVersionId, asked: { agencies } };
    const audit = await startRehearsedAudit(records, wanted, later);
    expect(await leave({ ...sections, audit }, 1)).toEqual({ kind: 'withdrawn' });
    const ref = { partnership: place.id, audit: audit.number };
    await openRequests(records, { ...ref, stage: 'returns', kind: 'gather-returns' }, later);
    const where = { auditId: audit.id };
    expect(await records.database.request.count({ where })).toBe(2);
    expect(await told({ ...sections, audit })).toEqual([]);
    expect(await counts({ ...sections, audit })).toMatchObject({ asked: 2, withdrawn: 1 });
  });

  it('can be added again while answers are gathered (SO-37)', async () => {
    const { audit, place } = sections;
    await leave(sections, 1);
    const own = { partnershipId: place.id, auditId: audit.id };
    const [offered] = await agenciesNotAsked(records, own);
    const agency = { agencyId: offered?.id ?? '' };
    const by = { contactId: place.officer };
    expect(await addAgency(records, { ...own, agency }, by, later)).toEqual({ kind: 'asked' });
    expect(await openAsks(sections)).toHaveLength(3);
    const request = await records.database.request.findFirstOrThrow({
      where: { auditId: audit.id, agencyId: agency.agencyId },
      include: { returns: true },
    });
    expect(request.returns.map(({ state }) => state).sort()).toEqual(['asked', 'withdrawn']);
    const nudge = await records.database.nudge.findFirstOrThrow({
      where: { word: 'agency-joined' },
    });
    expect(nudge.payload).toMatchObject({ wait: { open: 1, returned: { in: 0, of: 1 } } });
  });
});

describe('an attendance of a course that is withdrawn', () => {
  it('is asked about no more of either of the two, whoever of them has answered (SO-38)', async () => {
    await submits(training, 2, 'attendee');
    expect(await leave(training, 2, { reason: 'Was not there' })).toEqual({ kind: 'withdrawn' });
    const people = ['Attendee 2', 'Manager 2'].map((name) => idOf(training, name)).sort();
    expect(await told(training)).toEqual(people);
    expect(await openAsks(training)).toHaveLength(4);
    expect(await counts(training)).toEqual({
      subject: 'person',
      attendances: 2,
      both: 0,
      attendeeOnly: 0,
      managerOnly: 0,
      neither: 2,
      withdrawn: 1,
    });
    const { audit, place } = training;
    const one = { partnershipId: place.id, auditId: audit.id, number: 2 };
    expect(await attendanceAnswers(records, one)).toBeNull();
    expect((await sentences(training))[0]).toBe(
      'The attendance of Attendee 2 at “Working together in safeguarding” on 7 June 2027 was withdrawn: nobody is asked about it any more (Was not there)',
    );
    expect(await agenciesNotAsked(records, { partnershipId: place.id, auditId: audit.id })).toEqual(
      [],
    );
  });

  it('leaves whoever has another one to answer for what they are still asked (SO-38)', async () => {
    const { database } = records;
    const manager = idOf(training, 'Manager 1');
    const request = await database.request.findFirstOrThrow({ where: { responsibleId: manager } });
    const { id, caseId } = await database.return.findFirstOrThrow({
      where: { auditId: training.audit.id, part: 'manager', case: { number: 2 } },
    });
    await database.return.update({ where: { id }, data: { requestId: request.id } });
    await database.case.update({ where: { id: caseId }, data: { managerId: manager } });
    expect(await leave(training, 2)).toEqual({ kind: 'withdrawn' });
    const open = await openAsks(training);
    expect(open.map(({ contactId }) => contactId)).toContain(manager);
    expect(await told(training)).toContain(manager);
  });

  const rejoin = (number: number, { reason = 'They were there after all', now = later } = {}) =>
    rejoinAttendance(
      records,
      { partnershipId: training.place.id, auditId: training.audit.id, number, reason },
      { contactId: training.place.officer },
      now,
    );
  const added = async () => {
    const where = { auditId: training.audit.id, kind: 'subject-added' };
    const rows = await records.database.letter.findMany({ where });
    return rows.map(({ contactId }) => contactId).sort();
  };

  it('can be added again: both are asked afresh, under another number (SO-38)', async () => {
    await submits(training, 2, 'attendee');
    expect((await rejoin(2)).kind).toBe('asked-before');
    await leave(training, 2, { reason: 'Was not there' });
    expect((await rejoin(2, { reason: ' ' })).kind).toBe('no-reason');
    expect((await rejoin(2)).kind).toBe('asked');
    expect((await rejoin(2)).kind).toBe('asked-before');
    await clockAt(training, later);
    const asks = await records.database.ask.findMany({
      where: { request: { responsibleId: idOf(training, 'Attendee 2') } },
      orderBy: { key: 'asc' },
    });
    expect(asks.map(({ outcome, dueDate }) => [outcome, dueDate])).toEqual([
      ['answered', asks[0]?.dueDate],
      [null, '2027-06-28'],
    ]);
    expect(asks[1]?.key).toBe(`${asks[0]?.key}/2`);
    expect(await openAsks(training)).toHaveLength(6);
    expect(await added()).toEqual([]);
    const view = await overview(training);
    expect(view?.lines.map(({ number, part, state }) => `${number} ${part} ${state}`)).toEqual([
      '1 attendee waiting',
      '1 manager waiting',
      '3 attendee waiting',
      '3 manager waiting',
      '4 attendee waiting',
      '4 manager waiting',
    ]);
    expect(await counts(training)).toMatchObject({ attendances: 3, neither: 3, withdrawn: 0 });
    expect((await sentences(training)).join('\n')).toContain(
      'The attendance of Attendee 2 at “Working together in safeguarding” on 7 June 2027 was added again: both are asked afresh (They were there after all)',
    );
    expect(await firstBrokenEvent(records.database, training.audit.id)).toBeNull();
    // Rebuilt from its rows, nobody is asked a second time.
    const before = await records.database.ask.count();
    const stage = { ...training.ref, stage: 'forms', kind: 'gather-returns' as const };
    await openRequests(records, stage, later);
    expect(await records.database.ask.count()).toBe(before);
    // They answer anew, and it can leave once more.
    expect(await submits(training, 4, 'attendee')).toBe('submitted');
    expect(await leave(training, 4)).toEqual({ kind: 'withdrawn' });
    expect(await counts(training)).toMatchObject({ attendances: 2, withdrawn: 1 });
  });

  it('is one more for whoever is still asked about others, who is told once (SO-38)', async () => {
    const { database } = records;
    const manager = idOf(training, 'Manager 1');
    const request = await database.request.findFirstOrThrow({ where: { responsibleId: manager } });
    const { id, caseId } = await database.return.findFirstOrThrow({
      where: { auditId: training.audit.id, part: 'manager', case: { number: 2 } },
    });
    await database.return.update({ where: { id }, data: { requestId: request.id } });
    const { agencyId } = request;
    await database.case.update({ where: { id: caseId }, data: { managerId: manager, agencyId } });
    await leave(training, 2);
    expect((await rejoin(2)).kind).toBe('asked');
    expect(await added()).toEqual([manager]);
    const open = (await openAsks(training)).filter(({ contactId }) => contactId === manager);
    // Never before the date of the others.
    expect(open.map(({ dueDate }) => dueDate)).toEqual(['2027-07-05']);
    const tools = await database.return.findMany({
      where: { requestId: request.id, state: 'asked' },
      include: { case: true },
    });
    expect(tools.map((tool) => tool.case.number).sort()).toEqual([1, 4]);
  });

  it('is not added again once answers are over, while paused, or where one of the two has left (SO-38)', async () => {
    await leave(training, 2);
    const { audit, ref } = training;
    expect((await rejoin(9)).kind).toBe('not-found');
    const elsewhere = { partnershipId: 'elsewhere', auditId: audit.id, number: 2, reason: 'x' };
    expect((await rejoinAttendance(records, elsewhere, { contactId: null }, later)).kind).toBe(
      'not-found',
    );
    const leftAt = { where: { id: idOf(training, 'Manager 2') }, data: { leftAt: later } };
    await records.database.contact.update(leftAt);
    expect((await rejoin(2)).kind).toBe('has-left');
    await records.database.contact.update({ ...leftAt, data: { leftAt: null } });
    const state = (to: string) =>
      records.database.audit.update({ where: { id: audit.id }, data: { state: to } });
    for (const ended of ['paused', 'cancelled']) {
      await state(ended);
      expect((await rejoin(2)).kind).toBe('ended');
    }
    await state('open');
    await endStage(records, { ...ref, stage: 'forms', kind: 'gather-returns' }, later);
    expect((await overview(training))?.mayRejoin).toBe(false);
    expect((await rejoin(2)).kind).toBe('too-late');
  });
});
