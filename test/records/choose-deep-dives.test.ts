import { beforeEach, describe, expect, it } from 'vitest';
import { collation } from '../../records/checks/collation.ts';
import { discussionView } from '../../records/discussion/discussion-view.ts';
import { packForOffice, packForParticipant } from '../../records/discussion/pack-view.ts';
import {
  askToGatherFeedback,
  keepOffer,
  recordFamilyFeedback,
} from '../../records/involvement/family-feedback.ts';
import { chooseDeepDives } from '../../records/returns/choose-deep-dives.ts';
import { deepDiveView } from '../../records/returns/deep-dive-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import {
  auditAtChoice,
  auditAtChosenDiscussion,
  chosenAt,
  placeOfDeepDives,
} from '../support/deep-dives.ts';
import { dates, submitsFor } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await placeOfDeepDives(made);
  return { place, audit: await auditAtChoice(made, place) };
});
const { place, audit } = given;
const of = { partnershipId: place.id, auditId: audit.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const peter = { contactId: place.people.peter.id };
const chosen = (...numbers: number[]) =>
  numbers.map((number) => ({ number, reason: `Because of C${number}.` }));
const choose = (children: { number: number; reason: string }[]) =>
  chooseDeepDives(records, { ...of, chosen: children }, peter, chosenAt);
const askOfChoice = () =>
  records.database.ask.findFirstOrThrow({ where: { step: 'deep-dives-by-chair' } });

describe('the choice of deep dives', () => {
  it('is asked of the chair of the body that the process names, with its dates (CH-19)', async () => {
    const ask = await askOfChoice();
    expect([ask.contactId, ask.dueDate]).toEqual([place.people.peter.id, '2027-04-13']);
    const whats = (ask.moments as { what: string }[]).map(({ what }) => what);
    expect(whats.sort()).toEqual(['ask', 'chase', 'escalate', 'remind']);
  });

  it('is among the children of whom something has come in, and shows what (CH-19)', async () => {
    const view = await deepDiveView(records, of);
    expect(
      view?.children.map(({ number, returns }) => [number, returns.map(({ agency }) => agency)]),
    ).toEqual([
      [1, ["Aldermere Children's Social Care", 'Aldermere Police']],
      [2, ['Aldermere Police']],
      [3, ['Aldermere Community Health Trust', 'Aldermere Police']],
    ]);
  });

  it('is as many as the process says, each with its reason (CH-19)', async () => {
    expect(await choose(chosen(1))).toMatchObject({
      problems: [{ field: 'chosen', message: 'Choose 2 children; you have chosen 1.' }],
    });
    expect(await choose([...chosen(1), { number: 2, reason: ' ' }])).toMatchObject({
      problems: [{ field: 'reason-2', message: 'Say why C2 is chosen.' }],
    });
    expect(await choose(chosen(1, 5))).toMatchObject({
      problems: [{ field: 'chosen', message: expect.stringContaining('not there any more') }],
    });
    expect((await askOfChoice()).outcome).toBeNull();
  });

  it('is recorded with its reasons sealed, and ends the asking (CH-19)', async () => {
    expect(await choose(chosen(3, 2))).toEqual({ kind: 'chosen' });
    expect((await askOfChoice()).outcome).toBe('answered');
    const view = await deepDiveView(records, of);
    expect(view?.chosen.map(({ number, reason }) => [number, reason])).toEqual([
      [2, 'Because of C2.'],
      [3, 'Because of C3.'],
    ]);
    const rows = await records.database.deepDive.findMany();
    for (const { reasonSealed } of rows) {
      expect(Buffer.from(reasonSealed).toString()).not.toContain('Because');
    }
    const event = await records.database.event.findFirstOrThrow({
      where: { kind: 'deep-dives.chosen' },
    });
    expect(event.ids).toEqual({ children: 'C2, C3', again: false });
  });

  it('can be made anew until the pack has left, and the earlier one stays on record (CH-19)', async () => {
    await choose(chosen(2, 3));
    expect(await choose(chosen(1, 3))).toEqual({ kind: 'chosen' });
    expect(await records.database.deepDive.count()).toBe(4);
    const view = await deepDiveView(records, of);
    expect(view?.chosen.map(({ number }) => number)).toEqual([1, 3]);
  });

  it('of another partnership is as good as none', async () => {
    const input = { partnershipId: 'elsewhere', auditId: audit.id, chosen: chosen(1, 2) };
    expect(await chooseDeepDives(records, input, peter, chosenAt)).toEqual({ kind: 'not-found' });
  });
});

const discussed = await prepared(async (made) => {
  const there = await placeOfDeepDives(made);
  return { place: there, audit: await auditAtChosenDiscussion(made, there) };
});

describe('a discussion of the chosen children', () => {
  const { place: there, audit: running } = discussed.given;
  const ofIt = { partnershipId: there.id, auditId: running.id };
  const { priya, rosa, sian, peter: chair } = there.people;

  beforeEach(async () => {
    records = await discussed.fresh();
  });

  it('has a pack of theirs alone, on the desk and for those taking part (CH-20)', async () => {
    const numbers = (view: { cases: { number: number }[] } | null) =>
      view?.cases.map(({ number }) => number);
    expect(numbers(await packForOffice(records, ofIt))).toEqual([2, 3]);
    expect(numbers(await discussionView(records, ofIt, dates.discussed))).toEqual([2, 3]);
    const pack = (contactId: string) => packForParticipant(records, { ...ofIt, contactId });
    expect(numbers(await pack(sian.id))).toEqual([3]);
    expect(await pack(rosa.id)).toBeNull();
  });

  it('is attended by those who take part for them (CH-20)', async () => {
    const asks = await records.database.ask.findMany({ where: { step: 'attend' } });
    expect(asks.map(({ contactId }) => contactId).sort()).toEqual([priya.id, sian.id].sort());
  });

  it('is not added to by a tool about another child (CH-20)', async () => {
    await submitsFor(
      records,
      { place: there, audit: running, agency: 'social-care', numbers: [2] },
      new Date('2027-04-21T10:00:00Z'),
    );
    await submitsFor(
      records,
      { place: there, audit: running, agency: 'social-care', numbers: [4] },
      new Date('2027-04-21T10:00:00Z'),
    );
    const view = await collation(records, ofIt);
    expect(view?.fresh).toBe(1);
    expect(view?.agencies.flatMap(({ received }) => received).sort()).toEqual([2, 2, 3, 3]);
  });

  it('has what a child itself said on the table, beside what agencies wrote (CH-35)', async () => {
    const [two] = running.children.filter(({ number }) => number === 2);
    const by = { contactId: priya.id };
    const offer = { ...ofIt, agencyId: there.agencies.police, arrangerId: priya.id };
    const now = new Date('2027-04-21T10:00:00Z');
    await keepOffer(records.database, { ...offer, caseId: two?.caseId ?? '', who: ['child'] }, now);
    const ref = { partnership: there.id, audit: running.number, stage: 'family' };
    await askToGatherFeedback(records, { ...ref, kind: 'gather-feedback' }, now);
    const ask = await records.database.ask.findFirstOrThrow({ where: { step: 'family-feedback' } });
    const typed = { child: { outcome: 'given', text: 'Nobody asked me before.' } };
    const input = { partnershipId: there.id, askId: ask.id, typed };
    expect(await recordFamilyFeedback(records, input, by, now)).toEqual({ kind: 'recorded' });
    const pack = await packForParticipant(records, { ...ofIt, contactId: priya.id });
    const desk = await discussionView(records, ofIt, dates.discussed);
    for (const view of [pack, desk]) {
      expect(
        view?.cases.map(({ number, family }) => [number, family.map(({ text }) => text)]),
      ).toEqual([
        [2, ['Nobody asked me before.']],
        [3, []],
      ]);
    }
  });

  it('keeps the choice as it is (CH-19)', async () => {
    const again = { ...ofIt, chosen: chosen(1, 2) };
    const by = { contactId: chair.id };
    expect(await chooseDeepDives(records, again, by, dates.discussed)).toEqual({ kind: 'ended' });
  });
});
