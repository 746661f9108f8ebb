import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { saveReturnOnBehalf, submitReturnOnBehalf } from '../../records/asks/on-behalf.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import {
  finishInitialReview,
  recordInitialFinding,
  settleInitialFinding,
  withdrawInitialFinding,
} from '../../records/checks/initial-review.ts';
import { leaveAsItIs, secondLooks } from '../../records/checks/reconsider.ts';
import { reconsiderView } from '../../records/checks/revised-returns.ts';
import { discussionView } from '../../records/discussion/discussion-view.ts';
import { reportFacts } from '../../records/report/report-facts.ts';
import { returnView } from '../../records/returns/return-view.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { transaction } from '../../records/store/transaction.ts';
import { auditAtDiscussion, dates } from '../support/discussed-audit.ts';
import { aldermereLookingAgain } from '../support/looked-at-again.ts';
import { respondentSubmits } from '../support/people.ts';
import { prepared } from '../support/prepared.ts';
import { recordDiscussion } from '../support/reported-audit.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermereLookingAgain(made, dates.started);
  return { place, audit: await auditAtDiscussion(made, place) };
});
const { place, audit } = given;
const { priya, rosa, nadia } = place.people;
const of = { partnershipId: place.id, auditId: audit.id };
const by = { contactId: nadia.id };
const held = dates.discussed;
const nextDay = new Date('2027-04-29T10:00:00Z');
const tooLate = new Date('2027-05-10T18:00:00Z');
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const view = async () => {
  const found = await discussionView(records, of, nextDay);
  if (!found) throw new Error('no discussion');
  return found;
};
const askOf = (contactId: string) =>
  records.database.ask.findFirst({ where: { auditId: audit.id, step: 'reconsider', contactId } });

