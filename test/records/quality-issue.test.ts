import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import {
  answerQualityIssue,
  qualityIssuesOf,
  qualityIssuesWith,
  raiseQualityIssue,
} from '../../records/checks/quality-issue.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { auditAtPack, dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, dates.started);
  await made.database.roleHolding.create({
    data: {
      id: randomUUID(),
      partnershipId: place.id,
      contactId: place.people.tom.id,
      role: 'strategic-lead',
      agencyId: place.agencies.police,
      fromDate: '2024-01-01',
    },
  });
  return { place, audit: await auditAtPack(made, place) };
});
const { place, audit } = given;
const { nadia, tom, priya } = place.people;
const of = { partnershipId: place.id, auditId: audit.id };
const now = dates.circulated;
const text = 'C1 and C2 say nothing of what the children wanted.';
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const raise = (agency = 'police', said = text, key = randomUUID()) =>
  raiseQualityIssue(records, { ...of, agency, key, text: said }, { contactId: nadia.id }, now);

it('raises the quality of what an agency sent with its strategic lead, who answers (SO-19)', async () => {
  const key = randomUUID();
  expect(await raise('police', text, key)).toEqual({ kind: 'raised' });
  expect(await raise('police', text, key)).toEqual({ kind: 'raised' });
  const letters = await records.database.letter.findMany({
    where: { kind: 'quality-issue/raised' },
  });
  expect(letters.map(({ contactId }) => contactId)).toEqual([tom.id]);
  const reader = { partnershipId: place.id, contactId: tom.id };
  const [issue] = await qualityIssuesWith(records, reader);
  expect(issue).toMatchObject({ text, agency: 'Aldermere Police', reply: '' });
  expect(await qualityIssuesWith(records, { ...reader, contactId: priya.id })).toEqual([]);
  const input = { partnershipId: place.id, issueId: issue?.id ?? '', reply: 'They are done anew.' };
  const others = await answerQualityIssue(records, input, { contactId: priya.id }, now);
  expect(others).toEqual({ kind: 'not-found' });
  await answerQualityIssue(records, input, { contactId: tom.id }, now);
  expect(await qualityIssuesOf(records, of)).toMatchObject([{ reply: 'They are done anew.' }]);
  const [row] = await records.database.qualityIssue.findMany();
  expect(Buffer.from(row?.textSealed ?? []).includes('children wanted')).toBe(false);
});

it('says who is missing where an agency has no strategic lead, and asks for a text (SO-19)', async () => {
  expect(await raise('police', '  ')).toMatchObject({ problems: [{ field: 'text' }] });
  expect(await raise('social-care')).toMatchObject({
    problems: [{ message: expect.stringContaining('strategic lead of') }],
  });
  expect(await raise('housing')).toEqual({ kind: 'not-found' });
});

it('is answered by phone: entered for the lead, who is told, and can change it (SO-19)', async () => {
  await raise();
  const reader = { partnershipId: place.id, contactId: tom.id };
  const issueId = (await qualityIssuesWith(records, reader))[0]?.id ?? '';
  const received = { from: 'His secretary', how: 'phone', receivedOn: '2027-04-14' };
  const input = { partnershipId: place.id, issueId, reply: 'Both are done anew.', received };
  const office = { contactId: nadia.id, onBehalf: true };
  const nothing = { ...input, reply: ' ' };
  expect(await answerQualityIssue(records, nothing, office, now)).toMatchObject({
    problems: [{ field: 'reply' }],
  });
  expect(await answerQualityIssue(records, input, office, now)).toEqual({ kind: 'answered' });
  const twice = { ...input, reply: 'Something else.' };
  expect(await answerQualityIssue(records, twice, office, now)).toEqual({
    kind: 'answered-before',
  });
  const where = { kind: 'quality-issue/entered' };
  const letters = await records.database.letter.findMany({ where });
  expect(letters.map(({ contactId }) => contactId)).toEqual([tom.id]);
  expect(await qualityIssuesWith(records, reader)).toMatchObject([
    { reply: 'Both are done anew.', received, earlier: [] },
  ]);
  const own = { partnershipId: place.id, issueId, reply: 'Only C2 is.' };
  await answerQualityIssue(records, own, { contactId: tom.id }, now);
  expect(await qualityIssuesOf(records, of)).toMatchObject([
    { reply: 'Only C2 is.', received: null, earlier: [{ reply: 'Both are done anew.', received }] },
  ]);
  const events = await records.database.event.findMany({ where: { kind: 'quality.answered' } });
  expect(events.map(({ actorId, onBehalf }) => [actorId, onBehalf])).toEqual([
    [nadia.id, true],
    [tom.id, false],
  ]);
  expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  const row = await records.database.qualityIssue.findUniqueOrThrow({ where: { id: issueId } });
  expect(Buffer.from(row.earlierSealed ?? []).includes('secretary')).toBe(false);
  expect(Buffer.from(row.earlierSealed ?? []).includes('anew')).toBe(false);
});
