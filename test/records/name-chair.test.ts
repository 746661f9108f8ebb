import { beforeEach, describe, expect, it } from 'vitest';
import { findAudit } from '../../records/audits/stages.ts';
import { answerAttend } from '../../records/discussion/attend.ts';
import { saveConclusion } from '../../records/discussion/conclusions.ts';
import { discussionView } from '../../records/discussion/discussion-view.ts';
import { finishDiscussion } from '../../records/discussion/finish-discussion.ts';
import { type ChosenChair, nameChair } from '../../records/discussion/name-chair.ts';
import { packsOf } from '../../records/discussion/own-packs.ts';
import { packForParticipant } from '../../records/discussion/pack-view.ts';
import { reportFacts } from '../../records/report/report-facts.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { auditAtChosenDiscussion, placeOfDeepDives } from '../support/deep-dives.ts';
import { dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await placeOfDeepDives(made);
  return { place, audit: await auditAtChosenDiscussion(made, place) };
});
const { place, audit } = given;
const of = { partnershipId: place.id, auditId: audit.id };
const { graham, priya, nadia, yasmin, helen } = place.people;
const officer = { contactId: nadia.id };
const now = new Date('2027-04-21T10:00:00Z');
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const name = (chair: ChosenChair) => nameChair(records, { ...of, chair }, officer, now);
const asksOf = (step: string) => records.database.ask.findMany({ where: { step } });
const view = () => discussionView(records, of, dates.discussed);

