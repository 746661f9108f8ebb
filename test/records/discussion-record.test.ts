import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Moderation } from '../../domain/moderation.ts';
import { markAttendance } from '../../records/discussion/attendance.ts';
import { conclusionsOf, saveConclusion } from '../../records/discussion/conclusions.ts';
import { findingsOf, recordFinding, withdrawFinding } from '../../records/discussion/findings.ts';
import { finishDiscussion } from '../../records/discussion/finish-discussion.ts';
import { moderateRating, moderationsOf } from '../../records/discussion/moderation.ts';
import { packForOffice } from '../../records/discussion/pack-view.ts';
import {
  recommendationsOf,
  recordRecommendation,
  withdrawRecommendation,
} from '../../records/discussion/recommendations.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtDiscussion, dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import { type RunningAudit, returnOf } from '../support/running-audit.ts';

const state = await prepared(async (made) => {
  const partnership = await aldermere(made, dates.started);
  return { place: partnership, audit: await auditAtDiscussion(made, partnership) };
});
const heads = ['recognition', 'planning', 'assessment', 'joint-working', 'impact', 'overall'];
const typed = 'He was not seen alone.\r\n<b>{{name}}</b>\n=1+1';

let records: Records;
let place: Aldermere;
let audit: RunningAudit;
let nadia: { contactId: string };
let owen: { contactId: string };

beforeEach(async () => {
  records = await state.fresh();
  ({ place, audit } = state.given);
  nadia = { contactId: place.people.nadia.id };
  owen = { contactId: place.people.owen.id };
});

const now = dates.discussed;
const later = new Date(now.getTime() + 60_000);
const ofAudit = () => ({ partnershipId: place.id, auditId: audit.id });
const key = () => records.keyring.audit(records.database, audit.id);

const conclude = (head: string, text: string, revision = 0, by = nadia) =>
  saveConclusion(records, { ...ofAudit(), head, text, revision }, by, now);

