import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ReportEdit } from '../../domain/report-edit.ts';
import type { Wait } from '../../domain/waits.ts';
import { answerApproval } from '../../records/approval/answer-approval.ts';
import { approvalView } from '../../records/approval/approval-view.ts';
import { askForApproval } from '../../records/approval/approvals.ts';
import { approvalsView } from '../../records/approval/approvals-view.ts';
import { answerObjection } from '../../records/approval/objections.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { circulateChange } from '../../records/report/circulate-report.ts';
import { saveReport } from '../../records/report/save-report.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { open, openJson } from '../../records/store/sealing.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere, storeProfile } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import {
  answersReport,
  auditAtApproval,
  everybodyApproves,
  newestReport,
  officerClears,
  reportDates,
} from '../support/reported-audit.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, dates.started);
  return { place, audit: await auditAtApproval(made, place) };
});
const { place, audit } = given;
const { priya, rosa, nadia } = place.people;
const of = { partnershipId: place.id, auditId: audit.id };
const ref = { partnership: place.id, audit: audit.number };
const wait = `audit/${place.id}/${audit.number}#practitioners`;
const officer = { contactId: nadia.id };
const monday = reportDates.answered;
const tuesday = new Date('2027-05-11T11:00:00Z');
const closed = new Date('2027-05-20T16:00:00Z');
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const asksOf = (step: string) =>
  records.database.ask.findMany({ where: { ...of, step }, orderBy: { key: 'asc' } });

const answers = (change: { contactId: string; answer?: string; general?: string }, now = monday) =>
  answersReport(records, { ...of, ...change }, now);

const objects = (contactId: string) =>
  answers({ contactId, answer: 'object', general: 'We did ask the fathers.' });

const approvalsOf = (contactId: string) =>
  records.database.approval.findMany({
    where: { ...of, contactId },
    orderBy: { answeredAt: 'asc' },
    include: { reportVersion: true },
  });

/** What the newest nudge told the audit's workflow. */
const openNow = async () => {
  const nudges = await records.database.nudge.findMany({
    where: { workflowId: `audit/${place.id}/${audit.number}` },
  });
  const waits = nudges.map(({ payload }) => (payload as unknown as { wait: Wait }).wait);
  return waits.toSorted((one, other) => one.seq - other.seq).at(-1)?.open;
};

/** The officer changes the report and puts it before everybody. */
async function change(
  blocks: ReportEdit['blocks'],
  changeKind: string,
  reason = 'A fact was wrong.',
) {
  const { version: seen } = await newestReport(records, audit.id);
  const edit = { blocks, added: [] };
  await saveReport(records, { ...of, seen, edit }, officer, tuesday);
  await officerClears(records, { place, audit }, tuesday);
  const { version } = await newestReport(records, audit.id);
  const input = { ...of, version, changeKind, reason };
  return circulateChange(records, input, officer, tuesday);
}

describe('the report goes to those who took part', () => {
  it('that is each author, and each attendee who asked to see it (DD-19)', async () => {
    const asks = await asksOf('approve');
    expect(asks.map(({ contactId }) => contactId).sort()).toEqual([priya.id, rosa.id].sort());
    expect(asks).toMatchObject([
      { dueDate: '2027-05-20', wait, agencyId: null },
      { dueDate: '2027-05-20', wait, agencyId: null },
    ]);
    // Sian's agency has sent nothing, but she was there and wants to see it.
    const meeting = await records.database.meeting.findFirstOrThrow({
      where: { auditId: audit.id },
    });
    await records.database.attendance.create({
      data: {
        partnershipId: place.id,
        meetingId: meeting.id,
        contactId: place.people.sian.id,
        addedAt: monday,
        attended: true,
        wantsApproval: true,
      },
    });
    const stage = { ...ref, stage: 'practitioners', kind: 'approve' as const };
    expect(await askForApproval(records, stage, monday)).toMatchObject({ open: 3 });
  });

  it('and to nobody of the group that decides (DD-19)', async () => {
    const asks = await records.database.ask.findMany({ where: of });
    const { graham, yasmin } = place.people;
    for (const { contactId } of asks) expect([graham.id, yasmin.id]).not.toContain(contactId);
  });

  it('but not to whoever has left', async () => {
    await records.database.ask.deleteMany({ where: { ...of, step: 'approve' } });
    await records.database.contact.update({ where: { id: rosa.id }, data: { leftAt: monday } });
    await askForApproval(records, { ...ref, stage: 'practitioners', kind: 'approve' }, monday);
    expect((await asksOf('approve')).map(({ contactId }) => contactId)).toEqual([priya.id]);
  });
});