describe('the chair of a discussion', () => {
  it('is asked for when the discussion is being prepared, due before it (CH-21)', async () => {
    const [ask] = await asksOf('chair');
    expect([ask?.contactId, ask?.dueDate]).toEqual([nadia.id, '2027-04-23']);
    expect((await view())?.chair).toBeNull();
    expect((await view())?.missing.map(({ message }) => message)).toContain(
      'Name who chaired the discussion.',
    );
  });

  it('is refused with the reason where their agency audited one of the children (CH-21)', async () => {
    expect(await name({ contactId: priya.id })).toEqual({
      kind: 'refused',
      problems: [
        {
          field: 'chair',
          message:
            'Priya Nair is of Aldermere Police, which audited C2 and C3. The chair has to be of no agency that audited one of the children.',
        },
      ],
    });
    expect((await asksOf('chair'))[0]?.outcome).toBeNull();
  });

  it('is invited, reads the whole pack and stands on the desk as the chair (CH-21)', async () => {
    expect(await name({ contactId: graham.id })).toMatchObject({ kind: 'named' });
    expect((await asksOf('chair'))[0]?.outcome).toBe('answered');
    const invited = await records.database.ask.findFirst({
      where: { step: 'attend', contactId: graham.id },
    });
    expect(invited).toMatchObject({ outcome: null, agencyId: null });
    const ids = { partnershipId: place.id, contactId: graham.id };
    const pack = await packForParticipant(records, { ...ids, auditId: audit.id });
    expect(pack?.cases.map(({ number }) => number)).toEqual([2, 3]);
    expect(await packsOf(records, ids)).toMatchObject([{ children: 2 }]);
    const desk = await view();
    expect(desk?.chair).toEqual({ contactId: graham.id, name: 'Graham Sutcliffe', problem: null });
    expect(desk?.people.filter(({ chair }) => chair).map((person) => person.name)).toEqual([
      'Graham Sutcliffe',
    ]);
  });

  it('can be of an agency that audited none of the children discussed (CH-21)', async () => {
    expect(await name({ contactId: helen.id })).toMatchObject({ kind: 'named' });
    expect((await view())?.unrepresented.length).toBe((await view())?.takingPart.length);
  });

  it('can be somebody who is not in the directory yet (CH-21)', async () => {
    expect(await name({ name: ' ', email: 'nobody' })).toMatchObject({
      problems: [{ field: 'name' }, { field: 'email' }],
    });
    const morgan = { name: 'Morgan Ellery', email: 'morgan@chairs.example' };
    expect(await name(morgan)).toMatchObject({ kind: 'named' });
    expect((await view())?.chair?.name).toBe('Morgan Ellery');
    // By whichever way somebody is named, the rule is the same.
    const again = { name: 'P. Nair', email: priya.email.toUpperCase() };
    expect(await name(again)).toMatchObject({ kind: 'refused' });
  });

  it('is replaced by somebody else, and the first hears that they need not come (CH-21)', async () => {
    await name({ contactId: graham.id });
    await name({ contactId: yasmin.id });
    const [left] = await records.database.ask.findMany({
      where: { step: 'attend', contactId: graham.id },
    });
    expect(left?.outcome).toBe('withdrawn');
    const letters = await records.database.letter.findMany({
      where: { kind: 'meeting-cancelled', contactId: graham.id },
    });
    expect(letters).toHaveLength(1);
    expect((await view())?.chair?.name).toBe('Yasmin Farouk');
    const pack = { partnershipId: place.id, auditId: audit.id, contactId: graham.id };
    expect(await packForParticipant(records, pack)).toBeNull();
  });

  it('sends no deputy, and another is named where they cannot come (CH-21)', async () => {
    await name({ contactId: graham.id });
    const ask = await records.database.ask.findFirstOrThrow({
      where: { step: 'attend', contactId: graham.id },
    });
    const answer = { partnershipId: place.id, askId: ask.id, confidential: true };
    const deputy = { ...answer, reply: 'deputy', deputyName: 'Sam Ray', wantsApproval: false };
    const by = { contactId: graham.id };
    expect(await answerAttend(records, deputy, by, now)).toMatchObject({ kind: 'refused' });
    const coming = { ...deputy, reply: 'coming', deputyName: '' };
    expect(await answerAttend(records, coming, by, now)).toMatchObject({ kind: 'answered' });
  });

  it('is told of in the report by role and not by name (CH-21)', async () => {
    await name({ contactId: graham.id });
    await records.database.meeting.updateMany({ data: { recordedAt: dates.discussed } });
    const ref = { partnership: place.id, audit: audit.number };
    const facts = await transaction(records, async (tx) =>
      reportFacts(records, tx, await findAudit(tx, ref)),
    );
    expect(facts.discussion?.chair).toEqual({
      from: 'the chair of the Strategic Executive Group',
      independent: true,
    });
    expect(await name({ contactId: yasmin.id })).toEqual({ kind: 'ended' });
  });

  it('finds the record wanting until it says what was learnt about the audit itself (SO-23)', async () => {
    const of_ = 'Write a conclusion under “Learning about the audit itself”.';
    expect((await view())?.missing.map(({ message }) => message)).toContain(of_);
    const written = { ...of, head: 'process-learning', text: 'Ask schools earlier.', revision: 0 };
    expect(await saveConclusion(records, written, officer, now)).toMatchObject({ kind: 'saved' });
    expect((await view())?.missing.map(({ message }) => message)).not.toContain(of_);
    await records.database.meeting.updateMany({ data: { recordedAt: dates.discussed } });
    const facts = await transaction(records, async (tx) =>
      reportFacts(records, tx, await findAudit(tx, { partnership: place.id, audit: audit.number })),
    );
    expect(facts.processLearning).toBe('Ask schools earlier.');
    expect(facts.conclusions).toEqual([]);
  });

  it('has to be there before the record can be finished (CH-21)', async () => {
    await name({ contactId: graham.id });
    await records.database.attendance.updateMany({
      where: { contactId: graham.id },
      data: { attended: false },
    });
    const outcome = await finishDiscussion(records, of, officer, dates.discussed);
    expect(JSON.stringify(outcome)).toContain(
      'Graham Sutcliffe was to chair the discussion and was not there. Name who did.',
    );
  });
});
