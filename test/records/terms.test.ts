import { beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { planningView, termsAsk } from '../../records/planning/planning-view.ts';
import { endorsedTerms } from '../../records/planning/terms.ts';
import { answerTerms, startTermsRound } from '../../records/planning/terms-round.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { auditAtTerms, groupDecides, writeTerms } from '../support/planned-audit.ts';
import { prepared } from '../support/prepared.ts';

const started = new Date('2027-01-11T10:00:00Z');
const tuesday = new Date('2027-01-12T10:00:00Z');
const wednesday = new Date('2027-01-13T10:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, started);
  return { place, audit: await auditAtTerms(made, place, started) };
});
const { place, audit } = given;
const { nadia, peter, priya } = place.people;
const of = { partnershipId: place.id, auditId: audit.id };
const wait = `audit/${place.id}/${audit.number}#terms`;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const writes = (change = {}, now = tuesday) =>
  writeTerms(records, place, { auditId: audit.id, ...change }, now);
const decides = (typed = {}, now = wednesday) =>
  groupDecides(
    records,
    place,
    { auditId: audit.id, stage: 'terms', body: 'audit-group', typed },
    now,
  );
const openSteps = async () =>
  (await records.database.ask.findMany({ where: { wait, outcome: null } })).map(({ step }) => step);
const endorsed = async () =>
  endorsedTerms(
    records.database,
    await records.keyring.audit(records.database, audit.id),
    audit.id,
  );

describe('terms of reference', () => {
  it('are written by the officer and put before the group when every part is there (SO-8)', async () => {
    expect(await openSteps()).toEqual(['terms']);
    const missing = await writes({ text: ' ' });
    expect(missing).toMatchObject({ kind: 'incomplete' });
    if (missing.kind === 'incomplete') {
      expect(missing.problems.map(({ field }) => field)).toEqual(
        ['scope', 'auditors', 'times', 'barriers'].map((key) => `section-${key}`),
      );
    }
    expect(await writes({ text: ' ', finish: false })).toEqual({ kind: 'saved', version: 1 });
    expect(await writes({ seen: 1 })).toEqual({ kind: 'finished', version: 2 });
    expect(await openSteps()).toEqual(['endorse']);
  });

  it('lose nothing where two people write at once', async () => {
    await writes({ finish: false, text: 'First.' });
    const second = await writes({ finish: false, text: 'Second.' });
    expect(second).toMatchObject({
      kind: 'stale',
      theirs: { terms: { sections: { scope: 'First.' } } },
    });
  });

  it('end the stage only when the group agrees and confirms that all know the tool (SO-9)', async () => {
    await writes();
    expect(await decides({ confirmed: [] })).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'confirmed' }],
    });
    expect((await endorsed()).good).toEqual({});
    expect(await decides()).toEqual({ kind: 'recorded', outcome: 'agreed' });
    expect(await openSteps()).toEqual([]);
    expect((await endorsed()).good['child/voice']).toMatch(/seen alone/);
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('are written again where the group wants them changed, and both texts stay (SO-9)', async () => {
    await writes({ text: 'Too wide.' });
    expect(await decides({ outcome: 'not-agreed', text: 'Narrow it.' })).toMatchObject({
      outcome: 'not-agreed',
    });
    expect(await openSteps()).toEqual(['terms']);
    await writes({ seen: 1, text: 'Narrower.' }, wednesday);
    await decides();
    expect((await endorsed()).sections.scope).toBe('Narrower.');
    expect(await records.database.termsVersion.count({ where: { auditId: audit.id } })).toBe(2);
  });

  it('cannot have been agreed before they were written', async () => {
    await writes();
    expect(await decides({ date: '2027-01-11' })).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'date' }],
    });
  });

  it('are not there for another partnership', async () => {
    const other = { ...of, partnershipId: 'elsewhere' };
    expect(await planningView(records, other)).toBeNull();
    expect(await startTermsRound(records, other, { contactId: nadia.id }, tuesday)).toEqual({
      kind: 'not-found',
    });
  });
});

describe('an email round about the terms', () => {
  const starts = () => startTermsRound(records, of, { contactId: nadia.id }, tuesday);
  const askOf = async (contactId: string) =>
    records.database.ask.findFirstOrThrow({ where: { ...of, step: 'terms-vote', contactId } });
  const answers = async (typed: { answer: string; text: string }, contactId = peter.id) => {
    const { id: askId } = await askOf(contactId);
    const input = { partnershipId: place.id, askId, typed };
    return answerTerms(records, input, { contactId }, wednesday);
  };

  it('asks each member by link what they say, and shows it to the officer (SO-9)', async () => {
    await writes();
    expect(await starts()).toEqual({ kind: 'started', members: 1 });
    expect(await starts()).toEqual({ kind: 'running' });
    expect(await decides({ how: 'email-round' })).toMatchObject({ problems: [{ field: 'how' }] });
    expect(await answers({ answer: 'change', text: '' })).toMatchObject({ kind: 'incomplete' });
    expect(await answers({ answer: 'change', text: 'Ask how parents are told.' })).toEqual({
      kind: 'answered',
    });
    expect(await answers({ answer: 'agree', text: '' })).toEqual({ kind: 'already-answered' });
    const view = await planningView(records, of);
    expect(view?.terms?.members).toEqual([
      {
        name: peter.name,
        version: 1,
        answer: 'change',
        text: 'Ask how parents are told.',
        askId: null,
      },
    ]);
    expect(await decides({ how: 'email-round' })).toMatchObject({ outcome: 'agreed' });
  });

  it('records silence as silence and ends', async () => {
    await writes();
    await starts();
    const ref = { partnership: place.id, audit: audit.number, wait };
    await actOnClock(records, ref, new Date('2027-01-15T18:00:00Z'));
    const said = await records.database.termsAnswer.findMany({ where: { auditId: audit.id } });
    expect(said.map(({ answer }) => answer)).toEqual(['silent']);
    expect(await openSteps()).toEqual(['endorse']);
  });

  it('shows the terms to no member of another group', async () => {
    await writes();
    await starts();
    const { id } = await askOf(peter.id);
    const reader = (contactId: string) => ({ partnershipId: place.id, contactId });
    expect(await termsAsk(records, reader(peter.id), id)).toMatchObject({ text: { version: 1 } });
    expect(await termsAsk(records, reader(priya.id), id)).toBeNull();
  });
});
