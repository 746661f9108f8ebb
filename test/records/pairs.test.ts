import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkProfile } from '../../domain/check-profile.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { withdrawAgency } from '../../records/audits/withdraw-agency.ts';
import { answerAttend } from '../../records/discussion/attend.ts';
import {
  addCaseAction,
  addKeyFinding,
  giveCaseFeedback,
  removeFromCase,
} from '../../records/discussion/case-feedback.ts';
import { discussionView } from '../../records/discussion/discussion-view.ts';
import { answerFacilitator } from '../../records/discussion/facilitators.ts';
import { packForParticipant } from '../../records/discussion/pack-view.ts';
import { enterQuestions, writeQuestions } from '../../records/discussion/pair-questions.ts';
import { pairView } from '../../records/discussion/pair-view.ts';
import { namePairs } from '../../records/discussion/pairs.ts';
import { pairsView } from '../../records/discussion/pairs-view.ts';
import { preparation } from '../../records/discussion/preparation.ts';
import { recordRecommendation } from '../../records/discussion/recommendations.ts';
import { sealCase, unsealCase } from '../../records/sample/seal-case.ts';
import type { Records } from '../../records/store/transaction.ts';
import { chosenAt, placeOfDeepDives } from '../support/deep-dives.ts';
import { dates } from '../support/discussed-audit.ts';
import {
  auditAtPairs,
  discussionIsPrepared,
  facilitatorSays,
  pairsAreNamed,
  pairsYaml,
} from '../support/pairs.ts';
import { prepared } from '../support/prepared.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await placeOfDeepDives(made, pairsYaml);
  return { place, audit: await auditAtPairs(made, place) };
});
const { place, audit } = given;
const of = { partnershipId: place.id, auditId: audit.id };
const { graham, yasmin, peter, nadia, priya, dean, imran, sian } = place.people;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const asksFor = (step: string) =>
  records.database.ask.findMany({ where: { step }, orderBy: { key: 'asc' } });
const name = (...pairs: [number: number, first: string, second: string][]) =>
  namePairs(
    records,
    { ...of, pairs: pairs.map(([number, first, second]) => ({ number, first, second })) },
    { contactId: nadia.id },
    chosenAt,
  );
const askOf = async (step: string, contactId: string, round: number) =>
  (await records.database.ask.findFirstOrThrow({ where: { step, contactId, round } })).id;
const eventKinds = async () => {
  const rows = await records.database.event.findMany({ orderBy: { seq: 'asc' } });
  return rows.map(({ kind }) => kind);
};
const writes = async (contactId: string, round: number, text: string, seen = 0) =>
  writeQuestions(
    records,
    { partnershipId: place.id, askId: await askOf('questions', contactId, round), text, seen },
    { contactId },
    chosenAt,
  );
const onClock = (stage: string, at: string) =>
  actOnClock(
    records,
    {
      partnership: place.id,
      audit: audit.number,
      wait: `audit/${place.id}/${audit.number}#${stage}`,
    },
    new Date(at),
  );

describe('facilitators', () => {
  it('are invited from the groups that the process names, each member once (WA-2)', async () => {
    const asks = await asksFor('facilitate');
    expect(asks.map(({ contactId }) => contactId).sort()).toEqual(
      [graham.id, yasmin.id, peter.id].sort(),
    );
    expect(asks[0]?.dueDate).toBe('2027-04-16');
  });

  it('say whether they can, can change it, and their silence is recorded (WA-2)', async () => {
    expect(await facilitatorSays(records, graham.id, 'maybe')).toBe('refused');
    expect(await facilitatorSays(records, graham.id, 'not-coming')).toBe('answered');
    expect(await facilitatorSays(records, graham.id, 'coming')).toBe('answered');
    await onClock('pairs', '2027-04-16T16:00:00Z');
    const view = await pairsView(records, of);
    expect(view?.facilitators.map(({ name: who, reply }) => [who, reply])).toEqual([
      ['Graham Sutcliffe', 'coming'],
      ['Peter Lindqvist', 'silent'],
      ['Yasmin Farouk', 'silent'],
    ]);
    expect(await facilitatorSays(records, peter.id, 'coming')).toBe('answered');
  });
});