describe('what came in is gone through before the meeting', () => {
  const found = {
    kind: 'inconsistency',
    caseId: null,
    agencyId: null,
    text: 'Two dates for one strategy meeting.',
  };

  it('and questions, gaps, inconsistencies and themes stand on its desk (SO-20)', async () => {
    for (const kind of ['question', 'gap', 'inconsistency', 'theme']) {
      const input = { ...of, key: randomUUID(), typed: { ...found, kind } };
      expect(await recordInitialFinding(records, input, by, held)).toEqual({ kind: 'saved' });
    }
    const { initialFindings, reviewOpen } = await view();
    expect(initialFindings.map(({ kind }) => kind)).toEqual([
      'question',
      'gap',
      'inconsistency',
      'theme',
    ]);
    expect(reviewOpen).toBe(true);
    expect(await finishInitialReview(records, of, by, held)).toBe('finished');
    expect((await view()).reviewOpen).toBe(false);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('refuses what says nothing, and keeps one for a double click', async () => {
    const key = randomUUID();
    const nothing = { ...of, key, typed: { ...found, kind: 'whim', text: ' ' } };
    expect(await recordInitialFinding(records, nothing, by, held)).toMatchObject({
      problems: [{ field: 'kind' }, { field: 'text' }],
    });
    const input = { ...of, key, typed: found };
    await recordInitialFinding(records, input, by, held);
    await recordInitialFinding(records, input, by, held);
    expect((await view()).initialFindings).toHaveLength(1);
  });

  it('says what came of each, and loses what was removed', async () => {
    const first = { ...of, key: randomUUID(), typed: found };
    const second = { ...of, key: randomUUID(), typed: { ...found, text: 'Another.' } };
    await recordInitialFinding(records, first, by, held);
    await recordInitialFinding(records, second, by, held);
    const outcome = 'The minutes have the right one.';
    await settleInitialFinding(records, { ...of, findingId: first.key, outcome }, by, held);
    await withdrawInitialFinding(records, { ...of, findingId: second.key }, by, held);
    expect((await view()).initialFindings).toMatchObject([{ outcome }]);
  });
});

describe('after the meeting', () => {
  beforeEach(() => recordDiscussion(records, { place, audit }, held));

  it('everybody who sent something is asked once to look again, and the report waits (SO-22)', async () => {
    const asks = await records.database.ask.findMany({
      where: { auditId: audit.id, step: 'reconsider' },
    });
    expect(asks.map(({ contactId }) => contactId).sort()).toEqual([priya.id, rosa.id].sort());
    expect(asks[0]?.dueDate).toBe('2027-05-04');
    const own = await askOf(priya.id);
    const reader = { partnershipId: place.id, contactId: priya.id };
    const { tools = [] } = (await reconsiderView(records, reader, own?.id ?? '')) ?? {};
    expect(tools.map(({ number, revised }) => [number, revised])).toEqual([
      [1, false],
      [2, false],
    ]);
    const wait = { partnership: place.id, audit: audit.number };
    const stage = `audit/${place.id}/${audit.number}#discussion`;
    expect((await actOnClock(records, { ...wait, wait: stage }, held)).open).toBe(2);
  });

  it('a revised tool is a new version beside the one that was discussed, and the report counts the last (SO-22)', async () => {
    const own = await askOf(rosa.id);
    const reader = { partnershipId: place.id, contactId: rosa.id };
    const [tool] = (await reconsiderView(records, reader, own?.id ?? ''))?.tools ?? [];
    const returnId = tool?.id ?? '';
    const again = { returnId, contactId: rosa.id, say: 'Heard late.', grade: 3 };
    expect(await respondentSubmits(records, again, nextDay)).toBe('submitted');
    const versions = await records.database.returnVersion.findMany({
      where: { returnId },
      orderBy: { version: 'asc' },
    });
    expect(versions.map(({ version, afterMeeting }) => [version, afterMeeting])).toEqual([
      [1, false],
      [2, true],
    ]);
    // Hers was the only one: nothing more is asked of her, and nobody checks it again.
    expect((await askOf(rosa.id))?.outcome).toBe('answered');
    expect(
      await records.database.ask.count({ where: { returnId, step: 'check', outcome: null } }),
    ).toBe(1);
    const [revised] = (await view()).revised;
    expect(revised).toMatchObject({ discussed: { version: 1 }, stands: { version: 2 } });
    const facts = await transaction(records, async (tx) =>
      reportFacts(records, tx, await auditContext(tx, audit.id)),
    );
    expect(facts.revised).toBe(1);
    const inadequate = facts.grades?.sections.map(({ own: counts }) => counts.inadequate ?? 0);
    expect(inadequate?.some((count) => count === 1)).toBe(true);
  });

  it('nothing can be revised once somebody has said that it stands, or the time is over (SO-22)', async () => {
    const own = await askOf(rosa.id);
    const input = { partnershipId: place.id, askId: own?.id ?? '' };
    const reader = { partnershipId: place.id, contactId: rosa.id };
    const [tool] = (await reconsiderView(records, reader, input.askId))?.tools ?? [];
    expect(await leaveAsItIs(records, input, { contactId: priya.id }, nextDay)).toBe('not-found');
    expect(await leaveAsItIs(records, input, { contactId: rosa.id }, nextDay)).toBe('left');
    const again = { returnId: tool?.id ?? '', contactId: rosa.id };
    await expect(respondentSubmits(records, again, nextDay)).rejects.toThrow();
    const wait = `audit/${place.id}/${audit.number}#discussion`;
    const ref = { partnership: place.id, audit: audit.number, wait };
    expect((await actOnClock(records, ref, tooLate)).open).toBe(0);
    expect((await askOf(priya.id))?.outcome).toBe('not-answered');
  });

  it('what somebody says by phone is entered for them: a change, or that nothing more changes (SO-22)', async () => {
    const office = { contactId: nadia.id, onBehalf: true };
    const received = { from: 'Rosa Delgado', how: 'phone', receivedOn: '2027-04-29' };
    const rosas = { partnershipId: place.id, askId: (await askOf(rosa.id))?.id ?? '', received };
    expect(await leaveAsItIs(records, rosas, office, nextDay)).toBe('left');
    expect(await leaveAsItIs(records, rosas, office, nextDay)).toBe('left-before');
    const letters = await records.database.letter.findMany({ where: { kind: 'answer/entered' } });
    expect(letters.map(({ contactId }) => contactId)).toEqual([rosa.id]);
    const event = await records.database.event.findFirstOrThrow({
      where: { chain: audit.id, kind: 'findings.reconsidered' },
    });
    expect([event.actorId, event.onBehalf]).toEqual([nadia.id, true]);
    const reader = { partnershipId: place.id, contactId: priya.id };
    const own = await askOf(priya.id);
    const [tool] = (await reconsiderView(records, reader, own?.id ?? ''))?.tools ?? [];
    const returnId = tool?.id ?? '';
    const change = { partnershipId: place.id, returnId };
    const [section] = (await returnView(records, reader, returnId))?.sections ?? [];
    const typed = Object.entries(section?.draft?.answers ?? {}).map(([key, answer]) => {
      return [key, String(answer).includes(' ') ? 'Seen late.' : answer];
    });
    const key = section?.section.key ?? '';
    const answers = { [key]: Object.fromEntries(typed) };
    const saved = await saveReturnOnBehalf(records, { ...change, answers }, nadia.id, nextDay);
    expect(saved[key]?.kind).toBe('saved');
    const submission = { ...change, submissionKey: randomUUID(), independent: true, received };
    expect(await submitReturnOnBehalf(records, submission, nadia.id, nextDay)).toMatchObject({
      kind: 'submitted',
      version: 2,
    });
    const [first, second] = await secondLooks(records, of);
    expect(first).toMatchObject({ said: 'waiting', received: null });
    expect(first?.tools.map(({ revised }) => revised)).toEqual([true, false]);
    expect(second).toMatchObject({ said: 'answered', received, tools: [{ revised: false }] });
    const bytes = await records.database.enteredAnswer.findFirstOrThrow();
    expect(Buffer.from(bytes.receivedSealed).includes('Rosa Delgado')).toBe(false);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });
});
