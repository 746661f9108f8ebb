import { beforeEach, describe, expect, it } from 'vitest';
import type { FeedbackOffer, TypedFeedback } from '../../domain/family-feedback.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { answerInvolvement } from '../../records/involvement/answer-involvement.ts';
import {
  askToGatherFeedback,
  recordFamilyFeedback,
} from '../../records/involvement/family-feedback.ts';
import { familyVoicesOf } from '../../records/involvement/family-feedback-view.ts';
import { replaceCase } from '../../records/sample/replace-case.ts';
import { sealCase, unsealCase } from '../../records/sample/seal-case.ts';
import type { Records } from '../../records/store/transaction.ts';
import { placeOfDeepDives } from '../support/deep-dives.ts';
import { dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtInvolvement, type RunningAudit } from '../support/running-audit.ts';

const answered = new Date('2027-03-02T10:00:00Z');
const gathering = new Date('2027-03-08T10:00:00Z');
const said = new Date('2027-03-20T10:00:00Z');
const closed = new Date('2027-04-14T16:00:00Z');

const imran = { name: 'Imran Sheikh', email: 'imran.sheikh@health.example' };

const { given, fresh } = await prepared(async (made) => {
  const place = await placeOfDeepDives(made);
  const audit = await auditAtInvolvement(made, place, dates.started);
  return { place, audit };
});
const { place, audit } = given;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

/** An agency knew some children, and says of each who of the family can be asked. */
async function answers(
  agency: keyof typeof place.agencies,
  offers: Record<number, FeedbackOffer>,
  now = answered,
) {
  const ask = await records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'involvement', agencyId: place.agencies[agency] },
  });
  const services = agency === 'community-health' ? place.services['health-visiting'] : null;
  return answerInvolvement(
    records,
    {
      partnershipId: place.id,
      askId: ask.id,
      answers: audit.children.map(({ caseId, number }) => ({
        caseId,
        known: offers[number] !== undefined,
        services: [{ serviceId: services }],
        othersInvolved: [],
        ...(offers[number] ? { feedback: offers[number] } : {}),
      })),
    },
    { contactId: ask.contactId },
    now,
  );
}

const ref = (running: RunningAudit) => ({
  partnership: place.id,
  audit: running.number,
  stage: 'family',
  kind: 'gather-feedback' as const,
});
const gather = () => askToGatherFeedback(records, ref(audit), gathering);
const asks = () =>
  records.database.ask.findMany({ where: { step: 'family-feedback' }, orderBy: { key: 'asc' } });

async function recorded(typed: Record<string, TypedFeedback>, by: string, now = said) {
  const [ask] = await asks();
  const input = { partnershipId: place.id, askId: ask?.id ?? '', typed };
  return recordFamilyFeedback(records, input, { contactId: by }, now);
}

const voices = async () =>
  (await familyVoicesOf(records, { partnershipId: place.id, auditId: audit.id }))?.voices.map(
    ({ number, who, agency, arranger, outcome, late, text }) =>
      `C${number} ${who} ${agency.split(' ')[1]} ${arranger}: ${outcome}${late ? ', late' : ''} ${text}`.trim(),
  );