describe('a conclusion', () => {
  it('is recorded under each of the six heads, sealed and provable (DD-15)', async () => {
    for (const head of heads)
      expect(await conclude(head, typed)).toEqual({ kind: 'saved', revision: 1 });
    const written = await conclusionsOf(records.database, await key(), audit.id);
    expect([...written.keys()].sort()).toEqual([...heads].sort());
    expect(written.get('impact')?.text).toBe('He was not seen alone.\n<b>{{name}}</b>\n=1+1');
    const rows = await records.database.conclusion.findMany();
    expect(Buffer.concat(rows.map((row) => row.textSealed)).includes('seen alone')).toBe(false);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('is refused under a head that the process does not have', async () => {
    expect(await conclude('thresholds', typed)).toEqual({ kind: 'not-found' });
  });

  it('keeps both texts when two people write one at once: the second is shown the first', async () => {
    await conclude('impact', 'First draft', 0);
    const outcomes = await Promise.all([
      conclude('impact', 'Nadia’s words', 1, nadia),
      conclude('impact', 'Owen’s words', 1, owen),
    ]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['saved', 'stale']);
    const stale = outcomes.find((each) => each.kind === 'stale');
    const saved = (await conclusionsOf(records.database, await key(), audit.id)).get('impact');
    expect(stale).toMatchObject({ theirs: { text: saved?.text, revision: 2 } });
  });

  it('is saved once for a double click', async () => {
    await conclude('impact', 'The same');
    expect(await conclude('impact', 'The same')).toEqual({ kind: 'saved', revision: 1 });
  });

  it('is refused when it is longer than ten pages', async () => {
    expect(await conclude('impact', 'x'.repeat(30_001))).toMatchObject({ kind: 'refused' });
  });
});

async function grade() {
  const { id } = await returnOf(records, audit, { agencyId: place.agencies.police, number: 1 });
  return { ...ofAudit(), returnId: id, section: 'impact', question: 'grade' };
}

const agreed: Moderation = { agreed: 'inadequate', reason: 'Nobody asked him.', views: null };

describe('a grade that is discussed', () => {
  it('stands beside the agency’s own, which does not change (DD-15)', async () => {
    const input = await grade();
    const outcome = await moderateRating(
      records,
      { ...input, moderation: agreed, seen: null },
      nadia,
      now,
    );
    expect(outcome.kind).toBe('moderated');
    expect(await moderationsOf(records.database, await key(), { auditId: audit.id })).toMatchObject(
      [{ ...agreed, version: 1, returnId: input.returnId }],
    );
    const pack = await packForOffice(records, ofAudit());
    const police = pack?.cases[0]?.returns.find(({ returnId }) => returnId === input.returnId);
    expect(police?.answers.impact?.grade).toBe('good');
  });

  it('may stay "not agreed", with both views', async () => {
    const views = { agency: 'Seen weekly', group: 'Never alone' };
    const moderation = { agreed: null, reason: '', views };
    await moderateRating(records, { ...(await grade()), moderation, seen: null }, nadia, now);
    const [row] = await moderationsOf(records.database, await key(), { auditId: audit.id });
    expect(row).toMatchObject({ agreed: null, views });
  });

  it('keeps what was agreed before, and shows somebody with an older page what stands now', async () => {
    const input = await grade();
    const first = await moderateRating(
      records,
      { ...input, moderation: agreed, seen: null },
      nadia,
      now,
    );
    const other: Moderation = { agreed: 'requires-improvement', reason: 'On balance', views: null };
    expect(
      await moderateRating(records, { ...input, moderation: other, seen: null }, owen, now),
    ).toMatchObject({ kind: 'stale', theirs: { agreed: 'inadequate' } });
    const seen = first.kind === 'moderated' ? first.id : null;
    await moderateRating(records, { ...input, moderation: other, seen }, owen, now);
    const rows = await records.database.moderatedRating.findMany({
      orderBy: { supersededAt: 'asc' },
    });
    expect(rows.map(({ agreed: grade, supersededAt }) => [grade, supersededAt])).toEqual([
      ['inadequate', now],
      ['requires-improvement', null],
    ]);
  });

  it('needs a reason for another grade, and a grade that the agency gave in the pack', async () => {
    const input = await grade();
    const silent = { ...agreed, reason: '' };
    expect(
      await moderateRating(records, { ...input, moderation: silent, seen: null }, nadia, now),
    ).toMatchObject({ kind: 'refused', problems: [{ field: 'reason' }] });
    const { id } = await returnOf(records, audit, {
      agencyId: place.agencies['social-care'],
      number: 2,
    });
    expect(
      await moderateRating(
        records,
        { ...input, returnId: id, moderation: agreed, seen: null },
        nadia,
        now,
      ),
    ).toEqual({ kind: 'not-found' });
  });
});

const finding = () => ({
  kind: 'development',
  caseId: audit.children[0]?.caseId ?? null,
  agencyId: place.agencies.police,
  text: typed,
});

describe('a finding', () => {
  it('is recorded once, of one child and agency or of all', async () => {
    const input = { ...ofAudit(), key: randomUUID(), typed: finding() };
    await recordFinding(records, input, nadia, now);
    await recordFinding(records, input, nadia, now);
    const all = { ...finding(), kind: 'theme', caseId: null, agencyId: null };
    await recordFinding(records, { ...ofAudit(), key: randomUUID(), typed: all }, nadia, later);
    const found = await findingsOf(records.database, await key(), audit.id);
    expect(found.map(({ kind, caseId, agencyId }) => [kind, caseId, agencyId])).toEqual([
      ['development', audit.children[0]?.caseId, place.agencies.police],
      ['theme', null, null],
    ]);
  });

  it('is changed by another text beside the old one, in the same place', async () => {
    const first = randomUUID();
    const second = randomUUID();
    await recordFinding(records, { ...ofAudit(), key: first, typed: finding() }, nadia, now);
    await recordFinding(
      records,
      { ...ofAudit(), key: randomUUID(), typed: { ...finding(), text: 'Another' } },
      nadia,
      later,
    );
    const changed = { ...finding(), text: 'He was seen once.' };
    await recordFinding(
      records,
      { ...ofAudit(), key: second, replaces: first, typed: changed },
      nadia,
      later,
    );
    const found = await findingsOf(records.database, await key(), audit.id);
    expect(found.map(({ text }) => text)).toEqual(['He was seen once.', 'Another']);
    expect(await records.database.finding.count()).toBe(3);
    const stale = await recordFinding(
      records,
      { ...ofAudit(), key: randomUUID(), replaces: first, typed: finding() },
      owen,
      later,
    );
    expect(stale).toMatchObject({ kind: 'stale', theirs: { text: 'He was seen once.' } });
  });

  it('is removed and stays on record', async () => {
    const id = randomUUID();
    await recordFinding(records, { ...ofAudit(), key: id, typed: finding() }, nadia, now);
    const input = { ...ofAudit(), findingId: id };
    expect(await withdrawFinding(records, input, nadia, now)).toBe('withdrawn');
    expect(await findingsOf(records.database, await key(), audit.id)).toEqual([]);
    expect(await records.database.finding.count()).toBe(1);
  });

  it.each([
    ['of no kind', { kind: 'opinion' }, 'kind'],
    ['without words', { text: '  ' }, 'text'],
    ['of a child of elsewhere', { caseId: randomUUID() }, 'caseId'],
    ['of an agency of elsewhere', { agencyId: randomUUID() }, 'agencyId'],
  ])('is refused %s', async (_, change, field) => {
    const input = { ...ofAudit(), key: randomUUID(), typed: { ...finding(), ...change } };
    expect(await recordFinding(records, input, nadia, now)).toMatchObject({
      kind: 'refused',
      problems: [{ field }],
    });
  });
});

const recommendation = () => ({
  text: typed,
  ownerAgencyId: place.agencies.police,
  dueDate: '30 June 2027',
  findingId: null as string | null,
});

describe('a recommendation', () => {
  it('has a number, an owner and a day; a change keeps the number and the old text', async () => {
    const first = randomUUID();
    await recordRecommendation(
      records,
      { ...ofAudit(), key: first, typed: recommendation() },
      nadia,
      now,
    );
    await recordRecommendation(
      records,
      { ...ofAudit(), key: randomUUID(), typed: { ...recommendation(), text: 'Second' } },
      nadia,
      now,
    );
    const changed = {
      ...recommendation(),
      text: 'See every child alone.',
      ownerAgencyId: place.agencies.housing,
    };
    const outcome = await recordRecommendation(
      records,
      { ...ofAudit(), key: randomUUID(), replaces: first, typed: changed },
      owen,
      now,
    );
    expect(outcome).toMatchObject({ kind: 'recorded', number: 1 });
    const standing = await recommendationsOf(records.database, await key(), audit.id);
    expect(standing.map(({ number, text, dueDate }) => [number, text, dueDate])).toEqual([
      [1, 'See every child alone.', '2027-06-30'],
      [2, 'Second', '2027-06-30'],
    ]);
    expect(await records.database.recommendation.count()).toBe(3);
  });

  it('gives two that are recorded at once a number each', async () => {
    const outcomes = await Promise.all(
      [nadia, owen].map((by) =>
        recordRecommendation(
          records,
          { ...ofAudit(), key: randomUUID(), typed: recommendation() },
          by,
          now,
        ),
      ),
    );
    const numbers = outcomes.map((each) => (each.kind === 'recorded' ? each.number : 0));
    expect(numbers.sort()).toEqual([1, 2]);
  });

  it('is withdrawn without giving its number to the next', async () => {
    const id = randomUUID();
    await recordRecommendation(
      records,
      { ...ofAudit(), key: id, typed: recommendation() },
      nadia,
      now,
    );
    await withdrawRecommendation(records, { ...ofAudit(), recommendationId: id }, nadia, now);
    const next = await recordRecommendation(
      records,
      { ...ofAudit(), key: randomUUID(), typed: recommendation() },
      nadia,
      now,
    );
    expect(next).toMatchObject({ number: 2 });
  });

  it('is refused by a day before the discussion, with what was typed left to the page', async () => {
    const early = { ...recommendation(), dueDate: '1 4 2027' };
    expect(
      await recordRecommendation(
        records,
        { ...ofAudit(), key: randomUUID(), typed: early },
        nadia,
        now,
      ),
    ).toMatchObject({ kind: 'refused', problems: [{ field: 'dueDate' }] });
  });
});

async function wholeRecord(): Promise<void> {
  for (const head of heads) await conclude(head, 'Written');
  const rows = await records.database.attendance.findMany();
  const shown = { attended: null, confidential: false, wantsApproval: false };
  const marks = rows.map(({ id }) => ({
    attendanceId: id,
    attended: true,
    confidential: true,
    wantsApproval: false,
    shown,
  }));
  await markAttendance(records, { ...ofAudit(), marks }, nadia, now);
}

describe('the record of a discussion', () => {
  it('is refused with a list of what is missing (DD-14, DD-15, DD-16)', async () => {
    const outcome = await finishDiscussion(records, ofAudit(), nadia, now);
    if (outcome.kind !== 'incomplete') throw new Error(outcome.kind);
    expect(outcome.missing.map(({ message }) => message)).toEqual([
      'Record who was present: nobody is, so far.',
      ...[
        'Recognition',
        'Planning and intervention',
        'Assessment',
        'Joint working',
        'Impact',
        'Overall quality',
      ].map((label) => `Write a conclusion under “${label}”.`),
    ]);
    expect((await records.database.meeting.findFirstOrThrow()).recordedAt).toBeNull();
  });

  it('is finished when all is there: nobody is asked any more and the audit goes on', async () => {
    await wholeRecord();
    expect(await finishDiscussion(records, ofAudit(), nadia, now)).toEqual({ kind: 'finished' });
    const asks = await records.database.ask.findMany({
      where: { step: { in: ['attend', 'record'] } },
      orderBy: { step: 'asc' },
    });
    expect(asks.map(({ step, outcome }) => [step, outcome])).toEqual([
      ['attend', 'withdrawn'],
      ['attend', 'withdrawn'],
      ['record', 'answered'],
    ]);
    const nudges = await records.database.nudge.findMany({ where: { word: 'answered' } });
    const waits = nudges.map(({ payload }) => payload as { wait: { id: string; open: number } });
    const own = `audit/${place.id}/${audit.number}#discussion`;
    expect(waits.filter(({ wait }) => wait.id === own).map(({ wait }) => wait.open)).toEqual([0]);
  });

  it('is finished once, and then nothing in it can be changed', async () => {
    await wholeRecord();
    const outcomes = await Promise.all(
      [nadia, owen].map((by) => finishDiscussion(records, ofAudit(), by, now)),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['ended', 'finished']);
    expect(await conclude('impact', 'Later words', 1)).toEqual({ kind: 'ended' });
    const input = { ...ofAudit(), key: randomUUID(), typed: finding() };
    expect(await recordFinding(records, input, nadia, now)).toEqual({ kind: 'ended' });
  });

  it('cannot be finished before the day of the discussion', async () => {
    await wholeRecord();
    const early = await finishDiscussion(records, ofAudit(), nadia, dates.circulated);
    expect(early).toMatchObject({ kind: 'incomplete', missing: [{ page: 'dates' }] });
  });

  it('is not found in another partnership', async () => {
    const elsewhere = await aldermere(records, dates.started, 'elsewhere');
    const foreign = { ...ofAudit(), partnershipId: elsewhere.id };
    expect(await finishDiscussion(records, foreign, nadia, now)).toEqual({ kind: 'not-found' });
    expect(
      await saveConclusion(
        records,
        { ...foreign, head: 'impact', text: 'x', revision: 0 },
        nadia,
        now,
      ),
    ).toEqual({ kind: 'not-found' });
  });
});