describe('the pairs of auditors', () => {
  it('are entered as they told it, also late, and hear that it was (WA-2)', async () => {
    await onClock('pairs', '2027-04-30T09:00:00Z');
    const ask = await records.database.ask.findFirstOrThrow({
      where: { step: 'facilitate', contactId: yasmin.id },
    });
    expect(ask.outcome).toBe('not-answered');
    const received = { from: 'Yasmin Farouk', how: 'phone', receivedOn: '2027-04-30' };
    const input = { partnershipId: place.id, askId: ask.id, reply: 'coming', received };
    const by = { contactId: nadia.id, onBehalf: true };
    const late = new Date('2027-04-30T10:00:00Z');
    // Without being entered for her, an answer is hers alone.
    const own = await answerFacilitator(records, input, { contactId: nadia.id }, late);
    expect(own).toEqual({ kind: 'not-found' });
    expect(await answerFacilitator(records, input, by, late)).toEqual({ kind: 'answered' });
    const view = await pairsView(records, of);
    expect(view?.facilitators.find(({ contactId }) => contactId === yasmin.id)).toMatchObject({
      reply: 'coming',
      received,
    });
    const letters = await records.database.letter.findMany({ where: { kind: 'answer/entered' } });
    expect(letters).toMatchObject([{ contactId: yasmin.id }]);
    const event = await records.database.event.findFirstOrThrow({
      where: { kind: 'facilitator.answered' },
    });
    expect(event).toMatchObject({ actorId: nadia.id, onBehalf: true });
    const bytes = JSON.stringify(await records.database.enteredAnswer.findMany(), (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(bytes).not.toContain('Yasmin');
  });

  it('are asked of the officer, two people for each child that is discussed (WA-8)', async () => {
    const [ask] = await asksFor('pairs');
    expect([ask?.contactId, ask?.dueDate]).toEqual([nadia.id, '2027-04-20']);
    expect((await pairsView(records, of))?.children.map(({ number }) => number)).toEqual([2, 3]);
    expect(await name([2, graham.id, ''])).toMatchObject({
      problems: [{ field: 'second-2', message: 'Choose two auditors for C2.' }],
    });
    expect(await name([2, graham.id, graham.id])).toMatchObject({
      problems: [{ field: 'second-2', message: expect.stringContaining('are two people') }],
    });
    expect(await name([2, graham.id, randomUUID()])).toMatchObject({
      problems: [{ message: 'Choose both auditors of C2 from the list.' }],
    });
  });

  it('are nobody who wrote about the child or worked with its family', async () => {
    expect(await name([2, priya.id, dean.id])).toMatchObject({
      problems: [
        { message: 'Priya Nair wrote about this child, so somebody else looks at C2.' },
        { message: 'Dean Whitlock worked with this family, so somebody else looks at C2.' },
      ],
    });
    // Dean is named for C2 alone.
    expect(await name([3, dean.id, graham.id])).toEqual({ kind: 'named' });
  });

  it('are named when each child has its own; both are asked for their questions (WA-8)', async () => {
    await name([2, graham.id, yasmin.id]);
    expect((await asksFor('pairs'))[0]?.outcome).toBeNull();
    await name([2, yasmin.id, graham.id], [3, graham.id, peter.id]);
    expect((await asksFor('pairs'))[0]?.outcome).toBe('answered');
    const asks = await asksFor('questions');
    expect(asks.map(({ contactId, round, dueDate }) => [contactId, round, dueDate])).toHaveLength(
      4,
    );
    expect(asks.every(({ dueDate }) => dueDate === '2027-04-28')).toBe(true);
    expect((await eventKinds()).filter((kind) => kind === 'pair.named')).toHaveLength(2);
  });

  it('can be named anew: whoever is none any more is asked no more', async () => {
    await pairsAreNamed(records, place, audit);
    expect(await name([2, graham.id, imran.id])).toEqual({ kind: 'named' });
    const asks = await asksFor('questions');
    const ofTwo = asks.filter(({ round }) => round === 2);
    expect(ofTwo.map(({ contactId, outcome }) => [contactId, outcome]).sort()).toEqual(
      [
        [graham.id, null],
        [yasmin.id, 'withdrawn'],
        [imran.id, null],
      ].sort(),
    );
    const given_ = { askId: await askOf('questions', yasmin.id, 2), step: 'questions' as const };
    const reader = { partnershipId: place.id, contactId: yasmin.id };
    expect(await pairView(records, reader, given_)).toBeNull();
  });
});

describe('the questions of a pair', () => {
  beforeEach(() => pairsAreNamed(records, place, audit));

  it('are written after reading what all agencies sent about their own child alone (WA-8)', async () => {
    const reader = { partnershipId: place.id, contactId: peter.id };
    const askId = await askOf('questions', peter.id, 3);
    const view = await pairView(records, reader, { askId, step: 'questions' });
    expect(view?.child.number).toBe(3);
    expect(view?.child.returns.map(({ agency }) => agency)).toEqual([
      'Aldermere Community Health Trust',
      'Aldermere Police',
    ]);
    expect(view?.partner).toBe('Graham Sutcliffe');
    for (const { contactId } of [{ contactId: sian.id }, { contactId: yasmin.id }]) {
      const other = { partnershipId: place.id, contactId };
      expect(await pairView(records, other, { askId, step: 'questions' })).toBeNull();
    }
    expect(await packForParticipant(records, { ...of, contactId: peter.id })).toBeNull();
  });

  it('are the answer of both, and a later text never overwrites another unseen (WA-8)', async () => {
    expect(await writes(graham.id, 2, ' ')).toMatchObject({ kind: 'refused' });
    expect(await writes(graham.id, 2, 'Who told the school?')).toEqual({ kind: 'written' });
    const asks = (await asksFor('questions')).filter(({ round }) => round === 2);
    expect(asks.map(({ outcome }) => outcome)).toEqual(['answered', 'answered']);
    expect(await writes(yasmin.id, 2, 'Why so late?')).toMatchObject({
      kind: 'stale',
      theirs: { text: 'Who told the school?', revision: 1 },
    });
    expect(await writes(yasmin.id, 2, 'Who told the school? Why so late?', 1)).toEqual({
      kind: 'written',
    });
    expect(await records.database.pairQuestions.count()).toBe(2);
  });

  it('can be entered as the pair told them, and stand at the desk beside their child (WA-8, WA-9)', async () => {
    const received = { from: 'Graham Sutcliffe', how: 'phone', on: '2027-04-08', original: null };
    const entered = await enterQuestions(
      records,
      { ...of, number: 3, text: 'Who saw it first?', seen: 0, received: received as never },
      { contactId: nadia.id, onBehalf: true },
      chosenAt,
    );
    expect(entered).toEqual({ kind: 'written' });
    await discussionIsPrepared(records, place, audit);
    const view = await discussionView(records, of, dates.discussed);
    expect(
      view?.pairs.map(({ number, auditors, questions }) => [
        number,
        auditors.map(({ name: who }) => who),
        questions?.text ?? null,
      ]),
    ).toEqual([
      [2, ['Graham Sutcliffe', 'Yasmin Farouk'], null],
      [3, ['Graham Sutcliffe', 'Peter Lindqvist'], 'Who saw it first?'],
    ]);
  });

  it('may be missing: the silence is recorded once, and the stage goes on (WA-8)', async () => {
    await writes(graham.id, 2, 'Who told the school?');
    const wait = await onClock('pairs', '2027-04-28T16:00:00Z');
    expect(wait.open).toBe(0);
    const silent = (await eventKinds()).filter((kind) => kind === 'questions.not-written');
    expect(silent).toHaveLength(1);
    // Until the discussion is on record they can still be written.
    expect(await writes(peter.id, 3, 'Better late.')).toEqual({ kind: 'written' });
  });

  it('of a sealed child are asked no more and shown to nobody; unsealed, they are asked anew', async () => {
    await writes(graham.id, 2, 'Who told the school?');
    const caseId = (number: number) =>
      audit.children.find((each) => each.number === number)?.caseId ?? '';
    const by = { contactId: nadia.id };
    for (const number of [2, 3]) {
      const hold = { ground: 'court', reason: 'A hearing.' };
      const input = { partnershipId: place.id, caseId: caseId(number), ...hold };
      expect(await sealCase(records, input, by, chosenAt)).toEqual({ kind: 'sealed' });
    }
    const reader = { partnershipId: place.id, contactId: graham.id };
    const askId = await askOf('questions', graham.id, 2);
    expect(await pairView(records, reader, { askId, step: 'questions' })).toBeNull();
    expect((await pairsView(records, of))?.children).toEqual([]);
    const open = { where: { step: 'questions', outcome: null } };
    expect(await records.database.ask.count(open)).toBe(0);
    const input = { partnershipId: place.id, caseId: caseId(3), reason: 'It is over.' };
    expect(await unsealCase(records, input, by, chosenAt)).toBe('unsealed');
    expect((await records.database.ask.findMany(open)).map(({ round }) => round)).toEqual([3, 3]);
  });
});

describe('the discussion of a child', () => {
  beforeEach(async () => {
    await pairsAreNamed(records, place, audit);
    await discussionIsPrepared(records, place, audit);
  });

  it('is led by its pair: both are invited, and none can send a deputy (WA-9)', async () => {
    const asks = await asksFor('attend');
    expect(asks.map(({ contactId }) => contactId)).toEqual(
      expect.arrayContaining([graham.id, yasmin.id, peter.id, dean.id]),
    );
    const askId = asks.find(({ contactId }) => contactId === graham.id)?.id ?? '';
    const typed = { reply: 'deputy', deputyName: 'Jo', confidential: false, wantsApproval: false };
    const input = { partnershipId: place.id, askId, ...typed };
    expect(await answerAttend(records, input, { contactId: graham.id }, chosenAt)).toMatchObject({
      problems: [{ message: expect.stringContaining('cannot send a deputy') }],
    });
  });

  it('excuses whoever facilitates it alone while the child is sealed, and invites them anew', async () => {
    const expected = async ({ id: contactId }: { id: string }) =>
      records.database.attendance.count({ where: { contactId, withdrawnAt: null } });
    const caseId = audit.children.find(({ number }) => number === 2)?.caseId ?? '';
    const by = { contactId: nadia.id };
    const input = { partnershipId: place.id, caseId, reason: 'A hearing.' };
    expect(await expected(yasmin)).toBe(1);
    await sealCase(records, { ...input, ground: 'court' }, by, chosenAt);
    expect(await expected(yasmin)).toBe(0);
    // He facilitates C3 besides.
    expect(await expected(graham)).toBe(1);
    const cancelled = { kind: 'meeting-cancelled', contactId: yasmin.id };
    expect(await records.database.letter.count({ where: cancelled })).toBe(1);
    expect(await unsealCase(records, input, by, chosenAt)).toBe('unsealed');
    expect(await expected(yasmin)).toBe(1);
    const open = { step: 'attend', contactId: yasmin.id, outcome: null };
    expect(await records.database.ask.count({ where: open })).toBe(1);
  });

  it('tells those who worked with the family who leads it (WA-9)', async () => {
    const found = await preparation(records, { ...of, contactId: dean.id });
    expect(found?.cases.map(({ number, ledBy }) => [number, ledBy])).toEqual([
      [2, ['Graham Sutcliffe', 'Yasmin Farouk']],
    ]);
  });

  it('has another pair when one cannot come, who are invited in their place (WA-9)', async () => {
    const askId = (await asksFor('attend')).find((ask) => ask.contactId === yasmin.id)?.id ?? '';
    const typed = { reply: 'not-coming', deputyName: '', confidential: false };
    await answerAttend(
      records,
      { partnershipId: place.id, askId, ...typed, wantsApproval: false },
      { contactId: yasmin.id },
      dates.circulated,
    );
    const before = await pairsView(records, of);
    expect(before?.children[0]?.auditors.map(({ notComing }) => notComing)).toEqual([false, true]);
    expect(await name([2, graham.id, imran.id])).toEqual({ kind: 'named' });
    const open = await records.database.ask.findMany({
      where: { step: { in: ['attend', 'case-feedback'] }, outcome: null, contactId: imran.id },
    });
    expect(open.map(({ step }) => step).sort()).toEqual(['attend', 'case-feedback']);
    // Whoever stays is asked once.
    const grahams = { step: 'case-feedback', contactId: graham.id, round: 2, outcome: null };
    expect(await records.database.ask.count({ where: grahams })).toBe(1);
    const letters = await records.database.letter.count({
      where: { kind: 'meeting-cancelled', contactId: yasmin.id },
    });
    expect(letters).toBe(1);
  });
});

describe('the feedback of a pair', () => {
  const at = dates.discussed;

  beforeEach(async () => {
    await pairsAreNamed(records, place, audit);
    await discussionIsPrepared(records, place, audit);
  });

  const own = async (contactId: string, round: number) => ({
    partnershipId: place.id,
    askId: await askOf('case-feedback', contactId, round),
  });
  const found = async (contactId: string, round: number, text: string) =>
    addKeyFinding(
      records,
      {
        ...(await own(contactId, round)),
        key: randomUUID(),
        typed: { kind: 'good-practice', agencyId: null, text },
      },
      { contactId },
      at,
    );
  const acts = async (contactId: string, round: number) =>
    addCaseAction(
      records,
      {
        ...(await own(contactId, round)),
        key: randomUUID(),
        typed: {
          text: 'See C2 alone each month.',
          ownerAgencyId: place.agencies.police,
          dueDate: '30 9 2027',
        },
      },
      { contactId },
      at,
    );

  it('is the key findings and the specific actions of its own case (WA-10)', async () => {
    const nothing = await giveCaseFeedback(
      records,
      await own(yasmin.id, 2),
      { contactId: yasmin.id },
      at,
    );
    expect(nothing).toMatchObject({ kind: 'refused' });
    expect(await found(yasmin.id, 2, 'The school saw it first.')).toMatchObject({
      kind: 'recorded',
    });
    expect(await acts(graham.id, 2)).toMatchObject({ kind: 'recorded', number: 1 });
    const done = await giveCaseFeedback(
      records,
      await own(graham.id, 2),
      { contactId: graham.id },
      at,
    );
    expect(done).toEqual({ kind: 'given' });
    const asks = (await asksFor('case-feedback')).filter(({ round }) => round === 2);
    expect(asks.map(({ outcome }) => outcome)).toEqual(['answered', 'answered']);
    const view = await discussionView(records, of, at);
    const child = view?.pairs[0]?.caseId;
    expect(view?.findings).toMatchObject([{ caseId: child, text: 'The school saw it first.' }]);
    expect(view?.recommendations).toMatchObject([{ caseId: child, number: 1 }]);
  });

  it('can be entered for the pair, and both hear that it was (WA-10)', async () => {
    const by = { contactId: nadia.id, onBehalf: true };
    const askId = await askOf('case-feedback', yasmin.id, 2);
    const received = { from: 'Yasmin Farouk', how: 'paper', receivedOn: '2027-04-28' };
    const entered = { partnershipId: place.id, askId, received };
    expect(await giveCaseFeedback(records, entered, by, at)).toMatchObject({ kind: 'refused' });
    const typed = { kind: 'good-practice', agencyId: null, text: 'C2 was seen alone each time.' };
    const finding = { ...entered, key: randomUUID(), typed };
    expect(await addKeyFinding(records, finding, by, at)).toMatchObject({ kind: 'recorded' });
    expect(await giveCaseFeedback(records, entered, by, at)).toEqual({ kind: 'given' });
    const view = await pairsView(records, of);
    expect(
      view?.children.map(({ asked, feedbackAskId }) => [asked.feedback, !feedbackAskId]),
    ).toEqual([
      ['given', true],
      ['waiting', false],
    ]);
    const letters = await records.database.letter.findMany({ where: { kind: 'answer/entered' } });
    expect(letters.map(({ contactId }) => contactId).sort()).toEqual([graham.id, yasmin.id].sort());
    const kinds = await records.database.event.findMany({
      where: { kind: { in: ['finding.recorded', 'case-feedback.given'] } },
    });
    expect(kinds.map(({ onBehalf }) => onBehalf)).toEqual([true, true]);
  });

  it('can be taken back by the pair alone, and nobody else adds to its case (WA-10)', async () => {
    const recorded = await found(yasmin.id, 2, 'The school saw it first.');
    const id = recorded.kind === 'recorded' ? recorded.id : '';
    const remove = async (contactId: string, round: number) =>
      removeFromCase(
        records,
        { ...(await own(contactId, round)), what: 'finding', id },
        { contactId },
        at,
      );
    expect(await remove(peter.id, 3)).toBe('not-found');
    const stolen = { ...(await own(graham.id, 2)), what: 'finding' as const, id };
    expect(await removeFromCase(records, stolen, { contactId: peter.id }, at)).toBe('not-found');
    expect(await remove(graham.id, 2)).toBe('withdrawn');
  });

  it('keeps its case where the officer words an action anew (WA-10)', async () => {
    await acts(graham.id, 2);
    const before = await records.database.recommendation.findFirstOrThrow();
    const typed = {
      text: 'See C2 alone every month.',
      ownerAgencyId: place.agencies.police,
      dueDate: '30 9 2027',
      findingId: null,
    };
    const input = { ...of, key: randomUUID(), replaces: before.id, typed };
    await recordRecommendation(records, input, { contactId: nadia.id }, at);
    const now = await records.database.recommendation.findFirst({ where: { withdrawnAt: null } });
    expect([now?.caseId, now?.number]).toEqual([before.caseId, before.number]);
  });

  it('may be missing: the silence is recorded once for both (WA-10)', async () => {
    await onClock('discussion', '2027-04-30T16:00:00Z');
    const silent = (await eventKinds()).filter((kind) => kind === 'case-feedback.not-given');
    expect(silent).toHaveLength(2);
    expect((await pairsView(records, of))?.children.map(({ asked }) => asked.feedback)).toEqual([
      'silent',
      'silent',
    ]);
  });
});

describe('a process with pairs', () => {
  const problemsOf = (yaml: string) => {
    const checked = checkProfile(yaml);
    return checked.ok ? [] : checked.problems.map(({ message }) => message);
  };

  it('is right as it stands', () => {
    expect(problemsOf(pairsYaml)).toEqual([]);
  });

  it('asks nobody twice, and nobody to feed back who is no auditor', () => {
    const twice = pairsYaml.replace('groups: [seg, audit-group]', 'groups: [seg, seg]');
    expect(problemsOf(twice).join()).toContain('The members of "seg" are invited above already.');
    const none = pairsYaml.replace(/ {2}- key: pairs[\s\S]*?(?= {2}- key: discussion)/, '');
    expect(problemsOf(none).join()).toContain('pairs of auditors');
    const early = pairsYaml.replace(
      'caseFeedback:\n      due: { date: discussion, workingDays: 1 }',
      'caseFeedback:\n      due: { date: discussion, workingDays: -1 }',
    );
    expect(problemsOf(early).join()).toContain('There is nothing to feed back before the meeting');
    const hidden = none
      .replace(/ {4}caseFeedback:[\s\S]*?(?= {4}record:)/, '')
      .replace('    kind: circulate-pack\n', '    kind: circulate-pack\n    to: auditors\n');
    expect(problemsOf(hidden).join()).toContain('There are no pairs of auditors');
  });
});

describe('an agency of which somebody is one of a pair', () => {
  it('is not withdrawn before another pair is named, and is when there is', async () => {
    await name([2, graham.id, yasmin.id], [3, place.people.marek.id, peter.id]);
    const by = { contactId: nadia.id };
    const input = { ...of, agency: 'housing', reason: 'It has merged.' };
    expect(await withdrawAgency(records, input, by, chosenAt)).toEqual({
      kind: 'in-pair',
      children: [3],
    });
    await name([3, graham.id, peter.id]);
    expect(await withdrawAgency(records, input, by, chosenAt)).toEqual({ kind: 'withdrawn' });
  });
});