describe('the feedback of a family', () => {
  it('is offered with the involvement: who can be asked, and who arranges it (CH-7)', async () => {
    expect(await answers('police', { 1: { who: ['parents'], by: null } })).toEqual({
      kind: 'answered',
    });
    const health = { who: ['parents' as const, 'child' as const], by: imran };
    expect(await answers('community-health', { 1: health, 3: health })).toEqual({
      kind: 'answered',
    });
    expect(await voices()).toEqual([
      'C1 child Community Imran Sheikh: null',
      'C1 parents Community Imran Sheikh: null',
      'C1 parents Police Priya Nair: null',
      'C3 child Community Imran Sheikh: null',
      'C3 parents Community Imran Sheikh: null',
    ]);
  });

  it('is arranged by nobody of another agency (CH-7)', async () => {
    const outcome = await answers('police', { 2: { who: ['child'], by: imran } });
    expect(outcome).toMatchObject({
      kind: 'incomplete',
      problems: [
        {
          field: 'feedback',
          message: 'Feedback about C2: that person belongs to another agency.',
        },
      ],
    });
    expect(await voices()).toEqual([]);
  });

  it('is asked of the person named, once for each child (CH-35)', async () => {
    await answers('community-health', { 1: { who: ['parents', 'child'], by: imran } });
    const wait = await gather();
    expect(wait.open).toBe(1);
    expect((await gather()).open).toBe(1);
    const [ask] = await asks();
    expect([ask?.contactId, ask?.dueDate]).toEqual([place.people.imran.id, '2027-04-07']);
  });

  it('is asked too where an agency answers late, while the others are waited for (CH-35)', async () => {
    await answers('community-health', { 1: { who: ['child'], by: imran } });
    await gather();
    await answers('police', { 2: { who: ['carers'], by: null } }, said);
    expect((await asks()).map(({ contactId }) => contactId).sort()).toEqual(
      [place.people.imran.id, place.people.priya.id].sort(),
    );
  });

  it('is recorded as they said it, or why nothing was said, and sealed (CH-35, SO-25)', async () => {
    await answers('community-health', { 1: { who: ['parents', 'child'], by: imran } });
    await gather();
    const by = place.people.imran.id;
    const typed = {
      child: { outcome: 'given', text: 'She came when she said she would.' },
      parents: { outcome: 'not-given', text: '' },
    };
    expect(await recorded(typed, by)).toMatchObject({ kind: 'incomplete' });
    const why = { outcome: 'not-given', text: 'They have moved away.' };
    const whole = { ...typed, parents: why };
    expect(await recorded(whole, place.people.rosa.id)).toEqual({ kind: 'not-found' });
    expect(await recorded(whole, by)).toEqual({ kind: 'recorded' });
    expect(await recorded(whole, by)).toEqual({ kind: 'already-recorded' });
    expect(await voices()).toEqual([
      'C1 child Community Imran Sheikh: given She came when she said she would.',
      'C1 parents Community Imran Sheikh: not-given They have moved away.',
    ]);
    for (const { textSealed } of await records.database.familyFeedback.findMany()) {
      expect(Buffer.from(textSealed ?? []).toString()).not.toMatch(/said|moved/);
    }
  });

  it('is silence on record once the time is over, and may still come (CH-35)', async () => {
    await answers('community-health', { 1: { who: ['child'], by: imran } });
    const { id } = await gather();
    await actOnClock(records, { ...ref(audit), wait: id }, new Date('2027-03-09T09:00:00Z'));
    expect((await actOnClock(records, { ...ref(audit), wait: id }, closed)).open).toBe(0);
    expect(await voices()).toEqual(['C1 child Community Imran Sheikh: silent']);
    const typed = { child: { outcome: 'given', text: 'He felt safe.' } };
    const late = new Date('2027-04-19T10:00:00Z');
    expect(await recorded(typed, place.people.imran.id, late)).toEqual({ kind: 'recorded' });
    expect(await voices()).toEqual(['C1 child Community Imran Sheikh: given, late He felt safe.']);
  });

  it('is not asked while the child is sealed, and anew afterwards', async () => {
    await answers('community-health', { 1: { who: ['child', 'parents'], by: imran } });
    await gather();
    const caseId = audit.children.find(({ number }) => number === 1)?.caseId ?? '';
    const by = { contactId: place.people.nadia.id };
    const hold = { partnershipId: place.id, caseId, ground: 'court', reason: 'A hearing.' };
    expect(await sealCase(records, hold, by, said)).toEqual({ kind: 'sealed' });
    expect((await asks()).map(({ outcome }) => outcome)).toEqual(['withdrawn']);
    const lifted = { partnershipId: place.id, caseId, reason: 'It is over.' };
    expect(await unsealCase(records, lifted, by, said)).toBe('unsealed');
    expect((await asks()).map(({ outcome }) => outcome)).toEqual(['withdrawn', null]);
  });

  it('is asked no more where the child is replaced', async () => {
    await answers('community-health', { 1: { who: ['child'], by: imran } });
    await gather();
    const outcome = await replaceCase(
      records,
      {
        partnershipId: place.id,
        caseId: audit.children.find(({ number }) => number === 1)?.caseId ?? '',
        reason: 'Moved to another area.',
      },
      { contactId: place.people.nadia.id },
      said,
    );
    expect(outcome.kind).toBe('replaced');
    expect((await asks()).map((ask) => ask.outcome)).toEqual(['withdrawn']);
    expect(await voices()).toEqual([]);
  });
});