describe('somebody who took part', () => {
  it('approves, with remarks that are sealed', async () => {
    expect(await answers({ contactId: priya.id, general: 'Well put.' })).toBe('answered');
    const [approval] = await approvalsOf(priya.id);
    expect(approval).toMatchObject({ answer: 'approve', reportVersion: { version: 1 } });
    const key = await records.keyring.audit(records.database, audit.id);
    const sealed = approval?.remarksSealed ?? new Uint8Array();
    expect(openJson(key, `Approval.remarksSealed/${approval?.id}`, sealed)).toEqual({
      general: 'Well put.',
      paragraphs: {},
    });
    const events = await records.database.event.findMany({ where: { chain: audit.id } });
    expect(JSON.stringify(events)).not.toContain('Well put');
    expect(await openNow()).toBe(1);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('ends the round with the last answer, and only then', async () => {
    await everybodyApproves(records, { place, audit }, monday);
    expect(await openNow()).toBe(0);
    expect(await answers({ contactId: priya.id, answer: 'object', general: 'No.' })).toBe('ended');
  });

  it('can think again while the round runs; the first answer stays on record', async () => {
    await objects(priya.id);
    expect(await answers({ contactId: priya.id }, tuesday)).toBe('answered');
    expect(await approvalsOf(priya.id)).toMatchObject([
      { answer: 'object', voidedWhy: 'answered-again' },
      { answer: 'approve', voidedAt: null },
    ]);
    expect(await asksOf('objections')).toMatchObject([{ outcome: 'answered' }]);
  });

  it('answers once with a double click', async () => {
    const [ask] = (await asksOf('approve')).filter(({ contactId }) => contactId === priya.id);
    const remarks = { general: '', paragraphs: {} };
    const form = { key: randomUUID(), version: 1, answer: 'approve', remarks };
    const input = { partnershipId: place.id, askId: ask?.id ?? '', ...form };
    const by = { contactId: priya.id };
    const clicks = await Promise.all([
      answerApproval(records, input, by, monday),
      answerApproval(records, input, by, monday),
    ]);
    expect(clicks.map(({ kind }) => kind)).toEqual(['answered', 'answered']);
    expect(await approvalsOf(priya.id)).toHaveLength(1);
    await answers({ contactId: rosa.id });
    expect(await openNow()).toBe(0);
    expect(await answerApproval(records, input, by, monday)).toMatchObject({ kind: 'answered' });
  });

  it('answers only what they were asked, and only for the text that they read', async () => {
    const [ask] = (await asksOf('approve')).filter(({ contactId }) => contactId === priya.id);
    const remarks = { general: '', paragraphs: {} };
    const form = { askId: ask?.id ?? '', key: randomUUID(), answer: 'approve', remarks };
    const input = { partnershipId: place.id, ...form };
    const answer = (version: number, contactId: string, partnershipId = place.id) =>
      answerApproval(records, { ...input, version, partnershipId }, { contactId }, monday);
    expect(await answer(1, rosa.id)).toEqual({ kind: 'not-found' });
    expect(await answer(1, priya.id, 'elsewhere')).toEqual({ kind: 'not-found' });
    expect(await answer(2, priya.id)).toEqual({ kind: 'changed' });
    expect(await approvalsOf(priya.id)).toEqual([]);
  });

  it('cannot object without saying to what', async () => {
    expect(await answers({ contactId: priya.id, answer: 'object' })).toBe('refused');
  });

  it.each([['recorded-as-silence'], ['counts-as-approval']])(
    'who says nothing stands as silent where silence is %s (DD-19)',
    async (silence) => {
      const { yaml } = await records.database.profileVersion.findFirstOrThrow();
      const changed = yaml
        .replace('silence: recorded-as-silence', `silence: ${silence}`)
        .replace('version: 1', 'version: 7');
      const profileVersionId = await records.database.$transaction((tx) =>
        storeProfile(tx, place.id, changed, monday),
      );
      await records.database.audit.update({ where: { id: audit.id }, data: { profileVersionId } });
      await answers({ contactId: priya.id });
      expect(await actOnClock(records, { ...ref, wait }, closed)).toMatchObject({ open: 0 });
      expect(await approvalsOf(rosa.id)).toMatchObject([{ answer: 'silent', remarksSealed: null }]);
      expect(await approvalsOf(priya.id)).toMatchObject([{ answer: 'approve' }]);
      expect(await asksOf('objections')).toEqual([]);
      // What differs is what everybody is told that it means.
      const asks = await asksOf('approve');
      const askId = asks.find(({ contactId }) => contactId === rosa.id)?.id ?? '';
      const reader = { partnershipId: place.id, contactId: rosa.id };
      expect(await approvalView(records, reader, askId)).toMatchObject({
        silenceCounts: silence === 'counts-as-approval',
        own: null,
      });
      const view = await approvalsView(records, of);
      expect(view?.rounds[0]).toMatchObject({ key: 'practitioners', silence });
    },
  );

  it('who was silent can still answer while somebody else is being waited for', async () => {
    await records.database.ask.updateMany({
      where: { ...of, contactId: priya.id, step: 'approve' },
      data: { nextAt: tuesday },
    });
    await objects(rosa.id);
    await actOnClock(records, { ...ref, wait }, closed);
    expect(await approvalsOf(priya.id)).toMatchObject([{ answer: 'silent' }]);
    expect(await answers({ contactId: priya.id }, closed)).toBe('answered');
    expect(await approvalsOf(priya.id)).toMatchObject([
      { answer: 'silent', voidedWhy: 'answered-again' },
      { answer: 'approve', voidedAt: null },
    ]);
  });
});

describe('an objection', () => {
  beforeEach(async () => {
    await objects(priya.id);
    await answers({ contactId: rosa.id });
  });

  const reply = async (text: string, now = tuesday) => {
    const [objection] = await approvalsOf(priya.id);
    const input = { ...of, approvalId: objection?.id ?? '', reply: text };
    return answerObjection(records, input, officer, now);
  };

  it('keeps the round open until the officer has dealt with it', async () => {
    expect(await openNow()).toBe(1);
    expect(await asksOf('objections')).toMatchObject([
      { contactId: nadia.id, outcome: null, dueDate: '2027-05-17', wait },
    ]);
    expect(await actOnClock(records, { ...ref, wait }, closed)).toMatchObject({ open: 1 });
  });

  it('is answered with the reason why not, which the objector is told of', async () => {
    expect(await reply(' ')).toMatchObject({ kind: 'refused' });
    expect(await reply('Two of the three tools say they were not.')).toEqual({ kind: 'answered' });
    expect(await reply('Again.')).toEqual({ kind: 'answered' });
    const [objection] = await approvalsOf(priya.id);
    const key = await records.keyring.audit(records.database, audit.id);
    const sealed = objection?.replySealed ?? new Uint8Array();
    expect(open(key, `Approval.replySealed/${objection?.id}`, sealed)).toContain(
      'Two of the three',
    );
    expect(objection).toMatchObject({ answer: 'object', voidedAt: null });
    const letters = await records.database.letter.findMany({ where: { kind: 'approve/reply' } });
    expect(letters).toMatchObject([{ contactId: priya.id }]);
    expect(await openNow()).toBe(0);
  });

  it('to a finding that is then changed voids every approval and asks everybody again (DD-19)', async () => {
    const blocks = { 'themes-1': { text: 'Fathers were asked late.' } };
    expect(await change(blocks, 'findings')).toEqual({ kind: 'circulated', asked: 2 });
    for (const { id } of [priya, rosa]) {
      const [before] = await approvalsOf(id);
      expect(before).toMatchObject({ voidedWhy: 'report-changed', reportVersion: { version: 1 } });
    }
    expect(await asksOf('objections')).toMatchObject([{ outcome: 'answered' }]);
    const again = (await asksOf('approve')).filter(({ outcome }) => outcome === null);
    expect(again.map(({ key }) => key.split('/').at(-1))).toEqual(['again-2', 'again-2']);
    expect(again).toMatchObject([{ dueDate: '2027-05-25' }, { dueDate: '2027-05-25' }]);
    expect(await openNow()).toBe(2);
    expect(await reply('Too late.')).toEqual({ kind: 'overtaken' });
    await everybodyApproves(records, { place, audit }, tuesday);
    expect(await openNow()).toBe(0);
    expect((await approvalsOf(priya.id)).at(-1)).toMatchObject({
      answer: 'approve',
      voidedAt: null,
      reportVersion: { version: 2 },
    });
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('of another partnership cannot be answered', async () => {
    const [objection] = await approvalsOf(priya.id);
    const input = {
      ...of,
      partnershipId: 'elsewhere',
      approvalId: objection?.id ?? '',
      reply: 'x',
    };
    expect(await answerObjection(records, input, officer, tuesday)).toEqual({ kind: 'not-found' });
  });
});

describe('a report that is changed while it is being approved', () => {
  it('lets approvals stand where only the wording was corrected, with a reason (DD-19)', async () => {
    await answers({ contactId: priya.id });
    const blocks = { 'themes-1': { text: 'Fathers were rarely asked.' } };
    expect(await change(blocks, 'wording', ' ')).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'reason' }],
    });
    expect(await change(blocks, 'wording')).toEqual({ kind: 'circulated', asked: 0 });
    expect(await approvalsOf(priya.id)).toMatchObject([{ voidedAt: null }]);
    expect((await asksOf('approve')).filter(({ outcome }) => outcome === null)).toHaveLength(1);
    expect(await answers({ contactId: rosa.id })).toBe('answered');
    expect(await approvalsOf(rosa.id)).toMatchObject([{ reportVersion: { version: 2 } }]);
    expect(await openNow()).toBe(0);
  });

  it.each([
    ['another date', { 'recommendations-1': { dueDate: '1 10 2027' } }],
    ['a finding taken out', { 'themes-1': { text: '' } }],
  ])('cannot pass %s off as wording', async (_what, blocks) => {
    expect(await change(blocks, 'wording')).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'changeKind' }],
    });
  });

  it('goes to nobody while it may identify somebody (DD-18)', async () => {
    const edit = { blocks: { 'themes-1': { text: 'Tegan was not asked.' } }, added: [] };
    await saveReport(records, { ...of, seen: 1, edit }, officer, tuesday);
    const input = { ...of, version: 2, changeKind: 'wording', reason: 'Better.' };
    expect(await circulateChange(records, input, officer, tuesday)).toEqual({
      kind: 'identifiers',
      open: 1,
    });
    expect(await answers({ contactId: priya.id })).toBe('answered');
    expect(await approvalsOf(priya.id)).toMatchObject([{ reportVersion: { version: 1 } }]);
  });

  it('is not sent where nothing was changed, or where somebody saved another text', async () => {
    expect(await change({}, 'findings')).toEqual({ kind: 'unchanged' });
    const edit = { blocks: { 'themes-1': { text: 'Other.' } }, added: [] };
    await saveReport(records, { ...of, seen: 1, edit }, officer, tuesday);
    const input = { ...of, version: 1, changeKind: 'findings', reason: 'x' };
    expect(await circulateChange(records, input, officer, tuesday)).toEqual({ kind: 'changed' });
  });
});
