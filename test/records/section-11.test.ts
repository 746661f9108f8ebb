import { beforeEach, describe, expect, it } from 'vitest';
import { type AgencyToAdd, addAgency, agenciesNotAsked } from '../../records/audits/add-agency.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { answerCounts } from '../../records/report/report-counts.ts';
import { answersOverview } from '../../records/returns/answers-overview.ts';
import { declareNotKnown } from '../../records/returns/not-known.ts';
import { startReturn } from '../../records/returns/start-return.ts';
import { submitReturn } from '../../records/returns/submit-return.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { respondentSubmits } from '../../rehearsal/people/returns.ts';
import { prepared } from '../support/prepared.ts';
import { auditWithoutChildren } from '../support/without-children.ts';

const start = new Date('2027-04-12T09:00:00Z');
const later = new Date('2027-05-03T10:00:00Z');

const { given, fresh } = await prepared((made) =>
  auditWithoutChildren(
    made,
    { profile: 'solihull-section-11', agencies: ['police', 'social-care', 'probation'] },
    start,
  ),
);
const { place, audit } = given;
const priya = place.people['Priya Nair']?.id ?? '';
const lesley = place.people['Lesley Crane']?.id ?? '';
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const returnOf = (agency: string) =>
  records.database.return.findFirstOrThrow({
    where: { auditId: audit.id, request: { agency: { key: agency } } },
  });

async function startAs(serves: string[] | undefined) {
  const { id: returnId } = await returnOf('police');
  const input = { partnershipId: place.id, returnId, independent: true };
  const all = serves ? { ...input, serves } : input;
  return startReturn(records, all, { contactId: priya }, later);
}

describe('a section 11 audit', () => {
  it('asks each agency once for one return about itself (SO-37)', async () => {
    const requests = await records.database.request.findMany({
      where: { auditId: audit.id },
      include: { returns: true, asks: true },
    });
    expect(requests.map(({ returns, asks }) => [returns.length, asks.length])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    expect(await records.database.casePerson.count()).toBe(0);
    expect(await records.database.samplingFrame.count({ where: { auditId: audit.id } })).toBe(0);
  });

  it('takes one return for several partnerships, and the receipt says which (SO-37)', async () => {
    expect(await startAs(undefined)).toEqual({ kind: 'serves-none' });
    expect(await startAs(['solihull', 'wales'])).toEqual({ kind: 'serves-none' });
    expect(await startAs(['coventry', 'solihull'])).toEqual({ kind: 'started' });
    const { id: returnId } = await returnOf('police');
    expect(await respondentSubmits(records, { returnId, contactId: priya }, later)).toBe(
      'submitted',
    );
    const version = await records.database.returnVersion.findFirstOrThrow({ where: { returnId } });
    expect(version.serves).toEqual(['solihull', 'birmingham']);
    const event = await records.database.event.findFirstOrThrow({
      where: { kind: 'return.submitted' },
    });
    expect(event.ids).toMatchObject({ serves: 'solihull birmingham', agency: 'police' });
  });

  it('cannot be sent before it says which partnership it serves (SO-37)', async () => {
    const { id: returnId } = await returnOf('police');
    const input = { partnershipId: place.id, returnId, submissionKey: 'form', seen: {} };
    const sent = await submitReturn(records, input, { contactId: priya }, later);
    expect(sent).toEqual({ kind: 'not-started' });
  });

  it('lets an agency say that it made its return for another area (SO-37)', async () => {
    const { id: returnId } = await returnOf('probation');
    const reason = 'Made through Birmingham. Receipt 1234, on 3 March 2027.';
    const input = { partnershipId: place.id, returnId, reason };
    expect(await declareNotKnown(records, input, { contactId: lesley }, later)).toBe('declared');
    const { id: own } = await returnOf('police');
    await respondentSubmits(records, { returnId: own, contactId: priya }, later);
    const counts = await transaction(records, async (tx) =>
      answerCounts(tx, await auditContext(tx, audit.id)),
    );
    expect(counts).toEqual({
      subject: 'agency',
      asked: 3,
      received: 1,
      nil: 1,
      silent: ["Aldermere Children's Social Care"],
      silentCount: 1,
      withdrawn: 0,
    });
  });

  it('shows the business unit who has answered, and which partnerships are served (SO-37)', async () => {
    const { id: returnId } = await returnOf('police');
    await respondentSubmits(records, { returnId, contactId: priya }, later);
    const view = await transaction(records, async (tx) =>
      answersOverview(records, tx, await auditContext(tx, audit.id), later),
    );
    expect(view?.lines.map(({ label, state, serves }) => [label, state, serves])).toEqual([
      ["Aldermere Children's Social Care", 'waiting', []],
      ['Aldermere Police', 'received', ['solihull', 'birmingham']],
      ['Probation Service', 'waiting', []],
    ]);
  });

  it('is another agency’s return neither to read nor to write (SO-37)', async () => {
    const { id: returnId } = await returnOf('probation');
    const input = { partnershipId: place.id, returnId, independent: true, serves: ['solihull'] };
    expect(await startReturn(records, input, { contactId: priya }, later)).toEqual({
      kind: 'not-found',
    });
  });
});

describe('an agency or establishment that is found late', () => {
  const add = (auditId: string, partnershipId: string, agency: AgencyToAdd, by: string) =>
    addAgency(records, { partnershipId, auditId, agency }, { contactId: by }, later);

  it('is asked about itself by a date of its own, and once (SO-37)', async () => {
    const [known] = await agenciesNotAsked(records, { partnershipId: place.id, auditId: audit.id });
    expect(known).toBeUndefined();
    const housing = { name: 'Housing', leadName: 'Hana Ito', leadEmail: 'hana@housing.example' };
    expect(await add(audit.id, place.id, housing, place.officer)).toEqual({ kind: 'asked' });
    const row = await records.database.request.findFirstOrThrow({
      where: { auditId: audit.id, agency: { key: 'housing' } },
      include: { returns: true, asks: true },
    });
    expect(row.returns).toHaveLength(1);
    expect(row.asks.map(({ step, dueDate }) => [step, dueDate])).toEqual([
      ['returns', '2027-05-17'],
    ]);
    const again = { agencyId: row.agencyId };
    expect(await add(audit.id, place.id, again, place.officer)).toEqual({ kind: 'asked-before' });
    const nudge = await records.database.nudge.findFirst({
      where: { word: 'agency-joined' },
    });
    expect(nudge?.workflowId).toBe(`request/${place.id}/${audit.number}/housing`);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('is a school with whoever answers for it, too (SO-38)', async () => {
    const given = { profile: 'solihull-schools-175', agencies: ['schools', 'police'] };
    const schools = await auditWithoutChildren(
      records,
      { ...given, establishments: 2, id: 'beechdale' },
      start,
    );
    const { id: auditId } = schools.audit;
    const by = schools.place.officer;
    const school = { name: 'Hill Top', leadName: 'Ida Moss', leadEmail: 'ida@hilltop.example' };
    expect(await add(auditId, schools.place.id, school, by)).toEqual({ kind: 'asked' });
    const asks = await records.database.ask.findMany({ where: { auditId, step: 'returns' } });
    expect(asks).toHaveLength(3);
    const added = await records.database.service.findFirstOrThrow({ where: { name: 'Hill Top' } });
    expect(await add(auditId, schools.place.id, { agencyId: added.id }, by)).toEqual({
      kind: 'asked-before',
    });
  });
});
