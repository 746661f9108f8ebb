import { beforeEach, describe, expect, it } from 'vitest';
import { answersOverview } from '../../records/answers-overview.ts';
import { auditContext } from '../../records/audit-context.ts';
import { declareNotKnown } from '../../records/not-known.ts';
import { answerCounts } from '../../records/report-counts.ts';
import { startReturn } from '../../records/start-return.ts';
import { submitReturn } from '../../records/submit-return.ts';
import { type Records, transaction } from '../../records/transaction.ts';
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
