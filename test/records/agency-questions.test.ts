import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  agenciesToAsk,
  agencyQuestionsOf,
  askAgency,
  noteAnswer,
  withdrawQuestion,
} from '../../records/discussion/agency-questions.ts';
import { attendView } from '../../records/discussion/attend-view.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { auditAtDiscussion, dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import type { RunningAudit } from '../support/running-audit.ts';

// Police (Priya) take part in C1 and C2, social care (Rosa) in C1.
const state = await prepared(async (made) => {
  const partnership = await aldermere(made, dates.started);
  return { place: partnership, audit: await auditAtDiscussion(made, partnership) };
});
const thursday = new Date('2027-04-22T11:00:00Z');

let records: Records;
let place: Aldermere;
let audit: RunningAudit;
let nadia: { contactId: string };

beforeEach(async () => {
  records = await state.fresh();
  ({ place, audit } = state.given);
  nadia = { contactId: place.people.nadia.id };
});

const own = () => ({ partnershipId: place.id, auditId: audit.id });

async function caseNumber(number: number | null): Promise<string | null> {
  if (number === null) return null;
  const { id } = await records.database.case.findFirstOrThrow({
    where: { auditId: audit.id, number },
  });
  return id;
}

async function ask(
  agency: keyof Aldermere['agencies'],
  number: number | null,
  text: string,
  key = randomUUID(),
) {
  const typed = { agencyId: place.agencies[agency], caseId: await caseNumber(number), text };
  return { key, outcome: await askAgency(records, { ...own(), key, typed }, nadia, thursday) };
}

const note = (questionId: string, answer: string, seen: number) =>
  noteAnswer(records, { ...own(), questionId, answer, seen }, nadia, thursday);

const standing = async () =>
  transaction(records, async (tx) =>
    agencyQuestionsOf(tx, await records.keyring.audit(tx, audit.id), audit.id),
  );

async function readBy(person: keyof Aldermere['people']) {
  const { id: contactId } = place.people[person];
  const { id: askId } = await records.database.ask.findFirstOrThrow({
    where: { step: 'attend', contactId },
  });
  const { id: partnershipId } = place;
  const view = await attendView(records, { partnershipId, contactId, askId }, thursday);
  return view?.questions.map(({ number, text }) => `${number ?? '-'} ${text}`);
}

const events = async () => {
  const rows = await records.database.event.findMany({
    where: { kind: { startsWith: 'agency-question' } },
    orderBy: { seq: 'asc' },
  });
  return rows.map(({ kind }) => kind);
};

describe('a question put to one agency', () => {
  it('is read by whoever comes for it, and by nobody of another agency', async () => {
    await ask('police', 1, 'Who told the school?');
    await ask('police', null, 'How are strategy meetings recorded?');
    await ask('social-care', 1, 'When was C1 seen alone?');
    expect(await readBy('priya')).toEqual([
      '- How are strategy meetings recorded?',
      '1 Who told the school?',
    ]);
    expect(await readBy('rosa')).toEqual(['1 When was C1 seen alone?']);
  });

  it('is put once, however often its form is sent, and is sealed', async () => {
    const { key } = await ask('police', 2, 'Who told the school?');
    const { outcome } = await ask('police', 2, 'Who told the school?', key);
    expect(outcome).toEqual({ kind: 'asked' });
    const rows = await records.database.agencyQuestion.findMany();
    expect(rows).toHaveLength(1);
    expect(Buffer.from(rows[0]?.textSealed ?? []).includes('school')).toBe(false);
    expect(await events()).toEqual(['agency-question.asked']);
    expect(await records.database.letter.count({ where: { queuedAt: thursday } })).toBe(0);
  });

  it('is refused without a text, to an agency that is not in the audit, and about no case of it', async () => {
    const typed = { agencyId: randomUUID(), caseId: randomUUID() };
    const input = { ...own(), key: randomUUID(), typed: { ...typed, text: ' ' } };
    expect(await askAgency(records, input, nadia, thursday)).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'agencyId' }, { field: 'caseId' }, { field: 'text' }],
    });
    const agencies = await transaction(records, (tx) => agenciesToAsk(tx, { ...own() }));
    expect(agencies.map(({ name }) => name)).toEqual([
      "Aldermere Children's Social Care",
      'Aldermere Community Health Trust',
      'Aldermere Police',
    ]);
  });

  it('is withdrawn while it is not answered, and stays on record', async () => {
    const { key: first } = await ask('police', 1, 'Who told the school?');
    const { key: second } = await ask('police', 1, 'When?');
    expect((await note(second, 'On the same day.', 0)).kind).toBe('noted');
    const withdraw = (questionId: string) =>
      withdrawQuestion(records, { ...own(), questionId }, nadia, thursday);
    expect(await withdraw(first)).toBe('withdrawn');
    expect(await withdraw(first)).toBe('withdrawn');
    expect(await withdraw(second)).toBe('answered');
    expect(await readBy('priya')).toEqual(['1 When?']);
    expect(await records.database.agencyQuestion.count()).toBe(2);
    expect(await events()).toEqual([
      'agency-question.asked',
      'agency-question.asked',
      'agency-question.answered',
      'agency-question.withdrawn',
    ]);
  });

  it('keeps both answers where two people note one at once', async () => {
    const { key } = await ask('police', 1, 'Who told the school?');
    expect(await note(key, 'The constable.', 0)).toEqual({ kind: 'noted' });
    expect(await note(key, 'Nobody.', 0)).toEqual({ kind: 'stale', theirs: 'The constable.' });
    expect(await note(key, 'Nobody.', 1)).toEqual({ kind: 'noted' });
    expect((await standing())[0]).toMatchObject({ answer: 'Nobody.', answerRevision: 2 });
    expect((await note(key, 'x'.repeat(5000), 2)).kind).toBe('refused');
  });

  it('rests while its case is sealed, and is not shown once its case is replaced', async () => {
    const { key } = await ask('police', 1, 'Who told the school?');
    const where = { auditId: audit.id, number: 1 };
    await records.database.case.updateMany({ where, data: { heldAt: thursday } });
    expect(await standing()).toEqual([]);
    expect(await readBy('priya')).toEqual([]);
    expect(await note(key, 'The constable.', 0)).toEqual({ kind: 'ended' });
    expect((await ask('police', 1, 'When?')).outcome.kind).toBe('refused');
    await records.database.case.updateMany({ where, data: { heldAt: null, state: 'replaced' } });
    expect(await standing()).toHaveLength(1);
    expect(await readBy('priya')).toEqual([]);
  });

  it('can be put before the meeting has begun to be prepared, and not once its record is finished', async () => {
    await records.database.stage.deleteMany({ where: { key: 'discussion' } });
    expect((await ask('police', 1, 'Who told the school?')).outcome.kind).toBe('asked');
    await records.database.meeting.updateMany({ data: { recordedAt: thursday } });
    expect((await ask('police', 1, 'When?')).outcome.kind).toBe('ended');
  });

  it('is nothing to another partnership', async () => {
    const { key } = await ask('police', 1, 'Who told the school?');
    const elsewhere = { partnershipId: 'elsewhere', auditId: audit.id, questionId: key };
    expect(
      await noteAnswer(records, { ...elsewhere, answer: 'x', seen: 0 }, nadia, thursday),
    ).toEqual({ kind: 'not-found' });
    expect(await withdrawQuestion(records, elsewhere, nadia, thursday)).toBe('not-found');
  });
});
